"""Watching: live tests shown a month of known traffic in the order in which it would have come."""
