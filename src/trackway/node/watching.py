"""The watch of a data folder: its rooms opened and connected."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trackway.model.time import Clock
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Rooms
from trackway.watch.alerts import Alerts
from trackway.watch.lists import Lists
from trackway.watch.zones import Zones

__all__ = ["opened_watch"]


@contextmanager
def opened_watch(data: Path, clock: Clock) -> Iterator[Rooms]:
    """Lists, alerts and all that belongs to them; closed when the block ends."""
    database = SqliteFile(data / "watch.sqlite", WATCH_FILE)
    try:
        yield Rooms(
            database,
            alerts=Alerts(database, clock),
            lists=Lists(database, clock),
            zones=Zones(database, clock),
        )
    finally:
        database.close()
