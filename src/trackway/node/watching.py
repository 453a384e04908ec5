"""The watch of a data folder: its rooms opened and connected."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trackway.model.time import Clock
from trackway.node.rule_book import rule_book
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Rooms
from trackway.watch.alerts import Alerts, Pace
from trackway.watch.lists import Lists
from trackway.watch.vehicles import Vehicles
from trackway.watch.zones import Zones

__all__ = ["opened_watch"]


@contextmanager
def opened_watch(data: Path, clock: Clock, pace: Pace | None = None) -> Iterator[Rooms]:
    """Lists, alerts and all that belongs to them; closed when the block ends.

    ``pace`` is how long alerts wait for somebody, as usual when none is given.
    """
    database = SqliteFile(data / "watch.sqlite", WATCH_FILE)
    try:
        lists, zones = Lists(database, clock), Zones(database, clock)
        yield Rooms(
            database,
            alerts=Alerts(database, clock, rule_book(lists, zones, lambda _: (), clock), pace),
            lists=lists,
            vehicles=Vehicles(database, clock),
            zones=zones,
        )
    finally:
        database.close()
