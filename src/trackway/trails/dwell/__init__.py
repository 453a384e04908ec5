"""Dwell: where a vehicle stays, and when it is likely there."""
