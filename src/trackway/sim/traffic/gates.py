"""Gates and ways: which plate cameras a drive from one place to another passes, in order and when.

A gate is one direction of a plate-camera site: gate ``2 i`` is site ``i`` with its road's own direction,
gate ``2 i + 1`` against it. Ways between the places people live, work and come from are worked out once.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trackway.sim.county import County, RoadGraph
from trackway.sim.county.lines import read_facts
from trackway.sim.county.paths import WayTree, quickest_from
from trackway.sim.county.plane import to_plane

__all__ = ["GATEWAYS", "Crossing", "Places", "Ways", "edges_crossings", "places", "ways"]

_INHABITANTS = {
    "花蓮市": 99,
    "吉安鄉": 83,
    "玉里鎮": 22,
    "新城鄉": 20,
    "壽豐鄉": 17,
    "秀林鄉": 16,
    "光復鄉": 12,
    "瑞穗鄉": 11,
    "鳳林鎮": 10,
    "富里鄉": 9,
    "卓溪鄉": 6,
    "萬榮鄉": 6,
    "豐濱鄉": 4,
}
"""Thousands, rounded: enough to say where traffic starts."""
_JOBS = {"花蓮市": 1.7, "玉里鎮": 1.2, "新城鄉": 1.2}
GATEWAYS = {
    "north": ("台9線", "", 0.0),
    "south": ("台9線", "", 1.0),
    "coast": ("台11線", "", 1.0),
    "west": ("台8線", "", 0.0),
    "yuchang": ("台30線", "東", 1.0),
}
"""Where roads leave the county: road, part, and which end."""


_DETOUR = 10.0
"""How many times longer the tunnels seem to those who avoid them."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where drives start and end: town quarters, then the gateways out of the county.

    ``node`` of the network, ``town`` ("" for a gateway), ``name``; ``homes`` and ``jobs`` are weights.
    """

    node: NDArray[np.intp]
    town: tuple[str, ...]
    name: tuple[str, ...]
    homes: NDArray[np.float64]
    jobs: NDArray[np.float64]

    def gateway(self, name: str) -> int:
        """The index of a gateway."""
        return self.name.index(name)

    def named(self, *names: str) -> NDArray[np.intp]:
        """The indices of all places with one of these names."""
        return np.array([i for i, name in enumerate(self.name) if name in names], np.intp)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A gate on a way: after how many free-flow seconds, and how fast traffic usually runs there."""

    gate: int
    after_s: float
    usual_kmh: float


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Every way between two places: free-flow ``seconds`` (k x k) and the gates passed.

    The crossings of the way from ``i`` to ``j`` are ``first[i * k + j]`` up to ``first[i * k + j + 1]``
    in ``gate``, ``after_s`` and ``usual_kmh``.
    """

    seconds: NDArray[np.float64]
    first: NDArray[np.int64]
    gate: NDArray[np.int16]
    after_s: NDArray[np.float32]
    usual_kmh: NDArray[np.float32]


@lru_cache(maxsize=2)
def places(county: County) -> Places:
    """Quarters of every town, more for larger ones, and the gateways."""
    graph = county.graph
    rows = read_facts("grids.csv")
    centres = graph.nearest_nodes(to_plane(np.array([[float(r["lon"]), float(r["lat"])] for r in rows])))
    size = np.array([float(r["along_m"]) * float(r["across_m"]) for r in rows])
    towns = [r["town"] for r in rows]
    homes = np.empty(len(rows))
    for town in set(towns):
        own = np.array([t == town for t in towns])
        homes[own] = _INHABITANTS[town] * size[own] / size[own].sum()
    jobs = homes * np.array([_JOBS.get(town, 0.8) for town in towns])
    gateways = [_road_end(graph, *end) for end in GATEWAYS.values()]
    none = np.zeros(len(gateways))
    return Places(
        node=np.concatenate([centres, gateways]),
        town=(*towns, *("" for _ in gateways)),
        name=(*(r["place_zh"] for r in rows), *GATEWAYS),
        homes=np.concatenate([homes, none]),
        jobs=np.concatenate([jobs, none]),
    )


def _road_end(graph: RoadGraph, name: str, part: str, end: float) -> int:
    road = next(i for i, r in enumerate(graph.roads) if (r.name_zh, r.part) == (name, part))
    on = np.flatnonzero((graph.road == road) & (graph.to_m > graph.from_m))
    edge = on[np.argmax(graph.to_m[on])] if end else on[np.argmin(graph.from_m[on])]
    return int(graph.end[edge] if end else graph.start[edge])


@lru_cache(maxsize=4)
def ways(county: County, *, old_coast_road: bool = False) -> Ways:
    """The quickest ways between all places.

    With ``old_coast_road`` those of who may not or will not use the tunnels of 台9: light motorcycles,
    and visitors who came for the cliffs along 台9丁.
    """
    nodes = places(county).node
    seconds = county.graph.seconds
    if old_coast_road:
        seconds[_tunnel_edges(county.graph)] *= _DETOUR
    gates = _gates_on_edges(county)
    counts: list[int] = []
    crossings: list[Crossing] = []
    between = np.empty((len(nodes), len(nodes)))
    for i, start in enumerate(nodes):
        tree = quickest_from(county.graph, int(start), seconds)
        between[i] = tree.seconds[nodes]
        chains = _chains(county.graph, tree, gates)
        for node in nodes:
            passed = _unwind(chains[node])
            counts.append(len(passed))
            crossings += passed
    return Ways(
        seconds=between,
        first=np.concatenate([[0], np.cumsum(counts)]),
        gate=np.array([c.gate for c in crossings], np.int16),
        after_s=np.array([c.after_s for c in crossings], np.float32),
        usual_kmh=np.array([c.usual_kmh for c in crossings], np.float32),
    )


def _tunnel_edges(graph: RoadGraph) -> NDArray[np.intp]:
    """Where 台9 runs in the tunnels that 台9丁 goes round."""
    by_name = {(road.name_zh, road.part): i for i, road in enumerate(graph.roads)}
    old = np.flatnonzero(graph.road == by_name["台9丁線", ""])
    ends = {int(graph.start[old[0]]), int(graph.end[old[-2]])}
    new = np.flatnonzero(graph.road == by_name["台9線", ""])
    return np.array([e for e in new if {int(graph.start[e]), int(graph.end[e])} == ends], np.intp)


_Chain = tuple["_Chain", Crossing] | None


def _chains(graph: RoadGraph, tree: WayTree, gates: dict[int, list[tuple[float, int]]]) -> list[_Chain]:
    """For each node the crossings on the way there, as a list shared between ways that begin alike."""
    chains: list[_Chain] = [None] * len(graph.node_xy)
    starts, speeds = graph.start.tolist(), graph.speed_kmh.tolist()
    for node in tree.order[1:]:
        edge = int(tree.edge_in[node])
        chain = chains[starts[edge]]
        for offset_m, gate in gates.get(edge, ()):
            after = float(tree.seconds[starts[edge]]) + offset_m / speeds[edge] * 3.6
            chain = (chain, Crossing(gate, after, speeds[edge]))
        chains[node] = chain
    return chains


def _unwind(chain: _Chain) -> list[Crossing]:
    passed = []
    while chain is not None:
        chain, crossing = chain
        passed.append(crossing)
    return passed[::-1]


def edges_crossings(county: County, edges: tuple[int, ...], seconds: NDArray[np.float64]) -> list[Crossing]:
    """The gates on a drive along these edges, with so many seconds for each directed edge."""
    graph, gates, passed, before = county.graph, _gates_on_edges(county), [], 0.0
    for edge in edges:
        spent = float(seconds[edge])
        for offset_m, gate in gates.get(edge, ()):
            share = offset_m / float(graph.length_m[edge])
            passed.append(Crossing(gate, before + spent * share, float(graph.length_m[edge]) / spent * 3.6))
        before += spent
    return passed


@lru_cache(maxsize=2)
def _gates_on_edges(county: County) -> dict[int, list[tuple[float, int]]]:
    """For each directed edge that plate cameras watch: metres along it and which gate, in driving order."""
    found: dict[int, list[tuple[float, int]]] = {}
    for i, at in enumerate(county.plate_sites):
        for direction in (0, 1):
            found.setdefault(at.edges[direction], []).append((at.offset_m[direction], 2 * i + direction))
    return {edge: sorted(gates) for edge, gates in found.items()}
