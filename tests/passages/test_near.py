"""Look-alikes, alternatives, bands, lanes and speeds: one suite for every store of passages."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackway.model.band import Band, Weekday, is_within, parse_band
from trackway.model.errors import WrongUse
from trackway.model.likeness import match_of
from trackway.model.passage import Passage
from trackway.model.pattern import parse_pattern
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Span
from trackway.model.vehicle import Colour
from trackway.passages import Answer, EmptyBecause, MemoryPassages, PassageStore

Make = Callable[..., Passage]
WEEK = 7 * 86_400


def near_texts(answer: Answer) -> list[str]:
    return [passage.plate.text for passage in answer.near if passage.plate]


def asking(day: Span, pattern: str, letters: int = 2, **more: object) -> Question:
    return dataclasses.replace(
        Question(day, parse_pattern(pattern), look_alikes=letters),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def filed(store: PassageStore, make: Make) -> list[Passage]:
    """Readings of and around BKP-2075, ten seconds apart; the fixture's alternatives fit none of them."""
    plates = ["BKP2075", "8KP2075", "BKP2O75", "8KP2O75", "XKP2075", "BKP207", "4KP2075", "BKP2075"]
    found = [make(10 * n, plate=plate) for n, plate in enumerate(plates)]
    store.add(found)
    return found


def test_look_alikes_come_beside_what_was_asked_the_likeliest_first(
    store: PassageStore, permit: Permit, day: Span, filed: list[Passage]
) -> None:
    answer = store.find(permit, asking(day, "BKP-2075"))
    assert [row.id for row in answer.rows] == [filed[7].id, filed[0].id]
    assert near_texts(answer) == ["BKP2O75", "8KP2075", "8KP2O75"]
    assert (answer.more, answer.near_more, answer.empty_because) == (False, False, None)
    assert near_texts(store.find(permit, asking(day, "BKP-2075", 1))) == ["BKP2O75", "8KP2075"]
    exact = store.find(permit, asking(day, "BKP-2075", 0))
    assert (exact.rows, exact.near) == (answer.rows, ())


@pytest.mark.parametrize(
    ("pattern", "near"),
    [
        ("BKP*", ["8KP2075", "8KP2O75"]),
        ("?KP2075", ["BKP2O75", "8KP2O75"]),
        ("*2075", ["BKP2O75", "8KP2O75"]),
        ("*O75", ["XKP2075", "BKP2075", "8KP2075", "4KP2075"]),
        ("8KP2075", ["BKP2075", "8KP2O75", "BKP2O75"]),
        ("*", []),
        ("???????", []),
    ],
)
def test_patterns_with_look_alikes(  # noqa: PLR0917
    store: PassageStore, permit: Permit, day: Span, filed: list[Passage], pattern: str, near: list[str]
) -> None:
    answer = store.find(permit, asking(day, pattern))
    assert set(near_texts(answer)) == set(near)
    exact = store.find(permit, asking(day, pattern, 0))
    assert answer.rows == exact.rows
    assert not {row.id for row in answer.rows} & {row.id for row in answer.near}


def test_a_doubtful_reading_comes_before_a_sure_one(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    store.add([make(n, plate="8KP2075", confidence=sure) for n, sure in enumerate((0.99, 0.4, 0.8))])
    answer = store.find(permit, asking(day, "BKP2075", limit=2))
    assert [row.confidence for row in answer.near] == [0.4, 0.8]
    assert answer.near_more
    assert answer.rows == ()
    assert answer.empty_because is None


def test_near_passages_are_as_described_too(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    red, white = make(0, plate="8KP2075", colour=Colour.RED), make(1, 2, plate="8KP2075")
    store.add([red, white])
    asked = asking(day, "BKP2075", colours=frozenset({Colour.RED}))
    assert [row.id for row in store.find(permit, asked).near] == [red.id]
    here = asking(day, "BKP2075", cameras=frozenset({2}))
    assert [row.id for row in store.find(permit, here).near] == [white.id]
    late = store.find(permit, dataclasses.replace(here, span=Span(day.end, day.end.plus(60))))
    assert (late.near, late.empty_because) == ((), EmptyBecause.NO_PASSAGES)


def test_what_the_looks_also_allow_is_found(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    doubtful = dataclasses.replace(
        make(0, plate="WBC1234", confidence=0.55), alternatives=("VBC1234", "ABC1234")
    )
    other = dataclasses.replace(make(1, camera=2, plate="WBC1234"), alternatives=())
    store.add([doubtful, other, make(2, plate="A8C1234")])
    answer = store.find(permit, asking(day, "ABC-1234"))
    assert near_texts(answer) == ["WBC1234", "A8C1234"]
    assert answer.near[0].id == doubtful.id
    assert answer.near[0].alternatives == ("VBC1234", "ABC1234")
    assert store.find(permit, asking(day, "ABC-1234", 0)).near == ()
    red = store.find(permit, asking(day, "ABC-1234", colours=frozenset({Colour.RED})))
    assert red.near == ()


def test_a_loose_pattern_shows_some_and_says_that_there_are_more(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    store.add([make(n, plate=f"8KP{n:04d}") for n in range(1100)])
    answer = store.find(permit, asking(day, "BKP*", limit=50))
    assert (len(answer.near), answer.near_more) == (50, True)
    month = dataclasses.replace(
        asking(day, "BKP*", limit=50), span=Span(day.start, day.start.plus(20 * 86_400))
    )
    answer = store.find(permit, month)
    assert (len(answer.near), answer.near_more) == (50, True)


def test_times_of_day_and_weekdays(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    span = Span(day.start, day.start.plus(2 * WEEK))
    passages = [make(hour * 3600 - 43_200, plate=f"AAA{hour:04d}") for hour in range(2 * 7 * 24)]
    store.add(passages)
    night = frozenset({parse_band("22:00-05:00")})
    for bands, weekdays, count in (
        (night, frozenset[Weekday](), 14 * 7),
        (night, frozenset({Weekday.SAT}), 2 * 7),
        (frozenset[Band](), frozenset({Weekday.SAT, Weekday.SUN}), 4 * 24),
        (night | {parse_band("12:00-13:00")}, frozenset[Weekday](), 14 * 8),
    ):
        asked = Question(span, bands=bands, weekdays=weekdays, order=Order.OLDEST)
        found = {row.id for row in store.find(permit, asked).rows}
        assert found == {p.id for p in passages if is_within(p.at, asked.stretches)}
        assert len(found) == count
        wild = dataclasses.replace(asked, pattern=parse_pattern("AAA*"))
        assert {row.id for row in store.find(permit, wild).rows} == found


bands = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda b: b[0] != b[1])


def test_any_bands_are_the_same_in_memory(
    request: pytest.FixtureRequest, permit: Permit, day: Span, make: Make
) -> None:
    """The engine's arithmetic on minutes of the week against ours, over random times and bands."""
    seconds = np.random.default_rng(7).integers(0, 3 * WEEK, 400)
    passages = [make(float(s) / 1.0, camera=1 + n % 5, sequence=n % 60) for n, s in enumerate(seconds)]
    owned: PassageStore = request.getfixturevalue("owned")
    from tests.passages.conftest import empty  # noqa: PLC0415

    empty(owned)
    memory = MemoryPassages()
    for each in (owned, memory):
        each.add(list({p.id: p for p in passages}.values()))
    span = Span(day.start, day.start.plus(4 * WEEK))

    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.frozensets(bands.map(lambda b: Band(*b)), max_size=3), st.frozensets(st.sampled_from(Weekday)))
    def agree(wanted: frozenset[Band], days: frozenset[Weekday]) -> None:
        asked = Question(span, bands=wanted, weekdays=days, limit=1000)
        assert [r.id for r in owned.find(permit, asked).rows] == [
            r.id for r in memory.find(permit, asked).rows
        ]

    agree()


def test_lanes_and_speeds(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    slow, fast = make(0, speed_kmh=42.0), make(1, speed_kmh=97.36)
    unknown, third = make(2, speed_kmh=None), dataclasses.replace(make(3, speed_kmh=60.0), lane=3)
    store.add([slow, fast, unknown, third])

    def found(**more: object) -> set[int]:
        return {row.id for row in store.find(permit, Question(day, **more)).rows}  # type: ignore[arg-type]

    assert found(speed_from_kmh=60.0) == {fast.id, third.id}
    assert found(speed_to_kmh=60.0) == {slow.id, third.id}
    assert found(speed_from_kmh=97.4, speed_to_kmh=200.0) == {fast.id}  # kept in tenths
    assert found(speed_from_kmh=0.0) == {slow.id, fast.id, third.id}
    assert found(lanes=frozenset({3})) == {third.id}
    assert found(lanes=frozenset({2, 3})) == {slow.id, fast.id, unknown.id, third.id}


@pytest.mark.parametrize(
    "more",
    [
        {"look_alikes": 3},
        {"look_alikes": -1},
        {"lanes": frozenset({0})},
        {"lanes": frozenset({256})},
        {"speed_from_kmh": -1.0},
        {"speed_to_kmh": float("nan")},
        {"speed_from_kmh": 80.0, "speed_to_kmh": 60.0},
    ],
)
def test_what_cannot_be_asked(day: Span, more: dict[str, object]) -> None:
    with pytest.raises(WrongUse):
        Question(day, **more)  # type: ignore[arg-type]


def test_every_near_row_says_how_it_matched(
    store: PassageStore, permit: Permit, day: Span, filed: list[Passage]
) -> None:
    asked = asking(day, "B?P20*")
    answer = store.find(permit, asked)
    assert asked.pattern is not None
    matches = [match_of(asked.pattern, row, 2) for row in answer.near]
    likelihoods = [match.likelihood for match in matches if match]
    assert len(likelihoods) == len(answer.near) > 0
    assert likelihoods == sorted(likelihoods, reverse=True)
