"""The sun over Hualien: noon, midnight, and its rise and set as almanacs print them."""

from datetime import datetime, timedelta

import pytest

from trackway.model.daylight import is_dark, sun_altitude_deg
from trackway.model.place import Point
from trackway.model.time import TAIPEI, Instant

HUALIEN = Point(121.6, 23.98)


def at(text: str) -> Instant:
    return Instant.of(datetime.fromisoformat(text).replace(tzinfo=TAIPEI))


@pytest.mark.parametrize(
    ("noon", "altitude"),
    [
        ("2026-03-20T12:01", 66.0),  # equinox: 90 - latitude
        ("2026-06-21T11:55", 89.4),  # all but overhead, the tropic is near
        ("2026-12-22T11:52", 42.6),
    ],
)
def test_the_sun_at_noon(noon: str, altitude: float) -> None:
    assert sun_altitude_deg(at(noon), HUALIEN) == pytest.approx(altitude, abs=0.6)


@pytest.mark.parametrize(
    ("rise", "set_"), [("2026-06-21T05:04", "2026-06-21T18:46"), ("2026-12-22T06:33", "2026-12-22T17:10")]
)
def test_rise_and_set(rise: str, set_: str) -> None:
    for moment, sign in ((rise, 1), (set_, -1)):
        assert sun_altitude_deg(at(moment), HUALIEN) == pytest.approx(-0.8, abs=1.0)
        later = sun_altitude_deg(at(moment).plus(timedelta(hours=1).seconds), HUALIEN)
        assert later * sign > 8


def test_dark_is_when_cameras_see_no_colours() -> None:
    assert is_dark(at("2026-11-23T22:00"), HUALIEN)
    assert is_dark(at("2026-11-23T05:00"), HUALIEN)
    assert not is_dark(at("2026-11-23T12:00"), HUALIEN)
    assert not is_dark(at("2026-11-23T17:10"), HUALIEN)
