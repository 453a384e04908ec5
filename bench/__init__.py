"""Benchmarks: each yields results with a yardstick measured in the same run. Not part of the package."""
