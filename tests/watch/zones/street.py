"""A small zone to test with: a circle of 500 m, lookouts west and east, a camera inside, one far off."""

from dataclasses import replace
from datetime import datetime

from trackway.model.area import Circle
from trackway.model.band import parse_band
from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import PlatePattern
from trackway.model.place import Point, destination
from trackway.model.plate import Plate
from trackway.model.time import TAIPEI, ClockOwner, Instant, Span, Stamp
from trackway.model.vehicle import Heading, VehicleKind
from trackway.watch.entry import Approval
from trackway.watch.zones import (
    Allowed,
    AllowedAs,
    AllowedPlates,
    Placed,
    Rule,
    Timetable,
    Zone,
    ZonePlan,
    lookouts,
)

MIDDLE = Point(121.6068, 23.9769)
WEST, EAST, INSIDE, FAR = 1, 2, 3, 4


def _camera(number: int, bearing: float, metres: float, heading: float | None) -> Camera:
    place = destination(MIDDLE, bearing, metres)
    return Camera(f"C{number}", number, f"鏡頭 {number}", CameraKind.PLATE, place, heading_deg=heading)


CAMERAS = {
    one.number: one
    for one in (
        _camera(WEST, 270, 450, 270.0),
        _camera(EAST, 90, 450, 90.0),
        _camera(INSIDE, 0, 10, 0.0),
        _camera(FAR, 0, 5000, 0.0),
    )
}
IN_WEST, OUT_WEST, IN_EAST, OUT_EAST = Heading.E, Heading.W, Heading.W, Heading.E


def taipei(text: str) -> Instant:
    """A moment written as people in Taipei write it."""
    return Instant.of(datetime.fromisoformat(text).replace(tzinfo=TAIPEI))


START = taipei("2026-11-23 12:00:00")
_count = [0]


def seen(
    camera: int,
    plate: str,
    seconds: float,
    heading: Heading = Heading.UNKNOWN,
    *,
    kind: VehicleKind = VehicleKind.UNKNOWN,
    sure: float = 0.0,
    since: Instant = START,
    **facts: object,
) -> Passage:
    """A passage so many seconds after noon; no plate for an empty one."""
    at = since.plus(seconds)
    plain = Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.1),
        camera=camera,
        source=Source.LIVE,
        plate=Plate(plate) if plate else None,
        confidence=0.95 if plate else 0.0,
        looks=5 if plate else 0,
        heading=heading,
        kind=kind,
        kind_confidence=sure,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def plan(rule: Rule, timetable: Timetable | None = None, **parts: object) -> ZonePlan:
    """A zone of a month from the start on."""
    whole = ZonePlan(
        name="市集封街",
        rule=rule,
        starts=START.plus(-86_400),
        ends=START.plus(30 * 86_400),
        legal_basis="道路交通管理處罰條例第5條",
        case_no="OP-115-7",
        owner="交通組",
        area=Circle(MIDDLE, 500),
        timetable=timetable or Timetable(),
    )
    return replace(whole, **parts)  # type: ignore[arg-type]


def zone(wanted: ZonePlan, number: int = 3) -> Zone:
    """An approved one."""
    return Zone(number, wanted, "wang", START.plus(-86_400), Approval("chen", START.plus(-80_000)))


def allowed(plate: str, force: Span | None = None, hours: str = "") -> Allowed:
    """A resident."""
    span = force or Span(START.plus(-86_400), START.plus(86_400))
    return Allowed(
        1, 3, PlatePattern(plate), AllowedAs.RESIDENT, "中正路 12 號", span.start, "wang", START,
        ends=span.end, bands=frozenset({parse_band(hours)} if hours else ()),
    )  # fmt: skip


def placed(wanted: Zone, *list_: Allowed) -> Placed:
    """The zone with its cameras and its list."""
    return Placed(wanted, lookouts(wanted.plan, CAMERAS), AllowedPlates.of(list_))
