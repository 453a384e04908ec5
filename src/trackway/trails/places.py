"""Places as officers call them: the names of sites, and of the areas and cameras of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from trackway.model.area import Area, Circle, Polygon, Rectangle
from trackway.model.camera import Camera
from trackway.model.place import Point, distance_m
from trackway.model.said import Said
from trackway.trails.where import Place

__all__ = ["PlaceNames", "area_says", "circled", "place_id", "place_names", "place_says", "shared_name"]

_CIRCLED = 20
"""① to ⑳ (U+2460 to U+2473) are what every font has."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaceNames:
    """What each place is called: ``ids`` by number of camera (its site's, else its own), ``names`` by id."""

    ids: Mapping[int, str]
    names: Mapping[str, str]

    def id_at(self, number: int) -> str:
        """The id of the place where a camera stands; ``#number`` for one that is not on the register."""
        return self.ids.get(number, f"#{number}")

    def called(self, place: str) -> str:
        """The name of a place by its id; the id itself where it has none."""
        return self.names.get(place, place)

    def at(self, number: int) -> str:
        """The name of the place where a camera stands."""
        return self.called(self.id_at(number))


def place_id(cameras: Mapping[int, Camera], number: int) -> str:
    """Where a camera stands: its site's id where it has one, else its own; ``#number`` when not known."""
    camera = cameras.get(number)
    return f"#{number}" if camera is None else camera.site_id or camera.id


def place_names(cameras: Mapping[int, Camera]) -> PlaceNames:
    """The names of the places of all these cameras: what those of a site share, else the first one's name.

    Where two places have the same name, the id stands behind it: `中正路口 (D051)`.
    """
    ids = {number: place_id(cameras, number) for number in sorted(cameras)}
    members: dict[str, list[Camera]] = {}
    for number, place in ids.items():
        members.setdefault(place, []).append(cameras[number])
    plain = {
        place: (len(some) > 1 and shared_name(some)) or some[0].name or place
        for place, some in members.items()
    }
    once: dict[str, int] = {}
    for name in plain.values():
        once[name] = once.get(name, 0) + 1
    names = {p: name if once[name] == 1 or name == p else f"{name} ({p})" for p, name in plain.items()}
    return PlaceNames(ids, names)


def shared_name(some: Sequence[Camera]) -> str:
    """What the names of cameras begin with in common: without the lane; "" where they share nothing.

    A number is shared whole or not at all: `路口 11` and `路口 12` share `路口`.
    """
    names = [camera.name for camera in some]
    first, last = min(names), max(names)  # what these two share, all between them share
    shared = first[
        : next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    ]
    if shared[-1:].isdigit() and any(name[len(shared) :][:1].isdigit() for name in names):
        shared = shared.rstrip("0123456789")
    return shared.strip(" -_（(")


def circled(number: int) -> str:
    """The number of a place of a question, from 1, as the map shows it: ①; (21) from 21 on."""
    return chr(0x2460 + number - 1) if number <= _CIRCLED else f"({number})"


def place_says(place: Place, cameras: Mapping[int, Camera], names: PlaceNames) -> Said:
    """A place of a question in words: an area's shape and size, or the name of where the camera stands."""
    if place.area is not None:
        return area_says(place.area)
    number = next((camera.number for camera in cameras.values() if camera.id == place.camera), None)
    name = place.camera if number is None else names.at(number)
    return Said(name, name)


def area_says(area: Area) -> Said:
    """`半徑 500 公尺的圓形 circle of 500 m radius`: shape and size, where it lies is on the map."""
    match area:
        case Circle(_, radius_m):
            zh, en = _length(radius_m)
            return Said(f"半徑 {zh}的圓形", f"circle of {en} radius")
        case Rectangle(west, south, east, north):
            middle = (south + north) / 2
            across = _length(distance_m(Point(west, middle), Point(east, middle)))
            up = _length(distance_m(Point(west, south), Point(west, north)))
            return Said(f"{across[0]} × {up[0]}的矩形", f"rectangle of {across[1]} × {up[1]}")
        case Polygon(ring):
            return Said(f"{len(ring)} 個角的多邊形", f"polygon of {len(ring)} corners")
        case _:
            assert_never(area)


def _length(metres: float) -> tuple[str, str]:
    """In Chinese and in English: metres, kilometres from 1,000 on."""
    if metres < 1000:
        return f"{metres:.0f} 公尺", f"{metres:.0f} m"
    return f"{metres / 1000:.1f} 公里", f"{metres / 1000:.1f} km"
