"""Not seen: how likely a vehicle would have been seen, had it passed."""
