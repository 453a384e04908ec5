"""Files of marked points and lanes: what somebody wrote down who calibrated a camera.

Points come as CSV (``x,y,lon,lat`` or ``x,y,across_m,along_m``, header first) or as JSON::

    {"picture": [1920, 1080], "height_m": 6.2, "along_deg": 12.0,
     "points": [{"x": 312, "y": 1011, "lon": 121.60441, "lat": 23.97692}, ...],
     "lanes": [{"name": "北上外側", "way": "away", "outline": [[100, 1080], ...]}, ...]}

``borders`` may stand for ``lanes``: lines between them from left to right, with ``names`` and ``ways``. All
places in the picture are pixels of ``picture``, or shares from 0 to 1 where no picture size is given.
"""

import csv
import io
from pathlib import Path
from typing import TypeVar

import msgspec

from trackway.model.errors import Invalid, NotFound, Unavailable
from trackway.model.ground import GroundView, Mark, ground_view, on_map
from trackway.model.lane import Lane, LaneWay, Spot, between, numbered
from trackway.model.place import Point

__all__ = ["GivenGround", "GivenLane", "GivenLanes", "GivenPoint", "read_ground", "read_lanes"]

_LARGEST = 1_000_000
_WIDESCREEN = 16 / 9
_Given = TypeVar("_Given", bound="GivenLanes")
_COLUMNS = {"經度": "lon", "緯度": "lat", "橫向": "across_m", "縱向": "along_m"}


class GivenPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point as written: in the picture, and on the map or on the road."""

    x: float
    y: float
    lon: float | None = None
    lat: float | None = None
    across_m: float | None = None
    along_m: float | None = None
    name: str = ""


class GivenLane(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lane as written."""

    outline: tuple[Spot, ...]
    name: str = ""
    way: LaneWay = LaneWay.UNKNOWN


class GivenLanes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lanes as written: their outlines, or the border lines between them."""

    picture: tuple[int, int] | None = None
    lanes: tuple[GivenLane, ...] = ()
    borders: tuple[tuple[Spot, ...], ...] = ()
    names: tuple[str, ...] = ()
    ways: tuple[LaneWay, ...] = ()

    def drawn(self) -> tuple[Lane, ...]:
        """The lanes, in shares of the picture. Raises ``Invalid``."""
        if self.lanes and self.borders:
            raise Invalid("Give either lanes or borders, not both.")
        if self.borders:
            lines = [[_share(spot, self.picture) for spot in line] for line in self.borders]
            return between(lines, self.names, self.ways)
        return numbered(
            [
                Lane(tuple(_share(spot, self.picture) for spot in lane.outline), lane.name, lane.way)
                for lane in self.lanes
            ]
        )


class GivenGround(GivenLanes, frozen=True, forbid_unknown_fields=True):
    """A calibration as written."""

    points: tuple[GivenPoint, ...] = ()
    aspect: float | None = None
    along_deg: float | None = None
    height_m: float | None = None
    mark_error: float = 0.002
    ground_error_m: float = 0.3

    def view(self) -> GroundView:
        """The view that these points say. Raises ``BadMarks`` and ``Invalid``."""
        spots = [_share((point.x, point.y), self.picture) for point in self.points]
        if self.aspect is not None:
            aspect = self.aspect
        else:
            aspect = self.picture[0] / self.picture[1] if self.picture else _WIDESCREEN
        placed = [point for point in self.points if point.lon is not None and point.lat is not None]
        measured = [
            point for point in self.points if point.across_m is not None and point.along_m is not None
        ]
        origin, bearing = None, self.along_deg
        if len(placed) == len(self.points) and not measured:
            if self.along_deg is not None:
                raise Invalid("along_deg goes with distances on the road; on the map, along is north.")
            pairs = [
                (spot, Point(float(point.lon or 0), float(point.lat or 0)))
                for spot, point in zip(spots, placed, strict=True)
            ]
            marks, origin = on_map(pairs)
            bearing = 0.0
        elif len(measured) == len(self.points) and not placed:
            marks = tuple(
                Mark(*spot, float(point.across_m or 0), float(point.along_m or 0))
                for spot, point in zip(spots, measured, strict=True)
            )
        else:
            raise Invalid("Every point needs lon and lat, or every point across_m and along_m.")
        return ground_view(
            marks,
            aspect=aspect,
            origin=origin,
            bearing_deg=bearing,
            mark_error=self.mark_error,
            ground_error_m=self.ground_error_m,
            height_m=self.height_m,
            lanes=self.drawn(),
        )


def read_ground(path: Path, picture: tuple[int, int] | None = None) -> GivenGround:
    """The calibration in a file; ``picture`` is the size its pixels count in, where the file does not say."""
    text = _text(path)
    if path.suffix.lower() == ".csv":
        given = GivenGround(points=_csv_points(text, path.name))
    else:
        given = _decoded(text, GivenGround, path.name)
    return msgspec.structs.replace(given, picture=given.picture or picture)


def read_lanes(path: Path, picture: tuple[int, int] | None = None) -> tuple[Lane, ...]:
    """The lanes in a JSON file: ``lanes`` or ``borders`` and, with pixels, ``picture``."""
    given = _decoded(_text(path), GivenLanes, path.name)
    return msgspec.structs.replace(given, picture=given.picture or picture).drawn()


def _csv_points(text: str, name: str) -> tuple[GivenPoint, ...]:
    rows = csv.DictReader(io.StringIO(text))
    points = []
    for row in rows:
        named = {
            _COLUMNS.get((key or "").strip().lower(), (key or "").strip().lower()): (value or "").strip()
            for key, value in row.items()
            if isinstance(value, str) and value.strip()
        }
        if not named:
            continue
        try:
            points.append(msgspec.convert(named, GivenPoint, strict=False))
        except msgspec.ValidationError as error:
            raise Invalid(f"{name}, line {rows.line_num}: {error}.") from None
    return tuple(points)


def _decoded(text: str, kind: type[_Given], name: str) -> _Given:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise Invalid(f"{name} is no calibration: {error}.") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise Invalid(f"{path.name} is larger than any calibration.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFound(f"{path} is not there.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{path.name} is no text in UTF-8.") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}.") from error


def _share(spot: Spot, picture: tuple[int, int] | None) -> Spot:
    """A place in the picture as shares of its width and height."""
    x, y = spot
    if picture is not None:
        if min(picture) < 16:
            raise Invalid(f"A picture of {picture[0]} x {picture[1]} pixels shows no road.")
        return x / picture[0], y / picture[1]
    if not (-1 <= x <= 2 and -1 <= y <= 2):
        raise Invalid(f"The place ({x:g}, {y:g}) is in pixels; say of which picture, such as 1920x1080.")
    return x, y
