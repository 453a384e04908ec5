"""Every journal there is, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.journal import Journal, SqliteJournal


@pytest.fixture(params=["sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Journal]:
    """A new journal, empty, on the clock of the test."""
    with SqliteJournal(tmp_path / "journal.sqlite", clock) as made:
        yield made
