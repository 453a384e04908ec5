"""The catalogue: what footage there is, where it lies, and why there is none."""
