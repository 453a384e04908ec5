"""What is remembered of a place when footage is taken up again: vehicles that stand, and who just left."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.reading import Box
from trackway.vision.vote import distance

__all__ = ["Remembered", "forgotten", "known"]

_JUST_LEFT_S = 10.0
"""The same plate again within this is the same passage: something hid it for a moment."""
_MOST = 200


@dataclass(frozen=True, slots=True)
class Remembered:
    """A plate that was seen: where and when last, whether it stands there, and whether it was told of.

    What never moved is not told of: it may be a parked vehicle, a sign or the camera's own caption. When
    it drives off, it is.
    """

    text: str
    box: Box
    at_s: float
    is_standing: bool
    is_told: bool


def known(memory: Sequence[Remembered], text: str, first: Box, first_s: float) -> Remembered | None:
    """The vehicle that this plate, first seen here and then, still is; ``None`` for a new one."""
    for one in reversed(memory):
        alike = one.text == text or (min(len(one.text), len(text)) >= 5 and distance(one.text, text) <= 1)
        x, y = one.box.centre
        near = abs(first.centre[0] - x) < 2 * one.box.width and abs(first.centre[1] - y) < 2 * one.box.width
        if (one.is_standing and alike and near) or (
            not one.is_standing and one.text == text and first_s - one.at_s <= _JUST_LEFT_S
        ):
            return one
    return None


def forgotten(memory: Sequence[Remembered], at_s: float) -> tuple[Remembered, ...]:
    """The memory without those who left some time ago."""
    return tuple(one for one in memory if one.is_standing or at_s - one.at_s <= _JUST_LEFT_S)[-_MOST:]
