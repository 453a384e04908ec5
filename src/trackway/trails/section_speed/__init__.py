"""Section speed: how fast at least, between two places."""
