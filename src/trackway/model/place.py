"""Place: WGS84 longitude and latitude, in that order; metres along the ellipsoid."""

import math
from dataclasses import dataclass

from pyproj import Geod

from trackway.model.errors import Invalid

__all__ = ["WGS84", "Point", "bearing_deg", "destination", "distance_m"]

WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map in degrees, longitude first as in GeoJSON."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            raise Invalid(f"The coordinates ({self.lon}, {self.lat}) are not numbers.")
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            hint = " Longitude and latitude may be swapped." if -90 <= self.lon <= 90 else ""
            raise Invalid(f"The coordinates ({self.lon}, {self.lat}) are not longitude and latitude.{hint}")


def distance_m(a: Point, b: Point) -> float:
    """Geodesic distance in metres on the WGS84 ellipsoid."""
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[2])


def bearing_deg(a: Point, b: Point) -> float:
    """Compass bearing from ``a`` to ``b`` in degrees, 0 north, clockwise, in [0, 360)."""
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[0]) % 360.0


def destination(start: Point, bearing: float, metres: float) -> Point:
    """The place reached from ``start`` after so many metres along the geodesic of that bearing."""
    lon, lat, _ = WGS84.fwd(start.lon, start.lat, bearing, metres)
    return Point(float(lon), float(lat))
