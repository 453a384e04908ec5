"""Passages to rows of the store and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from trackway.model.passage import Passage, PassageId, Picture, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Reading
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages.columns import NO_ERROR_KNOWN, NO_SPEED
from trackway.passages.kept import (
    CLOCKS,
    COLOURS,
    HEADINGS,
    KINDS,
    NO_WHOLE_SPEED,
    PLATE_COLOURS,
    SOURCES,
    error_ms,
    hundredths,
    sequence_of,
    tenths,
    tenths_up,
)

__all__ = [
    "EVIDENCE",
    "PASSAGES",
    "PLATES",
    "Evidence",
    "evidence_columns",
    "passage_columns",
    "plate_columns",
    "read_evidence",
    "read_passage",
    "read_readings",
]

Columns = list[list[Any]]
"""One list per column, in the order of the names beside it."""

PASSAGES: Mapping[str, str] = {
    "ms": "Int64",
    "camera": "UInt16",
    "sequence": "UInt8",
    "plate": "String",
    "confidence": "UInt8",
    "looks": "UInt16",
    "kind": "UInt8",
    "colour": "UInt8",
    "kind_confidence": "UInt8",
    "colour_confidence": "UInt8",
    "plate_colours": "UInt8",
    "heading": "UInt8",
    "speed": "UInt16",
    "speed_error": "UInt16",
    "lane": "UInt8",
    "source": "UInt8",
    "clock": "UInt8",
    "error_ms": "UInt32",
    "evident": "Bool",
}
"""The door ``arriving``: names and types of its columns, as in schema.sql."""
PLATES: Mapping[str, str] = {"plate": "String", "first_ms": "Int64", "last_ms": "Int64"}
EVIDENCE: Mapping[str, str] = {
    "ms": "Int64",
    "camera": "UInt16",
    "sequence": "UInt8",
    "us": "UInt16",
    "split": "UInt8",
    "alternatives": "Array(String)",
    "model": "String",
    "pictures": "String",
    "readings": "String",
    "is_exact": "Bool",
    "looks": "UInt16",
    "speed": "UInt16",
    "speed_error": "UInt16",
    "kind_confidence": "UInt8",
    "colour_confidence": "UInt8",
}
"""The door ``arriving_evidence``."""


def passage_columns(passages: Sequence[Passage]) -> Columns:
    """The passages as columns for ``arriving``."""
    return [
        [p.at.ms for p in passages],
        [p.camera for p in passages],
        [sequence_of(p) for p in passages],
        [p.plate.text if p.plate else "" for p in passages],
        [hundredths(p.confidence) for p in passages],
        [p.looks for p in passages],
        [KINDS[p.kind] for p in passages],
        [COLOURS[p.colour] for p in passages],
        [hundredths(p.kind_confidence) for p in passages],
        [hundredths(p.colour_confidence) for p in passages],
        [PLATE_COLOURS[p.plate_colours] for p in passages],
        [HEADINGS[p.heading] for p in passages],
        [NO_SPEED if p.speed_kmh is None else tenths(p.speed_kmh) for p in passages],
        [NO_SPEED if p.speed_error_kmh is None else tenths_up(p.speed_error_kmh) for p in passages],
        [p.lane for p in passages],
        [SOURCES[p.source] for p in passages],
        [CLOCKS[p.stamp.clock] for p in passages],
        [NO_ERROR_KNOWN if p.stamp.error_s is None else error_ms(p.stamp.error_s) for p in passages],
        [True] * len(passages),
    ]


def plate_columns(passages: Sequence[Passage]) -> Columns:
    """Each plate once with its first and last time, as columns for ``plates``."""
    seen: dict[str, tuple[int, int]] = {}
    for passage in passages:
        if passage.plate:
            ms = passage.at.ms
            first, last = seen.get(passage.plate.text, (ms, ms))
            seen[passage.plate.text] = (min(first, ms), max(last, ms))
    return [list(seen), [first for first, _ in seen.values()], [last for _, last in seen.values()]]


def evidence_columns(passages: Sequence[Passage]) -> Columns:
    """The evidence of the passages as columns for ``arriving_evidence``."""
    return [
        [p.at.ms for p in passages],
        [p.camera for p in passages],
        [sequence_of(p) for p in passages],
        [p.at.us % 1000 for p in passages],
        [p.plate.seen_split if p.plate else 0 for p in passages],
        [list(p.alternatives) for p in passages],
        [p.model for p in passages],
        [msgspec.json.encode(p.pictures).decode() for p in passages],
        [msgspec.json.encode(p.readings).decode() for p in passages],
        [True] * len(passages),
        *_exact_columns(passages),
    ]


def _exact_columns(passages: Sequence[Passage]) -> Columns:
    """What passages keep coarser than it was measured."""
    return [
        [p.looks for p in passages],
        [NO_SPEED if p.speed_kmh is None else tenths(p.speed_kmh) for p in passages],
        [NO_SPEED if p.speed_error_kmh is None else tenths_up(p.speed_error_kmh) for p in passages],
        [hundredths(p.kind_confidence) for p in passages],
        [hundredths(p.colour_confidence) for p in passages],
    ]


@dataclass(frozen=True, slots=True)
class Exact:
    """How many looks, tenths of km/h and of its error, hundredths of how sure kind and colour are."""

    looks: int
    speed: int
    speed_error: int
    kind: int
    colour: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What ``evidence`` holds of one passage, without the readings; of one filed in bulk, these defaults."""

    us: int = 0
    split: int = 0
    alternatives: tuple[str, ...] = ()
    model: str = ""
    pictures: tuple[Picture, ...] = ()
    exact: Exact | None = None


def read_evidence(row: Sequence[Any]) -> tuple[PassageId, Evidence]:
    """A row of the query ``evidence``."""
    ms, camera, sequence, us, split, alternatives, model, pictures, is_exact, *exact = row
    evidence = Evidence(
        us,
        split,
        tuple(alternatives),
        model,
        msgspec.json.decode(pictures, type=tuple[Picture, ...]),
        Exact(*exact) if is_exact else None,
    )
    return passage_id(Instant(ms * 1000), camera, sequence), evidence


def read_readings(text: str) -> tuple[Reading, ...]:
    """The readings of one passage."""
    return msgspec.json.decode(text, type=tuple[Reading, ...])


def read_passage(
    row: Sequence[Any], evidence: Mapping[PassageId, Evidence], readings: tuple[Reading, ...] = ()
) -> Passage:
    """A row of the questions for passages, with its evidence if it has any."""
    ms, camera, sequence, plate, confidence, looks, kind, colour, kind_sure, colour_sure, *others = row
    plate_colours, heading, speed, speed_error, lane, source, clock, error, _ = others
    identity = passage_id(Instant(ms * 1000), camera, sequence)
    more = evidence.get(identity, Evidence())
    exact = more.exact or _searched(looks, speed, speed_error, kind_sure, colour_sure)
    return Passage(
        id=identity,
        stamp=Stamp(
            Instant(ms * 1000 + more.us), ClockOwner(clock), None if error == NO_ERROR_KNOWN else error / 1000
        ),
        camera=camera,
        source=Source(source),
        plate=Plate(plate, more.split) if plate else None,
        confidence=confidence / 100,
        alternatives=more.alternatives,
        looks=exact.looks,
        kind=VehicleKind(kind),
        colour=Colour(colour),
        heading=Heading(heading),
        speed_kmh=None if exact.speed == NO_SPEED else exact.speed / 10,
        speed_error_kmh=None if exact.speed_error == NO_SPEED else exact.speed_error / 10,
        lane=lane,
        plate_colours=PlateColours(plate_colours),
        kind_confidence=exact.kind / 100,
        colour_confidence=exact.colour / 100,
        model=more.model,
        pictures=more.pictures,
        readings=readings,
    )


def _searched(looks: int, speed: int, speed_error: int, kind_sure: int, colour_sure: int) -> Exact:
    """What the passage itself holds, coarser, where no evidence says it exactly."""
    return Exact(
        looks,
        NO_SPEED if speed == NO_WHOLE_SPEED else speed * 10,
        NO_SPEED if speed_error == NO_WHOLE_SPEED else speed_error * 10,
        kind_sure,
        colour_sure,
    )
