"""The ground in a picture: against a pinhole camera that knows the truth."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trackway.model.errors import Invalid
from trackway.model.eye import NoEye, eyes, focal_of
from trackway.model.ground import GroundView, Mark, ground_view, on_map, place_of
from trackway.model.homography import BadMarks
from trackway.model.place import Point, bearing_deg, destination, distance_m
from trackway.sim.drawing import Lens

Floats = NDArray[np.float64]

ROAD = np.array([[-6, 12], [0, 12], [-6, 22], [0, 22], [-6, 40], [0, 40], [-3, 16], [-3, 30]], np.float64)


@st.composite
def lenses(draw: st.DrawFn) -> Lens:
    """Cameras on poles from which all of the road's marks can be seen."""
    lens = Lens(
        1920,
        1080,
        draw(st.floats(1200, 2600)),
        draw(st.floats(3.0, 9.0)),
        draw(st.floats(4, 22)),
        draw(st.floats(-22, 4)),
    )
    spots = seen(lens, ROAD)
    assume(((spots > 0.0) & (spots < 1.0)).all())
    return lens


def seen(lens: Lens, ground: Floats) -> Floats:
    """Where the lens sees these places, shares of the picture."""
    pixels, _ = lens.project(np.column_stack([ground, np.zeros(len(ground))]))
    return np.asarray(pixels / np.array([lens.width, lens.height]))


def view_of(
    spots: Floats,
    ground: Floats,
    mark_error: float = 0.002,
    ground_error_m: float = 0.3,
    height_m: float | None = None,
) -> GroundView:
    return ground_view(
        [Mark(float(x), float(y), float(a), float(b)) for (x, y), (a, b) in zip(spots, ground, strict=True)],
        aspect=1920 / 1080,
        mark_error=mark_error,
        ground_error_m=ground_error_m,
        height_m=height_m,
    )


@given(lenses(), st.floats(-6, 0), st.floats(12, 40))
def test_what_the_lens_sees_goes_there_and_back(lens: Lens, across: float, along: float) -> None:
    view = view_of(seen(lens, ROAD), ROAD)
    there = np.array([[across, along]])
    (spot,) = seen(lens, there)
    np.testing.assert_allclose(view.metres([(spot[0], spot[1])]), there, atol=1e-5)
    np.testing.assert_allclose(view.spots([(across, along)]), [spot], atol=1e-8)
    assert max(left.metres for left in view.left()) < 1e-6


@settings(max_examples=40)
@given(lenses(), st.floats(0, 360), st.floats(-500, 500), st.floats(-500, 500))
def test_turning_and_moving_the_map_turns_and_moves_the_answer(
    lens: Lens, turn_deg: float, east: float, north: float
) -> None:
    turn = math.radians(turn_deg)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    spots = seen(lens, ROAD) + np.random.default_rng(1).normal(0, 0.001, ROAD.shape)
    spots = np.clip(spots, 0, 1)
    one, other = view_of(spots, ROAD), view_of(spots, ROAD @ rotation.T + np.array([east, north]))
    at = [(0.5, 0.8), (0.4, 0.7)]
    assume(np.isfinite(one.metres(at)).all())
    np.testing.assert_allclose(
        other.metres(at), one.metres(at) @ rotation.T + np.array([east, north]), atol=1e-3, rtol=1e-4
    )
    for spot in at:
        assert other.error_m(spot) == pytest.approx(one.error_m(spot), rel=1e-3)


@given(lenses())
def test_the_horizon_and_what_is_above_it(lens: Lens) -> None:
    view = view_of(seen(lens, ROAD), ROAD)
    horizon = view.horizon()
    assert horizon is not None
    middle = sum(horizon) / 2
    assert middle == pytest.approx(lens.horizon / lens.height, abs=1e-4)
    above = [(0.5, middle - 0.01)]
    assert not np.isfinite(view.metres(above)).any()
    assert math.isinf(view.error_m(above[0]))
    assert np.isfinite(view.metres([(0.5, middle + 0.05)])).all()


@settings(max_examples=6, derandomize=True)
@given(lenses(), st.sampled_from([4, 6, 8]), st.integers(0, 2**32 - 1))
def test_the_stated_error_is_the_error(lens: Lens, marks: int, seed: int) -> None:
    """Over many markings of one camera, errors divided by what was stated scatter as they should."""
    rng = np.random.default_rng(seed)
    ground, there = ROAD[:marks], np.array([[-2.0, 18.0], [-4.0, 21.0]])
    spots = seen(lens, ground)
    at = [(float(x), float(y)) for x, y in seen(lens, there)]
    squares = []
    for _ in range(60):
        view = view_of(
            np.clip(spots + rng.normal(0, 0.001, spots.shape), 0, 1),
            ground + rng.normal(0, 0.05, ground.shape),
            mark_error=0.001,
            ground_error_m=0.05,
        )
        for spot, truth, metres in zip(at, there, view.metres(at), strict=True):
            squares.append(float(((metres - truth) ** 2).sum()) / view.error_m(spot) ** 2)
    # one direction's error is stated, the worse; both together are between once and twice its square
    assert 0.5 < np.mean(squares) < 3.0
    assert np.mean(np.array(squares) < 6.2) > 0.93  # within two deviations in two directions


def test_marks_that_disagree_widen_the_error() -> None:
    lens = Lens(1920, 1080, 1500, 6.0, 14.0, -10.0)
    spots = seen(lens, ROAD)
    moved = ROAD.copy()
    moved[7] += [0, 4.0]
    calm, torn = view_of(spots, ROAD), view_of(spots, moved)
    assert torn.error_m((0.5, 0.6)) > 3 * calm.error_m((0.5, 0.6))
    left = torn.left()
    assert max(range(8), key=lambda i: left[i].metres / left[i].expected_m) == 7


@given(lenses())
def test_the_lens_is_found_where_it_hangs(lens: Lens) -> None:
    view = view_of(seen(lens, ROAD), ROAD)
    fov = math.degrees(2 * math.atan(0.5 * lens.width / lens.focal_px))
    (eye,), *pairs = eyes(view, fov)
    assert eye.height_m == pytest.approx(lens.height_m, rel=1e-4)
    np.testing.assert_allclose(eye.foot, [0, 0], atol=1e-2)
    assert focal_of(fov) == pytest.approx(lens.focal_px / lens.width)
    assert all(math.isfinite(one.height_m) for pair in pairs for one in pair)
    above = np.array([[-3.0, 20.0, 0.8]])
    pixels, _ = lens.project(above)
    np.testing.assert_allclose(
        eye.feet(pixels / np.array([lens.width, lens.height]), 0.8), above[:, :2], atol=1e-2
    )


def test_focal_length_from_the_marks_alone() -> None:
    lens = Lens(1920, 1080, 1700, 5.0, 12.0, -12.0)
    ((eye,), *_) = eyes(view_of(seen(lens, ROAD), ROAD), None)
    assert eye.focal == pytest.approx(1700 / 1920, rel=1e-3)
    assert eye.height_m == pytest.approx(5.0, rel=1e-3)


def test_a_measured_height_is_taken() -> None:
    lens = Lens(1920, 1080, 1700, 5.0, 12.0, -12.0)
    ((eye,), *_) = eyes(view_of(seen(lens, ROAD), ROAD, height_m=5.2), 60.0)
    assert eye.height_m == 5.2


def test_looking_straight_down_tells_no_height() -> None:
    square = np.array([[0, 0], [4, 0], [4, 3], [0, 3]], np.float64)
    view = view_of(np.array([[0.1, 0.9], [0.9, 0.9], [0.9, 0.1], [0.1, 0.1]]), square)
    with pytest.raises(NoEye, match="height"):
        eyes(view, None)


GOOD = [(0.2, 0.9), (0.8, 0.9), (0.6, 0.4), (0.4, 0.4)]
PLACES = [(-3.0, 10.0), (3.0, 10.0), (3.0, 40.0), (-3.0, 40.0)]


@pytest.mark.parametrize(
    ("spots", "places", "says"),
    [
        (GOOD[:3], PLACES[:3], "at least 4"),
        ([(0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.4, 0.4)], PLACES, "one line in the picture"),
        (GOOD, [(0, 10), (0, 20), (0, 30), (0, 40)], "one line on the ground"),
        ([(0.2, 0.9), (0.5, 0.9), (0.8, 0.9), (0.5, 0.4)], [(-3, 10), (0, 10), (3, 10), (0, 40)], "Three"),
        ([GOOD[1], GOOD[0], GOOD[3], GOOD[2]], PLACES, "mirrored"),
        ([GOOD[1], GOOD[0], GOOD[2], GOOD[3]], PLACES, "horizon"),
        ([GOOD[0], GOOD[0], GOOD[2], GOOD[3]], PLACES, "same in the picture"),
        (GOOD, [PLACES[0], PLACES[0], PLACES[2], PLACES[3]], "same on the ground"),
        ([(0.2, 1.1), *GOOD[1:]], PLACES, "outside the picture"),
        (GOOD, [(-3.0, 1e6), *PLACES[1:]], "2,000 m"),
        (GOOD, [(x / 30, y / 30) for x, y in PLACES], "farther apart"),
    ],
)
def test_marks_that_say_nothing_are_refused(
    spots: list[tuple[float, float]], places: list[tuple[float, float]], says: str
) -> None:
    with pytest.raises(BadMarks, match=says):
        ground_view([Mark(*spot, *place) for spot, place in zip(spots, places, strict=True)])


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(-2000, 2000), st.floats(-2000, 2000)),
        min_size=4,
        max_size=7,
    )
)
def test_any_marks_are_fitted_or_refused(marks: list[tuple[float, float, float, float]]) -> None:
    try:
        view = ground_view([Mark(*mark) for mark in marks])
    except BadMarks:
        return
    assert np.isfinite(view.metres([(mark.x, mark.y) for mark in view.marks])).all()
    assert all(math.isfinite(left.metres) for left in view.left())
    assert all(reach.error_m > 0 for reach in view.reaches())
    view.spots([(0.0, 0.0)])
    view.horizon()
    try:
        several = eyes(view, 40.0)
    except NoEye:
        return
    assert all(eye.height_m > 0 for pair in several for eye in pair)


@pytest.mark.parametrize(
    "said",
    [
        {"aspect": 0.0},
        {"mark_error": 0.0},
        {"ground_error_m": 0.0},
        {"height_m": 0.0},
        {"bearing_deg": 360.0},
    ],
)
def test_odd_figures_are_refused(said: dict[str, float]) -> None:
    marks = [Mark(*spot, *place) for spot, place in zip(GOOD, PLACES, strict=True)]
    with pytest.raises(Invalid):
        ground_view(marks, **said)  # type: ignore[arg-type]


@given(st.floats(0, 360), st.floats(5, 60))
def test_places_on_the_map_come_back(turn: float, away: float) -> None:
    corner = Point(121.6044, 23.9769)
    places = [destination(corner, bearing, 20.0) for bearing in (315.0, 45.0, 135.0, 225.0)]
    spots = [(0.3, 0.2), (0.7, 0.2), (0.95, 0.9), (0.05, 0.9)]
    marks, origin = on_map(list(zip(spots, places, strict=True)))
    view = ground_view(marks, origin=origin, bearing_deg=0.0)
    for spot, place in zip(spots, places, strict=True):
        ((across, along),) = view.metres([spot])
        assert distance_m(place_of(view, (float(across), float(along))), place) < 0.05
    there = place_of(view, (away * math.sin(math.radians(turn)), away * math.cos(math.radians(turn))))
    assert distance_m(origin, there) == pytest.approx(away, abs=1e-6)
    assert math.cos(math.radians(bearing_deg(origin, there) - turn)) == pytest.approx(1, abs=1e-9)


def test_a_view_measured_on_the_road_is_on_no_map() -> None:
    view = ground_view([Mark(*spot, *place) for spot, place in zip(GOOD, PLACES, strict=True)])
    with pytest.raises(Invalid, match="on the map"):
        place_of(view, (0.0, 0.0))
    near, middle, far = view.reaches()
    assert 0 == near.along_m < middle.along_m < far.along_m == pytest.approx(math.hypot(30, 6))
    assert far.error_m == pytest.approx(0.46, abs=0.03)  # by simulation of 500 markings
    assert near.error_m == pytest.approx(0.31, abs=0.02)
    assert pickle.loads(pickle.dumps(view)) == view  # noqa: S301
