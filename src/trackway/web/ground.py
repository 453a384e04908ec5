"""A camera's ground: how its picture lies on the road, tried, kept, shown and taken away."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, FiniteFloat

from trackway.model.camera import Camera
from trackway.model.eye import NoEye, eyes
from trackway.model.ground import GroundView, place_of
from trackway.model.lane import LaneWay, Spot
from trackway.model.question import Role
from trackway.registry import GivenGround, GivenLane, GivenPoint
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]

_GRID_M = 5.0
_MOST_LINES = 60
_STEPS = 24

Share = Annotated[FiniteFloat, Field(ge=-1, le=2)]


class PointBody(BaseModel):
    """A point marked in the picture (shares from 0 to 1), and on the map or in metres on the road."""

    x: Share
    y: Share
    lon: FiniteFloat | None = None
    lat: FiniteFloat | None = None
    across_m: FiniteFloat | None = None
    along_m: FiniteFloat | None = None


class LaneBody(BaseModel):
    """A lane's outline in the picture (shares from 0 to 1), counted from the camera's left."""

    outline: list[tuple[Share, Share]] = Field(max_length=200)
    name: str = Field(default="", max_length=100)
    way: LaneWay = LaneWay.UNKNOWN


class GroundBody(BaseModel):
    """A calibration as somebody marked it."""

    points: list[PointBody] = Field(max_length=200)
    lanes: list[LaneBody] = Field(default=[], max_length=40)
    aspect: FiniteFloat = Field(default=16 / 9, description="The picture's width over its height.")
    along_deg: FiniteFloat | None = Field(default=None, description="Bearing of along_m, with metres only.")
    height_m: FiniteFloat | None = Field(default=None, description="Of the lens over the road, if measured.")
    mark_error: FiniteFloat = Field(default=0.002, description="How well a point is marked, shares.")
    ground_error_m: FiniteFloat = Field(default=0.3, description="How well its place is known, metres.")
    dry_run: bool = Field(default=False, description="Say what would come of it and keep nothing.")


class MarkOut(BaseModel):
    """A marked point and what the fit leaves there."""

    x: float
    y: float
    lon: float | None
    lat: float | None
    across_m: float
    along_m: float
    misses_by_m: float
    expected_m: float


class LaneOut(BaseModel):
    """A lane, numbered from the camera's left."""

    number: int
    name: str
    way: LaneWay
    outline: list[tuple[float, float]]


class ErrorAtOut(BaseModel):
    """How wrong a place on the ground may be in this row of the picture, one standard deviation."""

    y: float
    along_m: float
    error_m: float


class GroundOut(BaseModel):
    """A camera's calibration. Speeds told with it are leads, not evidence for a ticket."""

    camera_id: str
    at: str | None
    by: str | None
    marks: list[MarkOut]
    lanes: list[LaneOut]
    errors: list[ErrorAtOut]
    horizon: tuple[float, float] | None
    aspect: float
    bearing_deg: float | None
    height_m: float | None
    mark_error: float
    ground_error_m: float
    grid_m: float
    grid: list[list[tuple[float, float]]]


def routes(parts: Parts) -> APIRouter:
    """``/cameras/{camera_id}/ground``."""
    router = APIRouter(tags=["cameras"])
    registry, trust = parts.registry, parts.trust

    @router.get("/cameras/{camera_id}/ground")
    def camera_ground(camera_id: str, _: Who) -> GroundOut:
        """How this camera's picture lies on the road, with residuals and a grid of metres to draw over it."""
        camera, saved = registry.camera(camera_id), registry.ground(camera_id)
        return _out(camera, saved.view, str(saved.at), saved.by)

    @router.put("/cameras/{camera_id}/ground")
    def calibrate_camera(camera_id: str, body: GroundBody, who: Who) -> GroundOut:
        """Keep a calibration, or with ``dry_run`` only say what would come of it."""
        need(who, Role.ADMINISTRATOR)
        camera = registry.camera(camera_id)
        view = _view(body)
        shown = _out(camera, view, None, None)
        if body.dry_run:
            return shown
        at, by = parts.clock.now(), who.officer.username
        registry.save_ground(camera_id, view, by=by, at=at)
        details = {"camera": camera_id, "marks": len(view.marks), "lanes": len(view.lanes)}
        trust.note(who.officer, "camera_ground_saved", details, address=who.address)
        return shown.model_copy(update={"at": str(at), "by": by})

    @router.delete("/cameras/{camera_id}/ground", status_code=204, response_class=Response)
    def clear_camera_ground(camera_id: str, who: Who) -> None:
        """Take a camera's calibration away; what was told with it stays told."""
        need(who, Role.ADMINISTRATOR)
        registry.ground(camera_id)
        registry.save_ground(camera_id, None, by=who.officer.username, at=parts.clock.now())
        trust.note(who.officer, "camera_ground_cleared", {"camera": camera_id}, address=who.address)

    return router


def _view(body: GroundBody) -> GroundView:
    """The view that a body says. Raises ``Invalid``."""
    return GivenGround(
        points=tuple(
            GivenPoint(p.x, p.y, lon=p.lon, lat=p.lat, across_m=p.across_m, along_m=p.along_m)
            for p in body.points
        ),
        lanes=tuple(GivenLane(tuple(lane.outline), lane.name, lane.way) for lane in body.lanes),
        aspect=body.aspect,
        along_deg=body.along_deg,
        height_m=body.height_m,
        mark_error=body.mark_error,
        ground_error_m=body.ground_error_m,
    ).view()


def _out(camera: Camera, view: GroundView, at: str | None, by: str | None) -> GroundOut:
    try:
        height = eyes(view, camera.fov_deg)[0][0].height_m
    except NoEye:
        height = None
    return GroundOut(
        camera_id=camera.id,
        at=at,
        by=by,
        marks=_marks(view),
        lanes=[
            LaneOut(number=number, name=lane.name, way=lane.way, outline=list(lane.outline))
            for number, lane in enumerate(view.lanes, 1)
        ],
        errors=[ErrorAtOut(y=r.y, along_m=r.along_m, error_m=r.error_m) for r in view.reaches()],
        horizon=view.horizon(),
        aspect=view.aspect,
        bearing_deg=view.bearing_deg,
        height_m=height,
        mark_error=view.mark_error,
        ground_error_m=view.ground_error_m,
        grid_m=_GRID_M,
        grid=_grid(view),
    )


def _marks(view: GroundView) -> list[MarkOut]:
    out = []
    for mark, left in zip(view.marks, view.left(), strict=True):
        lon = lat = None
        if view.origin is not None and view.bearing_deg is not None:
            place = place_of(view, (mark.across_m, mark.along_m))
            lon, lat = round(place.lon, 7), round(place.lat, 7)
        out.append(
            MarkOut(
                x=mark.x,
                y=mark.y,
                lon=lon,
                lat=lat,
                across_m=mark.across_m,
                along_m=mark.along_m,
                misses_by_m=left.metres,
                expected_m=left.expected_m,
            )
        )
    return out


def _grid(view: GroundView) -> list[list[Spot]]:
    """Lines every few metres over the marked ground, as they look in the picture."""
    places = np.array([(mark.across_m, mark.along_m) for mark in view.marks])
    low, high = (
        np.floor(places.min(axis=0) / _GRID_M) * _GRID_M,
        np.ceil(places.max(axis=0) / _GRID_M) * _GRID_M,
    )
    if ((high - low) / _GRID_M).sum() > _MOST_LINES:
        return []
    lines = []
    for axis in (0, 1):
        for at in np.arange(low[axis], high[axis] + 0.1, _GRID_M).tolist():
            along = np.linspace(low[1 - axis], high[1 - axis], _STEPS).tolist()
            line = [(at, other) if axis == 0 else (other, at) for other in along]
            seen = [
                (float(x), float(y)) for x, y in view.spots(line) if np.isfinite(x) and abs(x) + abs(y) < 9
            ]
            if len(seen) > 1:
                lines.append(seen)
    return lines
