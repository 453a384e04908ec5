"""What the register holds at one moment, and which of it lies where.

A ``Snapshot`` is made once after every change and shared by all threads; choosing by area is then
arithmetic on three arrays.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from trackway.model.area import Area, inside
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Conflict, WrongUse
from trackway.model.place import WGS84, Point

__all__ = ["MAX_CAMERAS", "Nearby", "Selection", "Snapshot", "StationCount"]

MAX_CAMERAS = 65_535
"""A camera's number has 16 bits of a passage's id."""


@dataclass(frozen=True, slots=True)
class StationCount:
    """A station and how many of the chosen cameras it keeps."""

    station: Station
    count: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The cameras in an area, by number, and the stations they belong to, most cameras first."""

    cameras: tuple[Camera, ...]
    stations: tuple[StationCount, ...]

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the cameras: what a question about passages is asked with."""
        return frozenset(camera.number for camera in self.cameras)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A camera and how far off it stands, in metres."""

    camera: Camera
    distance_m: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register at one moment.

    ``cameras`` are those in use, by number; ``retired`` were taken down. ``lon``, ``lat`` (degrees),
    ``is_plate`` and ``station`` (index into ``stations``, -1 for none) have one entry per camera in use.
    ``guessed`` are ids of stations and of sites that stand at the mean of their cameras.
    """

    cameras: tuple[Camera, ...]
    retired: tuple[Camera, ...]
    stations: tuple[Station, ...]
    sites: tuple[Site, ...]
    guessed_stations: frozenset[str]
    guessed_sites: frozenset[str]
    by_id: Mapping[str, Camera]
    by_number: Mapping[int, Camera]
    map_ranks: Mapping[int, int]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    is_plate: NDArray[np.bool_]
    station: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        cameras: tuple[Camera, ...],
        retired: tuple[Camera, ...],
        stations: Mapping[Station, bool],
        sites: Mapping[Site, bool],
        map_ranks: Mapping[int, int],
    ) -> Self:
        """The snapshot of these; stations and sites come with whether their place is a mean."""
        place_of = {station.id: index for index, station in enumerate(stations)}
        return cls(
            cameras=cameras,
            retired=retired,
            stations=tuple(stations),
            sites=tuple(sites),
            guessed_stations=frozenset(station.id for station, guessed in stations.items() if guessed),
            guessed_sites=frozenset(site.id for site, guessed in sites.items() if guessed),
            by_id={camera.id: camera for camera in (*retired, *cameras)},
            by_number={camera.number: camera for camera in (*retired, *cameras)},
            map_ranks=map_ranks,
            lon=np.array([camera.place.lon for camera in cameras], dtype=np.float64),
            lat=np.array([camera.place.lat for camera in cameras], dtype=np.float64),
            is_plate=np.array([camera.kind is CameraKind.PLATE for camera in cameras], dtype=np.bool_),
            station=np.array(
                [place_of.get(camera.station_id or "", -1) for camera in cameras], dtype=np.int64
            ),
        )

    def inside(self, area: Area, kinds: Collection[CameraKind] | None) -> Selection:
        """The cameras of these kinds (``None``: any) in the area, its border included."""
        chosen = inside(area, self.lon, self.lat) & self._of(kinds)
        where = np.flatnonzero(chosen)
        counts = np.bincount(self.station[where] + 1, minlength=len(self.stations) + 1)[1:]
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        return Selection(
            cameras=tuple(self.cameras[i] for i in where.tolist()),
            stations=tuple(StationCount(self.stations[i], int(counts[i])) for i in order.tolist()),
        )

    def near(self, point: Point, metres: float, kinds: Collection[CameraKind] | None) -> tuple[Nearby, ...]:
        """The cameras within so many metres of the point, nearest first."""
        if not 0 < metres <= 1_000_000:
            raise WrongUse(f"The distance of {metres} m is not between 0 and 1,000,000 m.")
        n = len(self.cameras)
        _, _, away = WGS84.inv(np.full(n, point.lon), np.full(n, point.lat), self.lon, self.lat)
        distance = np.asarray(away, dtype=np.float64)
        where = np.flatnonzero((distance <= metres) & self._of(kinds))
        where = where[np.argsort(distance[where], kind="stable")]
        return tuple(Nearby(self.cameras[i], float(distance[i])) for i in where.tolist())

    def free_numbers(self) -> Iterator[int]:
        """Numbers no camera ever had: those above the highest first, then the gaps below it."""
        highest = max(self.by_number, default=0)
        yield from range(highest + 1, MAX_CAMERAS + 1)
        yield from (number for number in range(1, highest) if number not in self.by_number)
        raise Conflict(f"All {MAX_CAMERAS:,} camera numbers have been given; none is ever given twice.")

    def _of(self, kinds: Collection[CameraKind] | None) -> NDArray[np.bool_]:
        wanted = set(CameraKind) if kinds is None else set(kinds)
        is_plate = self.is_plate
        return (is_plate & (CameraKind.PLATE in wanted)) | (~is_plate & (CameraKind.ORDINARY in wanted))
