"""Quickest ways over the road network."""

import heapq
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import NotFound
from trackway.sim.county.network import RoadGraph

__all__ = ["WayTree", "quickest_from"]


@dataclass(frozen=True, slots=True, eq=False)
class WayTree:
    """The quickest ways from one node to all others.

    ``seconds`` to each node (infinite where there is no way), ``edge_in`` the last edge of the way
    there (-1 at the start), ``order`` the nodes from near to far.
    """

    seconds: NDArray[np.float64]
    edge_in: NDArray[np.int32]
    order: tuple[int, ...]

    def edges_to(self, node: int, graph: RoadGraph) -> tuple[int, ...]:
        """The directed edges of the quickest way to a node, in driving order."""
        if not np.isfinite(self.seconds[node]):
            raise NotFound(f"No way leads to the junction {node}.")
        edges = []
        while (edge := int(self.edge_in[node])) >= 0:
            edges.append(edge)
            node = int(graph.start[edge])
        return tuple(reversed(edges))


def quickest_from(graph: RoadGraph, node: int, seconds: NDArray[np.float64] | None = None) -> WayTree:
    """Dijkstra's algorithm; ``seconds`` per directed edge, free flow when not given, infinite to close it."""
    spent = (graph.seconds if seconds is None else seconds).tolist()
    leaving = _leaving(graph)
    ends = graph.end.tolist()
    best = [float("inf")] * len(graph.node_xy)
    edge_in = [-1] * len(graph.node_xy)
    best[node] = 0.0
    order: list[int] = []
    settled = bytearray(len(best))
    queue = [(0.0, node)]
    while queue:
        far, here = heapq.heappop(queue)
        if settled[here]:
            continue
        settled[here] = 1
        order.append(here)
        for edge in leaving[here]:
            reach = far + spent[edge]
            there = ends[edge]
            if reach < best[there]:
                best[there], edge_in[there] = reach, edge
                heapq.heappush(queue, (reach, there))
    return WayTree(np.array(best), np.array(edge_in, np.int32), tuple(order))


@lru_cache(maxsize=4)
def _leaving(graph: RoadGraph) -> list[list[int]]:
    """The edges that leave each node."""
    lists: list[list[int]] = [[] for _ in graph.node_xy]
    for edge, start in enumerate(graph.start.tolist()):
        lists[start].append(edge)
    return lists
