"""Ways: the quickest roads, and the gates on them in order and in the right direction."""

import numpy as np
import pytest

from trackway.sim.county import County, county
from trackway.sim.county.paths import quickest_from
from trackway.sim.traffic import GATEWAYS, edges_crossings, places, ways


@pytest.fixture(scope="module")
def hualien() -> County:
    return county()


def crossed(hualien: County, start: str, end: str, *, old_coast_road: bool = False) -> list[tuple[str, int]]:
    """Names of the sites on the way between two places, with the direction of each gate."""
    where, how = places(hualien), ways(hualien, old_coast_road=old_coast_road)
    way = where.gateway(start) * len(where.node) + where.gateway(end)
    gates = how.gate[how.first[way] : how.first[way + 1]]
    return [(hualien.plate_sites[gate // 2].site.name, int(gate % 2)) for gate in gates]


def test_every_place_can_be_reached_from_every_other(hualien: County) -> None:
    seconds = ways(hualien).seconds
    assert np.isfinite(seconds).all()
    assert (np.diag(seconds) == 0).all()
    assert (seconds + np.eye(len(seconds)) > 0).all()


def test_there_and_back_pass_the_same_gates_the_other_way(hualien: County) -> None:
    there, back = crossed(hualien, "north", "south"), crossed(hualien, "south", "north")
    assert [(name, 1 - direction) for name, direction in reversed(back)] == there


def test_southwards_on_highway_9_the_kilometres_grow(hualien: County) -> None:
    on_9 = [pair for pair in crossed(hualien, "north", "south") if " 台9線 " in pair[0]]
    assert len(on_9) > 15
    assert {direction for _, direction in on_9} == {0}
    km = [float(name.split()[3].removesuffix("K")) for name, _ in on_9]
    assert km == sorted(km)


def test_crossings_come_in_order_and_before_the_end(hualien: County) -> None:
    where, how = places(hualien), ways(hualien)
    k = len(where.node)
    for way in range(0, k * k, 97):
        after = how.after_s[how.first[way] : how.first[way + 1]]
        assert (np.diff(after) > 0).all()
        assert (after <= how.seconds[way // k, way % k] + 0.1).all()


def test_who_avoids_the_tunnels_passes_the_cliffs(hualien: County) -> None:
    cliffs = [name for name, _ in crossed(hualien, "north", "市中心") if "清水斷崖" in name]
    assert cliffs == []
    assert any("清水斷崖" in name for name, _ in crossed(hualien, "north", "市中心", old_coast_road=True))


def test_crossings_along_edges_agree_with_the_table(hualien: County) -> None:
    where, graph = places(hualien), hualien.graph
    start, end = where.gateway("市中心"), where.gateway("玉里")
    edges = quickest_from(graph, int(where.node[start])).edges_to(int(where.node[end]), graph)
    along = [crossing.gate for crossing in edges_crossings(hualien, edges, graph.seconds)]
    how = ways(hualien)
    way = start * len(where.node) + end
    assert along == how.gate[how.first[way] : how.first[way + 1]].tolist()


def test_dijkstra_agrees_with_relaxing_until_nothing_changes(hualien: County) -> None:
    graph = hualien.graph
    best = np.full(len(graph.node_xy), np.inf)
    best[0] = 0.0
    while True:
        reach = best.copy()
        np.minimum.at(reach, graph.end, best[graph.start] + graph.seconds)
        if np.array_equal(reach, best):
            break
        best = reach
    assert quickest_from(graph, 0).seconds == pytest.approx(best)


def test_gateways_lie_at_the_county_border(hualien: County) -> None:
    where = places(hualien)
    nodes = [where.node[where.gateway(name)] for name in GATEWAYS]
    leaving = np.bincount(hualien.graph.start, minlength=len(hualien.graph.node_xy))
    assert (leaving[nodes] == 1).all()
