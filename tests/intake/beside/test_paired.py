"""Which account of one engine is of the same vehicle as which of the other's."""

from hypothesis import given
from hypothesis import strategies as st

from trackway.intake.beside import paired
from trackway.model.reading import Box, Letter, Reading


def looks(
    *at: float, x: float = 100, speed: float = 40, width: int = 60, y: float = 200
) -> tuple[Reading, ...]:
    """Looks at a plate that goes to the right at so many pixels a second."""
    out = []
    for at_s in at:
        left = round(x + speed * at_s)
        box = Box(left, round(y), left + width, round(y) + width // 3)
        out.append(Reading((Letter("A", 0.9),), 0.9, box, at_s, "e"))
    return tuple(out)


def test_the_same_vehicle_at_other_frames() -> None:
    first, second = looks(1.0, 1.125, 1.25), looks(1.4, 1.6)
    assert paired([first], [second]) == [(0, 0)]


def test_two_lanes_stay_apart_and_cross_over_in_order() -> None:
    near, far = looks(1.0, 1.2, y=400), looks(1.0, 1.2, y=150)
    assert paired([near, far], [far, near]) == [(0, 1), (1, 0)]


def test_one_behind_the_other_is_another_vehicle() -> None:
    assert paired([looks(1.0, 1.5)], [looks(3.0, 3.5)]) == [(0, -1), (-1, 0)]
    assert paired([looks(1.0, x=0, speed=0)], [looks(1.0, x=200, speed=0)]) == [(0, -1), (-1, 0)]


def test_what_only_one_saw() -> None:
    assert paired([looks(1.0)], []) == [(0, -1)]
    assert paired([], [looks(1.0)]) == [(-1, 0)]
    assert paired([], []) == []


@given(
    st.lists(st.integers(0, 20), max_size=6, unique=True),
    st.lists(st.integers(0, 20), max_size=6, unique=True),
)
def test_every_account_is_told_once_and_the_nearest_go_together(ones: list[int], others: list[int]) -> None:
    """Vehicles in their own lanes 120 px apart: whoever is in the same lane is the same vehicle."""
    firsts = [looks(1.0, 1.2, y=120 * lane) for lane in ones]
    seconds = [looks(1.1, y=120 * lane + 5) for lane in others]
    pairs = paired(firsts, seconds)
    assert sorted(i for i, _ in pairs if i >= 0) == list(range(len(ones)))
    assert sorted(j for _, j in pairs if j >= 0) == list(range(len(others)))
    for i, j in pairs:
        if i >= 0 and j >= 0:
            assert ones[i] == others[j]
        else:
            assert (ones[i] not in others) if j < 0 else (others[j] not in ones)
