"""What every store of passages must do: one suite for memory, the owner process and a server."""

import dataclasses
import itertools
import os
import threading
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackway.model.errors import Invalid, NotFound, WrongUse
from trackway.model.passage import Passage, PassageId, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Order, Permit, Question
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import (
    MAX_HISTORIES,
    MAX_HISTORY,
    MAX_PLATES,
    Answer,
    EmptyBecause,
    MemoryPassages,
    NoPermit,
    PassageStore,
    TooMany,
    Usual,
    Way,
    columns,
)

Make = Callable[..., Passage]
SERVER_GIVEN = bool(os.environ.get("TRACKWAY_CLICKHOUSE_URL"))


def test_a_server_was_asked() -> None:
    if not SERVER_GIVEN:
        pytest.skip(
            "TRACKWAY_CLICKHOUSE_URL is not set: this suite did NOT run against a ClickHouse server; "
            "chDB behind the owner's HTTP front stood in for one."
        )


def texts(answer: Answer) -> list[str]:
    return [passage.plate.text if passage.plate else "" for passage in answer.rows]


def without_readings(*passages: Passage) -> tuple[Passage, ...]:
    return tuple(dataclasses.replace(passage, readings=()) for passage in passages)


def with_corners(passage: Passage, corners: tuple[tuple[float, float], ...]) -> Passage:
    reading = dataclasses.replace(passage.readings[0], corners=corners)
    return dataclasses.replace(passage, readings=(reading,))


def test_what_was_filed_comes_back_whole(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    filed = make(0.123456, plate="NS3-882", kind=VehicleKind.SCOOTER)
    bare = make(9, plate=None, speed_kmh=None, error_s=None)
    store.add([bare, filed])
    assert store.get(permit, filed.id) == filed
    assert store.get(permit, bare.id) == bare
    found = store.find(permit, Question(day))
    assert found == Answer(without_readings(bare, filed))
    seen = found.rows[1].plate
    assert seen is not None
    assert seen.display == "NS3-882"
    assert store.count() == 2


def test_precision_is_cut_once_and_says_never_more(store: PassageStore, permit: Permit, make: Make) -> None:
    filed = dataclasses.replace(
        make(confidence=0.9799, speed_kmh=61.26, error_s=0.0001),
        speed_error_kmh=0.01,
        kind_confidence=0.999,
        colour_confidence=0.58,
    )
    store.add([filed])
    kept = store.get(permit, filed.id)
    assert (kept.confidence, kept.speed_kmh, kept.stamp.error_s) == (0.97, 61.3, 0.001)
    assert (kept.speed_error_kmh, kept.kind_confidence, kept.colour_confidence) == (0.1, 0.99, 0.58)
    store.add([kept])
    assert store.get(permit, filed.id) == kept


def test_twice_is_the_same_as_once(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    first, second, third = (make(seconds) for seconds in (0, 1, 2))
    store.add([first, second, second])
    store.add([second, third, first])
    store.add([first])
    assert store.count() == 3
    assert store.find(permit, Question(day)).rows == without_readings(third, second, first)
    assert store.get(permit, second.id) == second


def test_of_two_with_one_identity_the_first_stays(store: PassageStore, permit: Permit, make: Make) -> None:
    store.add([make(plate="AAA-1235")])
    store.add([make(plate="BBB-1235")])
    kept = store.get(permit, make().id).plate
    assert kept == Plate("AAA1235")


def test_passages_in_one_millisecond_are_kept_apart(store: PassageStore, make: Make) -> None:
    store.add([make(), make(camera=2), make(sequence=1), make(sequence=63)])
    assert store.count() == 4


def test_nothing_is_filed_of_nothing(store: PassageStore) -> None:
    store.add([])
    assert store.count() == 0


def test_a_bad_passage_spoils_its_batch_only(store: PassageStore, make: Make) -> None:
    good = make()
    for bad in (
        dataclasses.replace(make(5), camera=9),
        dataclasses.replace(make(5), id=make(6).id),
        dataclasses.replace(make(5), confidence=1.5),
        dataclasses.replace(make(5), confidence=float("nan")),
        dataclasses.replace(make(5, plate=None), confidence=0.5),
        dataclasses.replace(make(5), speed_kmh=-1.0),
        dataclasses.replace(make(5), looks=70_000),
        dataclasses.replace(make(5), lane=256),
        dataclasses.replace(make(5), lane=-1),
        dataclasses.replace(make(5), kind_confidence=1.1),
        dataclasses.replace(make(5), colour_confidence=float("nan")),
        dataclasses.replace(make(5), speed_error_kmh=-0.1),
        dataclasses.replace(make(5, speed_kmh=None), speed_error_kmh=1.0),
        with_corners(make(5), ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))),
        with_corners(make(5), ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, float("nan")))),
    ):
        with pytest.raises(Invalid, match="passage"):
            store.add([good, bad])
    assert store.count() == 0


def test_order_limit_and_more(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    filed = [make(3600 * n, plate=f"AAA-000{n}") for n in range(5)]
    store.add(filed)
    newest = store.find(permit, Question(day, limit=2))
    assert (texts(newest), newest.more) == (["AAA0004", "AAA0003"], True)
    oldest = store.find(permit, Question(day, order=Order.OLDEST, limit=5))
    assert (texts(oldest), oldest.more) == ([f"AAA000{n}" for n in range(5)], False)
    wild = store.find(permit, Question(day, order=Order.OLDEST, limit=2, pattern=parse_pattern("AAA*")))
    assert (texts(wild), wild.more) == (["AAA0000", "AAA0001"], True)


def test_a_span_holds_every_millisecond_it_touches(store: PassageStore, permit: Permit, make: Make) -> None:
    filed = make(0.5004)  # 400 microseconds into its millisecond
    store.add([filed])
    ms = filed.at.ms * 1000

    def seen(start: int, end: int) -> bool:
        return bool(store.find(permit, Question(Span(Instant(start), Instant(end)))).rows)

    assert seen(ms, ms + 1000)
    assert seen(ms + 999, ms + 5000)
    assert seen(ms - 5000, ms + 1)
    assert not seen(ms - 5000, ms)
    assert not seen(ms + 1000, ms + 5000)
    assert seen(ms - 7_200_000_000, ms + 7_200_000_000)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("ABC-1235", {"ABC1235"}),
        ("abc1235", {"ABC1235"}),
        ("ABC*", {"ABC1235", "ABC1299"}),
        ("*35", {"ABC1235", "XYZ8835", "試1235"}),
        ("?BC12??", {"ABC1235", "ABC1299"}),
        ("*8*", {"XYZ8835", "NS3882"}),
        ("*", {"ABC1235", "ABC1299", "XYZ8835", "NS3882", "試1235"}),
        ("???????", {"ABC1235", "ABC1299", "XYZ8835"}),
        ("??????", {"NS3882"}),
        ("試*", {"試1235"}),
        ("ABC123", set()),
    ],
)
def test_patterns(  # noqa: PLR0917
    store: PassageStore, permit: Permit, day: Span, make: Make, pattern: str, wanted: set[str]
) -> None:
    plates = ["ABC-1235", "ABC-1299", "XYZ-8835", "NS3-882", "試1235", None]
    store.add([make(n, plate=plate) for n, plate in enumerate(plates)])
    answer = store.find(permit, Question(day, pattern=parse_pattern(pattern)))
    assert set(texts(answer)) == wanted
    assert (answer.empty_because is EmptyBecause.NO_MATCH) == (not wanted)


def test_a_pattern_that_fits_very_many_plates(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    store.add([make(n, plate=f"AAA-{n:04d}") for n in range(700)])
    answer = store.find(permit, Question(day, pattern=parse_pattern("A*"), limit=650))
    assert texts(answer) == [f"AAA{n:04d}" for n in range(699, 49, -1)]
    assert answer.more


def test_each_part_of_a_description(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    red_scooter = make(0, kind=VehicleKind.SCOOTER, colour=Colour.RED, heading=Heading.SW)
    white_car = make(1, camera=2, confidence=0.6, source=Source.LIVE, plate_colours=PlateColours.WHITE_RED)
    no_plate = make(2, camera=3, plate=None, colour=Colour.RED)
    store.add([red_scooter, white_car, no_plate])
    table: list[tuple[Question, set[Passage]]] = [
        (Question(day), {red_scooter, white_car, no_plate}),
        (Question(day, colours=frozenset({Colour.RED})), {red_scooter, no_plate}),
        (Question(day, colours=frozenset({Colour.RED, Colour.WHITE})), {red_scooter, white_car, no_plate}),
        (Question(day, kinds=frozenset({VehicleKind.SCOOTER})), {red_scooter}),
        (Question(day, headings=frozenset({Heading.SW, Heading.E})), {red_scooter}),
        (Question(day, plate_colours=frozenset({PlateColours.WHITE_RED})), {white_car}),
        (Question(day, plate_colours=frozenset({PlateColours.WHITE_BLACK})), {red_scooter}),
        (Question(day, plate_colours=frozenset({PlateColours.UNKNOWN})), {no_plate}),
        (Question(day, plate_colours=frozenset({PlateColours.RED_BLACK})), set()),
        (
            Question(
                day, plate_colours=frozenset({PlateColours.WHITE_RED}), pattern=parse_pattern("ABC1235")
            ),
            {white_car},
        ),
        (Question(day, sources=frozenset({Source.LIVE})), {white_car}),
        (Question(day, cameras=frozenset({2, 3})), {white_car, no_plate}),
        (Question(day, has_plate=True), {red_scooter, white_car}),
        (Question(day, has_plate=False), {no_plate}),
        (Question(day, min_confidence=0.6), {red_scooter, white_car}),
        (Question(day, min_confidence=0.601), {red_scooter}),
        (Question(day, min_confidence=0.97), {red_scooter}),
        (Question(day, min_confidence=0.98), set()),
        (Question(day, has_plate=False, pattern=parse_pattern("A*")), set()),
        (Question(day, colours=frozenset({Colour.RED}), kinds=frozenset({VehicleKind.SEDAN})), {no_plate}),
        (Question(day, colours=frozenset({Colour.RED}), pattern=parse_pattern("ABC*")), {red_scooter}),
        (Question(day, cameras=frozenset({2}), pattern=parse_pattern("ABC1235")), {white_car}),
    ]
    for question, wanted in table:
        found = {passage.id for passage in store.find(permit, question).rows}
        assert found == {passage.id for passage in wanted}, question


def test_an_empty_answer_says_why(store: PassageStore, permit: Permit, day: Span, make: Make) -> None:
    def why(question: Question) -> EmptyBecause | None:
        return store.find(permit, question).empty_because

    assert why(Question(day)) is EmptyBecause.NO_PASSAGES
    store.add([make(camera=1)])
    later = Span(day.end, day.end.plus(60))
    assert why(Question(day)) is None
    assert why(Question(day, cameras=frozenset())) is EmptyBecause.NO_CAMERAS
    assert why(Question(day, cameras=frozenset({2}))) is EmptyBecause.NO_PASSAGES
    assert why(Question(later)) is EmptyBecause.NO_PASSAGES
    assert why(Question(day, pattern=parse_pattern("X*"))) is EmptyBecause.NO_MATCH
    assert why(Question(day, colours=frozenset({Colour.PURPLE}))) is EmptyBecause.NO_MATCH
    assert why(Question(later, pattern=parse_pattern("ABC1235"))) is EmptyBecause.NO_PASSAGES


def test_history_is_oldest_first_and_of_one_plate(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    filed = [make(n * 4000 - 8000, camera=n + 1) for n in range(4)]
    store.add([filed[2], make(5, plate="ABC-1236"), filed[0], filed[3], filed[1], make(6, plate=None)])
    assert store.history(permit, "ABC1235", day) == without_readings(*filed)
    assert store.history(permit, "ABC1235", Span(filed[1].at, filed[3].at)) == without_readings(*filed[1:3])
    assert store.history(permit, "XXX0001", day) == ()


def test_histories_are_by_plate_and_oldest_first(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    first = [make(n * 4000 - 8000, camera=n + 1, plate="ABC-1235") for n in range(3)]
    other = [make(n * 1000, plate="AAA-0001") for n in range(2)]
    store.add([first[2], other[1], make(7, plate=None), make(8, plate="ABC-1236"), *first[:2], other[0]])
    asked = ["ABC1235", "AAA0001", "ABC1235", "ZZZ9999"]
    found = store.histories(permit, asked, day)
    assert list(found.items()) == [
        ("AAA0001", without_readings(*other)),
        ("ABC1235", without_readings(*first)),
    ]
    early = store.histories(permit, asked, Span(day.start, first[1].at))
    assert early == {"ABC1235": without_readings(first[0])}
    assert store.histories(permit, [], day) == {}
    assert store.histories(permit, ["ZZZ9999"], day) == {}


def test_histories_of_ten_thousand_plates(store: PassageStore, permit: Permit, day: Span) -> None:
    plates = [f"AAA{n:04d}" for n in range(MAX_PLATES)]
    seen = plates[::1000]
    store.add_columns(table(10, plate=pa.array(seen)))
    assert list(store.histories(permit, plates, day)) == seen
    with pytest.raises(TooMany, match="10,001 plates"):
        store.histories(permit, [*plates, "AAB0000"], day)


def test_histories_too_long_are_refused_not_cut(store: PassageStore, permit: Permit, day: Span) -> None:
    rows = MAX_HISTORIES + 1
    plates = pa.array(["ABC1235", "ABC1236"]).take(pa.array(np.arange(rows) % 2))
    store.add_columns(table(rows, every_ms=100, plate=plates))
    with pytest.raises(TooMany, match="shorter time"):
        store.histories(permit, ["ABC1235", "ABC1236"], day)
    assert len(store.histories(permit, ["ABC1236"], day)["ABC1236"]) == MAX_HISTORIES // 2


def test_a_history_too_long_is_refused_not_cut(store: PassageStore, permit: Permit, day: Span) -> None:
    rows = MAX_HISTORY + 1
    store.add_columns(table(rows, every_ms=1000))
    with pytest.raises(TooMany, match="shorter time"):
        store.history(permit, "ABC1235", day)
    part = store.history(permit, "ABC1235", Span(day.start, Instant(START_US + MAX_HISTORY * 1_000_000)))
    assert len(part) == MAX_HISTORY


@pytest.mark.parametrize(
    ("cameras", "seconds", "wanted"),
    [
        ([1, 2], [0, 60], [60.0]),
        ([1, 2], [0, 601], []),  # took longer than the bound
        ([2, 1], [0, 60], []),  # the other way
        ([1, 1, 2], [0, 30, 60], [30.0]),  # counted from the last time at the start
        ([1, 2, 2], [0, 60, 90], [60.0]),  # to the first time at the end
        ([1, 3, 2], [0, 30, 60], [60.0]),  # what is passed between does not matter
        ([1, 2, 1, 2], [0, 60, 100, 140], [60.0, 40.0]),
        ([1, 3], [0, 60], []),
        ([1, 2], [0, 0], []),  # at both in one moment: no travel at all
    ],
)
def test_usual_counts_each_time_the_way_is_taken(  # noqa: PLR0917
    store: PassageStore, permit: Permit, day: Span, make: Make,
    cameras: list[int], seconds: list[float], wanted: list[float],
) -> None:  # fmt: skip
    store.add([make(at, camera=camera) for camera, at in zip(cameras, seconds, strict=True)])
    way = Way(1, 2, 600)
    median = {1: lambda s: s[0], 2: lambda s: (s[0] + s[1]) / 2}
    expected = {way: Usual(median[len(wanted)](wanted), len(wanted))} if wanted else {}
    assert store.usual(permit, [way], day) == expected


def test_usual_of_several_ways_without_one_plate(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    for n, took in enumerate((50, 60, 100)):
        plate = f"AAA-000{n}"
        at = 1000 * n
        store.add([make(at, 1, plate), make(at + took, 2, plate), make(at + took + 10 * n + 5, 3, plate)])
    store.add([make(5000, 1, None), make(5001, 2, None)])
    ways = [Way(1, 2, 3600), Way(2, 3, 3600), Way(3, 1, 3600), Way(1, 3, 3600)]
    usual = store.usual(permit, ways, day)
    assert usual == {ways[0]: Usual(60.0, 3), ways[1]: Usual(15.0, 3), ways[3]: Usual(75.0, 3)}
    assert store.usual(permit, ways[:1], day, other_than="AAA0002") == {ways[0]: Usual(55.0, 2)}
    assert store.usual(permit, [], day) == {}


def test_too_many_ways_and_ways_to_nowhere(store: PassageStore, permit: Permit, day: Span) -> None:
    with pytest.raises(TooMany):
        store.usual(permit, [Way(1, n, 60) for n in range(2, 503)], day)
    with pytest.raises(WrongUse):
        Way(1, 1, 60)
    with pytest.raises(WrongUse):
        Way(1, 2, 0)


def test_nothing_is_answered_without_a_permit(store: PassageStore, day: Span, make: Make) -> None:
    store.add([make()])
    nobody: Permit = None  # type: ignore[assignment]
    for ask in (
        lambda: store.find(nobody, Question(day)),
        lambda: store.get(nobody, make().id),
        lambda: store.history(nobody, "ABC1235", day),
        lambda: store.histories(nobody, ["ABC1235"], day),
        lambda: store.usual(nobody, [Way(1, 2, 60)], day),
    ):
        with pytest.raises(NoPermit):
            ask()


def test_a_passage_that_is_not_there(store: PassageStore, permit: Permit, make: Make) -> None:
    store.add([make()])
    with pytest.raises(NotFound, match="no passage"):
        store.get(permit, make(sequence=1).id)


START_US = 1_790_010_000_000_000  # early that day
MONTH_MS = 30 * 86_400_000


def table(rows: int, *, every_ms: int = 1000, **changed: pa.Array) -> pa.Table:
    """So many passages of one car at camera 1, one after another, from ``START_US`` on."""
    given = {
        "at": pa.array(START_US + np.arange(rows) * every_ms * 1000),
        "camera": pa.array(np.full(rows, 1, np.uint16)),
        "sequence": pa.array(np.zeros(rows, np.uint8)),
        "plate": pa.array(["ABC1235"] * rows, pa.string()),
        "confidence": pa.array(np.full(rows, 0.29, np.float32)),
        "kind": pa.array(["sedan"] * rows, pa.string()),
        "colour": pa.array(["red"] * rows, pa.string()).dictionary_encode(),
        "heading": pa.array(np.full(rows, 2, np.uint8)),
        "speed": pa.array([50.26] * rows, pa.float32()),
        "source": pa.array(["simulated"] * rows, pa.string()),
    }
    return pa.table(given | changed)


def test_columns_say_the_same_as_passages(store: PassageStore, permit: Permit, day: Span) -> None:
    more = {
        "plate": pa.array(["ABC1235", "", "NS3882"]),
        "confidence": pa.array([0.29, 0, 1], pa.float32()),
        "speed": pa.array([50.26, None, 0], pa.float32()),
        "looks": pa.array([3, 0, 1], pa.uint16()),
        "error_s": pa.array([0.5, None, 0], pa.float32()),
        "clock": pa.array(["camera", "station", "simulated"]),
        "kind_confidence": pa.array([0.58, 0, 1], pa.float32()),
        "colour_confidence": pa.array([0.29, 1, 0], pa.float32()),
        "plate_colours": pa.array(["white_red", "unknown", "yellow_black"]),
        "speed_error": pa.array([2.41, None, 0], pa.float32()),
        "lane": pa.array([2, 0, 1], pa.uint8()),
    }
    store.add_columns(table(3, every_ms=1, **more))
    first, second, third = store.find(permit, Question(day, order=Order.OLDEST)).rows
    at = Instant(START_US)
    assert first == Passage(
        id=passage_id(at, 1, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=1,
        source=Source.SIMULATED,
        plate=Plate("ABC1235"),
        confidence=0.29,
        looks=3,
        kind=VehicleKind.SEDAN,
        colour=Colour.RED,
        heading=Heading.NE,
        speed_kmh=50.0,
        speed_error_kmh=3.0,
        lane=2,
        plate_colours=PlateColours.WHITE_RED,
        kind_confidence=0.55,
        colour_confidence=0.25,
    )
    assert (second.plate, second.speed_kmh, second.stamp.error_s) == (None, None, None)
    assert (second.speed_error_kmh, second.plate_colours) == (None, PlateColours.UNKNOWN)
    assert (third.speed_kmh, third.stamp.error_s, third.confidence) == (0.0, 0.0, 1.0)
    assert (third.speed_error_kmh, third.lane, third.kind_confidence) == (0.0, 1, 1.0)
    assert store.get(permit, first.id) == first


def test_columns_are_kept_coarser_than_evidence(store: PassageStore, permit: Permit, day: Span) -> None:
    rows = 6
    speeds, errors = [0.44, 0.5, 253.4, 254.6, 299.0, None], [0.0, 0.1, 1.0, 1.1, 300.0, None]
    sure = [0.0, 0.03, 0.049, 0.05, 0.99, 1.0]
    more = {
        "speed": pa.array(speeds, pa.float32()),
        "speed_error": pa.array(errors, pa.float32()),
        "looks": pa.array([0, 1, 254, 255, 256, 65_535], pa.uint16()),
        "kind_confidence": pa.array(sure, pa.float32()),
        "colour_confidence": pa.array(sure[::-1], pa.float32()),
    }
    store.add_columns(table(rows, **more))
    kept = store.find(permit, Question(day, order=Order.OLDEST)).rows
    assert [row.speed_kmh for row in kept] == [0, 1, 253, 254, 254, None]
    assert [row.speed_error_kmh for row in kept] == [0, 1, 1, 2, 254, None]
    assert [row.looks for row in kept] == [0, 1, 254, 255, 255, 255]
    assert [row.kind_confidence for row in kept] == [0, 0.03, 0.04, 0.05, 0.95, 1]
    assert [row.colour_confidence for row in kept] == [1, 0.95, 0.05, 0.04, 0.03, 0]


def test_columns_left_out_follow_from_the_source(store: PassageStore, permit: Permit, day: Span) -> None:
    store.add_columns(table(3, source=pa.array(["live", "recorded", "simulated"])))
    rows = store.find(permit, Question(day, order=Order.OLDEST)).rows
    assert [row.stamp.clock for row in rows] == [ClockOwner.CAMERA, ClockOwner.IMPORT, ClockOwner.SIMULATED]
    assert {(row.looks, row.stamp.error_s, row.speed_error_kmh, row.lane) for row in rows} == {
        (0, None, None, 0)
    }
    assert {(row.plate_colours, row.kind_confidence, row.colour_confidence) for row in rows} == {
        (PlateColours.UNKNOWN, 0.0, 0.0)
    }


def test_columns_twice_in_any_order_are_once(
    store: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    given = table(50)
    store.add_columns(given)
    store.add_columns(given.slice(10, 30))
    backwards = given.take(pa.array(np.arange(49, -1, -1)))
    store.add_columns(pa.concat_tables([backwards, given]))
    assert store.count() == 50
    assert len(store.history(permit, "ABC1235", day)) == 50


def test_columns_over_years_and_of_no_rows(store: PassageStore) -> None:
    store.add_columns(table(0))
    nobody_measured = pa.nulls(20)
    store.add_columns(table(20, every_ms=MONTH_MS, speed=nobody_measured, error_s=nobody_measured))
    store.add_columns(table(20, every_ms=MONTH_MS))
    assert store.count() == 20


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        ("at", pa.array([1, 2]), "at, row 0: the value lies before 2020"),
        ("at", pa.array([START_US, None]), "at has 1 nulls"),
        ("at", pa.array([1.0, 2.0]), "at holds double"),
        ("camera", pa.array([1, 0]), "camera, row 1"),
        ("camera", pa.array([1, 70_000]), "camera does not fit"),
        ("sequence", pa.array([0, 64], pa.uint8()), "sequence, row 1"),
        ("plate", pa.array(["ABC1235", "abc-1235"]), "'abc-1235'"),
        ("plate", pa.array(["ABC1235", "🚗"]), "'🚗'"),
        ("plate", pa.array([b"ABC", b"D"]), "plate holds binary"),
        ("confidence", pa.array([0.5, 1.1], pa.float32()), "confidence, row 1"),
        ("confidence", pa.array([0.5, float("nan")], pa.float32()), "NaN"),
        ("kind", pa.array(["sedan", "ufo"]), "'ufo'"),
        ("kind", pa.array([1, 99], pa.uint8()), "kind, row 1"),
        ("speed", pa.array([-1.0, 2.0], pa.float32()), "speed, row 0"),
        ("source", pa.array(["live", None]), "source has 1 nulls"),
        ("error_s", pa.array([-1.0, 2.0], pa.float32()), "error_s, row 0"),
        ("lane", pa.array([1, 256]), "lane does not fit"),
        ("plate_colours", pa.array(["white_black", "pink_black"]), "'pink_black'"),
        ("kind_confidence", pa.array([0.5, 1.1], pa.float32()), "kind_confidence, row 1"),
        ("colour_confidence", pa.array([0.5, None], pa.float32()), "colour_confidence has 1 nulls"),
        ("speed_error", pa.array([1.0, -1.0], pa.float32()), "speed_error, row 1"),
        ("wheels", pa.array([4, 2]), "strange columns: wheels"),
    ],
)
def test_bad_columns_are_refused_whole(store: PassageStore, column: str, values: pa.Array, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        store.add_columns(table(2, **{column: values}))
    assert store.count() == 0


def test_columns_that_are_missing_are_named(store: PassageStore) -> None:
    assert {m.name for m in columns() if m.is_required} == set(table(1).column_names)
    with pytest.raises(Invalid, match="lacks columns: heading"):
        store.add_columns(table(2).drop_columns(["heading"]))
    with pytest.raises(Invalid, match="no plate"):
        store.add_columns(table(2, plate=pa.array(["", "ABC1235"])))
    errors, speeds = pa.array([1.0, 1.0], pa.float32()), pa.array([50.0, None], pa.float32())
    with pytest.raises(Invalid, match="no speed"):
        store.add_columns(table(2, speed=speeds, speed_error=errors))


def test_threads_that_file_the_same_file_it_once(store: PassageStore, make: Make) -> None:
    filed = [make(n, plate=f"AAA-{n:04d}") for n in range(60)]
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work(first: int) -> None:
        start.wait()
        try:
            for n in range(first, first + 40, 10):
                store.add(filed[n : n + 20])
        except BaseException as failure:  # reported below, by the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 0, 5, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.count() == 60


PLATES = st.sampled_from([None, "ABC-1235", "ABC-1236", "ABD-1235", "XYZ-8888", "NS3-882"])


@st.composite
def worlds(draw: st.DrawFn) -> list[tuple[int, int, str | None, VehicleKind, Colour, int]]:
    one = st.tuples(
        st.integers(-40_000, 40_000),
        st.integers(1, 4),
        PLATES,
        st.sampled_from([VehicleKind.SEDAN, VehicleKind.SCOOTER]),
        st.sampled_from([Colour.RED, Colour.UNKNOWN]),
        st.integers(0, 100),
    )
    return draw(st.lists(one, max_size=12, unique_by=lambda row: (row[0], row[1])))


@st.composite
def questions(draw: st.DrawFn, day: Span) -> Question:
    start = draw(st.integers(0, 80_000_000))
    return Question(
        span=Span(day.start.plus(start / 1000), day.start.plus(start / 1000 + draw(st.integers(1, 90_000)))),
        pattern=draw(
            st.none() | st.sampled_from(["ABC1235", "AB*", "?????35", "*8*", "*"]).map(parse_pattern)
        ),
        cameras=draw(st.none() | st.frozensets(st.integers(1, 5))),
        colours=draw(st.frozensets(st.sampled_from([Colour.RED, Colour.UNKNOWN, Colour.BLUE]), max_size=2)),
        kinds=draw(st.frozensets(st.just(VehicleKind.SCOOTER))),
        plate_colours=draw(st.frozensets(st.sampled_from(PlateColours), max_size=3)),
        min_confidence=draw(st.integers(0, 100)) / 100,
        has_plate=draw(st.none() | st.booleans()),
        order=draw(st.sampled_from(Order)),
        limit=draw(st.integers(1, 12)),
    )


EXAMPLE = itertools.count(1)


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_double_and_the_store_answer_alike(
    data: st.DataObject, owned: PassageStore, permit: Permit, day: Span, make: Make
) -> None:
    away = 10 * 86_400 * next(EXAMPLE)  # every example has days of its own, quicker than emptying the store
    day = Span(day.start.plus(away), day.end.plus(away))
    filed = [
        make(
            away + at,
            camera,
            plate,
            kind=kind,
            colour=colour,
            confidence=hundredths / 100,
            plate_colours=PlateColours.RED_WHITE if hundredths % 2 else PlateColours.WHITE_BLACK,
        )
        for at, camera, plate, kind, colour, hundredths in data.draw(worlds())
    ]
    double = MemoryPassages()
    double.add(filed)
    owned.add(filed)
    for question in data.draw(st.lists(questions(day), min_size=1, max_size=4)):
        assert owned.find(permit, question) == double.find(permit, question)
    ways = [Way(1, 2, 20_000), Way(2, 1, 90_000), Way(3, 4, 5_000)]
    assert owned.usual(permit, ways, day) == double.usual(permit, ways, day)
    assert owned.history(permit, "ABC1235", day) == double.history(permit, "ABC1235", day)


def test_several_at_once(store: PassageStore, permit: Permit, make: Make) -> None:
    filed = [make(n * 1801, camera=1 + n % 3, plate=None if n == 4 else f"AAA-000{n}") for n in range(6)]
    twin = make(0, sequence=1)
    store.add([*filed, twin, make(0, camera=2)])
    wanted = [filed[5].id, filed[0].id, filed[4].id, twin.id, filed[0].id]
    found = store.several(permit, wanted)
    assert found == without_readings(filed[0], twin, filed[4], filed[5])
    assert store.several(permit, []) == ()
    unknown = make(1, sequence=3).id
    with pytest.raises(NotFound, match=str(unknown)):
        store.several(permit, [filed[0].id, unknown])
    with pytest.raises(NoPermit):
        store.several(None, wanted)  # type: ignore[arg-type]


def test_identities_of_the_far_future_are_kept(store: PassageStore, permit: Permit) -> None:
    at = 5_900_000_000_000_000  # 2156: the identity needs its 64th bit
    store.add_columns(table(1, at=pa.array([at])))
    identity = passage_id(Instant(at), 1, 0)
    assert identity > 1 << 63
    assert store.get(permit, PassageId(identity)).id == identity
