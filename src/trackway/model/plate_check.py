"""What a plate's letters, its colours and the vehicle under it say of one another.

Three witnesses, kept apart: letters hint at classes, colours at classes, and a class is carried by some
kinds of vehicle. Where two of them cannot both be right, that is a ``Conflict``: a swapped plate, or a
letter, a colour or a kind that was misread, and the likelier is the misreading. Nothing is corrected by it.
"""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.taken_for import kinds_taken_for
from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["Conflict", "Witnesses", "classes_of_colours", "classes_seen", "conflicts", "conflicts_of"]


class Witnesses(StrEnum):
    """Which two disagree."""

    LETTERS_COLOURS = "letters_colours"
    """No class that the letters hint at has a plate of these colours."""
    LETTERS_KIND = "letters_kind"
    """No class that the letters hint at is carried by this kind of vehicle."""
    COLOURS_KIND = "colours_kind"
    """No class with a plate of these colours is carried by this kind of vehicle."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two witnesses that disagree.

    ``classes`` are those the first of them allows, likeliest first; ``says`` is the sentence in English.
    """

    between: Witnesses
    classes: tuple[VehicleClass, ...]
    says: str


_ALSO = {VehicleClass.TEST_CAR: (PlateColours.WHITE_RED,)}
"""Colours that a class has beside those of ``CLASSES``: test plates with a letter are white and red."""


def classes_of_colours(colours: PlateColours) -> tuple[VehicleClass, ...]:
    """The classes whose plates are known to have these colours; none for unknown ones."""
    if colours is PlateColours.UNKNOWN:
        return ()
    return tuple(one for one in CLASSES if _are_known(one) and _has(one, colours))


def classes_seen(plate: Plate, colours: PlateColours) -> tuple[VehicleClass, ...]:
    """The classes the letters hint at and the colours allow, likeliest first.

    Unknown colours allow all of them; none at all is a conflict.
    """
    return tuple(one for one in plate.hints if colours is PlateColours.UNKNOWN or _has(one, colours))


def conflicts(plate: Plate | None, plate_colours: PlateColours, kind: VehicleKind) -> tuple[Conflict, ...]:
    """Where letters, plate colours and the kind seen cannot all be right. What is unknown says nothing."""
    hints = plate.hints if plate else ()
    agreed = classes_seen(plate, plate_colours) if plate else ()
    found: list[Conflict] = []
    if hints and not _carrying(agreed, kind):
        fit = _carrying(hints, kind)
        if fit or not agreed:
            says = f"The letters are of a plate for {_named(fit or hints)}; such a plate is not "
            says += f"{_shown(plate_colours)}."
            found.append(Conflict(Witnesses.LETTERS_COLOURS, fit or hints, says))
        if not fit:
            says = f"The letters are of a plate for {_named(hints)}; the vehicle looks like a {_words(kind)}."
            found.append(Conflict(Witnesses.LETTERS_KIND, hints, says))
    by_colours = classes_of_colours(plate_colours)
    if by_colours and not _carrying(by_colours, kind):
        says = f"No {_words(kind)} has a plate that is {_shown(plate_colours)}."
        found.append(Conflict(Witnesses.COLOURS_KIND, by_colours, says))
    return tuple(found)


def conflicts_of(passage: Passage) -> tuple[Conflict, ...]:
    """The same of a passage. A kind without any confidence is no witness: it may follow from the letters."""
    kind = passage.kind if passage.kind_confidence > 0 else VehicleKind.UNKNOWN
    return conflicts(passage.plate, passage.plate_colours, kind)


def _are_known(vehicle_class: VehicleClass) -> bool:
    return CLASSES[vehicle_class].ground is not Colour.UNKNOWN


def _has(vehicle_class: VehicleClass, colours: PlateColours) -> bool:
    """Whether a plate of the class may have these colours; where sources are silent it may."""
    facts = CLASSES[vehicle_class]
    return (
        not _are_known(vehicle_class)
        or (facts.ground, facts.ink) == (colours.ground, colours.ink)
        or colours in _ALSO.get(vehicle_class, ())
    )


def _carrying(classes: tuple[VehicleClass, ...], kind: VehicleKind) -> tuple[VehicleClass, ...]:
    """Those whose plates this kind, or one it may be taken for, carries; all when the kind is unknown."""
    if kind is VehicleKind.UNKNOWN:
        return classes
    may_be = kinds_taken_for(kind)
    return tuple(one for one in classes if not CLASSES[one].kinds or may_be & set(CLASSES[one].kinds))


def _named(classes: tuple[VehicleClass, ...]) -> str:
    names = [f"{CLASSES[one].name} ({_words(one)})" for one in classes]
    return " or ".join(names)


def _shown(colours: PlateColours) -> str:
    return f"{colours.ground.value} with {colours.ink.value} characters"


def _words(word: StrEnum) -> str:
    return word.value.replace("_", " ")
