"""Questions nobody means well: each has an answer or a refusal, within bounds of rows and of memory.

Memory is bounded by the engine itself; here it may take a tenth of what it is allowed in service, over a
store of 303,000 passages. Rows are what it read of the tables.
"""

import pytest
from tests.passages.conftest import END, EVIDENT, ROWS, Month

from trackway.cli.bench import _bench
from trackway.model.errors import NotFound
from trackway.model.passage import PassageId
from trackway.model.pattern import NotAPattern, parse_pattern
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.passages import MAX_PLATES, MAX_WAYS, EmptyBecause, TooMany, Way, clickhouse

TEN_YEARS = Span(END.plus(-9 * 365 * 86_400), END.plus(365 * 86_400))
WHOLE = ROWS + EVIDENT
BLOCKS = 4 * 65_536
"""What the engine reads ahead on its threads before a page is full."""
counted = _bench("measuring").counted


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of what a question may take."""
    limits = clickhouse._READ_LIMITS
    monkeypatch.setitem(limits, "max_memory_usage", limits["max_memory_usage"] // 10)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("text", ["*", "**", "?*", "*?*?*?*", "*" * 12])
def test_a_pattern_of_anything_over_ten_years_is_one_page(
    month: Month, permit: Permit, text: str, order: Order
) -> None:
    with counted(month.store) as cost:
        answer = month.store.find(permit, Question(TEN_YEARS, pattern=parse_pattern(text), order=order))
    assert len(answer.rows) == 500
    assert answer.more
    assert cost.rows <= BLOCKS


@pytest.mark.parametrize("text", ["*", "?8?B*", "*0*0*0*", "??????????"])
def test_look_alikes_of_anything_are_one_page(month: Month, permit: Permit, text: str) -> None:
    with counted(month.store) as cost:
        answer = month.store.find(permit, Question(TEN_YEARS, pattern=parse_pattern(text), look_alikes=2))
    assert len(answer.rows) <= 500
    assert len(answer.near) <= 500
    assert cost.rows <= 3 * WHOLE


@pytest.mark.parametrize("text", ["%", "ABC%", "_______", "' or 1=1 --", "\\", "(a+)+$", "{plate}", "9" * 99])
def test_a_pattern_is_no_expression(text: str) -> None:
    with pytest.raises(NotAPattern):
        parse_pattern(text)


def test_what_nothing_fits_in_ten_years_is_looked_for_once(month: Month, permit: Permit) -> None:
    question = Question(
        TEN_YEARS,
        colours=frozenset({Colour.PURPLE}),
        kinds=frozenset({VehicleKind.BICYCLE}),
        has_plate=False,
        limit=100_000,
    )
    with counted(month.store) as cost:
        answer = month.store.find(permit, question)
    assert answer.empty_because is EmptyBecause.NO_MATCH
    assert cost.rows <= WHOLE + BLOCKS


@pytest.mark.parametrize("cameras", [range(1, 5_001), range(1, 65_536)])
def test_an_area_of_thousands_of_cameras(month: Month, permit: Permit, cameras: range) -> None:
    with counted(month.store) as cost:
        answer = month.store.find(permit, Question(TEN_YEARS, cameras=frozenset(cameras)))
    assert len(answer.rows) == 500
    assert cost.rows <= BLOCKS


def test_ten_thousand_pasted_plates(month: Month, permit: Permit) -> None:
    pasted = [f"ZZZ{n:04d}" for n in range(MAX_PLATES - 3)] + ["EVD0001", "'; drop table passages", "%"]
    with counted(month.store) as cost:
        found = month.store.histories(permit, pasted, TEN_YEARS)
    assert set(found) == {"EVD0001"}
    assert cost.rows <= 16 * 8_192
    with pytest.raises(TooMany, match="10,001 plates"):
        month.store.histories(permit, [*pasted, "one too many"], TEN_YEARS)


def test_many_plates_seen_too_often_are_refused(month: Month, permit: Permit) -> None:
    seen = month.store.table(permit, "select plate from plates order by plate limit 9000", {})
    with counted(month.store) as cost, pytest.raises(TooMany, match="shorter time"):
        month.store.histories(permit, seen.column("plate").to_pylist(), TEN_YEARS)
    assert cost.rows <= 2 * WHOLE


def test_a_very_long_page(month: Month, permit: Permit) -> None:
    with counted(month.store) as cost:
        answer = month.store.find(permit, Question(TEN_YEARS, limit=20_000))
    assert len(answer.rows) == 20_000
    assert cost.rows <= WHOLE + BLOCKS


def test_two_thousand_identities_that_are_not_there(month: Month, permit: Permit) -> None:
    known = [one.id for one in month.evident]
    unknown = [PassageId(identity + 7) for identity in known[:1]]
    with counted(month.store) as cost:
        assert len(month.store.several(permit, known)) == EVIDENT
    assert cost.rows <= 2 * WHOLE
    with pytest.raises(NotFound, match=str(unknown[0])):
        month.store.several(permit, [*known[:1999], *unknown])


def test_the_most_ways_over_ten_years(month: Month, permit: Permit) -> None:
    ways = [Way(1 + n % 240, 1 + (n + 5) % 240, 3600) for n in range(MAX_WAYS)]
    with counted(month.store) as cost:
        month.store.usual(permit, ways, TEN_YEARS)
    assert cost.rows <= WHOLE + MAX_WAYS


def test_what_needs_more_memory_than_there_is_is_refused_in_words(
    month: Month, permit: Permit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(clickhouse._READ_LIMITS, "max_memory_usage", 1 << 20)
    with pytest.raises(TooMany, match="narrow the time"):
        month.store.find(permit, Question(TEN_YEARS, limit=100_000))
    monkeypatch.setitem(clickhouse._READ_LIMITS, "max_rows_to_read", 1_000)
    with pytest.raises(TooMany, match="narrow the time"):
        month.store.history(permit, "EVD0001", TEN_YEARS)
