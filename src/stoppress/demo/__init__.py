"""Sample outlets, a mailbox and a scenario, over real HTTP and SMTP."""
