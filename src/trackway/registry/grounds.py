"""Calibrations of cameras' pictures as the register keeps them: JSON in a row, a fitted view outside."""

from dataclasses import dataclass

import msgspec

from trackway.model.errors import Lost
from trackway.model.ground import GroundView, Mark, ground_view
from trackway.model.lane import Lane, LaneWay
from trackway.model.place import Point
from trackway.model.time import Instant

__all__ = ["SavedGround", "ground_of", "ground_row"]


@dataclass(frozen=True, slots=True)
class SavedGround:
    """A camera's ground as it was calibrated: when and by whom."""

    view: GroundView
    at: Instant
    by: str


class _Lane(msgspec.Struct, frozen=True):
    outline: tuple[tuple[float, float], ...]
    name: str
    way: LaneWay


class _Row(msgspec.Struct, frozen=True):
    marks: tuple[tuple[float, float, float, float], ...]
    aspect: float
    origin: tuple[float, float] | None
    bearing_deg: float | None
    mark_error: float
    ground_error_m: float
    height_m: float | None
    lanes: tuple[_Lane, ...]


def ground_row(view: GroundView) -> str:
    """What was said of a view, as its row keeps it; the fit follows from it again."""
    return msgspec.json.encode(
        _Row(
            tuple((mark.x, mark.y, mark.across_m, mark.along_m) for mark in view.marks),
            view.aspect,
            None if view.origin is None else (view.origin.lon, view.origin.lat),
            view.bearing_deg,
            view.mark_error,
            view.ground_error_m,
            view.height_m,
            tuple(_Lane(lane.outline, lane.name, lane.way) for lane in view.lanes),
        )
    ).decode()


def ground_of(row: str) -> GroundView:
    """The view that a row keeps. Raises ``Lost`` for a row that is none."""
    try:
        said = msgspec.json.decode(row, type=_Row)
    except msgspec.MsgspecError as error:
        raise Lost(f"A calibration on the register is damaged: {error}.") from error
    return ground_view(
        tuple(Mark(*mark) for mark in said.marks),
        aspect=said.aspect,
        origin=None if said.origin is None else Point(*said.origin),
        bearing_deg=said.bearing_deg,
        mark_error=said.mark_error,
        ground_error_m=said.ground_error_m,
        height_m=said.height_m,
        lanes=tuple(Lane(lane.outline, lane.name, lane.way) for lane in said.lanes),
    )
