"""Stores under test, and passages to put in them. Plates here are invented."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import clickhouse_connect
import pytest

from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import MemoryPassages, PassageStore, open_passages
from trackway.passages.clickhouse import ClickHousePassages, lay_tables
from trackway.sim import bulk_tables, county

URL = os.environ.get("TRACKWAY_CLICKHOUSE_URL", "")
TABLES = ("passages", "plates", "evidence")
KINDS = ["memory", "owner", *(["server"] if URL else [])]
END = Instant(1_795_276_800_000_000)  # 2026-11-22T00:00+08:00
ROWS, EVIDENT = 300_000, 3_000
_VEHICLES = 2_200
"""They make so many passages in some 30 days."""
NOON = Instant(1_790_049_600_000_000)  # 2026-09-22T04:00:00Z, noon in Taipei

Make = Callable[..., Passage]


@pytest.fixture
def permit() -> Permit:
    officer = Officer(7, "lin", "林警員", Role.INVESTIGATOR)
    return Permit(1, Purpose(officer, "花市刑字第1號", "測試"))


@pytest.fixture
def day() -> Span:
    return Span(NOON.plus(-43_200), NOON.plus(43_200))


@pytest.fixture
def make() -> Make:
    return passage


def passage(
    seconds: float = 0.0,
    camera: int = 1,
    plate: str | None = "ABC-1235",
    *,
    sequence: int = 0,
    confidence: float = 0.97,
    kind: VehicleKind = VehicleKind.SEDAN,
    colour: Colour = Colour.WHITE,
    heading: Heading = Heading.N,
    source: Source = Source.RECORDED,
    error_s: float | None = 2.0,
    speed_kmh: float | None = 53.5,
    looks: int = 4,
    plate_colours: PlateColours = PlateColours.WHITE_BLACK,
) -> Passage:
    """A passage so many seconds after noon, with all its evidence."""
    at = NOON.plus(seconds)
    return Passage(
        id=passage_id(at, camera, sequence),
        stamp=Stamp(at, ClockOwner.IMPORT, error_s),
        camera=camera,
        source=source,
        plate=parse_plate(plate) if plate else None,
        confidence=confidence if plate else 0.0,
        alternatives=("ABC1236", "A8C1235") if plate else (),
        looks=looks if plate else 0,
        kind=kind,
        colour=colour,
        heading=heading,
        speed_kmh=speed_kmh,
        speed_error_kmh=None if speed_kmh is None else 2.5,
        lane=2,
        plate_colours=plate_colours if plate else PlateColours.UNKNOWN,
        kind_confidence=0.93,
        colour_confidence=0.29,
        model="drawn-1",
        pictures=(Picture("ab" * 32, 1.25, Box(10, 20, 90, 50)), Picture("cd" * 32, 1.5)),
        readings=(
            Reading(
                (Letter("A", 0.99, (("4", 0.01),)), Letter("B", 0.97)),
                0.9,
                Box(10, 20, 90, 50),
                1.25,
                "drawn-1",
                corners=((10.5, 21.0), (89.5, 20.25), (88.0, 49.0), (11.0, 49.75)),
                colours=plate_colours,
            ),
        )
        if plate
        else (),
    )


@pytest.fixture(scope="session")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageStore]:
    """One owner process for the whole session; tests empty it."""
    with open_passages(tmp_path_factory.mktemp("owned") / "passages") as store:
        yield store


@dataclass(frozen=True)
class Month:
    """A store on disk of a simulated month: ``ROWS`` passages, and ``EVIDENT`` more with evidence."""

    store: ClickHousePassages
    evident: list[Passage]


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """30 days up to ``END``, merged to one part a calendar month; nobody files anything there."""
    every_s = 30 * 86_400 / EVIDENT
    with open_passages(tmp_path_factory.mktemp("month") / "passages") as store:
        assert isinstance(store, ClickHousePassages)
        for table in bulk_tables(county(), END, ROWS, most_vehicles=_VEHICLES):
            store.add_columns(table)
        evident = [
            passage(END.since(NOON) - 600 - n * every_s, 61 + n % 40, f"EVD-{n % 500:04d}")
            for n in range(EVIDENT)
        ]
        store.add(evident)
        for merged in TABLES:
            store.link.client().command(f"optimize table {merged} final")
        yield Month(store, evident)


class FixedLink:
    """A server that is simply there."""

    def __init__(self, client: clickhouse_connect.driver.client.Client) -> None:
        self._client = client

    def client(self) -> clickhouse_connect.driver.client.Client:
        return self._client

    def renewed(
        self, gone: clickhouse_connect.driver.client.Client
    ) -> clickhouse_connect.driver.client.Client:
        return gone


@pytest.fixture(scope="session")
def served() -> Iterator[PassageStore]:
    """A ClickHouse server that was given, in a database of our own."""
    database = f"trackway_contract_{os.getpid()}"
    with clickhouse_connect.get_client(dsn=URL) as first:
        first.command(f"create database {database}")
        try:
            with clickhouse_connect.get_client(
                dsn=URL, database=database, autogenerate_session_id=False
            ) as client:
                lay_tables(client)
                yield ClickHousePassages(FixedLink(client))
        finally:
            first.command(f"drop database {database}")


def empty(store: PassageStore) -> None:
    assert isinstance(store, ClickHousePassages)
    for table in TABLES:
        store.link.client().command(f"truncate table {table}")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> PassageStore:
    """An empty store: each implementation in turn."""
    if request.param == "memory":
        return MemoryPassages()
    found: PassageStore = request.getfixturevalue("owned" if request.param == "owner" else "served")
    empty(found)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "passages"
