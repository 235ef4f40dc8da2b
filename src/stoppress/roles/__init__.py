"""What a process does: poller, desk, sender, web, or all of them."""
