"""Reach: where a vehicle can be by now, which gates others had reached by then, which stations are near."""

from collections.abc import Collection

import numpy as np
import shapely

from trackway.model.camera import Station
from trackway.model.finding import Fact
from trackway.model.place import WGS84, Point, destination
from trackway.model.roads import nearest, quickest_s
from trackway.model.said import Said
from trackway.trails.desk import Desk
from trackway.trails.ways.bound import DETOUR, FLOWING_KMH, bounds
from trackway.trails.ways.gates import Gate, Gates
from trackway.trails.ways.ways import LEAST_TIMES, Journeys, quantiles

__all__ = ["can_be_in", "nearest_stations", "reached"]

_SHOWN_GATES = 60
"""The map shows gates and not dust: these are all but a few in a hundred of the journeys."""
_HUGGING = 0.3
"""How closely the outline follows the roads reached (0 closely, 1 convex): this leaves out the mountains."""
_CIRCLE = 36
_STATIONS = 2
_OFF_ROAD_M = 400.0


def can_be_in(desk: Desk, gates: Gates, cameras: Collection[int], seconds: float) -> Fact:
    """The area it can be in so many seconds after the gate, as a ring of [lon, lat]: by road in free-flowing
    traffic where there are roads, else a circle."""
    start = gates.rows[gates.at(min(cameras))].place
    if desk.roads is not None:
        node, off = nearest(desk.roads, [start])
        if off[0] <= _OFF_ROAD_M:
            inside = quickest_s(desk.roads, int(node[0])) <= seconds
            at = shapely.MultiPoint(np.column_stack([desk.roads.lon[inside], desk.roads.lat[inside]]))
            hull = shapely.concave_hull(at, ratio=_HUGGING)
            if isinstance(hull, shapely.Polygon) and not hull.is_empty:
                ring = [[round(x, 5), round(y, 5)] for x, y in hull.exterior.coords]
                return {"seconds": round(seconds, 1), "by": "roads", "ring": ring}
    radius = seconds * FLOWING_KMH / 3.6 / DETOUR
    around = [destination(start, 360 / _CIRCLE * k, radius) for k in (*range(_CIRCLE), 0)]
    circle = [[round(p.lon, 5), round(p.lat, 5)] for p in around]
    return {"seconds": round(seconds, 1), "by": "straight line", "ring": circle}


def reached(gates: Gates, found: Journeys, elapsed_s: float) -> Fact:
    """Which gates the vehicles that had not been seen again by then came to, and after how long: likeliest
    first."""
    first = np.full(found.count, np.inf)
    rows = found.nearest()
    first[found.vehicle[rows]] = found.seconds[rows]
    waiting = first > elapsed_s
    left = int(waiting.sum())
    mine = np.flatnonzero(waiting[found.vehicle])
    if not left:
        return []
    # In order of vehicle and time: the first sighting of each vehicle at each gate.
    _, once = np.unique(found.vehicle[mine] * len(gates.rows) + found.gate[mine], return_index=True)
    gate, seconds = found.gate[mine[once]], found.seconds[mine[once]]
    index, counts = np.unique(gate, return_counts=True)
    order = np.lexsort((index, -counts))[:_SHOWN_GATES]
    shown: list[Fact] = []
    for k in order.tolist():
        times = seconds[gate == index[k]]
        fact: dict[str, Fact] = {
            "cameras": list(gates.rows[index[k]].cameras),
            "share": round(int(counts[k]) / left, 4),
        }
        if len(times) >= LEAST_TIMES:
            early, middle, late = quantiles(times, (0.1, 0.5, 0.9))
            fact |= {"p10_s": round(early, 1), "p50_s": round(middle, 1), "p90_s": round(late, 1)}
        shown.append(fact)
    return shown


def nearest_stations(desk: Desk, gate: Gate, arriving_s: float | None) -> tuple[Fact, tuple[Said, ...]]:
    """The stations from which that gate is soonest reached, and whether before the vehicle is there."""
    if not desk.stations:
        return [], ()
    near = bounds(desk.roads, gate.place, [one.place for one in _closest(desk, gate.place)], towards=True)
    some = _closest(desk, gate.place)
    order = np.argsort(near.flowing_s, kind="stable")[:_STATIONS].tolist()
    facts: list[Fact] = []
    for k in order:
        fact: dict[str, Fact] = {
            "station": some[k].id,
            "name": some[k].name,
            "metres": round(float(near.metres[k])),
            "seconds": round(float(near.flowing_s[k])),
        }
        if arriving_s is not None:
            fact["before_s"] = round(arriving_s - float(near.flowing_s[k]))
        facts.append(fact)
    first = some[order[0]]
    minutes, km = near.flowing_s[order[0]] / 60, near.metres[order[0]] / 1000
    says = Said(
        f"最近：{first.name}，{km:.1f} 公里，約 {minutes:.0f} 分鐘。",
        f"Nearest: {first.name}, {km:.1f} km, about {minutes:.0f} min.",
    )
    return facts, (says,)


def _closest(desk: Desk, place: Point) -> list[Station]:
    """The few stations nearest as the crow flies; only their roads are looked at."""
    lon = np.array([one.place.lon for one in desk.stations])
    lat = np.array([one.place.lat for one in desk.stations])
    n = len(lon)
    metres = np.asarray(WGS84.inv(np.full(n, place.lon), np.full(n, place.lat), lon, lat)[2])
    return [desk.stations[k] for k in np.argsort(metres, kind="stable")[: 4 * _STATIONS].tolist()]
