"""The roads of the demonstration county as GeoJSON: drawn, for the base map, and to be routed.

``python -m trackway.sim.county.roads > roads.geojson`` prints those for the base map.
"""

import json
import sys

import numpy as np

from trackway.sim.county.lines import Road
from trackway.sim.county.network import RoadGraph, road_graph
from trackway.sim.county.plane import to_lonlat

__all__ = ["network_geojson", "roads_geojson"]

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


def network_geojson(graph: RoadGraph) -> str:
    """The network as ``trackway roads import`` takes it: a LineString for each stretch between two nodes.

    Properties: ``name``, ``kmh`` of free flow, ``metres`` to drive. Six decimals keep nodes apart.
    """
    features = ",\n".join(
        json.dumps(_stretch(graph, edge), ensure_ascii=False) for edge in range(0, len(graph.start), 2)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


def _stretch(graph: RoadGraph, edge: int) -> dict[str, object]:
    road = graph.roads[graph.road[edge]]
    between = (road.along_m > graph.from_m[edge]) & (road.along_m < graph.to_m[edge])
    ends = graph.node_xy[[graph.start[edge], graph.end[edge]]]
    line = to_lonlat(np.vstack([ends[:1], road.xy[between], ends[1:]]))
    return {
        "type": "Feature",
        "properties": {
            "name": road.name_zh,
            "kmh": float(graph.speed_kmh[edge]),
            "metres": round(float(graph.length_m[edge]), 1),
        },
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(lon, 6), round(lat, 6)] for lon, lat in line.tolist()],
        },
    }


if __name__ == "__main__":
    sys.stdout.write(roads_geojson())
