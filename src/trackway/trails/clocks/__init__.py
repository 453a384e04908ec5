"""Clocks: whose is off, told by many plates at once."""
