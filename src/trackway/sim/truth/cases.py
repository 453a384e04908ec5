"""Cases: what was planted or picked, and what an ideal analysis must answer to it.

Times are true ones, not those of the recording clocks; plates are in normal form as issued, however they were
read. A case is only listed when enough of it was recorded for somebody who reads everything right.
"""

from dataclasses import dataclass
from typing import TypeAlias

from trackway.model.place import Point
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind

__all__ = [
    "AloneCase",
    "Case",
    "CloneCase",
    "CommonCase",
    "ConvoyCase",
    "DwellCase",
    "FirstSeenCase",
    "HabitCase",
    "HitAndRunCase",
    "NextCase",
    "NightVisitorCase",
    "NotSeenCase",
    "RaceCase",
    "SpeederCase",
    "StitchCase",
]


@dataclass(frozen=True, slots=True)
class ConvoyCase:
    """Cars that travel together on several days, each otherwise living on its own.

    Asked about ``plates[0]`` over ``span`` the answer is the other plates and nobody else. ``outings`` are
    the drives together.
    """

    id: str
    plates: tuple[str, ...]
    span: Span
    outings: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AloneCase:
    """Somebody who commutes at the same time as others from the same quarter to the same place.

    Asked about ``plate`` over ``span`` a convoy analysis answers nobody: ``mates`` only share its habit.
    """

    id: str
    plate: str
    span: Span
    mates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloneCase:
    """Two vehicles with one number, both about at the same hours far apart.

    ``looks`` are those of the true one and of the clone; ``is_conflict`` says that the number's series does
    not belong on the clone's kind. ``meetings`` counts the right readings of one vehicle that followed one of
    the other too soon for anybody who drives 150 km/h in a straight line.
    """

    id: str
    plate: str
    span: Span
    looks: tuple[tuple[VehicleKind, Colour], tuple[VehicleKind, Colour]]
    is_conflict: bool
    meetings: int

    @property
    def is_same_look(self) -> bool:
        """Whether only time and place can give the clone away."""
        return self.looks[0] == self.looks[1]


@dataclass(frozen=True, slots=True)
class RaceCase:
    """A group that races to and fro on one road, some on several nights.

    ``cameras`` (numbers) are the road's; ``runs`` counts those of all ``nights``; ``kmh`` is the mean speed.
    """

    id: str
    plates: tuple[str, ...]
    nights: tuple[Span, ...]
    cameras: tuple[int, ...]
    runs: int
    kmh: float


@dataclass(frozen=True, slots=True)
class SpeederCase:
    """One fast vehicle alone, no race but an answer for section speed; some are on an emergency run."""

    id: str
    plate: str
    span: Span
    cameras: tuple[int, ...]
    kmh: float
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class HitAndRunCase:
    """A collision and flight: what the police know, and who it was.

    ``between`` is when it happened as far as known; ``kind``, ``colour`` and ``pattern`` (wildcards ``?`` and
    ``*``) are what a witness remembers, unknown and "" for nothing. The answer is ``plate``. ``stays`` says
    that it hid near by and was seen entering but not leaving; ``unread`` that one camera on its flight read
    no plate or recorded nothing.
    """

    id: str
    scene: Point
    between: Span
    kind: VehicleKind
    colour: Colour
    pattern: str
    plate: str
    at: Instant
    stays: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class NightVisitorCase:
    """A car from elsewhere that comes to ``place`` by night, hardly by day; ``nights`` are its stays."""

    id: str
    plate: str
    place: Point
    nights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FirstSeenCase:
    """Asked who was first seen within ``radius_m`` of ``place`` during ``span``, looking back to ``since``.

    The answer is ``plates``: vehicles that truly passed there then, were read right once at least, and had
    truly not passed there since ``since``. ``residents`` are those that had: a "new" plate that is none of
    ``plates`` is a misreading of somebody.
    """

    id: str
    place: Point
    radius_m: float
    span: Span
    since: Instant
    plates: frozenset[str]
    residents: frozenset[str]


@dataclass(frozen=True, slots=True)
class CommonCase:
    """Asked who was in at least ``least`` of these places, each with its radius in metres and its time.

    The answer is ``plates``: vehicles that truly passed in so many of them and were recorded with a plate,
    right or with one letter off; ``planted`` is the one sent there.
    """

    id: str
    visits: tuple[tuple[Point, float, Span], ...]
    least: int
    planted: str
    plates: frozenset[str]


@dataclass(frozen=True, slots=True)
class DwellCase:
    """A foothold: a vehicle that stays for hours, again and again, near ``place``, which is not its home.

    ``before`` and ``after`` are the sites (ids) that it passed last before and first after most stays.
    """

    id: str
    plate: str
    place: Point
    stays: tuple[Span, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HabitCase:
    """A commuter that leaves at much the same time: on weekdays it mostly passes these sites in these hours.

    ``usual`` are (site id, hour of the day in Taipei) in which it passed on four weekdays in ten or more.
    """

    id: str
    plate: str
    span: Span
    usual: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class NotSeenCase:
    """A vehicle that truly passed the site within ``span``; was it recorded with its plate read right?

    Of cases for which an analysis says "would have been seen with p", the share ``was_seen`` should be p.
    """

    id: str
    plate: str
    site: str
    cameras: tuple[int, ...]
    span: Span
    was_seen: bool


@dataclass(frozen=True, slots=True)
class NextCase:
    """Last read at ``camera`` at ``at`` (as recorded): where next within two hours, and when?

    The answer is one of ``next_cameras``, those of the gate that it truly passes next, at ``next_at``; none
    when it passes nothing more in that time. ``read_at`` is the camera that next reads its plate right in
    that time, 0 for none: what an analysis that forecasts readings must foresee.
    """

    id: str
    plate: str
    camera: int
    at: Instant
    next_cameras: tuple[int, ...]
    next_at: Instant | None
    read_at: int


@dataclass(frozen=True, slots=True)
class StitchCase:
    """A passage without a plate (``camera``, ``at`` as recorded, ``sequence``): whose is it?

    ``plate`` was read somewhere within half an hour before or after.
    """

    id: str
    camera: int
    at: Instant
    sequence: int
    plate: str


Case: TypeAlias = (
    ConvoyCase
    | AloneCase
    | CloneCase
    | RaceCase
    | SpeederCase
    | HitAndRunCase
    | NightVisitorCase
    | FirstSeenCase
    | CommonCase
    | DwellCase
    | HabitCase
    | NotSeenCase
    | NextCase
    | StitchCase
)
