"""Coordinates as people write them, and where they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from trackway.model.errors import Invalid, WrongUse
from trackway.model.place import Point, distance_m
from trackway.registry.coordinates import (
    Axis,
    Crs,
    Fit,
    Frame,
    NotANumber,
    Unit,
    fit,
    from_wgs84,
    number,
    pair,
    parse_crs,
)

PUBLISHED_97 = Transformer.from_crs("EPSG:4326", "EPSG:3826", always_xy=True)
PUBLISHED_67_TO_97 = Transformer.from_crs("EPSG:3828", "EPSG:3826", always_xy=True)
METRES_97 = Frame(Crs.TWD97, Unit.METRES)
METRES_67 = Frame(Crs.TWD67, Unit.METRES)
DEGREES_67 = Frame(Crs.TWD67, Unit.DEGREES)
lons = st.floats(120.1, 121.95)
lats = st.floats(21.9, 25.3)


def one(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([value])


def place(frame: Frame, x: float, y: float) -> Point:
    lon, lat = frame.to_wgs84(one(x), one(y))
    return Point(float(lon[0]), float(lat[0]))


def test_the_check_value_of_twd97() -> None:
    x, y = from_wgs84(Crs.TWD97, one(121.6044), one(23.9769))
    assert (x[0], y[0]) == (311504.364, 2652596.698)
    assert place(METRES_97, 311504.364, 2652596.698) == Point(121.6044, 23.9769)


@given(lon=lons, lat=lats)
def test_out_to_metres_and_back_is_the_same_place(lon: float, lat: float) -> None:
    for crs in (Crs.TWD97, Crs.TWD67):
        x, y = from_wgs84(crs, one(lon), one(lat))
        back = place(Frame(crs, Unit.METRES), float(x[0]), float(y[0]))
        assert distance_m(back, Point(lon, lat)) < 0.02


@given(lon=lons, lat=lats)
def test_twd97_is_what_the_published_definition_gives(lon: float, lat: float) -> None:
    x, y = PUBLISHED_97.transform(lon, lat)
    ours = from_wgs84(Crs.TWD97, one(lon), one(lat))
    assert (ours[0][0], ours[1][0]) == pytest.approx((x, y), abs=0.001)


@given(x=st.floats(170_000, 350_000), y=st.floats(2_430_000, 2_790_000))
def test_twd67_agrees_with_the_seven_metre_operation_of_epsg(x: float, y: float) -> None:
    x97, y97 = PUBLISHED_67_TO_97.transform(x, y)
    away = distance_m(place(METRES_67, x, y), place(METRES_97, x97, y97))
    assert away < 5.0


def test_twd67_is_not_the_ballpark_that_pyproj_gives_without_a_word() -> None:
    lon, lat = Transformer.from_crs("EPSG:3828", "EPSG:4326", always_xy=True).transform(310_000, 2_650_000)
    assert distance_m(place(METRES_67, 310_000, 2_650_000), Point(lon, lat)) > 800


def test_twd67_at_zhongli_meets_the_control_points() -> None:
    # 葉大綱 and others: 20 points differ by 829.93 m east and 203.84 m south in the mean.
    there = place(METRES_67, 268_000, 2_763_000)
    x97, y97 = from_wgs84(Crs.TWD97, one(there.lon), one(there.lat))
    assert x97[0] - 268_000 == pytest.approx(829.93, abs=0.3)
    assert y97[0] - 2_763_000 == pytest.approx(-203.84, abs=0.3)


def test_twd67_degrees_and_metres_are_the_same_place() -> None:
    to_degrees = Transformer.from_crs("EPSG:3828", "EPSG:3821", always_xy=True)
    lon, lat = to_degrees.transform(310_000, 2_650_000)
    assert distance_m(place(DEGREES_67, lon, lat), place(METRES_67, 310_000, 2_650_000)) < 0.02


def test_degrees_of_twd97_are_degrees_of_wgs84() -> None:
    assert place(Frame(Crs.TWD97, Unit.DEGREES), 121.6, 23.9) == Point(121.6, 23.9)
    with pytest.raises(Invalid, match="degrees, not metres"):
        Frame(Crs.WGS84, Unit.METRES)
    assert from_wgs84(Crs.WGS84, one(121.6), one(23.9))[0][0] == 121.6


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("wgs84", Crs.WGS84),
        ("WGS 84", Crs.WGS84),
        ("EPSG:4326", Crs.WGS84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs.WGS84),
        ("TWD97", Crs.TWD97),
        ("epsg:3826", Crs.TWD97),
        ("urn:ogc:def:crs:EPSG::3826", Crs.TWD97),
        ("3824", Crs.TWD97),
        ("twd67", Crs.TWD67),
        ("EPSG:3828", Crs.TWD67),
        ("EPSG:3821", Crs.TWD67),
    ],
)
def test_reference_systems_are_known_by_many_names(text: str, crs: Crs) -> None:
    assert parse_crs(text) is crs


@pytest.mark.parametrize("text", ["", "utm51", "EPSG:3857", "TWD67TWD97"])
def test_others_are_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="wgs84, twd97, twd67"):
        parse_crs(text)


@pytest.mark.parametrize(
    ("text", "value", "axis"),
    [
        ("121.6044", 121.6044, None),
        ("  121.6044 ", 121.6044, None),
        ("１２１．６０４４", 121.6044, None),
        ("121.6044°", 121.6044, None),
        ("121.6044E", 121.6044, Axis.EAST),
        ("E121.6044", 121.6044, Axis.EAST),
        ("東經121.6044", 121.6044, Axis.EAST),
        ("1.216E+02", 121.6, None),
        ("-12", -12.0, None),
        ("311,504.36", 311504.36, None),
        ("311504.36公尺", 311504.36, None),
        ("2652596.698 m", 2652596.698, None),
        ("121°36'15.84\"E", 121.6044, Axis.EAST),
        ("121°36′15.84″", 121.6044, None),
        ("121°36'15.84''", 121.6044, None),
        ("121º36’15.84”", 121.6044, None),
        ("東經121度36分15.84秒", 121.6044, Axis.EAST),
        ("北緯23度58分36.84秒", 23.9769, Axis.NORTH),
        ("N 23 58.614", 23.9769, Axis.NORTH),
        ("23:58:36.84", 23.9769, None),
        ("121-36-15.84", 121.6044, None),
        ("23°58.614'N", 23.9769, Axis.NORTH),
        ("北緯24度", 24.0, Axis.NORTH),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float, axis: Axis | None) -> None:
    found, says = number(text)
    assert found == pytest.approx(value, abs=1e-9)
    assert says is axis


@pytest.mark.parametrize(
    "text", ["", "abc", "121.6.1", "nan", "inf", "1_000", "121°61'", "東經", "😀", "1 2 3 4", "12,34", "٣"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="not a coordinate"):
        number(text)


@given(
    degrees=st.integers(0, 179),
    minutes=st.integers(0, 59),
    seconds=st.integers(0, 5999).map(lambda n: n / 100),
)
def test_degrees_minutes_seconds_are_read_in_every_dress(degrees: int, minutes: int, seconds: float) -> None:
    value = degrees + minutes / 60 + seconds / 3600
    for text in (
        f"{degrees}°{minutes}'{seconds}\"",
        f"{degrees}度{minutes}分{seconds}秒",
        f"{degrees} {minutes} {seconds}",
        f"{degrees}:{minutes}:{seconds}",
    ):
        assert number(text)[0] == pytest.approx(value, abs=1e-8)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (number, pair):
        try:
            read(text)
        except NotANumber:
            continue


@pytest.mark.parametrize(
    "text",
    [
        "121.6044, 23.9769",
        "23.9769, 121.6044",
        "23.9769 121.6044",
        "(23.9769，121.6044)",
        "POINT(121.6044 23.9769)",
        "23°58'36.84\"N 121°36'15.84\"E",
        "23°58'36.84\" 121°36'15.84\"",
        "北緯23.9769 東經121.6044",
        "E121.6044 N23.9769",
        "23 58 36.84, 121 36 15.84",
    ],
)
def test_pairs_in_one_cell_are_told_apart_by_their_values(text: str) -> None:
    assert pair(text) == pytest.approx((121.6044, 23.9769), abs=1e-9)


def test_pairs_of_metres() -> None:
    assert pair("2652596.698; 311504.364") == (311504.364, 2652596.698)


@pytest.mark.parametrize("text", ["", "121.6", "1,2,3", "a,b", "花蓮市中山路"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        pair(text)


@pytest.mark.parametrize(
    ("x", "y", "what"),
    [
        (121.6, 23.98, Fit.DEGREES),
        (23.98, 121.6, Fit.SWAPPED_DEGREES),
        (311504.4, 2652596.7, Fit.METRES),
        (2652596.7, 311504.4, Fit.SWAPPED_METRES),
        (118.32, 24.44, Fit.DEGREES),  # Kinmen
        (120.49, 26.37, Fit.DEGREES),  # Dongyin
        (139.7, 35.7, Fit.NOWHERE),  # Tokyo
        (0.0, 0.0, Fit.NOWHERE),
        (float("nan"), 23.0, Fit.NOWHERE),
        (float("inf"), 23.0, Fit.NOWHERE),
    ],
)
def test_what_a_pair_can_be(x: float, y: float, what: Fit) -> None:
    assert fit(x, y) is what
