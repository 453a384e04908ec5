"""Intake: what comes from outside. ``maps`` are base maps, ``recordings`` is footage recorded elsewhere."""
