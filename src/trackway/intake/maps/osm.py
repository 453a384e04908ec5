"""Roads, rivers and coast of an OpenStreetMap extract, as GeoJSON for the map."""

import json
from pathlib import Path
from typing import Any, Final

import osmium
import osmium.osm

from trackway.model.area import Rectangle
from trackway.model.errors import Invalid

__all__ = ["write_roads"]

_RANKS: Final = {
    "motorway": "highway",
    "trunk": "highway",
    "primary": "highway",
    "motorway_link": "highway",
    "trunk_link": "highway",
    "primary_link": "highway",
    "secondary": "county",
    "tertiary": "county",
    "secondary_link": "county",
    "tertiary_link": "county",
    "unclassified": "street",
    "residential": "street",
    "living_street": "street",
    "pedestrian": "street",
}
"""OpenStreetMap's ``highway`` values to the map's three ranks; paths, tracks and driveways are left out."""
_PLACES: Final = 5
"""Decimals of a degree kept: about one metre."""


def write_roads(source: Path, target: Path, area: Rectangle) -> int:
    """Write every road, river and coastline that touches ``area``; returns how many.

    One feature at a time goes to disk, so that an extract of the whole island needs no more memory
    than its node locations. Raises ``Invalid`` when the extract cannot be read or holds nothing here.
    """
    written = 0
    with target.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        try:
            for way in osmium.FileProcessor(str(source), osmium.osm.WAY | osmium.osm.NODE).with_locations():
                feature = _feature(way, area) if isinstance(way, osmium.osm.Way) else None
                if feature is not None:
                    out.write(",\n" if written else "")
                    json.dump(feature, out, ensure_ascii=False, separators=(",", ":"))
                    written += 1
        except RuntimeError as error:  # what osmium raises for every unreadable file
            raise Invalid(f"{source} cannot be read as an OpenStreetMap extract: {error}.") from error
        out.write("\n]}\n")
    if not written:
        raise Invalid(
            f"{source} holds no road inside {area.west},{area.south},{area.east},{area.north}; "
            "give the place with --area rectangle:WEST,SOUTH,EAST,NORTH."
        )
    return written


def _feature(way: osmium.osm.Way, area: Rectangle) -> dict[str, Any] | None:
    rank = _rank(way.tags)
    if rank is None:
        return None
    line = [
        (round(node.lon, _PLACES), round(node.lat, _PLACES)) for node in way.nodes if node.location.valid()
    ]
    inside = any(area.west <= x <= area.east and area.south <= y <= area.north for x, y in line)
    if len(line) < 2 or not inside:
        return None
    name = way.tags.get("name", "")
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {
            "rank": rank,
            "road": way.tags.get("ref", ""),
            "name_zh": way.tags.get("name:zh", name),
            "name_en": way.tags.get("name:en", ""),
        },
    }


def _rank(tags: osmium.osm.TagList) -> str | None:
    if tags.get("natural") == "coastline":
        return "coast"
    if tags.get("waterway") in ("river", "canal"):
        return "river"
    return _RANKS.get(tags.get("highway") or "")
