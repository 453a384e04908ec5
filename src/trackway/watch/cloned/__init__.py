"""Cloned: AB plates found as they pass, by journeys that no vehicle makes and by what their plates are on."""

from trackway.watch.cloned.timing import by_map, measured
from trackway.watch.cloned.watcher import ClonedWatcher, Register

__all__ = ["ClonedWatcher", "Register", "by_map", "measured"]
