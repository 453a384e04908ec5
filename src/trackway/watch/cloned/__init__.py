"""Cloned: AB plates found as they pass, by journeys that no vehicle makes."""

from trackway.watch.cloned.timing import by_map, measured
from trackway.watch.cloned.travel import CloneWatcher

__all__ = ["CloneWatcher", "by_map", "measured"]
