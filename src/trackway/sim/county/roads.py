"""Prints the roads of the demonstration county as GeoJSON for the base map.

``python -m trackway.sim.county.roads > roads.geojson``
"""

import json
import sys

from trackway.sim.county.lines import Road
from trackway.sim.county.network import road_graph

__all__ = ["roads_geojson"]

_NOTE = "示意 schematic"


def roads_geojson() -> str:
    """A FeatureCollection of LineStrings, one line of text each, most important roads first.

    Properties: ``road`` (a number such as ``台9線``, or the street's name), ``name_zh``, ``name_en``,
    ``rank`` (``highway``, ``county`` or ``street``), ``note``. Coordinates have five decimals: a metre.
    """
    order = {"highway": 0, "county": 1, "street": 2}
    roads = sorted(road_graph().roads, key=lambda road: (order[road.rank], not road.name_zh))
    features = ",\n".join(json.dumps(_feature(road), ensure_ascii=False) for road in roads)
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


def _feature(road: Road) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {
            "road": road.name_zh,
            "name_zh": road.name_zh,
            "name_en": road.name_en,
            "rank": str(road.rank),
            "note": _NOTE,
        },
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(lon, 5), round(lat, 5)] for lon, lat in road.lonlat().tolist()],
        },
    }


if __name__ == "__main__":
    sys.stdout.write(roads_geojson())
