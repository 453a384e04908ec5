"""A passage as JSON: what the table, the map and one opened passage show."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from trackway.model.camera import Camera
from trackway.model.correction import Correction, CorrectionKind, standing
from trackway.model.passage import Passage, PassageId, Picture, Source
from trackway.model.plate import Plate, Series
from trackway.model.plate_check import Conflict, Witnesses, classes_seen, conflicts_of
from trackway.model.plate_classes import VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = [
    "CorrectionOut",
    "OpenedPassageOut",
    "PassageOut",
    "PlateOut",
    "SeenByOut",
    "opened",
    "passage_out",
    "seen_by",
]

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


class CorrectionOut(BaseModel):
    """What an officer said of a passage's plate; ``read`` is what the engine had read by itself."""

    id: int
    kind: CorrectionKind
    plate: PlateOut | None
    read: str
    at: str
    username: str
    name: str
    audit_id: int

    @classmethod
    def of(cls, correction: Correction) -> "CorrectionOut":
        """A correction as JSON."""
        return cls(
            id=correction.id,
            kind=correction.kind,
            plate=PlateOut.of(correction.plate) if correction.plate else None,
            read=correction.read,
            at=str(correction.at),
            username=correction.username,
            name=correction.name,
            audit_id=correction.audit_id,
        )


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
    """One vehicle passing one camera once. The id has 64 bits, so it travels as text.

    ``colour`` is the vehicle's own; ``lane`` counts from the camera's left, 0 unknown; ``speed_error_kmh``
    is one standard deviation.
    """

    id: str
    at: str
    clock: ClockOwner
    error_s: float | None
    source: Source
    camera: SeenByOut
    plate: PlateOut | None
    correction: CorrectionOut | None
    confidence: float
    alternatives: list[str]
    looks: int
    is_single_look: bool
    kind: VehicleKind
    colour: Colour
    kind_confidence: float
    colour_confidence: float
    plate_colours: PlateColours
    heading: Heading
    speed_kmh: float | None
    speed_error_kmh: float | None
    lane: int
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
    corners: list[tuple[float, float]]
    colours: PlateColours
    letters: list[LetterOut]


class ConflictOut(BaseModel):
    """Two witnesses that disagree, the classes the first allows, and the sentence: a lead, no proof."""

    between: Witnesses
    classes: list[VehicleClass]
    says: str

    @classmethod
    def of(cls, conflict: Conflict) -> "ConflictOut":
        """A conflict as JSON."""
        return cls(between=conflict.between, classes=list(conflict.classes), says=conflict.says)


class OpenedPassageOut(PassageOut):
    """A passage with every look at its plate and every word officers said of it, in order.

    ``classes`` are those the plate's letters and colours allow; ``conflicts`` where letters, plate colours
    and the vehicle's kind cannot all be right.
    """

    audit_id: int
    classes: list[VehicleClass]
    conflicts: list[ConflictOut]
    readings: list[ReadingOut]
    corrections: list[CorrectionOut]


def passage_out(
    passage: Passage,
    cameras: Mapping[int, Camera],
    audit_id: int,
    corrected: Mapping[PassageId, Correction],
) -> PassageOut:
    """A passage as JSON; its pictures open under the audit row of the question it answers.

    ``cameras`` are those on the register by number, retired ones too; ``corrected`` says which
    correction holds for which passage.
    """
    correction = corrected.get(passage.id)
    return PassageOut(
        id=str(passage.id),
        at=str(passage.at),
        clock=passage.stamp.clock,
        error_s=passage.stamp.error_s,
        source=passage.source,
        camera=seen_by(passage.camera, cameras),
        plate=PlateOut.of(passage.plate) if passage.plate else None,
        correction=CorrectionOut.of(correction) if correction else None,
        confidence=passage.confidence,
        alternatives=list(passage.alternatives),
        looks=passage.looks,
        is_single_look=passage.is_single_look,
        kind=passage.kind,
        colour=passage.colour,
        kind_confidence=passage.kind_confidence,
        colour_confidence=passage.colour_confidence,
        plate_colours=passage.plate_colours,
        heading=passage.heading,
        speed_kmh=passage.speed_kmh,
        speed_error_kmh=passage.speed_error_kmh,
        lane=passage.lane,
        model=passage.model,
        pictures=[_picture(picture, audit_id) for picture in passage.pictures],
    )


def opened(
    passage: Passage, cameras: Mapping[int, Camera], audit_id: int, corrections: Sequence[Correction]
) -> OpenedPassageOut:
    """A passage with its readings and all its corrections."""
    closed = passage_out(passage, cameras, audit_id, standing(corrections))
    plate, colours = passage.plate, passage.plate_colours
    return OpenedPassageOut(
        **dict(closed),
        audit_id=audit_id,
        classes=list(classes_seen(plate, colours)) if plate else [],
        conflicts=[ConflictOut.of(one) for one in conflicts_of(passage)],
        readings=[_reading(reading) for reading in passage.readings],
        corrections=[CorrectionOut.of(one) for one in corrections],
    )


def seen_by(number: int, cameras: Mapping[int, Camera]) -> SeenByOut:
    """The camera of that number as JSON; its number alone where the register does not know it."""
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
        corners=list(reading.corners),
        colours=reading.colours,
        letters=[_letter(letter) for letter in reading.letters],
    )
