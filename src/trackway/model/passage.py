"""Passage: one vehicle passing one camera once. The unit of everything that is asked later."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from trackway.model.errors import Invalid
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Reading
from trackway.model.time import Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["Passage", "PassageId", "Picture", "Source", "at_of", "camera_of", "passage_id"]

PassageId = NewType("PassageId", int)
"""64 bits: milliseconds since 2020 (42) · camera number (16) · sequence (6).

It follows from where and when the passage was seen, so a store can derive it from columns it holds
anyway, and storing the same passage twice is the same as once.
"""

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z; 42 bits reach the year 2159
_MAX_SEQUENCE = 63


def passage_id(at: Instant, camera: int, sequence: int) -> PassageId:
    """The identity of the ``sequence``-th passage (0 to 63) at this camera in this millisecond."""
    ms = at.ms - _EPOCH_MS
    if not 0 <= ms < 1 << 42:
        raise Invalid(f"The time {at} is before 2020 or after 2159; no passage can be filed there.")
    if not 1 <= camera <= 65_535:
        raise Invalid(f"The camera number {camera} is not between 1 and 65,535.")
    if not 0 <= sequence <= _MAX_SEQUENCE:
        raise Invalid(f"More than {_MAX_SEQUENCE + 1} passages at camera {camera} in one millisecond.")
    return PassageId(ms << 22 | camera << 6 | sequence)


def camera_of(identity: PassageId) -> int:
    """The camera number inside a passage's identity."""
    return identity >> 6 & 0xFFFF


def at_of(identity: PassageId) -> Instant:
    """The time inside a passage's identity, to the millisecond."""
    return Instant(((identity >> 22) + _EPOCH_MS) * 1000)


class Source(StrEnum):
    """How the passage came to be known."""

    LIVE = "live"
    RECORDED = "recorded"
    """Read later, from imported footage; its time rests on what the importer said."""
    SIMULATED = "simulated"
    """From the simulator: demonstration, bench, tests. Never mixed with real passages in one store."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture: SHA-256 of its bytes in hex, its time in the footage, and the plate's box in it."""

    digest: str
    at_s: float
    plate_box: Box | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One vehicle passing one camera once 過車紀錄.

    ``plate`` is ``None`` when none could be read; ``confidence`` is that of its weakest letter after
    the vote over all looks, 0 without a plate; ``alternatives`` are other texts the looks allow, best
    first. ``looks`` counts the readings that agreed; fewer than two is a single look and marked as such.
    ``plate_colours`` are the plate's, ``colour`` the vehicle's own. ``kind`` and ``colour`` are what was
    seen, with their confidence, and unknown where they cannot be told well enough; a kind with confidence 0
    was not seen but is the one that the plate's letters hint at. ``lane`` counts from
    the camera's left, 1 first, 0 unknown; ``speed_error_kmh`` is one standard deviation of the speed.
    ``readings`` and ``pictures`` are the evidence; a list of passages comes without readings, one
    passage opened comes with them.
    """

    id: PassageId
    stamp: Stamp
    camera: int
    source: Source
    plate: Plate | None = None
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()
    looks: int = 0
    kind: VehicleKind = VehicleKind.UNKNOWN
    colour: Colour = Colour.UNKNOWN
    heading: Heading = Heading.UNKNOWN
    speed_kmh: float | None = None
    speed_error_kmh: float | None = None
    lane: int = 0
    plate_colours: PlateColours = PlateColours.UNKNOWN
    kind_confidence: float = 0.0
    colour_confidence: float = 0.0
    model: str = ""
    pictures: tuple[Picture, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def at(self) -> Instant:
        """When it passed."""
        return self.stamp.at

    @property
    def is_single_look(self) -> bool:
        """Whether fewer than two looks agree on the plate."""
        return self.looks < 2
