"""Oddities: what is seen of one passage's vehicle that its plate, or the vehicle register, contradicts."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.plate_check import Witnesses, conflicts
from trackway.model.plate_colours import PlateColours
from trackway.model.taken_for import colours_taken_for, kinds_taken_for
from trackway.model.vehicle import Colour, VehicleKind
from trackway.watch.vehicles import VehicleFact, VehicleStatus

__all__ = ["SURE", "Oddity", "Testimony", "What", "is_strong"]

SURE = 0.8
"""A kind or colour less sure than this contradicts nothing; the analyses begin there too."""
_SURE_PLATE, _LOOKS = 0.85, 2
_MOST = 65_536
"""Texts whose classes are kept: the plates of some hours, some 10 MB."""
_BAD = frozenset(
    {VehicleStatus.CANCELLED, VehicleStatus.SCRAPPED, VehicleStatus.STOLEN, VehicleStatus.SUSPENDED}
)


class What(StrEnum):
    """What does not agree."""

    SERIES = "series"
    """The letters are of plates for other kinds of vehicle."""
    PLATE_COLOURS = "plate_colours"
    """Such letters, or such a vehicle, have no plate of these colours."""
    KIND = "kind"
    """The register says that it is another kind of vehicle."""
    COLOUR = "colour"
    """The register says that it has another colour."""
    STATUS = "status"
    """The register says that it may not be on the road, or was stolen."""
    TWO_KINDS = "two_kinds"
    """The same plate was on another kind of vehicle a little while before."""
    FACES = "faces"
    """Front and rear of what seems one vehicle have different plates, or one plate looks like two."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that does not agree: what should be and what was seen, as words; ``beside`` is the passage
    that contradicts it, where one does. ``is_sure`` needs no second passage."""

    what: What
    expected: tuple[str, ...]
    seen: str
    beside: Passage | None = None
    is_sure: bool = False


def is_strong(passage: Passage) -> bool:
    """Whether several looks agree on every letter: no reading to wave away."""
    return passage.confidence >= _SURE_PLATE and passage.looks >= _LOOKS


class Testimony:
    """What plates and the register say, with what was asked before kept."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}
        self._odd: dict[str, tuple[Oddity, ...]] = {}

    def of(self, plate: Plate, passage: Passage, fact: VehicleFact | None) -> tuple[Oddity, ...]:
        """What does not agree in a passage; what nobody is sure of agrees with everything."""
        kind = passage.kind if passage.kind_confidence >= SURE else VehicleKind.UNKNOWN
        found = self._by_plate(plate, passage.plate_colours, kind)
        return found if fact is None else (*found, *_by_register(fact, passage, kind))

    def _by_plate(self, plate: Plate, colours: PlateColours, kind: VehicleKind) -> tuple[Oddity, ...]:
        text = plate.text + str(plate.seen_split)
        classes = self._classes.get(text)
        if classes is None:
            if len(self._classes) >= _MOST:
                self._classes.clear()
            classes = self._classes[text] = "|".join(plate.hints)
        key = f"{classes}/{colours._value_}/{kind._value_}"
        found = self._odd.get(key)
        if found is None:
            found = self._odd[key] = _contradicted(plate, colours, kind)
        return found


def _contradicted(plate: Plate, colours: PlateColours, kind: VehicleKind) -> tuple[Oddity, ...]:
    told: dict[What, Oddity] = {}
    for one in conflicts(plate, colours, kind):
        if one.between is Witnesses.LETTERS_KIND:
            what, seen = What.SERIES, kind.value
        else:
            what, seen = What.PLATE_COLOURS, colours.value
        told.setdefault(what, Oddity(what, tuple(each.value for each in one.classes), seen))
    return tuple(told.values())


def _by_register(fact: VehicleFact, passage: Passage, kind: VehicleKind) -> tuple[Oddity, ...]:
    colour = passage.colour if passage.colour_confidence >= SURE else Colour.UNKNOWN
    is_kind, is_colour = fact.kind in kinds_taken_for(kind), fact.colour in colours_taken_for(colour)
    found = []
    if fact.kind is not VehicleKind.UNKNOWN and not is_kind:
        found.append(Oddity(What.KIND, (fact.kind.value,), kind.value))
    if fact.colour is not Colour.UNKNOWN and not is_colour:
        found.append(Oddity(What.COLOUR, (fact.colour.value,), colour.value))
    if fact.status in _BAD:
        # Where kind and colour are those of the register, one strong reading is no misread of another.
        is_same = is_kind and is_colour and VehicleKind.UNKNOWN is not kind and Colour.UNKNOWN is not colour
        found.append(Oddity(What.STATUS, (fact.status.value,), kind.value, is_sure=is_same))
    return tuple(found)
