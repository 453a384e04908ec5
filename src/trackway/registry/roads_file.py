"""The road network's file: GeoJSON lines, as a county draws them or as an OpenStreetMap extract has them.

A feature is a LineString or MultiLineString. Its properties may say ``kmh`` (or ``maxspeed``), ``oneway``
(``yes`` or ``-1``: along or against the line) and, of a LineString that winds more than it is drawn,
``metres``; a road that says no speed has its ``highway`` class's.
"""

import os
from functools import lru_cache
from pathlib import Path

import msgspec

from trackway.model.errors import Invalid, NotFound
from trackway.model.roads import Oneway, RoadLine, Roads, roads_of

__all__ = ["ROADS_FILE", "read_roads", "roads_in", "save_roads"]

ROADS_FILE = "roads.geojson"
"""Its name in the data folder."""
_USUAL_KMH = {
    **{"motorway": 90.0, "motorway_link": 50.0, "trunk": 60.0, "trunk_link": 40.0, "primary": 50.0},
    **{"primary_link": 35.0, "secondary": 45.0, "secondary_link": 35.0, "tertiary": 40.0},
    **{"tertiary_link": 30.0, "unclassified": 35.0, "residential": 30.0, "living_street": 15.0},
    **{"service": 20.0, "track": 20.0, "road": 35.0},
}
"""Free-flow speeds by OpenStreetMap's class of road, well under the limits: lights and bends are in them."""
_NOT_DRIVEN = frozenset({"footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "construction"})
_UNKNOWN_KMH = 35.0
_KMH = (3.0, 150.0)


def read_roads(file: Path) -> Roads:
    """The network in a GeoJSON file. Raises ``NotFound``, and ``Invalid`` naming the feature that is off."""
    try:
        whole = msgspec.json.decode(file.read_bytes())
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.") from None
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(f"{file} cannot be read as GeoJSON: {error}") from error
    match whole:
        case {"type": "FeatureCollection", "features": list(features)}:
            lines = [line for number, one in enumerate(features, 1) for line in _lines(one, number)]
        case _:
            raise Invalid(f"{file} is no GeoJSON FeatureCollection.")
    if not lines:
        raise Invalid(f"{file} has no lines that can be driven.")
    return roads_of(lines)


def roads_in(data: Path) -> Roads | None:
    """The network of a data folder; ``None`` where none was imported. Read again when the file changes."""
    file = data / ROADS_FILE
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _remembered(file, changed)


def save_roads(file: Path, data: Path) -> Roads:
    """Check a file and keep it in a data folder, in place of one kept before; the network in it."""
    roads = read_roads(file)
    if not data.parent.is_dir():
        raise NotFound(f"The data folder {data} cannot be made: {data.parent} is not there.")
    data.mkdir(mode=0o700, exist_ok=True)
    arriving = data / f"{ROADS_FILE}.new"
    with arriving.open("wb") as out:
        out.write(file.read_bytes())
        out.flush()
        os.fsync(out.fileno())
    arriving.replace(data / ROADS_FILE)
    return roads


@lru_cache(maxsize=2)
def _remembered(file: Path, _changed: int) -> Roads:
    return read_roads(file)


def _lines(feature: object, number: int) -> list[RoadLine]:
    match feature:
        case {"geometry": {"type": "LineString", "coordinates": list(line)}}:
            drawn = [line]
        case {"geometry": {"type": "MultiLineString", "coordinates": list(some)}}:
            drawn = some
        case _:
            return []
    match feature:
        case {"properties": dict(said)}:
            facts = {str(name): value for name, value in said.items()}
        case _:
            facts = {}
    if str(facts.get("highway", "")) in _NOT_DRIVEN:
        return []
    kmh, oneway = _kmh(facts, number), _oneway(facts)
    match facts.get("metres"):
        case (int() | float()) as metres if metres > 0 and len(drawn) == 1:
            pass
        case _:
            metres = 0.0
    return [RoadLine(_corners(line, number), kmh, oneway, float(metres)) for line in drawn]


def _corners(line: object, number: int) -> tuple[tuple[float, float], ...]:
    corners: list[tuple[float, float]] = []
    match line:
        case [*places]:
            for place in places:
                match place:
                    case [int() | float() as lon, int() | float() as lat, *_]:
                        corners.append((float(lon), float(lat)))
                    case _:
                        corners.append((float("nan"), float("nan")))
    if len(corners) < 2 or not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in corners):
        raise Invalid(f"Road {number} of the file is no line of longitudes and latitudes.")
    return tuple(corners)


def _kmh(facts: dict[str, object], number: int) -> float:
    for name in ("kmh", "maxspeed"):
        said = facts.get(name)
        if said in (None, ""):
            continue
        try:
            kmh = float(str(said).removesuffix("km/h").strip())
        except ValueError:
            continue  # "walk", "TW:urban": then its class decides
        if not _KMH[0] <= kmh <= _KMH[1]:
            raise Invalid(f"Road {number} of the file says {kmh:g} km/h, not {_KMH[0]:g} to {_KMH[1]:g}.")
        return kmh
    return _USUAL_KMH.get(str(facts.get("highway", "")), _UNKNOWN_KMH)


def _oneway(facts: dict[str, object]) -> int:
    match str(facts.get("oneway", "")).lower():
        case "yes" | "true" | "1":
            return Oneway.ALONG
        case "-1" | "reverse":
            return Oneway.AGAINST
        case _:
            return Oneway.BOTH
