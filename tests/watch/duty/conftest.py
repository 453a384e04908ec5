"""Duty in a file of its own, with a group of three people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE
from trackway.watch.duty import Contact, Duty, Group, Person


@pytest.fixture
def duty(tmp_path: Path, clock: FakeClock) -> Iterator[Duty]:
    database = SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)
    found = Duty(database, clock)
    for n, username in enumerate(("wang", "lin", "chen")):
        found.put_person(Person(username, username.title(), (Contact(1, f"091100000{n}"),)))
    found.put_group(Group(0, "值班台", ("wang", "lin", "chen"), is_default=True))
    yield found
    database.close()
