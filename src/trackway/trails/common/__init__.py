"""Common: which vehicles were at several places, each in its own time."""
