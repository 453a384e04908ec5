"""The road network: every line cut where it meets another, as a graph that can be routed.

::

    roads ──► cuts (crossings, ends that touch) ──► nodes ──► links for islands ──► RoadGraph
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from trackway.sim.county.grids import grid_streets
from trackway.sim.county.lines import Rank, Road, roads_from_posts, streets_from_junctions
from trackway.sim.county.plane import Metres, headings_deg, to_lonlat

__all__ = ["RoadGraph", "Spot", "road_graph"]

_TOUCH_M = 32.0
"""An end this near another line is meant to touch it; blocks are three times as wide and more."""
_LINK_M = 2500.0
"""How far an island of streets may lie from the rest and still be joined by a straight link."""
_SPEED_KMH = {Rank.HIGHWAY: 62.0, Rank.COUNTY: 50.0, Rank.STREET: 33.0}
_TOWN_HIGHWAY_KMH = 44.0
_MOUNTAIN_KMH = {"台8線": 42.0, "台9丁線": 45.0, "台23線": 40.0, "瑞港公路": 35.0, "台11甲線": 48.0}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the network: so many road metres along one road, facing along it."""

    road: int
    along_m: float


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """The network, every stretch between two nodes twice, once each way.

    ``node_xy`` n x 2 metres. For each of m directed edges: ``start`` and ``end`` node, ``road`` index,
    ``from_m`` and ``to_m`` road metres on that road (``to_m`` smaller when the edge runs against it),
    ``length_m`` and ``speed_kmh`` of free flow. Edge ``i ^ 1`` is the same stretch the other way.
    """

    roads: tuple[Road, ...]
    node_xy: Metres
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    road: NDArray[np.int32]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    length_m: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Free-flow travel time of each directed edge."""
        return self.length_m / self.speed_kmh * 3.6

    def place(self, spot: Spot) -> tuple[float, float, float]:
        """Metres east, metres north, and the road's heading in degrees there."""
        road = self.roads[spot.road]
        at = min(max(spot.along_m, 0.0), road.length_m)
        i = min(int(np.searchsorted(road.along_m, at, side="right")) - 1, len(road.xy) - 2)
        share = (at - road.along_m[i]) / (road.along_m[i + 1] - road.along_m[i])
        east, north = road.xy[i] + share * (road.xy[i + 1] - road.xy[i])
        return float(east), float(north), float(headings_deg(road.xy[i : i + 2])[0])

    def edge_at(self, spot: Spot, *, forwards: bool) -> int:
        """The directed edge that holds the spot, running with the road's own direction or against it."""
        on = np.flatnonzero(self.road == spot.road)
        low, high = np.minimum(self.from_m[on], self.to_m[on]), np.maximum(self.from_m[on], self.to_m[on])
        along = (self.to_m[on] > self.from_m[on]) == forwards
        off = np.where(along, np.maximum(np.maximum(low - spot.along_m, spot.along_m - high), 0.0), np.inf)
        return int(on[np.argmin(off)])

    def nearest_nodes(self, xy: Metres) -> NDArray[np.intp]:
        """The node nearest to each place (n x 2 metres)."""
        tree = shapely.STRtree(shapely.points(self.node_xy))
        return np.asarray(tree.nearest(shapely.points(xy)), dtype=np.intp)

    def node_lonlat(self) -> NDArray[np.float64]:
        """The nodes as n x 2 degrees."""
        return to_lonlat(self.node_xy)


@cache
def road_graph() -> RoadGraph:
    """The network of the demonstration county; always the same one."""
    known = roads_from_posts() + streets_from_junctions()
    roads = known + grid_streets(known)
    while True:
        node_of_cut, node_xy, cuts = _nodes(roads)
        links = _links(roads, node_of_cut, cuts)
        if not links:
            return _graph(roads, node_of_cut, node_xy, cuts)
        roads = roads + links


def _cuts(roads: list[Road]) -> list[NDArray[np.float64]]:
    """For each road the drawn metres at which it is cut: both ends, crossings, and ends of others."""
    lines = [shapely.LineString(road.xy) for road in roads]
    tree = shapely.STRtree(lines)
    at: list[list[float]] = [[0.0, line.length] for line in lines]
    for i, j in zip(*tree.query(lines, predicate="intersects"), strict=True):
        if i < j:
            for x, y in shapely.get_coordinates(shapely.intersection(lines[i], lines[j])):
                for k in (i, j):
                    at[k].append(float(lines[k].project(shapely.Point(x, y))))
    for i, line in enumerate(lines):
        for x, y in (line.coords[0], line.coords[-1]):
            end = shapely.Point(x, y)
            for j in tree.query(end, predicate="dwithin", distance=_TOUCH_M):
                if i != j:
                    at[j].append(float(lines[j].project(end)))
    return [_thin(np.sort(np.array(cuts))) for cuts in at]


def _thin(cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both ends, and between them no cut nearer than a metre to an end or to the cut before."""
    inner = cuts[(cuts > cuts[0] + 1.0) & (cuts < cuts[-1] - 1.0)]
    inner = inner[np.diff(inner, prepend=-np.inf) > 1.0]
    return np.concatenate([cuts[:1], inner, cuts[-1:]])


def _nodes(
    roads: list[Road],
) -> tuple[list[NDArray[np.intp]], Metres, list[NDArray[np.float64]]]:
    """Cuts of different roads that are one place become one node."""
    cuts = _cuts(roads)
    points = np.vstack([_drawn_xy(road, cut) for road, cut in zip(roads, cuts, strict=True)])
    shapes = shapely.points(points)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_TOUCH_M)
    owner = np.repeat(np.arange(len(roads)), [len(c) for c in cuts])
    root = np.arange(len(points))
    for i, j in pairs.T:
        if i < j and owner[i] != owner[j]:
            a, b = _find(root, i), _find(root, j)
            root[max(a, b)] = min(a, b)
    roots = np.array([_find(root, i) for i in range(len(points))])
    unique, node = np.unique(roots, return_inverse=True)
    return np.split(node, np.cumsum([len(c) for c in cuts])[:-1]), points[unique], cuts


def _find(root: NDArray[np.intp], i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = int(root[i])
    return i


def _drawn_xy(road: Road, drawn_m: NDArray[np.float64]) -> Metres:
    drawn = _drawn(road)
    return np.column_stack([np.interp(drawn_m, drawn, road.xy[:, axis]) for axis in (0, 1)])


def _drawn(road: Road) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(road.xy, axis=0).T))])


def _links(
    roads: list[Road], node_of_cut: list[NDArray[np.intp]], cuts: list[NDArray[np.float64]]
) -> list[Road]:
    """One straight street from each island of roads to the nearest road of the mainland."""
    root = np.arange(max(int(n.max()) for n in node_of_cut) + 1)
    for nodes in node_of_cut:
        for i, j in pairwise(nodes.tolist()):
            a, b = _find(root, i), _find(root, j)
            root[max(a, b)] = min(a, b)
    island = np.array([_find(root, int(nodes[0])) for nodes in node_of_cut])
    labels, sizes = np.unique(island, return_counts=True)
    mainland = labels[np.argmax(sizes)]
    shore = shapely.MultiLineString([r.xy for r, i in zip(roads, island, strict=True) if i == mainland])
    links = []
    for label in labels[labels != mainland]:
        own = [(r, c) for r, c, i in zip(roads, cuts, island, strict=True) if i == label]
        ends = np.vstack([_drawn_xy(r, c) for r, c in own])
        far = shapely.distance(shapely.points(ends), shore)
        if far.min() > _LINK_M:
            continue
        start = ends[np.argmin(far)]
        landing = shapely.get_coordinates(shapely.shortest_line(shapely.Point(start), shore))[1]
        xy = np.vstack([start, landing])
        along = np.array([0.0, float(np.hypot(*(landing - start)))])
        first = own[0][0]
        links.append(Road("", "", first.part, first.town, Rank.STREET, xy, along, along / 1000))
    return links


def _graph(
    roads: list[Road], node_of_cut: list[NDArray[np.intp]], node_xy: Metres, cuts: list[NDArray[np.float64]]
) -> RoadGraph:
    rows: list[tuple[int, int, int, float, float, float]] = []
    for index, (road, nodes, cut) in enumerate(zip(roads, node_of_cut, cuts, strict=True)):
        along = np.interp(cut, _drawn(road), road.along_m)
        for i in range(len(cut) - 1):
            if nodes[i] == nodes[i + 1]:
                continue
            speed = _speed(road, cut[i + 1] - cut[i])
            rows.append((nodes[i], nodes[i + 1], index, along[i], along[i + 1], speed))
            rows.append((nodes[i + 1], nodes[i], index, along[i + 1], along[i], speed))
    start, end, which, from_m, to_m, speed_kmh = zip(*rows, strict=True)
    return RoadGraph(
        roads=tuple(roads),
        node_xy=node_xy,
        start=np.array(start, np.int32),
        end=np.array(end, np.int32),
        road=np.array(which, np.int32),
        from_m=np.array(from_m),
        to_m=np.array(to_m),
        length_m=np.abs(np.array(to_m) - np.array(from_m)),
        speed_kmh=np.array(speed_kmh),
    )


def _speed(road: Road, drawn_m: float) -> float:
    """Free flow: a highway with crossings every few hundred metres is a town street with lights."""
    if road.name_zh in _MOUNTAIN_KMH:
        return _MOUNTAIN_KMH[road.name_zh]
    if road.rank is Rank.HIGHWAY and drawn_m < 600:
        return _TOWN_HIGHWAY_KMH
    return _SPEED_KMH[road.rank]
