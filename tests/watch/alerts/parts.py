"""Hits and officers that tests of alerts make by hand. Plates are invented."""

from pathlib import Path

from trackway.model.camera import Camera
from trackway.model.likeness import Differs, Match, MatchedBy
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.question import Officer, Role
from trackway.model.reading import Box
from trackway.model.said import Said
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Act, Category, Cause, Conflict, Hit, Terms

WANG = Officer(2, "wang", "王小明", Role.INVESTIGATOR)
LEE = Officer(3, "lee", "李偵查", Role.INVESTIGATOR)
CHEN = Officer(1, "chen", "陳主任", Role.ADMINISTRATOR)
LIN = Officer(4, "lin", "林稽核", Role.AUDITOR)
NO_CAMERA: dict[int, Camera] = {}

SUV = Conflict("kind", ("heavy_motorcycle",), "suv", 0.97)


def opened(folder: Path) -> SqliteFile:
    """A file of the watch."""
    return SqliteFile(folder / "watch.sqlite", WATCH_FILE)


def passage(at: Instant, *, camera: int = 1, plate: str = "QQA-0123", digest: str = "") -> Passage:
    """One passage at a camera."""
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=camera,
        source=Source.LIVE,
        plate=parse_plate(plate) if plate else None,
        confidence=0.93 if plate else 0.0,
        looks=3,
        kind=VehicleKind.SEDAN,
        colour=Colour.WHITE,
        heading=Heading.N,
        kind_confidence=0.95,
        colour_confidence=0.9,
        model="test",
        pictures=(Picture(digest, 0.0, Box(10, 20, 110, 60)),) if digest else (),
    )


def hit(
    at: Instant,
    *,
    key: str = "",
    rule: str = "entry:1",
    camera: int = 1,
    plate: str = "QQA-0123",
    priority: int = 2,
    act: Act = Act.DISPATCH,
    category: Category = Category.STOLEN_VEHICLE,
    covert: bool = False,
    recipients: tuple[str, ...] = (),
    conflicts: tuple[Conflict, ...] = (),
    list_id: int | None = 1,
    digest: str = "",
) -> Hit:
    """One hit of a passage then."""
    seen = passage(at, camera=camera, plate=plate, digest=digest)
    return Hit(
        key=key or f"{rule}:{seen.id}:{plate}",
        cause=Cause.LISTED,
        rule=rule,
        passage=seen,
        title=Said(f"失竊車輛 {plate}", f"Stolen vehicle {plate}"),
        says=(Said("名單上的車牌。", "A plate on a list."),),
        terms=Terms(category, priority, act, covert, recipients, danger="可能持有刀械"),
        match=Match(0.4, (Differs(2, "A", "4"),), MatchedBy.VOTE, 0.2),
        conflicts=conflicts,
        list_id=list_id,
    )
