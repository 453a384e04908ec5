"""Missing reads: gates on a vehicle's quickest way to or from a scene that should have seen it."""

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import Point, bearing_deg
from trackway.model.vehicle import Heading
from trackway.trails.desk import Desk
from trackway.trails.ways.around import Around
from trackway.trails.ways.bound import bounds
from trackway.trails.ways.gates import Gates

__all__ = ["missing_reads"]

_ON_THE_WAY, _ON_THE_WAY_S = 1.03, 10.0
"""By a gate the way is at most 3 % and ten seconds longer: cameras stand beside the nodes of the network."""
_AHEAD_DEG = 80.0
"""A gate on the way looks about where the way leads; the one for the other direction looks back."""


def missing_reads(desk: Desk, gates: Gates, scene: Point, seen: Around, sides: tuple[int, int]) -> list[int]:
    """The indices of those gates, nearest to the scene first; none without a road network, which alone knows
    the way."""
    if desk.roads is None:
        return []
    before, after = sides
    live = np.unique(seen.gate)
    found: list[tuple[float, int]] = []
    if before >= 0:
        found += _between(desk, gates, gates.rows[seen.gate[before]].place, scene, live)
    if after >= 0:
        found += _between(desk, gates, scene, gates.rows[seen.gate[after]].place, live)
    own = {int(seen.gate[row]) for row in sides if row >= 0}
    sites = {gates.rows[gate].site for gate in own}
    return [gate for _, gate in sorted(found) if gates.rows[gate].site not in sites]


def _between(
    desk: Desk, gates: Gates, start: Point, end: Point, live: NDArray[np.int32]
) -> list[tuple[float, int]]:
    """Gates that filed anything at that time and lie on the quickest way, with seconds from its start."""
    places = [gates.rows[gate].place for gate in live.tolist()]
    from_start = bounds(desk.roads, start, [*places, end])
    to_end = bounds(desk.roads, end, places, towards=True)
    whole = float(from_start.flowing_s[-1])
    by = from_start.flowing_s[:-1] + to_end.flowing_s
    found = []
    for k in np.flatnonzero(by <= whole * _ON_THE_WAY + _ON_THE_WAY_S).tolist():
        gate = gates.rows[int(live[k])]
        ahead = end if to_end.metres[k] > 1.0 else gate.place
        off = _turn(bearing_deg(gate.place, ahead), gate.heading)
        is_between = 0 < from_start.flowing_s[k] < whole and to_end.flowing_s[k] > 0
        if is_between and off <= _AHEAD_DEG:
            found.append((float(from_start.flowing_s[k]), int(live[k])))
    return found


_EIGHTH = {
    **{Heading.N: 0.0, Heading.NE: 45.0, Heading.E: 90.0, Heading.SE: 135.0},
    **{Heading.S: 180.0, Heading.SW: 225.0, Heading.W: 270.0, Heading.NW: 315.0},
}


def _turn(bearing: float, heading: Heading) -> float:
    """Degrees between a bearing and where a gate looks; none where nobody says where it looks."""
    if heading not in _EIGHTH:
        return 0.0
    return abs((bearing - _EIGHTH[heading] + 180) % 360 - 180)
