"""Scene: a county, seven days of traffic with incidents in it, and what the cameras made of them.

::

    county ──► fleet ──► drives ──► passings ─┐
                                              ├─► seen ──► tables (many) + shown (some, with evidence)
    incidents ──► scripted passings ──────────┘
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.county import County
from trackway.sim.incidents import Incident, Scripted, scripted
from trackway.sim.traffic import (
    COLOURS,
    HEADINGS,
    KINDS,
    PLATE_COLOURS,
    Fate,
    Fleet,
    Outage,
    Passings,
    Seen,
    drives,
    fleet,
    joined,
    outages,
    passings,
    places,
    see,
    ways,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Scene", "Shown", "Truth", "simulate"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a passage truly was. ``incident`` is "" for ordinary traffic."""

    plate: Plate
    kind: VehicleKind
    colour: Colour
    plate_colours: PlateColours
    at: Instant
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that is worth a picture, still without it, and the truth the picture shows."""

    passage: Passage
    truth: Truth


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything simulated. The same county, end and seed give the same scene.

    ``story`` of each row of ``seen`` is 0, or 1 + the index of its incident; ``has_picture`` marks the
    rows that ``shown`` gives as passages instead of ``tables``.
    """

    county: County
    span: Span
    scripts: tuple[Scripted, ...]
    fleet: Fleet
    seen: Seen
    story: NDArray[np.int8]
    has_picture: NDArray[np.bool_]
    outages: tuple[Outage, ...]

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """What the demonstration tells."""
        return tuple(script.incident for script in self.scripts)

    def tables(self, rows: int = 200_000) -> Iterator["pa.Table"]:
        """All passages but those shown, oldest first, with the columns that a store of passages takes."""
        for start in range(0, len(self.seen), rows):
            part = np.zeros(len(self.seen), bool)
            part[start : start + rows] = True
            yield self.seen.table(part & ~self.has_picture)

    def shown(self) -> Iterator[Shown]:
        """The passages of the incidents and a sample of others, oldest first."""
        for row in np.flatnonzero(self.has_picture).tolist():
            yield Shown(self.passage(row), self.truth(row))

    def passage(self, row: int) -> Passage:
        """A row of ``seen`` as a passage, without evidence."""
        seen = self.seen
        at, camera = Instant(int(seen.at_us[row])), int(seen.camera[row])
        error_s, speed = float(seen.error_s[row]), float(seen.speed[row])
        speed_error = float(seen.speed_error[row])
        text = seen.texts[seen.plate[row]]
        return Passage(
            id=passage_id(at, camera, int(seen.sequence[row])),
            stamp=Stamp(at, ClockOwner.SIMULATED, None if np.isnan(error_s) else round(error_s, 3)),
            camera=camera,
            source=Source.SIMULATED,
            plate=Plate(text) if text else None,
            confidence=round(float(seen.confidence[row]), 2),
            looks=int(seen.looks[row]),
            kind=KINDS[seen.kind[row]],
            colour=COLOURS[seen.colour[row]],
            kind_confidence=round(float(seen.kind_confidence[row]), 2),
            colour_confidence=round(float(seen.colour_confidence[row]), 2),
            plate_colours=PLATE_COLOURS[seen.plate_colours[row]],
            heading=HEADINGS[seen.heading[row]],
            speed_kmh=None if np.isnan(speed) else round(speed, 1),
            speed_error_kmh=None if np.isnan(speed_error) else round(speed_error, 1),
            lane=int(seen.lane[row]),
        )

    def truth(self, row: int) -> Truth:
        """What a row of ``seen`` truly was."""
        vehicle, story = int(self.seen.vehicle[row]), int(self.story[row])
        return Truth(
            plate=Plate(self.fleet.plate[vehicle]),
            kind=self.fleet.kind[vehicle],
            colour=self.fleet.colour[vehicle],
            plate_colours=self.fleet.plate_colours[vehicle],
            at=Instant(int(self.seen.true_us[row])),
            incident=self.scripts[story - 1].incident.id if story else "",
        )


def simulate(
    county: County,
    end: Instant,
    *,
    seed: int = 2026,
    vehicles: int = 16_000,
    days: int = 7,
    sample: int = 150,
) -> Scene:
    """The days before ``end``: so many vehicles, six incidents, pictures for them and a sample of others.

    Incidents need seven days; with fewer only what falls within the span is seen.
    """
    span = Span(end.plus(-days * 86_400), end)
    scripts = scripted(county, end, seed=seed)
    plates = frozenset(cast.plate for script in scripts for cast in script.cast)
    rng = np.random.default_rng([seed, 1])
    ordinary = fleet(vehicles, places(county), ways(county), rng, set(plates))
    passed = passings(county, ordinary, drives(county, ordinary, span, rng), span, rng)
    whole, fate, story = _planted(passed, len(ordinary), scripts, span)
    everyone = _with_cast(ordinary, scripts)
    spared = frozenset(each.gate // 2 for script in scripts for each in script.passes)
    down = outages(county, span, rng, spared) if len(spared) < len(county.plate_sites) - 5 else ()
    seen = see(county, everyone, whole, rng, fate=fate, down=down, never=plates)
    story = story[seen.passing]
    chosen = story > 0
    chosen[rng.choice(len(seen), size=min(sample, len(seen)), replace=False)] = True
    return Scene(county, span, scripts, everyone, seen, story, chosen, down)


def _with_cast(ordinary: Fleet, scripts: tuple[Scripted, ...]) -> Fleet:
    cast = [each for script in scripts for each in script.cast]
    return ordinary.plus([c.plate for c in cast], [c.kind for c in cast], [c.colour for c in cast])


def _planted(
    passed: Passings, first: int, scripts: tuple[Scripted, ...], span: Span
) -> tuple[Passings, NDArray[np.int8], NDArray[np.int8]]:
    """Ordinary passings and scripted ones in order of time, the fate of each plate and the story it belongs
    to. The cast stand behind the ordinary vehicles, the first of them at index ``first``."""
    rows = []
    for number, script in enumerate(scripts, start=1):
        for each in script.passes:
            if each.at in span:
                fate = Fate.READ if each.is_read else Fate.UNREAD
                rows.append((first + each.cast, each.gate, each.at.us, each.kmh, fate, number))
        first += len(script.cast)
    vehicle, gate, at_us, kmh, fates, stories = (np.array(column) for column in zip(*rows, strict=True))
    alone = np.full(len(vehicle), -1, np.int32)
    extra = Passings(vehicle, gate.astype(np.int16), at_us, kmh.astype(np.float32), alone)
    whole = joined([passed, extra])
    order = np.argsort(np.concatenate([passed.at_us, extra.at_us]), kind="stable")
    none = np.zeros(len(passed), np.int8)
    every_fate, every_story = (
        np.concatenate([none, column.astype(np.int8)])[order] for column in (fates, stories)
    )
    return whole, every_fate, every_story
