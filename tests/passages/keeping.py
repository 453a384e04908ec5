"""A data folder to keep: passages over some weeks with pictures of their own, and a year gone by."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.conftest import FakeClock
from tests.passages.conftest import NOON, passage

from trackway.corrections import Corrections
from trackway.model.correction import CorrectionKind
from trackway.model.passage import Passage, PassageId, Picture, passage_id
from trackway.model.plate import parse_plate
from trackway.model.question import Permit
from trackway.model.time import Instant
from trackway.node.keeping import opened_keeper
from trackway.passages import PassageStore, Pictures, open_passages
from trackway.passages.clickhouse import ClickHousePassages
from trackway.passages.keeping import Keeper

DAY_S = 86_400
DAYS = 14
"""From 22 September on: two months, so that one is dropped and the other cut."""
KEPT_FROM = 11
"""The day, counted from the first, that the year's end falls on: 3 October."""


@dataclass
class Folder:
    """A data folder, filled; its owner runs as long as the test does."""

    path: Path
    clock: FakeClock
    store: PassageStore
    filed: list[Passage] = field(default_factory=list)

    @contextmanager
    def keeper(self, days: int = 365) -> Iterator[Keeper]:
        with opened_keeper(self.path, self.clock, days) as keeper:
            yield keeper

    @property
    def pictures(self) -> Pictures:
        return Pictures(self.path / "pictures")

    @contextmanager
    def corrections(self) -> Iterator[Corrections]:
        with Corrections(self.path / "corrections.sqlite", self.clock) as corrections:
            yield corrections

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        assert isinstance(self.store, ClickHousePassages)
        return [tuple(row) for row in self.store.link.client().query(statement).result_rows]

    def ids(self, table: str) -> list[PassageId]:
        found = self.ask(f"select toUnixTimestamp64Milli(ts), camera, sequence from {table}")  # noqa: S608
        return sorted(passage_id(Instant(ms * 1000), *rest) for ms, *rest in found)

    def plates(self) -> dict[str, tuple[int, int]]:
        rows = self.ask("select plate, min(first_ms), max(last_ms) from plates group by plate")
        return {plate: (first, last) for plate, first, last in rows}

    def digests(self) -> set[str]:
        return {path.stem for path in (self.path / "pictures").rglob("*.jpg")}

    def empty(self) -> None:
        for table in ("passages", "evidence", "plates"):
            self.ask(f"truncate table {table}")

    def start_again(self, permit: Permit) -> "Folder":
        """As it was when it was made and filled; its owner goes on."""
        self.empty()
        for (base,) in self.ask("select name from system.databases where name like 'held\\_%'"):
            self.ask(f"drop database {base} sync")
        for path in self.path.iterdir():
            if path.name in ("pictures", "deletions"):
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        return filled(self, permit)


def in_a_year(day: int) -> Instant:
    """The night in which the year's end falls on this day of the folder: what came before it goes."""
    return NOON.plus((day + 365 - 2) * DAY_S - 9 * 3600)  # three in the morning in Taipei


def filled(folder: Folder, permit: Permit) -> Folder:
    """Two passages a day, of a plate that is always there and of one of that day.

    Every fourth of the first has a picture of its own and one that they share.
    """
    shared = folder.pictures.put(b"the same car park, day after day")
    folder.filed.clear()
    for day in range(DAYS):
        own = folder.pictures.put(f"picture of day {day}".encode()) if day % 4 == 0 else ""
        pictures = (Picture(own, 0.5), Picture(shared, 1.5)) if own else ()
        folder.filed += [
            replace(passage(day * DAY_S, plate="AAA-1111"), pictures=pictures),
            replace(passage(day * DAY_S + 1, camera=2, plate=f"DAY-{day:04d}"), pictures=()),
        ]
    folder.store.add(folder.filed)
    with folder.corrections() as corrections:
        for made in folder.filed[::6]:
            corrections.add(permit, made, CorrectionKind.PLATE, parse_plate("QQQ-0001"))
    return folder


@contextmanager
def opened(path: Path, clock: FakeClock) -> Iterator[Folder]:
    with open_passages(path / "passages") as store:
        yield Folder(path, clock, store)


def ids_of(passages: list[Passage]) -> list[PassageId]:
    return sorted(one.id for one in passages)
