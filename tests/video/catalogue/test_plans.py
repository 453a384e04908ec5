"""Plans: what is asked all day long is answered from an index, however much footage there is."""

import re
import sqlite3
from importlib.resources import files

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import CODECS, START

from trackway.model.time import Span
from trackway.sqlite import named_blocks
from trackway.video.catalogue import Catalogue, Fragment, Volume, account
from trackway.video.catalogue.fragments import packed
from trackway.video.stream import StreamKey

SEGMENTS, STREAMS = 100_000, 70
"""A day of 70 streams."""
ASKED = StreamKey(41)
_INSERT = """
insert into segments (stream, volume, path, run, start_us, end_us, first_ticks, ticks, size, init_bytes,
    state, sha256, previous, codecs, width, height, retention, fragments)
values (?, ?, ?, 1, ?, ?, 0, 5400000, 2000, 700, 'whole', ?, '', ?, 1, 1, 'ordinary', ?)
"""


def plan(catalogue: Catalogue, query: str) -> list[str]:
    """How SQLite goes about a query, whatever the values are."""
    statement = catalogue.file._queries[query]
    names = dict.fromkeys(_names(statement), 1)
    rows = catalogue.file._connection.execute(f"explain query plan {statement}", names).fetchall()
    return [str(row["detail"]) for row in rows]


def _names(statement: str) -> set[str]:
    return set(re.findall(r":(\w+)", statement))


@pytest.mark.parametrize(
    "query",
    [
        "segments_between",
        "segments_outline",
        "segment_within",
        "segment_newest",
        "gaps_between",
        "gap_lasting",
        "gap_lengthen",
        "stream_tail",
        "segment_grow",
        "segment_close",
        "volume_promised",
        "due_by_age",
        "due_count",
        "garbage_mark",
        "garbage_next",
        "paths_below",
        "closed_below",
        "segment_before",
        "hold_covers",
        "transitions_between",
        "transitions_forget",
        "used_on",
        "held_beyond",
        "is_held",
        "keep_apart",
        "let_go",
        "held_segments",
        "held_spans",
        "segment_missing",
    ],
)
def test_no_question_of_every_minute_reads_all_there_is(catalogue: Catalogue, query: str) -> None:
    """A scan is allowed of what is small: streams, holds, and the rows of a subquery."""
    for step in plan(catalogue, query):
        if step.endswith("segments_kept_apart"):
            continue  # holds nothing but what is held beyond its time
        assert not step.startswith(("SCAN s", "SCAN segments", "SCAN gaps", "SCAN transitions")), step


@pytest.mark.parametrize("query", ["due_count", "used_on"])
def test_what_is_due_is_answered_from_the_index_alone(catalogue: Catalogue, query: str) -> None:
    assert any("segments_by_age" in step for step in plan(catalogue, query))


def test_a_day_among_a_hundred_thousand(catalogue: Catalogue, volume: Volume, clock: FakeClock) -> None:
    fragments = packed([Fragment(1000 + n * 9, 9, n * 180_000, 180_000, 50, is_key=True) for n in range(30)])
    connection = catalogue.file._connection
    keys = [StreamKey(number) for number in range(1, STREAMS + 1)]
    each = SEGMENTS // STREAMS
    with catalogue.transaction():
        for key in keys:
            stream = catalogue.stream(key)
            catalogue.file.run("stream_known_from", stream=stream, at_us=START.us)
            rows = (
                (stream, volume.id, f"{key.camera}/{at}", at, at + 60_000_000, "0" * 64, CODECS,
                 fragments if key == ASKED else b"")
                for at in range(START.us, START.us + each * 60_000_000, 60_000_000)
            )  # fmt: skip
            connection.executemany(_INSERT, rows)
    clock.at = START.plus(60 * each)
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    connection.set_progress_handler(count, 1_000)  # thousands of SQLite's own steps: the same on any machine
    hour = catalogue.footage(ASKED, Span(START.plus(3600), START.plus(7200)))
    assert len(hour.segments) == 60
    assert account(hour).is_whole
    assert steps[0] <= 10
    day = catalogue.outline(ASKED, Span(START, START.plus(60 * each)))
    assert len(day.segments) == each
    assert steps[0] <= 100
    connection.set_progress_handler(None, 0)


def test_every_statement_is_sound(catalogue: Catalogue) -> None:
    for name, statement in named_blocks(
        (files("trackway.video.catalogue") / "queries.sql").read_text()
    ).items():
        try:
            catalogue.file._connection.execute(f"explain {statement}", dict.fromkeys(_names(statement), 1))
        except sqlite3.Error as error:
            pytest.fail(f"{name}: {error}")
