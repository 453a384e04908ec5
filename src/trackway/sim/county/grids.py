"""Town grids: the unnamed streets between the named ones, laid at each town's own bearing."""

import numpy as np
import shapely
from numpy.typing import NDArray

from trackway.sim.county.lines import Rank, Road, crossing_angle_deg, read_facts
from trackway.sim.county.plane import Metres, headings_deg, to_plane

__all__ = ["grid_streets"]

_PARALLEL_DEG = 25.0
_TOO_NEAR = 0.42
"""Of a block: a grid street closer than this beside a known street would be the same street twice."""
_MISSING = 0.08
"""Share of blocks without a street on one side: real towns have schools, temples and rice fields."""
_SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def grid_streets(known: list[Road], seed: int = 193) -> list[Road]:
    """Streets of every town grid that do not double a known road."""
    rng = np.random.default_rng(seed)
    pieces = [(p, h) for road in known for p, h in zip(_pieces(road.xy), headings_deg(road.xy), strict=True)]
    known_pieces = shapely.STRtree([piece for piece, _ in pieces]), np.array([h for _, h in pieces])
    streets: list[Road] = []
    laid: list[shapely.Polygon] = []
    for row in read_facts("grids.csv"):
        centre = to_plane(np.array([[float(row["lon"]), float(row["lat"])]]))[0]
        bearing, step = float(row["bearing_deg"]), float(row["step_m"])
        half = (float(row["along_m"]), float(row["across_m"]))
        taken = shapely.union_all(laid)
        shapely.prepare(taken)
        for line in _lattice(centre, bearing, half, step):
            for run in _fresh(line, known_pieces, step * _TOO_NEAR, taken, rng):
                along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(run, axis=0).T))])
                streets.append(
                    Road("", "", row["place_zh"], row["town"], Rank.STREET, run, along, along / 1000)
                )
        laid.append(_rectangle(centre, bearing, half))
    return streets


def _pieces(xy: Metres) -> list[shapely.LineString]:
    return list(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))


def _axes(bearing: float) -> tuple[Metres, Metres]:
    angle = np.radians(bearing)
    return np.array([np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), -np.sin(angle)])


def _rectangle(centre: Metres, bearing: float, half: tuple[float, float]) -> shapely.Polygon:
    along, across = _axes(bearing)
    return shapely.Polygon([centre + u * half[0] * along + v * half[1] * across for u, v in _SQUARE])


def _lattice(centre: Metres, bearing: float, half: tuple[float, float], step: float) -> list[Metres]:
    """Both families of parallel streets, each corner where two cross."""
    along, across = _axes(bearing)
    # Long blocks one way, short the other, as Taiwanese towns have them.
    u = np.arange(-half[0], half[0] + 1, step * 1.5)
    v = np.arange(-half[1], half[1] + 1, step)
    corner = centre + u[:, None, None] * along + v[None, :, None] * across
    return [corner[i] for i in range(len(u))] + [corner[:, j] for j in range(len(v))]


def _fresh(
    line: Metres,
    known: tuple[shapely.STRtree, NDArray[np.float64]],
    too_near_m: float,
    laid: shapely.Geometry,
    rng: np.random.Generator,
) -> list[Metres]:
    """The runs of a lattice line that are kept, at least one block each; none inside an earlier grid."""
    tree, headings = known
    heading = headings_deg(line)
    runs: list[list[int]] = [[0]]
    for i, piece in enumerate(_pieces(line)):
        near = tree.query(piece.centroid, predicate="dwithin", distance=too_near_m)
        doubled = any(crossing_angle_deg(headings[j], heading[i]) < _PARALLEL_DEG for j in near)
        if doubled or laid.intersects(piece) or rng.random() < _MISSING:
            runs.append([])
        runs[-1].append(i + 1)
    return [line[run] for run in runs if len(run) > 1]
