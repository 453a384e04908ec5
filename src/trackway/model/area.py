"""Area: what is drawn on the map to choose cameras by.

A circle is geodesic: everything within so many metres. A rectangle follows meridians and parallels.
A polygon's edges are straight in longitude and latitude, as RFC 7946 §3.1.1 has them; at the size of
a county this differs from geodesic edges by centimetres. None crosses the antimeridian.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
import shapely
from numpy.typing import NDArray

from trackway.model.errors import WrongUse
from trackway.model.place import WGS84, Point

__all__ = ["Area", "Circle", "Polygon", "Rectangle", "area_text", "inside", "parse_area"]

_MAX_RADIUS_M = 1_000_000
"""No question of one county needs more; a larger figure is a slip of the keyboard."""
_MAX_CORNERS = 10_000
"""A drawn polygon has tens of corners, a county border thousands; more is an attack on memory."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything within ``radius_m`` metres of ``centre``, the rim included."""

    centre: Point
    radius_m: float

    def __post_init__(self) -> None:
        if not 0 < self.radius_m <= _MAX_RADIUS_M:
            raise WrongUse(f"A circle's radius of {self.radius_m} m is not between 0 and {_MAX_RADIUS_M} m.")


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Everything between two meridians and two parallels, borders included; degrees."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        Point(self.west, self.south)
        Point(self.east, self.north)
        if not (self.west < self.east and self.south < self.north):
            raise WrongUse(
                f"A rectangle needs west < east and south < north, "
                f"not {self.west},{self.south},{self.east},{self.north}."
            )


@dataclass(frozen=True, slots=True)
class Polygon:
    """Everything within a ring of corners, border included; the ring need not repeat its first corner."""

    ring: tuple[Point, ...]

    def __post_init__(self) -> None:
        corners = self.ring[:-1] if len(self.ring) > 1 and self.ring[0] == self.ring[-1] else self.ring
        object.__setattr__(self, "ring", corners)
        if not 3 <= len(corners) <= _MAX_CORNERS:
            raise WrongUse(f"A polygon needs 3 to {_MAX_CORNERS} corners, not {len(corners)}.")
        shape = shapely.Polygon([(p.lon, p.lat) for p in corners])
        if not shape.is_valid:
            raise WrongUse(f"The polygon's border crosses itself ({shapely.is_valid_reason(shape)}).")


Area = Circle | Rectangle | Polygon


def inside(area: Area, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the places (n longitudes, n latitudes, degrees) lie in the area: n booleans."""
    match area:
        case Circle(centre, radius_m):
            n = len(lon)
            _, _, metres = WGS84.inv(np.full(n, centre.lon), np.full(n, centre.lat), lon, lat)
            return np.asarray(np.asarray(metres) <= radius_m, dtype=np.bool_)
        case Rectangle(west, south, east, north):
            return (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        case Polygon(ring):
            shape = shapely.Polygon([(p.lon, p.lat) for p in ring])
            shapely.prepare(shape)
            return np.asarray(shapely.intersects_xy(shape, lon, lat), dtype=np.bool_)
        case _:
            assert_never(area)


def parse_area(text: str) -> Area:
    """The area that a line of text names, degrees and metres.

    ``circle:LON,LAT,RADIUS`` · ``rectangle:WEST,SOUTH,EAST,NORTH`` · ``polygon:LON,LAT LON,LAT LON,LAT``
    """
    shape, _, rest = text.strip().partition(":")
    match shape.strip().lower():
        case "circle":
            lon, lat, radius = _numbers(text, rest, 3)
            return Circle(Point(lon, lat), radius)
        case "rectangle":
            west, south, east, north = _numbers(text, rest, 4)
            return Rectangle(west, south, east, north)
        case "polygon":
            corners = [_numbers(text, corner, 2) for corner in rest.replace(";", " ").split()]
            return Polygon(tuple(Point(lon, lat) for lon, lat in corners))
        case _:
            raise WrongUse(
                f"{text!r} is not an area; write circle:LON,LAT,METRES, rectangle:WEST,SOUTH,EAST,NORTH "
                "or polygon:LON,LAT LON,LAT LON,LAT."
            )


def area_text(area: Area) -> str:
    """The area as ``parse_area`` reads it."""
    match area:
        case Circle(centre, radius_m):
            return f"circle:{centre.lon!r},{centre.lat!r},{radius_m!r}"
        case Rectangle(west, south, east, north):
            return f"rectangle:{west!r},{south!r},{east!r},{north!r}"
        case Polygon(ring):
            return "polygon:" + " ".join(f"{p.lon!r},{p.lat!r}" for p in ring)
        case _:
            assert_never(area)


def _numbers(text: str, part: str, count: int) -> Sequence[float]:
    try:
        found = [float(piece) for piece in part.split(",")]
    except ValueError:
        found = []
    if len(found) != count:
        raise WrongUse(f"The area {text!r} needs {count} numbers where it says {part!r}.")
    return found
