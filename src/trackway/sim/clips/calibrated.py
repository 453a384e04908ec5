"""Calibrated: what somebody who calibrated a clip's camera would have written down, drawn from the truth."""

import math

import numpy as np

from trackway.model.ground import GroundView, Mark, ground_view
from trackway.model.lane import Lane, LaneWay
from trackway.model.place import Point
from trackway.sim.clips.roadside import Roadside, Way

__all__ = ["calibrated", "fov_deg"]

_FARTHEST_M, _DEEP_M, _ROW_M = 90.0, 28.0, 0.5
_EDGE = 0.015
_MARK_ERROR, _GROUND_ERROR_M = 0.001, 0.05


def fov_deg(road: Roadside) -> float:
    """The horizontal field of view of the lens that watches this road."""
    return math.degrees(2 * math.atan(0.5 * road.lens.width / road.lens.focal_px))


def calibrated(road: Roadside, place: Point | None = None, heading_deg: float | None = None) -> GroundView:
    """The ground of this road in its camera's picture, and its lanes from the camera's left.

    Marked are the road's edges in three rows, near, middle and far, wherever both are in the picture;
    ``place`` is the camera's on the map and ``heading_deg`` the bearing of the road.
    """
    lens = road.lens
    size = np.array([lens.width, lens.height])

    def spot(x: float, y: float) -> tuple[float, float]:
        pixels, _ = lens.project(np.array([x, y, 0.0]))
        across, down = (pixels / size).tolist()
        return float(across), float(down)

    rows = [
        y
        for y in np.arange(5.0, _FARTHEST_M, _ROW_M).tolist()
        if all(_EDGE < share < 1 - _EDGE for x in (road.left, road.right) for share in spot(x, y))
    ]
    near, far = rows[0], min(rows[-1], rows[0] + _DEEP_M)
    marks = [
        Mark(*spot(x, y), x, y)
        for y in (near, near + (far - near) / 3, far)
        for x in (road.left, (road.left + road.right) / 2, road.right)
    ]
    lanes = []
    for lane in sorted(road.lanes, key=lambda lane: lane.middle):
        left, right = lane.middle - lane.width / 2, lane.middle + lane.width / 2
        corners = (spot(left, near), spot(left, _FARTHEST_M), spot(right, _FARTHEST_M), spot(right, near))
        way = LaneWay.AWAY if lane.way is Way.AWAY else LaneWay.TOWARDS
        lanes.append(Lane(corners, way=way))
    return ground_view(
        marks,
        aspect=lens.width / lens.height,
        origin=place,
        bearing_deg=heading_deg,
        mark_error=_MARK_ERROR,
        ground_error_m=_GROUND_ERROR_M,
        lanes=lanes,
    )
