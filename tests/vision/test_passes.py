"""Following vehicles, with an engine that sees what is really there."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pytest
from tests.vision.scenes import TrueEngine, frame_of, street

from trackway.model.errors import Lost
from trackway.model.reading import Box
from trackway.model.vehicle import Heading, VehicleKind
from trackway.video import Frame
from trackway.vision import Follower, Luma, Motion, Passing, heading, passes

EMPTY = street()
PLATES = {201: "BKP2075", 203: "BKP2076", 205: "AJS1397"}
"""Grey level by which the engine knows a plate; the street has none so bright."""

Places = Callable[[float], Iterable[tuple[int, int, int]]]
"""Plates at a moment: grey level, left, top."""


def car(picture: Luma, level: int, x: int, y: int, width: int = 40) -> None:
    """Draw a dark vehicle with a plate of this grey level whose left top corner is x, y."""
    height = width // 2
    box = (
        slice(max(0, y - 3 * height), max(0, y + 2 * height)),
        slice(max(0, x - width), max(0, x + 2 * width)),
    )
    picture[box] = 40
    if level:
        picture[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = level


def footage(seconds: float, places: Places, fps: int = 16) -> Iterator[Frame]:
    rng = np.random.default_rng(1)
    for i in range(round(seconds * fps)):
        picture = np.asarray(EMPTY.astype(np.int16) + rng.integers(-2, 3, EMPTY.shape), np.int16)
        grey = np.clip(picture, 0, 199).astype(np.uint8)
        for level, x, y in places(i / fps):
            car(grey, level, x, y)
        yield frame_of(grey, i / fps)


def across(start_s: float, level: int, speed: float = 250, y: int = 200) -> Places:
    """A vehicle that enters at the left at a moment and leaves at the right."""
    return lambda at_s: [(level, int(-90 + speed * (at_s - start_s)), y)] if at_s >= start_s else []


def both(*several: Places) -> Places:
    return lambda at_s: [place for places in several for place in places(at_s)]


def plates(passings: Iterable[Passing]) -> list[str | None]:
    return [passing.plate.text if passing.plate else None for passing in passings]


def test_one_vehicle_is_one_passing() -> None:
    (passing,) = passes(footage(7, across(1, 201)), TrueEngine(PLATES))
    assert passing.plate is not None
    assert passing.plate.text == "BKP2075"
    assert passing.looks >= 5
    assert passing.confidence > 0.95
    assert passing.motion is Motion.RIGHT
    assert 1 <= passing.first_s <= passing.at_s <= passing.last_s <= 5
    assert passing.picture.startswith(b"\xff\xd8")
    assert passing.kind is VehicleKind.CAR
    box = passing.plate_box
    assert box is not None
    wanted_x = -90 + 250 * (passing.at_s - 1)
    assert abs(box.x0 - wanted_x) <= 3
    assert {reading.text for reading in passing.readings} == {"BKP2075"}


def test_two_lanes_at_once_are_two_passings() -> None:
    seen = plates(
        passes(footage(7, both(across(1, 201, y=110), across(1.1, 205, y=280))), TrueEngine(PLATES))
    )
    assert sorted(map(str, seen)) == ["AJS1397", "BKP2075"]


def test_numbers_in_a_row_stay_two_vehicles() -> None:
    """A fleet with consecutive plates, one close behind the other."""
    seen = plates(passes(footage(8, both(across(1, 201), across(2.2, 203))), TrueEngine(PLATES)))
    assert sorted(map(str, seen)) == ["BKP2075", "BKP2076"]


def test_hidden_for_a_moment_is_still_one() -> None:
    def behind_a_post(at_s: float) -> Iterable[tuple[int, int, int]]:
        return [(0 if 2.0 < at_s < 2.8 else level, x, y) for level, x, y in across(1, 201)(at_s)]

    assert plates(passes(footage(8, behind_a_post), TrueEngine(PLATES))) == ["BKP2075"]


def test_what_stands_from_the_start_is_no_passing_until_it_drives_off() -> None:
    parked: Places = lambda at_s: [(201, 300, 200)]  # noqa: E731
    assert plates(passes(footage(6, parked), TrueEngine(PLATES))) == []
    leaves: Places = lambda at_s: [(201, 300 + int(max(0, at_s - 5) * 200), 200)]  # noqa: E731
    assert plates(passes(footage(11, leaves), TrueEngine(PLATES))) == ["BKP2075"]


def test_who_stops_and_goes_on_is_one() -> None:
    def stops(at_s: float) -> Iterable[tuple[int, int, int]]:
        x = min(-90 + 200 * (at_s - 1), 250) if at_s < 14 else 250 + 200 * (at_s - 14)
        return [(201, int(x), 200)]

    assert plates(passes(footage(20, stops, fps=8), TrueEngine(PLATES))) == ["BKP2075"]


def test_a_parked_vehicle_is_not_told_of_again_when_others_pass_it() -> None:
    def traffic(at_s: float) -> Iterable[tuple[int, int, int]]:
        return [(205, 500, 60), *(place for k in range(3) for place in across(1 + 6 * k, 201, y=230)(at_s))]

    seen = plates(passes(footage(20, traffic, fps=8), TrueEngine(PLATES)))
    assert seen.count("AJS1397") == 0
    assert seen.count("BKP2075") == 1 + (len(seen) - 1)


def test_a_vehicle_without_a_plate_needs_strong_evidence() -> None:
    assert plates(passes(footage(7, across(1, 0)), TrueEngine(PLATES))) == [None]

    def bird(at_s: float) -> Iterable[tuple[int, int, int]]:
        return [(0, int(200 * at_s), 100)] if 1 < at_s < 1.4 else []

    assert plates(passes(footage(4, bird), TrueEngine(PLATES))) == []


def test_a_light_that_is_switched_is_no_vehicle() -> None:
    frames = [
        frame_of(np.clip(EMPTY.astype(int) + 25 * (i > 20), 0, 199).astype(np.uint8), i / 8)
        for i in range(60)
    ]
    engine = TrueEngine(PLATES)
    assert list(passes(frames, engine)) == []
    assert engine.looks <= 3  # nothing moves: the engine rests


def test_doubtful_single_looks_are_not_told_of() -> None:
    engine = TrueEngine({201: "BKP2075"}, sure=lambda text, at_s: 0.4)
    brief: Places = lambda at_s: [(201, 300, 150 + int(60 * at_s))] if 2 < at_s < 2.2 else []  # noqa: E731
    assert [p for p in passes(footage(5, brief), engine) if p.plate] == []


def test_broken_footage_still_tells_what_was_seen() -> None:
    def breaking() -> Iterator[Frame]:
        yield from footage(3, across(1, 201))
        raise Lost("broken")

    seen: list[Passing] = []
    with pytest.raises(Lost):
        seen.extend(passes(breaking(), TrueEngine(PLATES)))
    assert plates(seen) == ["BKP2075"]


def test_cut_at_a_quiet_moment_gives_the_same() -> None:
    """What makes a stopped import go on: the rest depends on the frames and the memory alone."""
    frames = list(footage(24, both(across(1, 201), across(12, 205), across(18, 203)), fps=8))
    engine = TrueEngine(PLATES)
    first, cut = Follower(engine), 0
    told: list[Passing] = []
    for i, frame in enumerate(frames):
        told += first.see(frame)
        if frame.at_s > 9 and first.is_idle:
            cut = i
            break
    assert cut
    rests = []
    for _ in range(2):
        rest = Follower(TrueEngine(PLATES), first.memory)
        rests.append([p for frame in frames[cut + 1 :] for p in rest.see(frame)] + rest.close())
    assert rests[0] == rests[1]
    assert plates([*told, *rests[0]]) == ["BKP2075", "AJS1397", "BKP2076"]


def test_a_busy_road_can_be_cut_when_nobody_is_near() -> None:
    """Far traffic never ends; vehicles pass near. Cut wherever it is clear, nothing is lost or told twice."""

    def far(at_s: float) -> Iterable[tuple[int, int, int]]:
        return [(0, 600 - int(40 * at_s) % 560, 60)]

    def picture(at_s: float) -> Luma:
        grey = np.clip(EMPTY, 0, 199).astype(np.uint8)
        for level, x, y in far(at_s):
            car(grey, level, x, y, width=6)
        for level, x, y in both(across(1, 201), across(9, 203), across(15, 205))(at_s):
            car(grey, level, x, y)
        return grey

    told: list[Passing] = []
    engine = TrueEngine(PLATES)
    follower, since_s, cuts, idle = Follower(engine), 0.0, 0, 0
    for i in range(24 * 8):
        frame = frame_of(picture(i / 8), i / 8)
        told += follower.see(frame)
        idle += follower.is_idle
        if follower.is_clear and frame.at_s - since_s > 3:
            told += follower.close()
            follower, since_s, cuts = Follower(engine, follower.memory), frame.at_s, cuts + 1
    told += follower.close()
    assert idle < 30  # of 192: it is hardly ever empty
    assert cuts >= 3
    assert plates(told) == ["BKP2075", "BKP2076", "AJS1397"]


@pytest.mark.parametrize(
    ("motion", "camera_deg", "went"),
    [
        (Motion.TOWARDS, 0.0, Heading.S),
        (Motion.AWAY, 0.0, Heading.N),
        (Motion.RIGHT, 0.0, Heading.E),
        (Motion.LEFT, 90.0, Heading.N),
        (Motion.AWAY, 350.0, Heading.N),
        (Motion.UNKNOWN, 0.0, Heading.UNKNOWN),
        (Motion.AWAY, None, Heading.UNKNOWN),
    ],
)
def test_headings(motion: Motion, camera_deg: float | None, went: Heading) -> None:
    assert heading(motion, camera_deg) is went


def test_growing_plates_come_towards() -> None:
    frames = []
    for i in range(60):
        grey = np.clip(EMPTY, 0, 199).astype(np.uint8)
        car(grey, 201, 300 - i, 100 + 2 * i, width=30 + i)
        frames.append(frame_of(grey, i / 16))
    (passing,) = passes(frames, TrueEngine(PLATES))
    assert passing.motion is Motion.TOWARDS
    assert isinstance(passing.plate_box, Box)
