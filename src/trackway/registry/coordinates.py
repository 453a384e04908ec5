"""What pairs of numbers in a file mean, and where that is on the map.

Three reference systems are met in Taiwan:

- **WGS84** (EPSG:4326): degrees. What the map uses.
- **TWD97** (EPSG:3826, TM2 zone 121): metres; or degrees, which equal WGS84 to about a metre.
- **TWD67** (EPSG:3828): metres; or degrees. Its points lie some 830 m west and 205 m north of the same
  numbers in TWD97, and nothing in the numbers shows it. pyproj without grids turns EPSG:3828 into
  EPSG:4326 as if the two datums were one, some 850 m off. So the plane four-parameter formula in
  public use for the main island is put in between, with a published bound of about 2 m:
  E97 = E67 + 807.8 + A E67 + B N67, N97 = N67 - 248.6 + A N67 + B E67, A = 1.549e-5, B = 6.521e-6.
  It meets the mean differences of 20 control points near Zhongli (829.93 m east, 203.84 m south;
  葉大綱 and others, 地籍測量) to 0.3 m, and the 7 m operation of EPSG to 5 m everywhere on the island.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from trackway.model.errors import Invalid, WrongUse

__all__ = [
    "Axis",
    "Crs",
    "Fit",
    "Frame",
    "NotANumber",
    "Unit",
    "fit",
    "from_wgs84",
    "number",
    "pair",
    "parse_crs",
]

Numbers = NDArray[np.float64]


class Crs(StrEnum):
    """A reference system that comes in at import and goes out at export."""

    WGS84 = "wgs84"
    TWD97 = "twd97"
    TWD67 = "twd67"


class Unit(StrEnum):
    """What coordinates are counted in."""

    DEGREES = "degrees"
    METRES = "metres"


class Axis(StrEnum):
    """What a letter or word beside an angle says it is."""

    EAST = "east"
    NORTH = "north"


_CODES = {
    "4326": Crs.WGS84,
    "3824": Crs.TWD97,
    "3826": Crs.TWD97,
    "3821": Crs.TWD67,
    "3828": Crs.TWD67,
}


def parse_crs(text: str) -> Crs:
    """The reference system that a person or a file names: ``twd97``, ``EPSG:3826``, ``urn:…::3826``."""
    wanted = re.sub(r"[^a-z0-9]", "", text.lower())
    if wanted in set(Crs):
        return Crs(wanted)
    code = re.search(r"(\d{4})$", wanted)
    if code and code[1] in _CODES:
        return _CODES[code[1]]
    if wanted.endswith("crs84"):
        return Crs.WGS84
    raise WrongUse(
        f"The reference system {text!r} is not one of wgs84, twd97, twd67 "
        "(EPSG:4326, 3824, 3826, 3821, 3828)."
    )


_TM2 = "+proj=tmerc +lat_0=0 +lon_0=121 +k=0.9999 +x_0=250000 +y_0=0"
_A, _B = 1.549e-5, 6.521e-6
_67_TO_97 = f"+proj=affine +xoff=807.8 +yoff=-248.6 +s11={1 + _A} +s12={_B} +s21={_B} +s22={1 + _A}"
_DEGREES_67 = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
_PIPELINES = {
    (Crs.TWD97, Unit.METRES): f"+proj=pipeline +step +inv {_TM2} +ellps=GRS80",
    (Crs.TWD67, Unit.METRES): f"+proj=pipeline +step {_67_TO_97} +step +inv {_TM2} +ellps=GRS80",
    (Crs.TWD67, Unit.DEGREES): (
        f"+proj=pipeline {_DEGREES_67} +step {_TM2} +ellps=aust_SA "
        f"+step {_67_TO_97} +step +inv {_TM2} +ellps=GRS80"
    ),
}
_TO_DEGREES = " +step +proj=unitconvert +xy_in=rad +xy_out=deg"


@dataclass(frozen=True, slots=True)
class Frame:
    """A reference system and what its numbers count."""

    crs: Crs
    unit: Unit

    def __post_init__(self) -> None:
        if self.crs is Crs.WGS84 and self.unit is Unit.METRES:
            raise Invalid("WGS84 coordinates are degrees, not metres; metres are TWD97 or TWD67.")

    @property
    def accuracy_m(self) -> float:
        """How far off the place on the map may be, in metres, beside the surveyor's own error."""
        match self.crs:
            case Crs.WGS84:
                return 0.0
            case Crs.TWD97:
                return 1.0
            case Crs.TWD67:
                return 2.0

    def to_wgs84(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Longitudes and latitudes, degrees, of n eastings (or longitudes) and northings."""
        pipeline = _PIPELINES.get((self.crs, self.unit))
        if pipeline is None:
            return x, y
        # Made anew each time: a Transformer must not be shared between threads.
        lon, lat = Transformer.from_pipeline(pipeline + _TO_DEGREES).transform(x, y)
        return np.round(lon, 7), np.round(lat, 7)  # 1 cm: more would be noise of the projection


def from_wgs84(crs: Crs, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Eastings and northings in metres (TWD97, TWD67) of n places; degrees stay as they are for WGS84."""
    if crs is Crs.WGS84:
        return lon, lat
    back = Transformer.from_pipeline(_PIPELINES[crs, Unit.METRES] + _TO_DEGREES)
    x, y = back.transform(lon, lat, direction="INVERSE")
    return np.round(x, 3), np.round(y, 3)


class Fit(StrEnum):
    """What a pair of numbers can be, taken for a place in Taiwan."""

    DEGREES = "degrees"
    METRES = "metres"
    SWAPPED_DEGREES = "swapped degrees"
    SWAPPED_METRES = "swapped metres"
    NOWHERE = "nowhere"


def fit(x: float, y: float) -> Fit:
    """What the pair (east, north) can be; no pair of numbers can be two of them."""
    for east, north, degrees, metres in (
        (x, y, Fit.DEGREES, Fit.METRES),
        (y, x, Fit.SWAPPED_DEGREES, Fit.SWAPPED_METRES),
    ):
        # From Dongsha to the waters off Lanyu and from the Bashi channel to Dongyin.
        if 116.5 <= east <= 123.0 and 20.5 <= north <= 26.6:
            return degrees
        # TM2 zone 121: the main island with its near islands; TWD67 differs by less than the margin.
        if 120_000 <= east <= 380_000 and 2_400_000 <= north <= 2_850_000:
            return metres
    return Fit.NOWHERE


class NotANumber(Invalid):
    """This is no coordinate."""


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚度", "°"),
        **dict.fromkeys("′’‘`´分", "'"),
        **dict.fromkeys("″”“秒", '"'),
        **dict.fromkeys("−–—", "-"),
    }
)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?°?", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_SEXAGESIMAL = re.compile(
    r"""(\d{1,3})\s*[°:\s-]\s*           # degrees
        (\d{1,2}(?:\.\d+)?)\s*           # minutes
        (?:['"]?|[':\s-]\s*              # their sign, or
           (\d{1,2}(?:\.\d+)?)\s*(?:"|'')?)  # seconds and theirs
    """,
    re.VERBOSE | re.ASCII,
)
_AXES = {
    **dict.fromkeys(("e", "east", "東經", "東"), Axis.EAST),
    **dict.fromkeys(("n", "north", "北緯", "北"), Axis.NORTH),
}
_AXIS = re.compile(
    r"^(東經|北緯|東|北|[en])[:\s]*(?=[\d.])|(?<=[\d.°'\"\s])(東經|北緯|東|北|[en])$", re.IGNORECASE
)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).strip()


def number(text: str) -> tuple[float, Axis | None]:
    """The number a cell holds, and what it says it is; degrees, minutes and seconds are understood.

    ``121.6044`` · ``121°36'15.84"E`` · ``東經121度36分15.84秒`` · ``N 23 58.614`` · ``311,504.36``
    """
    tidy = _tidy(text)
    if tidy.lower().endswith(("公尺", "m")):
        tidy = tidy.lower().removesuffix("公尺").removesuffix("m").strip()
    axis = None
    if not _PLAIN.fullmatch(tidy):
        found = _AXIS.search(tidy)
        if found:
            axis = _AXES[(found[1] or found[2]).lower()]
            tidy = (tidy[: found.start()] + tidy[found.end() :]).strip()
    if _PLAIN.fullmatch(tidy):
        return float(tidy.removesuffix("°")), axis
    if _THOUSANDS.fullmatch(tidy):
        return float(tidy.replace(",", "")), axis
    parts = _SEXAGESIMAL.fullmatch(tidy)
    if parts:
        degrees, minutes, seconds = (float(part or 0) for part in parts.groups())
        if minutes < 60 and seconds < 60:
            return round(degrees + minutes / 60 + seconds / 3600, 9), axis
    raise NotANumber(f"{text!r} is not a coordinate.")


def pair(text: str) -> tuple[float, float]:
    """The pair (east, north) in one cell, such as ``23.9769, 121.6044`` or ``POINT(121.6 23.9)``.

    Such a cell does not say which comes first, so its values do: a latitude in Taiwan is no longitude.
    """
    tidy = re.sub(r"^\s*(point)?\s*[(\[]|[)\]]\s*$", "", _tidy(text), flags=re.IGNORECASE)
    halves = [half for half in re.split(r"[,;、/]", tidy) if half.strip()]
    if len(halves) != 2:
        halves = re.sub(r"""(?<=[NE北東])\s+|(?<=")\s+(?=\d)""", "|", tidy, count=1).split("|")
    if len(halves) != 2:
        halves = tidy.split()
    if len(halves) != 2:
        raise NotANumber(f"{text!r} is not a pair of coordinates.")
    (first, first_axis), (second, second_axis) = (number(half) for half in halves)
    northern_first = first_axis is Axis.NORTH or second_axis is Axis.EAST
    if northern_first or fit(first, second) in {Fit.SWAPPED_DEGREES, Fit.SWAPPED_METRES}:
        return second, first
    return first, second
