"""Plate: a number in normal form, with all the series its text may belong to.

Normal form is upper case, ASCII letters and digits and the Han marks, no hyphen. A reading is never
corrected here: ``BKP-2O75`` stays ``BKP2O75``, fits no series, and says so.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from trackway.model.errors import Invalid
from trackway.model.plate_classes import CLASSES, VehicleClass, classes_of_prefix
from trackway.model.plate_series import MARKS, SERIES, Form, Series, SeriesFacts, facts_of
from trackway.model.vehicle import VehicleKind

__all__ = [
    "MAX_LENGTH",
    "NotAPlate",
    "Plate",
    "Series",
    "normal_text",
    "parse_plate",
    "plausible",
    "shape_of",
]

MAX_LENGTH = 10
"""No series is longer than 8; a little room keeps a misread with one character too many."""
_MAX_TYPED = 64
"""What a person or another system may hand in, separators included."""
_NORMAL = re.compile(rf"[A-Z0-9{MARKS}]{{1,{MAX_LENGTH}}}")


class NotAPlate(Invalid):
    """This is no plate number."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate number 車牌 in normal form.

    ``text`` alone is what the plate is: two plates are equal when their texts are. ``seen_split`` is
    how many characters stand before the hyphen where the picture or the writer tells (0: nobody does);
    it tells ``UV3-862`` from ``UV-3862``. Raises ``NotAPlate`` when the text is not in normal form;
    ``parse_plate`` takes what people type.
    """

    text: str
    seen_split: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if not _NORMAL.fullmatch(self.text):
            raise NotAPlate(
                f"{_shown(self.text)} is not a plate in normal form: "
                f"1 to {MAX_LENGTH} characters of A-Z, 0-9 and {MARKS}."
            )

    @property
    def possible(self) -> tuple[Series, ...]:
        """Every series the text fits, likeliest first; a hyphen that was seen leaves those that agree."""
        return tuple(row.series for row, _ in _fits_split(self.text, self.seen_split))

    @property
    def series(self) -> Series:
        """The likeliest series, or ``Series.UNKNOWN`` when the text fits none."""
        fits = _fits_split(self.text, self.seen_split)
        return fits[0][0].series if fits else Series.UNKNOWN

    @property
    def is_valid(self) -> bool:
        """Whether the text fits some series."""
        return bool(_fits(self.text))

    @property
    def is_confirmed(self) -> bool:
        """Whether the likeliest series rests on an official source or on plates seen."""
        return self.is_valid and facts_of(self.series).is_confirmed

    @property
    def display(self) -> str:
        """As printed on the likeliest series, with its hyphen: ``BKP-2075``; plain text when unknown."""
        fits = _fits_split(self.text, self.seen_split)
        split = fits[0][1].split if fits else 0
        return f"{self.text[:split]}-{self.text[split:]}" if split else self.text

    @property
    def hints(self) -> tuple[VehicleClass, ...]:
        """The classes such a plate is issued for, likeliest first: hints, to be held against the picture."""
        found: dict[VehicleClass, None] = {}
        for row, _ in _fits_split(self.text, self.seen_split):
            classes = classes_of_prefix(self.text[:3]) if row.series is Series.STANDARD else row.classes
            found.update(dict.fromkeys(classes))
        return tuple(found)

    @property
    def hint(self) -> VehicleClass:
        """The first of ``hints``, or ``VehicleClass.UNKNOWN``."""
        return next(iter(self.hints), VehicleClass.UNKNOWN)

    def seen_on(self, kind: VehicleKind) -> "Plate":
        """The same plate with the hyphen where this kind of vehicle carries it, if the text leaves a choice.

        ``UV3862`` on a scooter is ``UV3-862``. A hyphen that was seen is kept; a kind that fits no
        series changes nothing.
        """
        if self.seen_split or kind is VehicleKind.UNKNOWN:
            return self
        for row, form in _fits(self.text):
            if any(kind in _kinds(vehicle_class) for vehicle_class in row.classes):
                return Plate(self.text, form.split)
        return self

    def __str__(self) -> str:
        return self.display


def parse_plate(text: str) -> Plate:
    """The plate that people or machines wrote: any case, full width, spaces, hyphens and dots of all kinds.

    Raises ``NotAPlate`` for what is no plate text: nothing at all, more than ten characters, or a
    character that stands on no plate. Legal characters that fit no series are a plate of
    ``Series.UNKNOWN``. A single separator is remembered as the hyphen seen.
    """
    if len(text) > _MAX_TYPED:
        raise NotAPlate(f"A plate of {len(text)} characters is too long; at most {MAX_LENGTH} are on one.")
    parts = normal_text(text, allowed="").split()
    joined = "".join(parts)
    if not joined:
        raise NotAPlate("The plate is empty; write it like ABC-1235.")
    if len(joined) > MAX_LENGTH:
        raise NotAPlate(
            f"{_shown(text)} has {len(joined)} characters; a plate has at most {MAX_LENGTH}, like ABC-1235."
        )
    return Plate(joined, len(parts[0]) if len(parts) == 2 else 0)


def normal_text(text: str, *, allowed: str) -> str:
    """``text`` in plate characters and those ``allowed`` (wildcards), each run of separators one space.

    Raises ``NotAPlate`` for any other character and names it.
    """
    out = [_NARROW.get(symbol, symbol) for symbol in text]
    for symbol in out:
        if symbol != " " and symbol not in _LEGAL and symbol not in allowed:
            raise NotAPlate(f"{_shown(text)} is not a plate: {_named(symbol)} stands on no plate.")
    return " ".join("".join(out).split())


@lru_cache(maxsize=65_536)
def plausible(text: str) -> tuple[Series, ...]:
    """Every series that a text in normal form fits, likeliest first; empty when none. Cheap and cached."""
    return tuple(row.series for row, _ in _fits(text))


def shape_of(text: str) -> str:
    """The text's shape: ``L`` for letters, ``D`` for digits, marks as they are."""
    return text.translate(_SHAPE)


def _separators() -> set[str]:
    dashes = {chr(c) for c in range(0x20, 0x10000) if unicodedata.category(chr(c)) in ("Pd", "Zs")}
    return dashes | set(
        "\t\r\n.\u00b7\u2022\u2027\u2219\u22c5\u2212\u25cf\u25aa\u30fb\u30fc\uff65\uff0e\u3002\u200b\ufeff"
    )


_LEGAL = frozenset(f"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789{MARKS}")
_NARROW = {
    **{chr(code): chr(code - 0x20) for code in range(ord("a"), ord("z") + 1)},
    **{chr(code + 0xFEE0): chr(code).upper() for code in range(0x21, 0x7F)},
    **dict(zip("试领临军", "試領臨軍", strict=True)),
    **dict.fromkeys(_separators(), " "),
}
_SHAPE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "L" * 26 + "D" * 10)


def _by_shape() -> dict[str, tuple[tuple[SeriesFacts, Form], ...]]:
    table: dict[str, list[tuple[SeriesFacts, Form]]] = {}
    for row in SERIES:
        for form in row.forms:
            table.setdefault(form.shape, []).append((row, form))
    return {shape: tuple(rows) for shape, rows in table.items()}


_ROWS = _by_shape()


@lru_cache(maxsize=65_536)
def _fits(text: str) -> tuple[tuple[SeriesFacts, Form], ...]:
    fits = [(row, form) for row, form in _ROWS.get(shape_of(text), ()) if row.regex.fullmatch(text)]
    return tuple(sorted(fits, key=lambda fit: -fit[0].prior(text)))


def _fits_split(text: str, split: int) -> tuple[tuple[SeriesFacts, Form], ...]:
    fits = _fits(text)
    if not split or len(fits) < 2:
        return fits
    return tuple(fit for fit in fits if fit[1].split == split) or fits


def _kinds(vehicle_class: VehicleClass) -> tuple[VehicleKind, ...]:
    return CLASSES[vehicle_class].kinds


def _shown(text: str) -> str:
    return repr(text if len(text) <= 24 else f"{text[:24]}…")


def _named(symbol: str) -> str:
    name = unicodedata.name(symbol, "").lower()
    return f"{symbol!r} ({name or f'U+{ord(symbol):04X}'})"
