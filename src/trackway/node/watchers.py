"""The watchers of a centre: every kind of live test, each a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.time import Clock
from trackway.passages import PassageStore
from trackway.registry import Registry
from trackway.watch import Rooms, Watcher

__all__ = ["Means", "watchers"]


@dataclass(frozen=True, slots=True)
class Means:
    """What the live tests work with. They go on where the store of passages is away."""

    rooms: Rooms
    registry: Registry
    passages: PassageStore
    clock: Clock


def watchers(means: Means) -> Sequence[Watcher]:
    """New ones, which remember nothing yet."""
    return ()
