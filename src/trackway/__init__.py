"""Trackway (車行軌跡): every roadside camera on one map, every passing vehicle a trail."""

__version__ = "0.1.0"
