"""The journal of one machine: what outlives a kill, what a damaged page says."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.journal.passing import passage

from trackway.journal import START, SqliteJournal
from trackway.model.errors import Lost

_WRITER = """
import sys
from pathlib import Path
from tests.conftest import FakeClock
from tests.journal.passing import passage
from trackway.journal import SqliteJournal
from trackway.model.time import Instant

with SqliteJournal(Path(sys.argv[1]), FakeClock(Instant(1_795_352_400_000_000))) as journal:
    for n in range(100_000):
        print(journal.append((passage(n),)), flush=True)
"""


def test_nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "journal.sqlite"
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert writer.stdout
    acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    acknowledged += [int(line) for line in rest.split(b"\n")[:-1]]
    with SqliteJournal(path, clock) as journal:
        page = journal.read(START)
        assert len(page.passages) >= acknowledged[-1]
        assert page.passages == tuple(passage(n) for n in range(len(page.passages)))


def test_a_damaged_page_is_said(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "journal.sqlite"
    with SqliteJournal(path, clock) as journal:
        journal.append((passage(0),))
        with sqlite3.connect(path) as other:
            other.execute("update pages set packed = x'00112233'")
        other.close()
        with pytest.raises(Lost, match="page of the journal is damaged"):
            journal.read(START)
