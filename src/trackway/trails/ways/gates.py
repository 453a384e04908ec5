"""Gates: the cameras of one site that look the same way, taken as one place where a vehicle is seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.camera import Camera
from trackway.model.place import Point
from trackway.model.vehicle import Heading
from trackway.trails.places import shared_name

__all__ = ["Gate", "Gates", "gates_of"]


@dataclass(frozen=True, slots=True)
class Gate:
    """One direction of a site 斷面: its ``cameras`` (numbers), where the first stands, what it is called.

    A camera without a site is a gate of its own.
    """

    cameras: tuple[int, ...]
    place: Point
    heading: Heading
    name: str
    site: str


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """All gates, and for each camera number the index of its gate (-1: not on the register)."""

    rows: tuple[Gate, ...]
    of_camera: NDArray[np.int32]

    def at(self, camera: int) -> int:
        """The index of a camera's gate, -1 for a camera that is not on the register."""
        return int(self.of_camera[camera]) if camera < len(self.of_camera) else -1


def gates_of(cameras: Mapping[int, Camera]) -> Gates:
    """The gates of the cameras on the register, in order of their first camera."""
    together: dict[tuple[str, Heading], list[Camera]] = {}
    for number in sorted(cameras):
        camera = cameras[number]
        heading = Heading.of(camera.heading_deg)
        together.setdefault((camera.site_id or f"#{number}", heading), []).append(camera)
    of_camera = np.full(max(cameras, default=0) + 1, -1, np.int32)
    rows = []
    for index, ((site, heading), some) in enumerate(together.items()):
        of_camera[[camera.number for camera in some]] = index
        numbers = tuple(camera.number for camera in some)
        rows.append(Gate(numbers, some[0].place, heading, shared_name(some) or some[0].name, site))
    return Gates(tuple(rows), of_camera)
