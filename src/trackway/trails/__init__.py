"""trails."""
