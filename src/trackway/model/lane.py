"""Lane: a strip of the road as one camera sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from trackway.model.errors import Invalid

__all__ = ["Lane", "LaneWay", "Spot", "between", "lane_at", "numbered"]

Spot = tuple[float, float]
"""A place in a picture: x across and y down, both 0 to 1, so that every stream of the camera shares it."""

_MOST_CORNERS = 200


class LaneWay(StrEnum):
    """Which way vehicles are to drive in a lane, as the camera sees it."""

    UNKNOWN = "unknown"
    TOWARDS = "towards"
    AWAY = "away"
    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane 車道: its outline in the picture, at least three corners, and which way it leads.

    Lanes count from the camera's left, 1 first; a lane's number is its place in the list.
    """

    outline: tuple[Spot, ...]
    name: str = ""
    way: LaneWay = LaneWay.UNKNOWN

    def __post_init__(self) -> None:
        called = f"The lane {self.name!r}" if self.name else "A lane"
        if not 3 <= len(self.outline) <= _MOST_CORNERS:
            raise Invalid(f"{called} has {len(self.outline)} corners; 3 to {_MOST_CORNERS} make an outline.")
        if not all(-1 <= x <= 2 and -1 <= y <= 2 for x, y in self.outline):
            raise Invalid(f"{called} lies far outside the picture; its corners are shares from 0 to 1.")
        if abs(_area(self.outline)) < 1e-5:
            raise Invalid(f"{called} encloses nothing.")
        if len(self.name) > 100:
            raise Invalid(f"{called} has a name of more than 100 characters.")

    def holds(self, spot: Spot) -> bool:
        """Whether a place in the picture lies in the lane (ray casting)."""
        x, y = spot
        inside = False
        for (ax, ay), (bx, by) in zip(self.outline, (*self.outline[1:], self.outline[0]), strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                inside = not inside
        return inside

    def across(self, y: float) -> tuple[float, ...]:
        """Where the outline crosses a row of the picture, left to right."""
        edges = zip(self.outline, (*self.outline[1:], self.outline[0]), strict=True)
        return tuple(
            sorted(
                ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in edges if (ay > y) != (by > y)
            )
        )


def lane_at(lanes: Sequence[Lane], spot: Spot) -> int:
    """The number of the lane that holds this place; 0 for none."""
    return next((number for number, lane in enumerate(lanes, 1) if lane.holds(spot)), 0)


def between(
    borders: Sequence[Sequence[Spot]], names: Sequence[str], ways: Sequence[LaneWay]
) -> tuple[Lane, ...]:
    """The lanes between border lines, which are given from left to right, each from near to far or back.

    Names and ways are those of the lanes in the same order; missing ones stay open.
    """
    if len(borders) < 2:
        raise Invalid(
            f"{len(borders)} border line makes no lane; two are needed, and one more for each further."
        )
    lanes = []
    for i, (left, right) in enumerate(pairwise(borders)):
        if len(left) < 2 or len(right) < 2:
            raise Invalid(f"A border of lane {i + 1} has fewer than two points.")
        near_left, near_right = (sorted(line, key=lambda spot: -spot[1]) for line in (left, right))
        outline = (*near_left, *reversed(near_right))
        name = names[i] if i < len(names) else ""
        lanes.append(Lane(tuple(outline), name, ways[i] if i < len(ways) else LaneWay.UNKNOWN))
    return numbered(lanes)


def numbered(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """The lanes as given, when they run from the camera's left to its right and none lies on another.

    Lanes across the picture, one above the other, have no left; they keep the order given.
    """
    for number, (one, other) in enumerate(pairwise(lanes), 1):
        low = max(min(y for _, y in one.outline), min(y for _, y in other.outline))
        high = min(max(y for _, y in one.outline), max(y for _, y in other.outline))
        if high - low < 0.02:
            continue
        row = (low + high) / 2
        mine, theirs = one.across(row), other.across(row)
        if mine and theirs and sum(theirs) / len(theirs) <= sum(mine) / len(mine):
            raise Invalid(
                f"Lane {number + 1} lies to the left of lane {number}; give lanes from the camera's left."
            )
        if (
            mine
            and theirs
            and min(mine[-1], theirs[-1]) - max(mine[0], theirs[0]) > 0.25 * (mine[-1] - mine[0])
        ):
            raise Invalid(f"Lanes {number} and {number + 1} lie on one another; draw their border once.")
    return tuple(lanes)


def _area(outline: Sequence[Spot]) -> float:
    return (
        sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(outline, (*outline[1:], outline[0]), strict=True))
        / 2
    )
