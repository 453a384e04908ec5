"""Lookout: what a camera of a zone tells of who comes and goes, worked out from where it stands and looks.

::

    inside, near the border, looking across it ──► both: the vehicle's heading says whether it comes or goes
    inside, far from the border or looking along it ──► inside: the vehicle is there
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from trackway.model.area import Area, Circle, Polygon, Rectangle, inside
from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.place import Point, bearing_deg, destination, distance_m
from trackway.model.vehicle import Heading
from trackway.watch.zones.zone import SetSide, Side, ZonePlan

__all__ = ["Lookout", "Move", "is_against", "lookouts", "lookouts_of", "move", "turn_deg"]

_BORDER_M = 150.0
"""Nearer the border than a plate camera reads, twice over, nothing turns off unseen between the two."""
_ALONG_DEG = 67.5
"""A lens turned farther than this from straight across the border looks along it, within half an eighth of
the compass: what passes it neither comes nor goes."""
_AGAINST_DEG = 112.5
"""Headings are eighths of the compass, 22.5° to either side: beyond this a vehicle certainly goes the other
way."""
_APART_M = 30.0
"""Chosen cameras nearer than this to the middle of all stand at one junction; none of them is a border."""
_HEADINGS = {
    Heading.N: 0.0,
    Heading.NE: 45.0,
    Heading.E: 90.0,
    Heading.SE: 135.0,
    Heading.S: 180.0,
    Heading.SW: 225.0,
    Heading.W: 270.0,
    Heading.NW: 315.0,
}


class Move(StrEnum):
    """What a passage tells of a vehicle and a zone."""

    COMES = "comes"
    GOES = "goes"
    THERE = "there"
    UNSURE = "unsure"
    """On the border, and nobody saw which way it went."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """A camera of a zone; ``inward_deg`` is the bearing that leads in, ``None`` where none is known.

    ``is_set`` says that somebody said so; otherwise it was worked out.
    """

    camera: int
    side: Side
    inward_deg: float | None = None
    is_set: bool = False


def lookouts(plan: ZonePlan, cameras: Mapping[int, Camera]) -> Mapping[int, Lookout]:
    """The cameras of a zone by number, those left out among them; ``cameras`` are those on the register."""
    return lookouts_of(plan.area, plan.chosen, plan.sides, cameras)


def lookouts_of(
    area: Area | None, chosen: Iterable[int], sides: Iterable[SetSide], cameras: Mapping[int, Camera]
) -> Mapping[int, Lookout]:
    """The same of the cameras in an area, or where there is none of those chosen."""
    own = _drawn(area, cameras.values()) if area is not None else _chosen(chosen, cameras)
    found = {lookout.camera: lookout for lookout in own}
    for said in sides:
        if (guessed := found.get(said.camera)) is not None:
            inward = guessed.inward_deg if said.inward_deg is None else said.inward_deg
            found[said.camera] = Lookout(said.camera, said.side, inward, is_set=True)
    return found


def move(passage: Passage, lookout: Lookout) -> Move:
    """What a passage at a lookout tells."""
    if lookout.side is Side.INSIDE:
        return Move.THERE
    heading = _HEADINGS.get(passage.heading)
    turn = None if heading is None or lookout.inward_deg is None else turn_deg(heading, lookout.inward_deg)
    match lookout.side:
        case Side.ENTRY:
            return Move.GOES if turn is not None and turn > _AGAINST_DEG else Move.COMES
        case Side.EXIT:
            return Move.COMES if turn is not None and turn < 180 - _AGAINST_DEG else Move.GOES
        case _:
            if turn is None or 180 - _AGAINST_DEG <= turn <= _AGAINST_DEG:
                return Move.UNSURE
            return Move.COMES if turn < 90 else Move.GOES


def is_against(passage: Passage, oneway_deg: float) -> bool:
    """Whether a vehicle was seen to drive against the one way; one that turns across it was not."""
    heading = _HEADINGS.get(passage.heading)
    return heading is not None and turn_deg(heading, oneway_deg) > _AGAINST_DEG


def turn_deg(a: float, b: float) -> float:
    """The angle between two bearings, 0 to 180 degrees."""
    return abs((a - b + 180.0) % 360.0 - 180.0)


def _drawn(area: Area, cameras: Iterable[Camera]) -> Iterable[Lookout]:
    all_ = tuple(cameras)
    lon = np.array([one.place.lon for one in all_], np.float64)
    lat = np.array([one.place.lat for one in all_], np.float64)
    for i in np.flatnonzero(inside(area, lon, lat)).tolist():
        camera = all_[i]
        border = _nearest_border(area, camera.place)
        metres = distance_m(border, camera.place)
        if metres > _BORDER_M:
            yield Lookout(camera.number, Side.INSIDE)
        elif metres < 1.0:  # on the border itself no bearing leads away from it
            yield _lookout(camera, bearing_deg(camera.place, _middle(area)))
        else:
            yield _lookout(camera, bearing_deg(border, camera.place))


def _chosen(numbers: Iterable[int], cameras: Mapping[int, Camera]) -> Iterable[Lookout]:
    all_ = [cameras[number] for number in sorted(numbers) if number in cameras]
    if not all_:
        return
    middle = _mean([one.place for one in all_])
    hull = shapely.MultiPoint([(one.place.lon, one.place.lat) for one in all_]).convex_hull
    for camera in all_:
        is_outer = not shapely.contains_properly(hull, shapely.Point(camera.place.lon, camera.place.lat))
        if is_outer and distance_m(camera.place, middle) > _APART_M:
            yield _lookout(camera, bearing_deg(camera.place, middle))
        else:
            yield Lookout(camera.number, Side.INSIDE)


def _lookout(camera: Camera, inward: float) -> Lookout:
    """A camera by the border: roads lead along the lens, so that in is the way of it that leads inward."""
    if camera.heading_deg is None:
        return Lookout(camera.number, Side.BOTH, round(inward, 1) % 360)
    turn = turn_deg(camera.heading_deg, inward)
    if 180 - _ALONG_DEG > turn > _ALONG_DEG:
        return Lookout(camera.number, Side.INSIDE)
    ahead = camera.heading_deg if turn < 90 else camera.heading_deg + 180
    return Lookout(camera.number, Side.BOTH, ahead % 360)


def _nearest_border(area: Area, place: Point) -> Point:
    """The place on the border nearest to one inside."""
    match area:
        case Circle(centre, radius_m):
            away = bearing_deg(centre, place) if distance_m(centre, place) > 0 else 0.0
            return destination(centre, away, radius_m)
        case Rectangle(west, south, east, north):
            ring = shapely.LinearRing([(west, south), (east, south), (east, north), (west, north)])
        case Polygon(corners):
            ring = shapely.LinearRing([(corner.lon, corner.lat) for corner in corners])
    # Nearest on a plane whose degrees are equally long here.
    squeeze = math.cos(math.radians(place.lat))
    flat = shapely.transform(ring, lambda xy: xy * [squeeze, 1.0])
    at = flat.interpolate(flat.project(shapely.Point(place.lon * squeeze, place.lat)))
    return Point(at.x / squeeze, at.y)


def _middle(area: Area) -> Point:
    match area:
        case Circle(centre, _):
            return centre
        case Rectangle(west, south, east, north):
            return Point((west + east) / 2, (south + north) / 2)
        case Polygon(corners):
            at = shapely.Polygon([(corner.lon, corner.lat) for corner in corners]).representative_point()
            return Point(at.x, at.y)


def _mean(places: list[Point]) -> Point:
    return Point(
        sum(place.lon for place in places) / len(places), sum(place.lat for place in places) / len(places)
    )
