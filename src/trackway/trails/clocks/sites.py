"""Sites in a row: cameras taken together by the pole they hang on, with the metres between."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.camera import Camera
from trackway.model.place import WGS84
from trackway.trails.places import place_names

__all__ = ["MOST_SITES", "Sites", "sites_of"]

MOST_SITES = 256
"""Beyond, neighbours are taken together: all pairs of 256 sites are a matrix that travels with a question."""
_SIGHT_M = 50.0
"""How far from its pole a camera may read a plate."""
_DEGREE_M = 111_320.0
_CELL_M = 250.0


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Sites by index: ``ids`` and ``names``, their ``cameras`` (numbers), and ``least_m``, the metres that at
    least lie between where two sites see a vehicle (n x n). ``of_camera`` is the index by camera number, -1
    for none.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    cameras: tuple[tuple[int, ...], ...]
    of_camera: NDArray[np.int64]
    least_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def numbers(self) -> list[int]:
        """Every camera of them, in order."""
        return sorted(number for some in self.cameras for number in some)

    @property
    def table(self) -> list[int]:
        """The index by camera number as a statement takes it; 0 for cameras that are no site's."""
        return [int(site) for site in np.maximum(self.of_camera, 0)]

    def at(self, camera: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sites of these cameras, -1 for one that is not on the register."""
        known = np.where(camera < len(self.of_camera), camera, 0)
        return self.of_camera[known]


def sites_of(cameras: Mapping[int, Camera], wanted: Collection[int]) -> Sites:
    """The sites of the cameras wanted, in order of their first camera.

    More than ``MOST_SITES`` are taken together by cells of ground, each twice as wide until they are few
    enough; what lies between two groups is then what lies between their nearest members or less.
    """
    numbers = np.array(sorted(number for number in wanted if number in cameras), np.int64)
    lon = np.array([cameras[n].place.lon for n in numbers.tolist()])
    lat = np.array([cameras[n].place.lat for n in numbers.tolist()])
    keys: list[object] = [cameras[n].site_id or f"#{n}" for n in numbers.tolist()]
    cell_m = _CELL_M
    while len(set(keys)) > MOST_SITES:
        x = np.floor(lon * _DEGREE_M * np.cos(np.radians(lat.mean())) / cell_m)
        y = np.floor(lat * _DEGREE_M / cell_m)
        keys = list(zip(x.tolist(), y.tolist(), strict=True))
        cell_m *= 2
    group = {key: index for index, key in enumerate(dict.fromkeys(keys))}
    index = np.array([group[key] for key in keys], np.int64)
    of_camera = np.full(int(numbers.max(initial=0)) + 1, -1, np.int64)
    of_camera[numbers] = index
    members = tuple(tuple(numbers[index == k].tolist()) for k in range(len(group)))
    places = place_names(cameras)
    ids = tuple(places.id_at(some[0]) for some in members)
    return Sites(
        ids, tuple(map(places.called, ids)), members, of_camera, _least_m(lon, lat, index, len(group))
    )


def _least_m(
    lon: NDArray[np.float64], lat: NDArray[np.float64], index: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Between the middles, less how far members lie from them, less how far cameras see."""
    size = np.maximum(np.bincount(index, minlength=count), 1)
    x = np.bincount(index, lon, count) / size
    y = np.bincount(index, lat, count) / size
    reach = np.zeros(count)
    if len(lon):
        np.maximum.at(reach, index, np.asarray(WGS84.inv(lon, lat, x[index], y[index])[2]))
    one, other = np.triu_indices(count, 1)
    between = np.zeros((count, count))
    if len(one):
        between[one, other] = WGS84.inv(x[one], y[one], x[other], y[other])[2]
    between += between.T
    return np.maximum(between - reach[:, None] - reach[None, :] - 2 * _SIGHT_M, 0.0)
