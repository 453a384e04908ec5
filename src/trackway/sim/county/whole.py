"""The whole county in one value."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from trackway.model.camera import Camera, Site, Station
from trackway.sim.county.cameras import ordinary_cameras
from trackway.sim.county.network import RoadGraph, road_graph
from trackway.sim.county.sites import PlateSite, plate_cameras, plate_sites, stations

__all__ = ["County", "county"]


@dataclass(frozen=True, slots=True, eq=False)
class County:
    """A small county to try things in: real roads, invented posts and cameras.

    ``cameras`` are the plate cameras (number 1 on, four to a site, from north to south) and then the
    ordinary ones in spatial order; ``cameras[i].number == i + 1``.
    """

    seed: int
    graph: RoadGraph
    plate_sites: tuple[PlateSite, ...]
    stations: tuple[Station, ...]
    sites: tuple[Site, ...]
    cameras: tuple[Camera, ...]

    @property
    def plate_camera_count(self) -> int:
        """How many cameras read plates; their numbers come first."""
        return 4 * len(self.plate_sites)


@lru_cache(maxsize=4)
def county(seed: int = 2026, *, ordinary: int = 5000) -> County:
    """The demonstration county with so many ordinary cameras; the same seed gives the same county."""
    graph = road_graph()
    keepers = stations()
    sites = plate_sites(graph)
    plates = plate_cameras(graph, sites, keepers)
    rng = np.random.default_rng([seed, 5000])
    others = ordinary_cameras(graph, keepers, rng, ordinary, first_number=len(plates) + 1)
    return County(
        seed=seed,
        graph=graph,
        plate_sites=sites,
        stations=keepers.rows,
        sites=tuple(at.site for at in sites),
        cameras=(*plates, *others),
    )
