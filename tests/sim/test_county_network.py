"""The county's network as a file is the network that its traffic drives on."""

from pathlib import Path

import numpy as np

from trackway.model.place import Point
from trackway.model.roads import nearest, quickest_s
from trackway.registry.roads_file import read_roads
from trackway.sim.county.network import road_graph
from trackway.sim.county.paths import quickest_from
from trackway.sim.county.roads import network_geojson


def test_ways_over_the_file_take_as_long_as_over_the_network(tmp_path: Path) -> None:
    graph = road_graph()
    path = tmp_path / "roads.geojson"
    path.write_text(network_geojson(graph), encoding="utf-8")
    roads = read_roads(path)
    node, off_m = nearest(roads, [Point(lon, lat) for lon, lat in graph.node_lonlat().tolist()])
    assert off_m.max() < 0.2
    for start in (0, 500, 1500):
        seconds = quickest_s(roads, int(node[start]))[node]
        assert np.allclose(seconds, quickest_from(graph, start).seconds, atol=0.5)
