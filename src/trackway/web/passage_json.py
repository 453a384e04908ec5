"""A passage as JSON: what the table, the map and one opened passage show."""

from collections.abc import Mapping

from pydantic import BaseModel

from trackway.model.camera import Camera
from trackway.model.passage import Passage, Picture, Source
from trackway.model.plate import Plate, Series
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["OpenedPassageOut", "PassageOut", "PlateOut", "opened", "passage_out"]

BoxOut = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the picture."""


class PlateOut(BaseModel):
    """A plate number; ``is_valid`` says whether it fits any series."""

    text: str
    display: str
    series: Series
    is_valid: bool

    @classmethod
    def of(cls, plate: Plate) -> "PlateOut":
        """A plate as JSON."""
        return cls(text=plate.text, display=plate.display, series=plate.series, is_valid=plate.is_valid)


class SeenByOut(BaseModel):
    """The camera of a passage; no place when the register no longer knows it."""

    id: str
    number: int
    name: str
    lon: float | None
    lat: float | None
    heading_deg: float | None


class PictureOut(BaseModel):
    """A picture: its address, its second in the footage, the plate's box in it."""

    url: str
    at_s: float
    plate_box: BoxOut | None


class PassageOut(BaseModel):
    """One vehicle passing one camera once. The id has 64 bits, so it travels as text."""

    id: str
    at: str
    clock: ClockOwner
    error_s: float | None
    source: Source
    camera: SeenByOut
    plate: PlateOut | None
    confidence: float
    alternatives: list[str]
    looks: int
    is_single_look: bool
    kind: VehicleKind
    colour: Colour
    heading: Heading
    speed_kmh: float | None
    model: str
    pictures: list[PictureOut]


class LetterOut(BaseModel):
    """One place on the plate, its likeliest character and the rivals, best first."""

    symbol: str
    probability: float
    rivals: list[tuple[str, float]]


class ReadingOut(BaseModel):
    """One look at one plate."""

    text: str
    confidence: float
    found: float
    at_s: float
    box: BoxOut
    letters: list[LetterOut]


class OpenedPassageOut(PassageOut):
    """A passage with every look at its plate."""

    audit_id: int
    readings: list[ReadingOut]


def passage_out(passage: Passage, cameras: Mapping[int, Camera], audit_id: int) -> PassageOut:
    """A passage as JSON; its pictures open under the audit row of the question it answers.

    ``cameras`` are those on the register by number, retired ones too.
    """
    return PassageOut(
        id=str(passage.id),
        at=str(passage.at),
        clock=passage.stamp.clock,
        error_s=passage.stamp.error_s,
        source=passage.source,
        camera=_seen_by(passage.camera, cameras),
        plate=PlateOut.of(passage.plate) if passage.plate else None,
        confidence=passage.confidence,
        alternatives=list(passage.alternatives),
        looks=passage.looks,
        is_single_look=passage.is_single_look,
        kind=passage.kind,
        colour=passage.colour,
        heading=passage.heading,
        speed_kmh=passage.speed_kmh,
        model=passage.model,
        pictures=[_picture(picture, audit_id) for picture in passage.pictures],
    )


def opened(passage: Passage, cameras: Mapping[int, Camera], audit_id: int) -> OpenedPassageOut:
    """A passage with its readings."""
    closed = passage_out(passage, cameras, audit_id)
    readings = [_reading(reading) for reading in passage.readings]
    return OpenedPassageOut(**dict(closed), audit_id=audit_id, readings=readings)


def _seen_by(number: int, cameras: Mapping[int, Camera]) -> SeenByOut:
    camera = cameras.get(number)
    if camera is None:
        return SeenByOut(id="", number=number, name=f"#{number}", lon=None, lat=None, heading_deg=None)
    return SeenByOut(
        id=camera.id,
        number=number,
        name=camera.name,
        lon=camera.place.lon,
        lat=camera.place.lat,
        heading_deg=camera.heading_deg,
    )


def _picture(picture: Picture, audit_id: int) -> PictureOut:
    return PictureOut(
        url=f"/api/v1/pictures/{picture.digest}?audit={audit_id}",
        at_s=picture.at_s,
        plate_box=_box(picture.plate_box) if picture.plate_box else None,
    )


def _box(box: Box) -> BoxOut:
    return (box.x0, box.y0, box.x1, box.y1)


def _letter(letter: Letter) -> LetterOut:
    return LetterOut(symbol=letter.symbol, probability=letter.probability, rivals=list(letter.rivals))


def _reading(reading: Reading) -> ReadingOut:
    return ReadingOut(
        text=reading.text,
        confidence=reading.confidence,
        found=reading.found,
        at_s=reading.at_s,
        box=_box(reading.box),
        letters=[_letter(letter) for letter in reading.letters],
    )
