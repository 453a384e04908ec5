"""Where: areas drawn on the map and cameras named, as one part of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trackway.model.area import Area, area_text, inside, parse_area
from trackway.model.camera import Camera
from trackway.model.errors import NotFound, WrongUse
from trackway.model.time import Instant, Span, parse_instant

__all__ = ["Place", "Visit", "cameras_at", "parse_place", "parse_visit"]

_CAMERA = "camera:"


@dataclass(frozen=True, slots=True)
class Place:
    """An area or one camera. As text: ``circle:LON,LAT,METRES``, ``rectangle:W,S,E,N``,
    ``polygon:LON,LAT LON,LAT LON,LAT`` or ``camera:ID``."""

    area: Area | None = None
    camera: str = ""

    def __post_init__(self) -> None:
        if (self.area is None) is (self.camera == ""):
            raise WrongUse("A place is either an area or a camera.")

    def __str__(self) -> str:
        return _CAMERA + self.camera if self.area is None else area_text(self.area)


@dataclass(frozen=True, slots=True)
class Visit:
    """A place and a span in which something was there. As text: ``PLACE @ FROM / TO``."""

    place: Place
    span: Span

    def __str__(self) -> str:
        return f"{self.place} @ {self.span.start} / {self.span.end}"


def parse_place(text: str) -> Place:
    """The place that a line of text names."""
    wanted = text.strip()
    if wanted.lower().startswith(_CAMERA):
        return Place(camera=wanted[len(_CAMERA) :].strip())
    return Place(parse_area(wanted))


def parse_visit(text: str, now: Instant) -> Visit:
    """The visit that a line of text names; its times as ``parse_instant`` takes them."""
    place, at, times = text.rpartition("@")
    start, slash, end = times.partition("/")
    if not at or not slash:
        raise WrongUse(f"{text!r} is not a place with its time; write PLACE @ FROM / TO.")
    return Visit(parse_place(place), Span(parse_instant(start, lambda: now), parse_instant(end, lambda: now)))


def cameras_at(places: Sequence[Place], cameras: Mapping[int, Camera]) -> frozenset[int]:
    """The numbers of the cameras in any of the places; no places mean every camera.

    ``cameras`` are those on the register by number. Raises ``NotFound`` for a camera that is not on it.
    """
    if not places:
        return frozenset(cameras)
    numbers = np.fromiter(cameras, np.int64, len(cameras))
    lon = np.array([camera.place.lon for camera in cameras.values()])
    lat = np.array([camera.place.lat for camera in cameras.values()])
    by_id = {camera.id: camera.number for camera in cameras.values()}
    found: set[int] = set()
    for place in places:
        if place.area is not None:
            found.update(map(int, numbers[inside(place.area, lon, lat)]))
        elif place.camera in by_id:
            found.add(by_id[place.camera])
        else:
            raise NotFound(f"There is no camera {place.camera!r} on the register.")
    return frozenset(found)
