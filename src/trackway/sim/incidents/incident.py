"""Incident: something scripted that happened in the traffic, with its story and where to look."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["Cast", "Incident", "IncidentKind", "Pass", "Scripted"]


class IncidentKind(StrEnum):
    """What happened."""

    STOLEN = "stolen"
    """失竊車輛: a stolen car crosses the county."""
    CLONED = "cloned"
    """偽造車牌: one number at two ends of the county at once."""
    CONVOY = "convoy"
    """結伴同行: three cars travel together."""
    RACING = "racing"
    """競速飆車: two cars race at night."""
    HIT_AND_RUN = "hit_and_run"
    """肇事逃逸: a vehicle leaves the scene by side roads."""
    NIGHT_VISITOR = "night_visitor"
    """深夜出沒: a car that comes only at night."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What the demonstration tells about one incident.

    ``plates`` in normal form; ``span`` when it happened; ``place`` where the map should look;
    ``look_zh`` and ``look_en`` say what to click; ``link`` opens the page at the question (the part of
    the address after its path). All of it is invented.
    """

    id: str
    kind: IncidentKind
    title_zh: str
    title_en: str
    story_zh: str
    story_en: str
    look_zh: str
    look_en: str
    plates: tuple[str, ...]
    span: Span
    place: Point
    link: str

    def as_json(self) -> dict[str, object]:
        """The fields that the demonstration's page reads (``demo.json``)."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "story_zh": f"{self.story_zh} {self.look_zh}",
            "story_en": f"{self.story_en} {self.look_en}",
            "plates": [parse_plate(plate).display for plate in self.plates],
            "from": str(self.span.start),
            "to": str(self.span.end),
            "link": self.link,
        }


@dataclass(frozen=True, slots=True)
class Cast:
    """A vehicle of an incident, as it truly is."""

    plate: str
    kind: VehicleKind
    colour: Colour


@dataclass(frozen=True, slots=True)
class Pass:
    """A vehicle of the cast (its index) passing a gate; ``is_read`` when the camera reads the plate."""

    cast: int
    gate: int
    at: Instant
    kmh: float
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Scripted:
    """An incident with its vehicles and every gate they pass, in order of time."""

    incident: Incident
    cast: tuple[Cast, ...]
    passes: tuple[Pass, ...]
