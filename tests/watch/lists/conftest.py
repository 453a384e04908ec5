"""A file of the watch, and lists in it, on the test's clock."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.model.pattern import parse_pattern
from trackway.model.time import Instant
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Category, ListKind, Terms, WatchList
from trackway.watch.lists import Draft, Lists

DAY_S = 86_400.0
GROUPS: dict[str, Collection[str]] = {"mei": {"刑警大隊"}}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteFile]:
    """An empty file of the watch."""
    file = SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)
    yield file
    file.close()


@pytest.fixture
def lists(database: SqliteFile, clock: FakeClock) -> Lists:
    """Lists in a place where mei is in one group."""
    return Lists(database, clock, lambda username: GROUPS.get(username, ()))


@pytest.fixture
def stolen(lists: Lists) -> WatchList:
    """A list of stolen vehicles, kept by hand."""
    return lists.make_list(list_called("失竊車輛"), "lin")


def list_called(name: str, kind: ListKind = ListKind.WATCH, *, within_s: float | None = None) -> WatchList:
    """A list to be made."""
    terms = Terms() if kind is ListKind.IGNORE else Terms(Category.STOLEN_VEHICLE, priority=2)
    return WatchList(0, name, kind, "刑警大隊", terms, Instant(0), within_s)


def draft(clock: FakeClock, plate: str = "BKP-2075", **more: object) -> Draft:
    """A draft that holds from now for thirty days."""
    given: dict[str, object] = {
        "reason": "失竊",
        "legal_basis": "警察職權行使法第28條",
        "case_no": "115-0042",
        "start": clock.now(),
        "end": clock.now().plus(30 * DAY_S),
        **more,
    }
    return Draft(parse_pattern(plate), **given)  # type: ignore[arg-type]
