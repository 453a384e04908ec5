"""The watchers of a centre: every kind of live test, each a line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trackway.model.camera import Camera
from trackway.model.time import Clock
from trackway.trails.live import Timing
from trackway.watch import Rooms, Watcher
from trackway.watch.cloned import ClonedWatcher
from trackway.watch.match import ListWatcher
from trackway.watch.roads import RacingWatcher, StretchWatcher
from trackway.watch.zones import ZoneWatcher

__all__ = ["Means", "watchers"]


@dataclass(frozen=True, slots=True)
class Means:
    """What the live tests work with. None of it waits for the store of passages."""

    rooms: Rooms
    cameras: Callable[[], Mapping[int, Camera]]
    ways: Callable[[], Timing]
    clock: Clock


def watchers(means: Means) -> Sequence[Watcher]:
    """New ones, which remember nothing yet."""
    rooms = means.rooms
    return (
        ListWatcher(rooms.lists, rooms.vehicles, means.cameras),
        ZoneWatcher(rooms.zones, means.cameras, means.clock),
        RacingWatcher(rooms.roads, means.ways, means.cameras),
        StretchWatcher(rooms.roads, means.ways),
        ClonedWatcher(means.ways, means.cameras, rooms.vehicles),
    )
