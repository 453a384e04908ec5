"""Daylight: how high the sun stood, because a colour seen in the dark is seldom the vehicle's."""

import math

from trackway.model.place import Point
from trackway.model.time import Instant

__all__ = ["is_dark", "sun_altitude_deg"]

_DARK_DEG = -4.0
"""Between sunset and the end of civil twilight (-6): about then traffic cameras go over to infra-red or long
exposure, which show no colours or false ones."""
_J2000_US = 946_728_000_000_000


def sun_altitude_deg(at: Instant, place: Point) -> float:
    """The sun's height over the horizon in degrees, negative at night; good to half a degree.

    The low-precision formulas of the Astronomical Almanac (page C5), without refraction.
    """
    days = (at.us - _J2000_US) / 86_400_000_000
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    longitude = 280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)
    ecliptic, tilt = math.radians(longitude % 360), math.radians(23.439 - 0.0000004 * days)
    right_ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal_deg = (280.46062 + 360.98564737 * days + place.lon) % 360
    hour_angle = math.radians(sidereal_deg) - right_ascension
    latitude = math.radians(place.lat)
    return math.degrees(
        math.asin(
            math.sin(latitude) * math.sin(declination)
            + math.cos(latitude) * math.cos(declination) * math.cos(hour_angle)
        )
    )


def is_dark(at: Instant, place: Point) -> bool:
    """Whether colours seen there and then are to be doubted."""
    return sun_altitude_deg(at, place) < _DARK_DEG
