"""Readings: boxes overlap as sets of pixels do; the weakest letter decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.reading import Box, Letter, Reading

corners = st.tuples(st.integers(0, 12), st.integers(0, 12))
boxes = st.builds(
    lambda a, w, h: Box(a[0], a[1], a[0] + w, a[1] + h), corners, st.integers(1, 8), st.integers(1, 8)
)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.x0, box.x1) for y in range(box.y0, box.y1)}


@given(boxes, boxes)
def test_overlap_is_shared_pixels_over_all(one: Box, other: Box) -> None:
    a, b = pixels(one), pixels(other)
    assert len(a) == one.width * one.height
    assert one.overlap(other) == pytest.approx(len(a & b) / len(a | b))
    assert one.overlap(other) == other.overlap(one)
    assert one.overlap(one) == 1


def test_the_middle_of_a_box() -> None:
    assert Box(10, 20, 31, 40).centre == (20.5, 30.0)


def test_the_weakest_letter_decides() -> None:
    letters = (Letter("B", 0.99), Letter("8", 0.61, (("B", 0.3),)), Letter("7", 0.98))
    reading = Reading(letters, 0.9, Box(0, 0, 90, 30), 0.0, "test")
    assert reading.text == "B87"
    assert reading.confidence == 0.61
    assert Reading((), 0.9, Box(0, 0, 90, 30), 0.0, "test").confidence == 0
