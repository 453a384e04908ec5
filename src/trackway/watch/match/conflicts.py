"""What was seen of the vehicle against what it should be: by the entry, the vehicle register, its plate."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.plate_check import Witnesses, conflicts
from trackway.model.taken_for import colours_taken_for, kinds_taken_for
from trackway.model.vehicle import Colour, VehicleKind
from trackway.watch.hit import Conflict

__all__ = ["Agreement", "agreement", "conflicts_with"]

_BY_PLATE = {
    Witnesses.LETTERS_COLOURS: "plate_colours",
    Witnesses.LETTERS_KIND: "series",
    Witnesses.COLOURS_KIND: "plate_colours",
}


class Agreement(StrEnum):
    """What a look at the vehicle says of what it should be."""

    SAME = "same"
    LIKE = "like"
    """Not the same, but such as is taken for it by honest mistake."""
    OTHER = "other"
    UNSEEN = "unseen"
    """It could not be told, or nobody knows what it should be."""


def agreement(
    passage: Passage, kinds: Collection[VehicleKind], colours: Collection[Colour]
) -> tuple[Agreement, Agreement]:
    """How the kind and the colour seen stand to those expected.

    A kind without any confidence was not seen: it follows from the plate's letters.
    """
    kind = passage.kind if passage.kind_confidence > 0 else VehicleKind.UNKNOWN
    return (
        _agreement(kind, set(kinds) - {VehicleKind.UNKNOWN}, kinds_taken_for(kind)),
        _agreement(passage.colour, set(colours) - {Colour.UNKNOWN}, colours_taken_for(passage.colour)),
    )


def conflicts_with(
    passage: Passage,
    kinds: Collection[VehicleKind],
    colours: Collection[Colour],
    plate: Plate | None,
    looks: tuple[Agreement, Agreement],
) -> tuple[Conflict, ...]:
    """Everything seen that cannot be right of a vehicle of these kinds and colours (any, where empty).

    ``looks`` is their ``agreement``; ``plate`` is what it should carry, where that is known: its letters
    allow some classes only. What is taken for one another by honest mistake contradicts nothing: a car of
    some kind where a sedan is expected, silver for white.
    """
    return tuple(_found(passage, kinds, colours, plate, looks))


def _found(
    passage: Passage,
    kinds: Collection[VehicleKind],
    colours: Collection[Colour],
    plate: Plate | None,
    looks: tuple[Agreement, Agreement],
) -> Iterator[Conflict]:
    kind, colour = looks
    if kind is Agreement.OTHER:
        yield Conflict("kind", _names(kinds), passage.kind.value, passage.kind_confidence)
    if colour is Agreement.OTHER:
        yield Conflict("colour", _names(colours), passage.colour.value, passage.colour_confidence)
    seen = passage.kind if passage.kind_confidence > 0 else VehicleKind.UNKNOWN
    told: set[str] = set()
    for one in conflicts(plate, passage.plate_colours, seen):
        what = _BY_PLATE[one.between]
        if what not in told:
            told.add(what)
            is_kind = one.between is Witnesses.LETTERS_KIND
            of = passage.kind.value if is_kind else passage.plate_colours.value
            sure = passage.kind_confidence if is_kind else passage.confidence
            yield Conflict(what, _names(one.classes), of, sure)


def _agreement(seen: StrEnum, expected: Collection[StrEnum], may_be: Collection[StrEnum]) -> Agreement:
    if not expected or seen.value == "unknown":
        return Agreement.UNSEEN
    if seen in expected:
        return Agreement.SAME
    return Agreement.LIKE if set(expected) & set(may_be) else Agreement.OTHER


def _names(values: Collection[StrEnum]) -> tuple[str, ...]:
    return tuple(sorted(value.value for value in values))
