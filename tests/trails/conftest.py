"""A store for the analyses: a simulated week to ask, and an empty one for passages filed by hand.

``county_desk`` is a desk over the simulated week (96,000 passages, six incidents, five cameras out for a
while); nobody files anything there. ``desk`` is a desk over an empty store with the same cameras; ``file``
puts passages in it, by camera number and seconds after ``NOON``.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest

from trackway.model.camera import Camera
from trackway.model.passage import Passage, PassageId, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import PassageStore, open_passages
from trackway.passages.clickhouse import ClickHousePassages
from trackway.sim import County, Scene, simulate
from trackway.sim import county as simulated_county
from trackway.trails.desk import Desk

NOON = Instant(1_790_049_600_000_000)  # 2026-09-22T04:00:00Z, a Tuesday, noon in Taipei
WEEK_END = Instant(1_795_352_400_000_000)  # 2026-11-22T13:00:00Z, a Sunday, 21 h in Taipei
_VEHICLES = 2_500
"""Makes some 96,000 passages in the week: enough for every analysis, loaded in a second."""

File = Callable[..., Sequence[PassageId]]


@pytest.fixture(scope="session")
def permit() -> Permit:
    """Leave to ask."""
    return Permit(1, Purpose(Officer(7, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測試"))


@pytest.fixture(scope="session")
def county() -> County:
    """The demonstration's county; plate cameras are numbers 1 to 240, four to a site."""
    return simulated_county()


@pytest.fixture(scope="session")
def cameras(county: County) -> dict[int, Camera]:
    """The register by number."""
    return {camera.number: camera for camera in county.cameras}


@pytest.fixture(scope="session")
def scene(county: County) -> Scene:
    """The simulated week up to ``WEEK_END``, with its truth."""
    return simulate(county, WEEK_END, vehicles=_VEHICLES)


@pytest.fixture(scope="session")
def county_desk(
    tmp_path_factory: pytest.TempPathFactory, scene: Scene, cameras: dict[int, Camera], permit: Permit
) -> Iterator[Desk]:
    """A desk over the simulated week, at its end."""
    with open_passages(tmp_path_factory.mktemp("county") / "passages") as store:
        for table in scene.tables():
            store.add_columns(table)
        store.add([shown.passage for shown in scene.shown()])
        yield Desk(store, permit, cameras, WEEK_END)


@pytest.fixture(scope="session")
def _by_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageStore]:
    """One store for all passages filed by hand; ``desk`` empties it."""
    with open_passages(tmp_path_factory.mktemp("by_hand") / "passages") as store:
        yield store


@pytest.fixture
def desk(_by_hand: PassageStore, cameras: dict[int, Camera], permit: Permit) -> Desk:
    """A desk over an empty store, two days after ``NOON``."""
    assert isinstance(_by_hand, ClickHousePassages)
    for table in ("passages", "plates", "evidence"):
        _by_hand.link.client().command(f"truncate table {table}")
    return Desk(_by_hand, permit, cameras, NOON.plus(2 * 86_400))


@pytest.fixture
def file(desk: Desk) -> File:
    """``file("ABC-1235", (seconds, camera), …)`` files passages of one plate and gives their identities."""

    def put(
        plate: str | None,
        *at: tuple[float, int],
        confidence: float = 0.95,
        kind: VehicleKind = VehicleKind.SEDAN,
        colour: Colour = Colour.WHITE,
        heading: Heading = Heading.N,
        error_s: float | None = 0.5,
        speed_kmh: float | None = None,
        sequence: int = 0,
    ) -> Sequence[PassageId]:
        passages = [
            Passage(
                id=passage_id(when, camera, sequence),
                stamp=Stamp(when, ClockOwner.SIMULATED, error_s),
                camera=camera,
                source=Source.SIMULATED,
                plate=parse_plate(plate) if plate else None,
                confidence=confidence if plate else 0.0,
                looks=4 if plate else 0,
                kind=kind,
                colour=colour,
                heading=heading,
                speed_kmh=speed_kmh,
                kind_confidence=0.9,
                colour_confidence=0.9,
            )
            for seconds, camera in at
            for when in [NOON.plus(seconds)]
        ]
        desk.store.add(passages)
        return [passage.id for passage in passages]

    return put
