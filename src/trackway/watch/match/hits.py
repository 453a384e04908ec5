"""Hits of lists: whether an entry means a passage whose plate it accepts, and what is told of it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from trackway.model.area import Area, inside
from trackway.model.band import is_within
from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch.entry import Entry, WatchList
from trackway.watch.hit import Cause, Hit
from trackway.watch.match.conflicts import agreement, conflicts_with
from trackway.watch.match.how import how
from trackway.watch.match.strength import strength
from trackway.watch.match.words import caveats_of, says_of, title_of, unplaced

__all__ = ["Registered", "Seen", "hit_of", "is_meant", "is_meant_there"]


class Registered(Protocol):
    """What a vehicle register says of a plate's vehicle."""

    @property
    def kind(self) -> VehicleKind:
        """Its kind; unknown where the register does not say."""
        ...

    @property
    def colour(self) -> Colour:
        """Its colour; unknown where the register does not say."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage, its camera where that is on the register, and what is known of the vehicle wanted."""

    passage: Passage
    camera: Camera | None
    registered: Registered | None


def is_meant(entry: Entry, passage: Passage, camera: Camera | None) -> bool:
    """Whether an entry is in force when and where a passage was, and for its heading."""
    return entry.holds(passage.at) and is_meant_there(entry, passage, camera)


def is_meant_there(entry: Entry, passage: Passage, camera: Camera | None) -> bool:
    """The same without regard to when it is in force.

    What cannot be told rules nothing out: a heading that is unknown, a camera that is not on the register.
    """
    return (
        is_within(passage.at, entry.stretches)
        and (not entry.headings or passage.heading in entry.headings or passage.heading is Heading.UNKNOWN)
        and (entry.area is None or camera is None or _covers(entry.area, camera.place))
    )


def hit_of(entry: Entry, list_: WatchList, seen: Seen) -> Hit | None:
    """What is told of a passage that an entry means; ``None`` where no text of its reading is accepted.

    What speaks against it is told with it and never keeps it back.
    """
    passage = seen.passage
    match = how(entry.pattern, entry.exactness, passage)
    if match is None:
        return None
    kinds, colours = _expected(entry, seen.registered)
    looks = agreement(passage, kinds, colours)
    plate = Plate(entry.pattern.text) if entry.pattern.is_exact else passage.plate
    conflicts = conflicts_with(passage, kinds, colours, plate, looks)
    caveats = tuple(caveats_of(entry, list_, match, passage, conflicts, looks))
    if entry.area is not None and seen.camera is None:
        caveats = (*caveats, unplaced())
    return Hit(
        key=f"entry:{entry.id}:{passage.id}",
        cause=Cause.LISTED,
        rule=f"entry:{entry.id}",
        passage=replace(passage, readings=()) if passage.readings else passage,
        title=title_of(entry, list_, match),
        says=tuple(says_of(entry, list_, match, passage, *looks)),
        terms=entry.terms,
        strength=strength(match, passage, *looks),
        caveats=caveats,
        match=match,
        conflicts=conflicts,
        list_id=entry.list_id,
    )


def _expected(
    entry: Entry, registered: Registered | None
) -> tuple[frozenset[VehicleKind], frozenset[Colour]]:
    """What the vehicle should look like: by the entry, and where that is silent by the vehicle register."""
    kinds, colours = entry.expected.kinds, entry.expected.colours
    if registered is not None:
        kinds = kinds or frozenset({registered.kind})
        colours = colours or frozenset({registered.colour})
    return kinds - {VehicleKind.UNKNOWN}, colours - {Colour.UNKNOWN}


@lru_cache(maxsize=65_536)
def _covers(area: Area, place: Point) -> bool:
    return bool(inside(area, np.array([place.lon]), np.array([place.lat]))[0])
