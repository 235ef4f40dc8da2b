"""The demo's mailbox: a real SMTP server that keeps what it gets, and pages to read it in."""
