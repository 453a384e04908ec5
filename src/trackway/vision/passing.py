"""Passing: a vehicle seen going by in footage, before anyone says which camera and what time it was."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Reading
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["Motion", "Passing", "SpeedWay", "heading"]


class Motion(StrEnum):
    """Which way a vehicle went in the picture."""

    UNKNOWN = "unknown"
    TOWARDS = "towards"
    """It grew and came down the picture."""
    AWAY = "away"
    LEFT = "left"
    RIGHT = "right"


class SpeedWay(StrEnum):
    """How a speed was come by."""

    NONE = ""
    GROUND = "ground"
    """From the plate's way over the calibrated ground."""
    PLATE_SIZE = "plate_size"
    """From how large a plate of known size is seen, and the field of view."""


_TURN_DEG = {Motion.TOWARDS: 180.0, Motion.AWAY: 0.0, Motion.LEFT: -90.0, Motion.RIGHT: 90.0}


@dataclass(frozen=True, slots=True)
class Passing:
    """One vehicle going by once. Times are seconds in the footage.

    ``at_s`` is when the picture was taken that it was read from best (or seen best, without a plate);
    ``picture`` is that frame as JPEG with the plate's box in it; ``bearing_deg`` is the compass bearing of
    its course over the calibrated ground (``None``: the ground or the course is not known). ``kind`` with a
    ``kind_confidence`` of 0 was not seen: it is what the plate's letters hint at. The other words mean what
    they mean in a passage.
    """

    at_s: float
    first_s: float
    last_s: float
    motion: Motion
    picture: bytes
    plate: Plate | None = None
    plate_box: Box | None = None
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()
    looks: int = 0
    kind: VehicleKind = VehicleKind.UNKNOWN
    kind_confidence: float = 0.0
    colour: Colour = Colour.UNKNOWN
    colour_confidence: float = 0.0
    plate_colours: PlateColours = PlateColours.UNKNOWN
    speed_kmh: float | None = None
    speed_error_kmh: float | None = None
    speed_way: SpeedWay = SpeedWay.NONE
    bearing_deg: float | None = None
    lane: int = 0
    model: str = ""
    readings: tuple[Reading, ...] = ()


def heading(motion: Motion, camera_deg: float | None, bearing_deg: float | None = None) -> Heading:
    """Where it went on the map: by its course over the ground, else by where the camera points."""
    if bearing_deg is not None:
        return Heading.of(bearing_deg)
    if camera_deg is None or motion is Motion.UNKNOWN:
        return Heading.UNKNOWN
    return Heading.of(camera_deg + _TURN_DEG[motion])
