import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import WrongUse
from trackway.model.share import Share


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    share = Share(count, of)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)


def test_of_nothing_all_is_possible() -> None:
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (0.0, 0.0, 1.0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_share_lies_in_its_interval(count: int, of: int) -> None:
    if count > of:
        with pytest.raises(WrongUse):
            Share(count, of)
    else:
        share = Share(count, of)
        assert 0 <= share.low <= share.value <= share.high <= 1
