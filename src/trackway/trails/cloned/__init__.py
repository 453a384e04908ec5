"""Cloned: one number on two vehicles, against a misread and a clock that is off."""
