"""What every named question may read: rows, not milliseconds, so that a silent full scan fails.

The store holds 300,000 simulated passages over 30 days, a month's part each, and 3,000 more with evidence.
Every named block of ``passages/*.sql`` and ``trails/*/*.sql`` that reads passages, plates or evidence has a
budget here; one without fails, and so does one that reads more. A new block costs two lines in ``BUDGETS``::

    "mine/mine.sql seen": (                                   # file and name of the block
        lambda at: at.span(days=1) | {"plates": [at.plate]},    # its parameters; ``At`` has some at hand
        3 * GRANULE),                                           # most rows it may read

To learn the figure run with 0 first: the failure says what was read. State what the question needs by its
nature, in granules (what is read at once: 20 hours of the whole county, here), and two to spare for parts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client
from tests.passages.conftest import END, EVIDENT, ROWS, Month

import trackway
from trackway.model.passage import Passage, camera_of
from trackway.model.question import Order, Question
from trackway.model.time import Instant, Span
from trackway.passages.described import described
from trackway.sqlite import named_blocks

DAYS = 30
GRANULE = 8_192
HOUR_MS = 3_600_000
SOURCE = Path(trackway.__file__).parent
READS = re.compile(r"\b(?:from|join)\s+(?:passages|plates|evidence)\b")

Values = Mapping[str, object]


@dataclass(frozen=True)
class At:
    """The store to ask, and what to ask for."""

    client: Client
    end_ms: int
    plate: str
    """One seen some 130 times."""
    plates: list[str]
    """A hundred of them."""
    cameras: list[int]
    """The four of a site."""
    area: list[int]
    """Forty, of ten sites beside one another."""
    evident: Passage

    @property
    def sites(self) -> list[int]:
        """All cameras at one site: the index of the site by camera number."""
        return [0] * (max(self.area) + 1)

    def span(self, days: float = DAYS, *, before_days: float = 0) -> dict[str, object]:
        """``first`` and ``end``: so many days, ending at the store's end or so many days before it."""
        end = self.end_ms - round(before_days * 24 * HOUR_MS)
        return {"first": end - round(days * 24 * HOUR_MS), "end": end}

    def hours(self, count: int, *, before_days: float = 10) -> dict[str, object]:
        """``hours``: so many whole ones in a row, seconds since 1970."""
        first = (self.end_ms - round(before_days * 24 * HOUR_MS)) // HOUR_MS * 3600
        return {"hours": [first + 3600 * n for n in range(count)]}

    def question(self, days: float = DAYS, before_days: float = 0, **said: object) -> dict[str, object]:
        """What a ``Question`` becomes: any camera of the last so many days unless ``said`` says more."""
        span = self.span(days, before_days=before_days)
        first, end = (Instant(int(str(span[name])) * 1000) for name in ("first", "end"))
        anything = {"like": "%", "any_plate": True, "has_plate": False, "newest": True}
        return described(Question(Span(first, end), **said)) | anything  # type: ignore[arg-type]

    def key(self) -> dict[str, object]:
        """``ms``, ``camera`` and ``sequence`` of the passage with evidence."""
        one = self.evident
        return {"ms": one.at.ms, "camera": camera_of(one.id), "sequence": one.id & 0x3F}

    def places(self) -> dict[str, object]:
        """``hours``, ``cameras``, ``times`` and ``cells`` of it."""
        ms, hour = self.evident.at.ms, self.evident.at.ms // HOUR_MS * 3600
        camera = camera_of(self.evident.id)
        return {"hours": [hour], "cameras": [camera], "times": [ms], "cells": [(hour, camera)]}


DICTIONARY = 40_000
"""Every plate text, misreadings too: what a pattern is matched on."""
WHOLE = ROWS + EVIDENT
"""Every passage: for what must look at all, with the reason beside it."""
ROLL_UP = 160_000
"""Every hour of every camera; with the county's real traffic some 300 times fewer than passages."""

BUDGETS: dict[str, tuple[Callable[[At], Values], int]] = {
    "passages/queries.sql count": (lambda at: {}, 1),  # the engine knows; asks no table
    "passages/queries.sql find_newest": (
        lambda at: at.question(days=1, cameras=frozenset(at.area)), 4 * GRANULE),
    "passages/queries.sql find_oldest": (
        lambda at: at.question(days=1, cameras=frozenset(at.area), order=Order.OLDEST), 4 * GRANULE),
    "passages/queries.sql find_plates": (lambda at: at.question() | {"plates": [at.plate]}, 4 * GRANULE),
    "passages/queries.sql histories": (
        lambda at: at.span() | {"plates": at.plates[:3], "limit": 50_001}, 8 * GRANULE),
    "passages/queries.sql plates_like": (
        lambda at: at.span() | {"like": "%12%", "limit": 501}, DICTIONARY),
    "passages/queries.sql anything": (
        lambda at: at.question(days=1, before_days=9, cameras=frozenset(at.area)), 4 * GRANULE),
    "passages/queries.sql passage": (lambda at: at.key(), 2 * GRANULE),
    "passages/queries.sql several": (lambda at: at.places(), 2 * GRANULE),
    "passages/queries.sql evidence": (lambda at: at.places(), EVIDENT),
    "passages/queries.sql readings": (lambda at: at.key(), EVIDENT),
    "passages/queries.sql usual": (
        lambda at: at.span(days=1) | {
            "at": [1, 5], "numbers": [0, 0], "starting": [True, False], "within_ms": [HOUR_MS] * 2,
            "cameras": [1, 5], "other_than": ""}, 4 * GRANULE),
    "passages/patterns.sql plates_among": (
        lambda at: at.span() | {"texts": [f"ABC{n:04d}" for n in range(150)]}, DICTIONARY),
    "passages/patterns.sql plates_alike": (
        lambda at: at.span() | {
            "alike": "^[8B][0O]C.*$", "alike_by_one": "^(B0C.*|8OC.*)$", "like": "80C%", "limit": 1001},
        DICTIONARY),
    "passages/patterns.sql near_of_plates": (
        lambda at: at.question() | {
            "plates": at.plates[:5], "letters": [1.0] * 5, "decades": [1.0] * 5, "oversure": 0.02},
        14 * GRANULE),
    "passages/patterns.sql near_newest": (
        lambda at: at.question(days=2) | {"alike": "^[8B].*$", "like": "8%"}, 6 * GRANULE),
    "passages/patterns.sql told_otherwise": (lambda at: at.question() | {"text": "ABC1236"}, EVIDENT),
    "coverage/coverage.sql hours_filed": (
        lambda at: at.span() | {"cameras": at.area, "every": 1}, ROLL_UP // 2),
    "ways/ways.sql starts": (
        lambda at: at.hours(3) | {"cameras": at.cameras, "min_confidence": 80, "limit": 1000}, 3 * GRANULE),
    "ways/ways.sql sightings": (
        lambda at: at.hours(6) | {"plates": at.plates, "limit": 10_000}, 4 * GRANULE),
    "hit_and_run/hit_and_run.sql around": (
        lambda at: at.span(days=0.2) | {"cameras": at.area, "limit": 100_000}, 4 * GRANULE),
    "travel_times/travel_times.sql travel_times": (
        lambda at: at.span(days=1) | at.hours(24, before_days=1) | {
            "within_ms": 2 * HOUR_MS, "cameras": at.area, "places": [1 + n % 2 for n in range(len(at.area))],
            "starts": []}, 6 * GRANULE),
    "common/common.sql visitors": (
        lambda at: at.span(days=0.25, before_days=9) | {
            "cameras": at.area, "kinds": [], "colours": [], "without": [], "least": 0}, 3 * GRANULE),
    "common/common.sql how_many": (
        lambda at: at.span(days=1, before_days=9) | {"cameras": at.area}, 4 * GRANULE),
    "common/common.sql lifetimes": (lambda at: {"plates": at.plates}, DICTIONARY),
    "common/common.sql seen_there": (
        lambda at: at.span(days=0.25, before_days=9) | {"cameras": at.area, "plates": at.plates},
        3 * GRANULE),
    "common/common.sql days_there": (
        lambda at: at.span() | {"cameras": at.area, "plates": at.plates[:5]}, 14 * GRANULE),
    "common/common.sql begins": (lambda at: at.span(), 3 * GRANULE),
    "first_seen/first_seen.sql new_in_county": (
        lambda at: at.span(days=1) | {"limit": 500}, 2 * DICTIONARY),
    "first_seen/first_seen.sql new_at_places": (  # four days, read twice, and the span
        lambda at: at.span(days=1) | {
            "before": at.end_ms - 4 * 24 * HOUR_MS, "cameras": at.cameras, "limit": 500}, 4 * GRANULE),
    "first_seen/first_seen.sql passages_of": (
        lambda at: at.span() | {"plates": at.plates[:5], "limit": 40_000}, 14 * GRANULE),
    "night_visitor/night_visitor.sql by_night": (
        lambda at: at.span() | at.hours(14, before_days=9) | {
            "cameras": at.area, "begins": 1320, "minutes": 420, "least": 1, "limit": 100,
            "days": at.hours(6, before_days=8)["hours"], "often": 2}, 6 * GRANULE),
    "night_visitor/night_visitor.sql otherwise": (
        lambda at: at.hours(14, before_days=9) | {"cameras": at.area, "plates": at.plates}, 4 * GRANULE),
    "clocks/clocks.sql claimed": (lambda at: at.hours(6) | {"cameras": at.area}, 3 * GRANULE),
    "clocks/clocks.sql legs": (
        lambda at: at.hours(6) | {"cameras": at.area, "site": at.sites}, 3 * GRANULE),
    "clocks/clocks.sql witnesses": (
        lambda at: at.hours(6) | {"cameras": at.area, "site": at.sites, "ends": [0, 1]}, 3 * GRANULE),
    "cloned/cloned.sql too_soon": (
        lambda at: at.hours(24) | at.span() | {
            "origin": 0, "cameras": at.area, "site": at.sites, "sites": 1, "needed_ms": [0],
            "ahead_ms": [0], "granted_ms": [-1], "min_confidence": 60, "often": 3, "limit": 100},
        4 * GRANULE),
    "cloned/cloned.sql sightings": (
        lambda at: at.hours(24) | at.span() | {"cameras": at.area, "plates": at.plates, "limit": 10_000},
        5 * GRANULE),
    "not_seen/not_seen.sql on_the_way": (
        lambda at: at.hours(24) | {
            "cameras": at.area, "least": 80, "two_wheeled": False, "limit": 500_000}, 4 * GRANULE),
    "not_seen/not_seen.sql there": (
        lambda at: at.span(days=0.25, before_days=9) | {
            "cameras": at.cameras, "plates": at.plates, "any_plate": False, "kinds": [], "colours": [],
            "limit": 2_000}, 3 * GRANULE),
    "convoy/convoy.sql passages_of": (
        lambda at: at.span() | {"cameras": at.area, "plates": at.plates[:5], "limit": 10_000}, 14 * GRANULE),
    "convoy/convoy.sql near": (
        lambda at: {
            "hours": [at.end_ms // 1000 - 10 * 86_400], "cameras": at.cameras[:1],
            "target_ms": [at.end_ms - 10 * 24 * HOUR_MS], "numbers": [0], "window_ms": 60_000,
            "limit": 1000}, 2 * GRANULE),
    "convoy/convoy.sql flow": (lambda at: at.span() | {"cameras": at.area}, ROLL_UP // 2),
    "section_speed/section_speed.sql through": (
        lambda at: at.span(days=1) | {
            "starts": at.cameras[:2], "ends": at.area[:2], "ahead_ms": [0] * len(at.sites),
            "within_ms": HOUR_MS, "min_confidence": 80, "limit": 1000}, 4 * GRANULE),
    "racing/racing.sql fast_legs": (
        lambda at: at.hours(9) | at.span() | {
            "origin": 0, "cameras": at.area, "site": at.sites, "sites": 1, "fast_ms": [0], "least_ms": [0],
            "ahead_ms": [0], "granted_ms": [0], "leave_out": [], "min_confidence": 60, "limit": 100},
        3 * GRANULE),
}  # fmt: skip


@pytest.fixture(scope="module")
def at(month: Month) -> At:
    """The store, with what to ask of it."""
    client = month.store.link.client()
    by_count = "select plate from passages where plate != '' group by plate having count() > 80 "
    plates = [row[0] for row in client.query(by_count + "order by plate limit 101").result_rows]
    assert len(plates) == 101
    return At(
        client=client,
        end_ms=END.ms,
        plate=plates[0],
        plates=plates[1:],
        cameras=[81, 82, 83, 84],
        area=[*range(61, 101)],
        evident=month.evident[EVIDENT // 2],
    )


def named() -> dict[str, str]:
    """Every statement that asks the tables of passages something."""
    found = {}
    for path in (*(SOURCE / "passages").glob("*.sql"), *(SOURCE / "trails").glob("*/*.sql")):
        if path.name != "schema.sql" and not path.name.startswith("upgrade_"):
            for name, statement in named_blocks(path.read_text(encoding="utf-8")).items():
                if READS.search(statement.lower()):
                    found[f"{path.parent.name}/{path.name} {name}"] = statement
    return found


STATEMENTS = named()


def test_every_question_has_a_budget() -> None:
    assert sorted(set(STATEMENTS) - set(BUDGETS)) == [], "add them to BUDGETS"
    assert sorted(set(BUDGETS) - set(STATEMENTS)) == [], "these are no questions any more"


@pytest.mark.parametrize("name", sorted(set(BUDGETS) & set(STATEMENTS)))
def test_a_question_reads_what_it_may(at: At, name: str) -> None:
    values, most = BUDGETS[name]
    answer = at.client.query(
        STATEMENTS[name], parameters=dict(values(at)), settings={"max_threads": 1, "max_execution_time": 30}
    )
    read = int(answer.summary["read_rows"])
    assert read <= most, f"{name} read {read:,} rows of {WHOLE:,}, more than {most:,}"
