"""A file of the watch with a list in it, and the watcher of it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.time import ClockOwner, Stamp
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Category, Entry, Hit, ListKind, Terms, WatchList
from trackway.watch.lists import Draft, Lists
from trackway.watch.match import ListWatcher, Registered

CAMERAS = {7: Camera("H-007", 7, "中山路口", CameraKind.PLATE, Point(121.6, 23.98))}


@dataclass(frozen=True)
class Vehicle:
    kind: VehicleKind
    colour: Colour


@dataclass
class Register:
    """A vehicle register in memory."""

    known: dict[str, Vehicle] = field(default_factory=dict)

    def facts(self, plates: Collection[str]) -> Mapping[str, Registered]:
        return {plate: self.known[plate] for plate in plates if plate in self.known}


@pytest.fixture
def lists(tmp_path: Path, clock: FakeClock) -> Iterator[Lists]:
    file = SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)
    yield Lists(file, clock)
    file.close()


@pytest.fixture
def stolen(lists: Lists, clock: FakeClock) -> WatchList:
    terms = Terms(Category.STOLEN_VEHICLE, priority=2)
    return lists.make_list(WatchList(0, "失竊車輛", ListKind.WATCH, "刑警大隊", terms, clock.now()), "lin")


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def watch(lists: Lists, stolen: WatchList, register: Register) -> ListWatcher:
    """Made before any entry, so that all of them come as changes."""
    return ListWatcher(lists, register, lambda: CAMERAS)


Want = Callable[..., Entry]


@pytest.fixture
def want(lists: Lists, stolen: WatchList, clock: FakeClock) -> Want:
    """Watch for a plate: asked for by lin, approved by chen."""

    def wanted(plate: str = "BKP-2075", **more: object) -> Entry:
        start, end = clock.now(), clock.now().plus(30 * 86_400.0)
        given = Draft(parse_pattern(plate), start, end, "失竊", "刑事訴訟法", "115-0042", **more)  # type: ignore[arg-type]
        return lists.approve(lists.add(stolen.id, given, "lin").id, "chen")

    return wanted


Seeing = Callable[..., tuple[Hit, ...]]


@pytest.fixture
def see(watch: ListWatcher, clock: FakeClock) -> Seeing:
    """Show the watcher one passage of a plate; what it finds."""

    def seen(plate: str | None = "BKP2075", **more: object) -> tuple[Hit, ...]:
        watch.tick(clock.now())
        return tuple(watch.look([passage(clock, plate, **more)]))

    return seen


def passage(clock: FakeClock, plate: str | None = "BKP2075", **more: object) -> Passage:
    """A passage that is well read, of a vehicle that could not be told."""
    at = clock.now()
    given: dict[str, object] = {"confidence": 0.95, "looks": 3, "camera": 7, **more}
    return Passage(
        id=passage_id(at, 7, 0),
        stamp=Stamp(at, ClockOwner.CAMERA),
        source=Source.LIVE,
        plate=Plate(plate) if plate else None,
        **given,  # type: ignore[arg-type]
    )
