import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.lane import Lane, LaneWay, Spot, between, lane_at, numbered

BORDERS: list[list[Spot]] = [
    [(0.1, 1.0), (0.45, 0.3)],
    [(0.5, 1.0), (0.5, 0.3)],
    [(0.9, 1.0), (0.55, 0.3)],
]
SQUARE = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.4), (0.1, 0.4))


@given(st.floats(0.31, 0.99), st.floats(0.0, 1.0))
def test_lanes_between_borders_count_from_the_left(y: float, x: float) -> None:
    lanes = between(BORDERS, ["南下"], [LaneWay.TOWARDS, LaneWay.AWAY])
    left, right = 0.1 + (1 - y) * 0.5, 0.9 - (1 - y) * 0.5
    wanted = 1 if left < x < 0.5 else 2 if 0.5 < x < right else 0
    if min(abs(x - left), abs(x - 0.5), abs(x - right)) > 1e-9:
        assert lane_at(lanes, (x, y)) == wanted
    assert [(lane.name, lane.way) for lane in lanes] == [("南下", LaneWay.TOWARDS), ("", LaneWay.AWAY)]


def test_borders_may_be_drawn_from_far_to_near() -> None:
    assert between([line[::-1] for line in BORDERS], [], []) == between(BORDERS, [], [])


def test_lanes_one_above_the_other_keep_their_order() -> None:
    upper = Lane(((0.0, 0.1), (1.0, 0.1), (1.0, 0.4), (0.0, 0.4)))
    lower = Lane(((0.0, 0.5), (1.0, 0.5), (1.0, 0.8), (0.0, 0.8)))
    assert lane_at(numbered([upper, lower]), (0.5, 0.6)) == 2


@pytest.mark.parametrize(
    ("lanes", "says"),
    [
        ([Lane(((0.5, 0.1), (0.9, 0.1), (0.9, 0.4), (0.5, 0.4))), Lane(SQUARE)], "left"),
        ([Lane(SQUARE), Lane(tuple((x + 0.02, y) for x, y in SQUARE))], "on one another"),
    ],
)
def test_lanes_out_of_order_are_refused(lanes: list[Lane], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        numbered(lanes)


@pytest.mark.parametrize(
    ("outline", "says"),
    [
        (((0.1, 0.1), (0.2, 0.2)), "corners"),
        (((0.1, 0.1), (0.2, 0.2), (0.3, 0.3)), "nothing"),
        (((10.0, 10.0), (20.0, 10.0), (20.0, 30.0)), "outside"),
    ],
)
def test_outlines_that_are_none(outline: tuple[Spot, ...], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        Lane(outline, "外側")


def test_one_border_makes_no_lane() -> None:
    with pytest.raises(Invalid, match="two are needed"):
        between(BORDERS[:1], [], [])
    with pytest.raises(Invalid, match="fewer than two points"):
        between([BORDERS[0], [(0.5, 1.0)]], [], [])
