"""Ways: how vehicles go on from a gate, measured from our own passages."""
