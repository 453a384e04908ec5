"""Passages to look for: invented vehicles at the county's plate cameras on one day, drawn pictures."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import cv2

from trackway.model.camera import Camera
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import PassageStore, Pictures
from trackway.sim.county import County
from trackway.sim.drawing import Vehicle, portrait

NOON = Instant.of(datetime.fromisoformat("2026-11-20T12:00:00+08:00"))
"""The time at which the tests look at the page."""
HERO = "BKP-2075"
SWAPPED = "EWX-6208"
"""An electric car's letters in a taxi's colours."""
NEAR = (("EWX-62O8", 0.6), ("EWX-52O8", 0.99))
"""What may be a misreading of it, and what hardly is."""
WAY = (0, 5, 10, 15, 20)
"""The plate sites the hero passes, from north to south."""
USUAL_S = 20 * 60
GAP_S = 65 * 60
OTHERS = ("ADK-7302", "AHN-2903", "AKT-5068", "APV-9380", "AQX-6052", "AZR-0873")
"""Who else drives the hero's second leg, so that its usual time is known."""


def fill(passages: PassageStore, pictures: Pictures, county: County) -> None:
    """The hero's way, the others' journeys, and two vehicles that are told apart by their looks."""
    firsts = [county.cameras[4 * site] for site in WAY]
    picture = picture_of(pictures)
    rows = [
        *_way(HERO, firsts, picture),
        *(
            row
            for i, plate in enumerate(OTHERS)
            for row in _pair(plate, firsts[1:3], 3600 * (4 + i), picture)
        ),
        _passage(
            SWAPPED,
            county.cameras[40],
            -7200,
            picture,
            colour=Colour.RED,
            kind=VehicleKind.SUV,
            plate_colours=PlateColours.WHITE_RED,
        ),
        *(
            replace(_passage(plate, county.cameras[44 + n], -7300, picture), confidence=sure)
            for n, (plate, sure) in enumerate(NEAR)
        ),
        _passage("", county.cameras[41], -7100, picture, colour=Colour.BLUE, kind=VehicleKind.TRUCK),
    ]
    passages.add(rows)


def _way(plate: str, cameras: Sequence[Camera], picture: Picture) -> list[Passage]:
    """A leg whose usual time nobody knows, a gap, another unknown one, and one that no vehicle drives."""
    times = [-5 * 3600]
    for seconds in (USUAL_S, GAP_S, USUAL_S, 60):
        times.append(times[-1] + seconds)
    return [_passage(plate, camera, at, picture) for camera, at in zip(cameras, times, strict=True)]


def _pair(plate: str, cameras: Sequence[Camera], ago_s: int, picture: Picture) -> list[Passage]:
    return [
        _passage(plate, cameras[0], -ago_s, picture),
        _passage(plate, cameras[1], -ago_s + USUAL_S, picture),
    ]


def picture_of(pictures: Pictures) -> Picture:
    """A drawn picture of the hero, filed."""
    image, seen = portrait(Vehicle(VehicleKind.SEDAN, Colour.WHITE, parse_plate(HERO)), 480)
    _, jpeg = cv2.imencode(".jpg", image)
    assert seen.plate is not None
    xs, ys = [x for x, _ in seen.plate], [y for _, y in seen.plate]
    box = Box(int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1)
    return Picture(pictures.put(jpeg.tobytes()), 1.2, box)


def _passage(
    plate: str,
    camera: Camera,
    seconds: int,
    picture: Picture,
    *,
    colour: Colour = Colour.WHITE,
    kind: VehicleKind = VehicleKind.SEDAN,
    plate_colours: PlateColours = PlateColours.WHITE_BLACK,
) -> Passage:
    at = NOON.plus(seconds)
    read = parse_plate(plate) if plate else None
    letters = tuple(Letter(symbol, 0.99) for symbol in read.text) if read else ()
    if letters:
        letters = (*letters[:-1], Letter(letters[-1].symbol, 0.86, (("S", 0.13),)))
    return Passage(
        id=passage_id(at, camera.number, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.4),
        camera=camera.number,
        source=Source.SIMULATED,
        plate=read,
        confidence=0.86 if read else 0.0,
        looks=3 if read else 0,
        kind=kind,
        colour=colour,
        kind_confidence=0.96,
        colour_confidence=0.91,
        plate_colours=plate_colours if read else PlateColours.UNKNOWN,
        heading=Heading.S,
        speed_kmh=53.5,
        speed_error_kmh=2.6,
        lane=1,
        model="test",
        pictures=(picture,),
        readings=(_reading(letters, picture, plate_colours),) if read else (),
    )


def _reading(letters: tuple[Letter, ...], picture: Picture, colours: PlateColours) -> Reading:
    """One look, with the plate's corners a little askew in its box."""
    box = picture.plate_box or Box(0, 0, 1, 1)
    corners = ((box.x0, box.y0 + 4), (box.x1, box.y0), (box.x1, box.y1 - 4), (box.x0, box.y1))
    found = tuple((float(x), float(y)) for x, y in corners)
    return Reading(letters, 0.97, box, 1.2, "test", corners=found, colours=colours)


def story() -> str:
    """The demonstration's own guide, one incident long."""
    incident = {
        "id": "stolen",
        "kind": "stolen",
        "title_zh": "失竊車輛橫越全縣",
        "title_en": "A stolen car crosses the county",
        "story_zh": "白色轎車一路南下，途中消失一個多小時。",
        "story_en": "A white sedan drives south and vanishes for an hour.",
        "plates": [HERO],
        "from": str(NOON.plus(-6 * 3600)),
        "to": str(NOON),
        "link": f"#/trail/{HERO}?from=now-6h&to=now",
    }
    return json.dumps({"incidents": [incident]}, ensure_ascii=False)
