"""Passages as columns: how many at once are handed over, and how they are checked.

This is the way in for the simulator and for lists from other systems: no evidence, no pictures, just
what was seen when and where. ``columns()`` is the contract.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import Invalid
from trackway.model.plate import MAX_LENGTH
from trackway.model.plate_series import MARKS
from trackway.passages.kept import (
    CLOCKS,
    COLOURS,
    HEADINGS,
    KINDS,
    MAX_ERROR_S,
    MAX_SPEED_KMH,
    PLATE_COLOURS,
    SOURCES,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["NO_ERROR_KNOWN", "NO_SPEED", "Columns", "Meaning", "columns", "parse_columns"]

NO_SPEED = 65_535
"""The code of a speed that was not measured, and of an error of it that is not known."""
NO_ERROR_KNOWN = 4_294_967_295
"""The code of a clock error that nobody measured."""
_SINGLE_ROUNDING = 1e-4
"""float32 has seven digits: 0.29 arrives as 0.2899999917; this much is forgiven before rounding down."""
_PLATE = re.compile(rf"[A-Z0-9{MARKS}]{{0,{MAX_LENGTH}}}")
_EPOCH_MS = 1_577_836_800_000
_END_MS = _EPOCH_MS + (1 << 42)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One column: its Arrow type by name, what it says, what is taken when it is left out ("": needed)."""

    name: str
    type: str
    says: str
    when_left_out: str = ""

    @property
    def is_required(self) -> bool:
        """Whether every table must have it."""
        return not self.when_left_out


_MEANINGS = (
    Meaning("at", "int64", "microseconds since 1970 UTC; kept to the millisecond"),
    Meaning("camera", "uint16", "the camera's number, 1 to 65,535"),
    Meaning("sequence", "uint8", "0 to 63: tells passages at one camera in one millisecond apart"),
    Meaning("plate", "string", 'normal form, upper case without hyphen; "" for none; plain or dictionary'),
    Meaning("confidence", "float32", "0 to 1, of the weakest letter; 0 without a plate; kept in hundredths"),
    Meaning("kind", "string", "VehicleKind as its word (plain or dictionary) or its uint8 code"),
    Meaning("colour", "string", "Colour as its word (plain or dictionary) or its uint8 code"),
    Meaning("heading", "string", "Heading as its word (plain or dictionary) or its uint8 code"),
    Meaning("speed", "float32", "km/h, null when not measured; kept in whole km/h, 254 at most"),
    Meaning("source", "string", "Source as its word (plain or dictionary) or its uint8 code"),
    Meaning("looks", "uint16", "how many looks agreed; 255 at most", "0, not counted: a single look"),
    Meaning("clock", "string", "ClockOwner as its word or its uint8 code", "it follows from source"),
    Meaning("kind_confidence", "float32", "0 to 1, of the kind; kept in steps of 0.05", "0, nobody says"),
    Meaning("colour_confidence", "float32", "0 to 1, of the colour; kept in steps of 0.05", "0, nobody says"),
    Meaning(
        "plate_colours",
        "string",
        "PlateColours as its word (plain or dictionary) or its uint8 code",
        "unknown",
    ),
    Meaning(
        "speed_error", "float32", "standard deviation of the speed, km/h, or null; rounded up", "not known"
    ),
    Meaning("lane", "uint8", "from the camera's left, 1 first, 0 unknown", "0, unknown"),
    Meaning("error_s", "float32", "bound of the clock's error, s, null when not measured", "not measured"),
)
_CLOCK_OF_SOURCE = np.array([0, 1, 3, 4], dtype=np.uint8)
"""live: camera, recorded: import, simulated: simulated."""


def columns() -> tuple[Meaning, ...]:
    """The columns that ``PassageStore.add_columns`` takes, in any order; others are refused."""
    return _MEANINGS


@dataclass(frozen=True, slots=True)
class Columns:
    """A checked table, sorted by identity, each identity once. All arrays have n elements."""

    ms: NDArray[np.int64]
    camera: NDArray[np.uint16]
    sequence: NDArray[np.uint8]
    plate: "pa.Array[Any]"
    confidence: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    kind_confidence: NDArray[np.uint8]
    colour_confidence: NDArray[np.uint8]
    plate_colours: NDArray[np.uint8]
    heading: NDArray[np.uint8]
    speed: NDArray[np.uint16]
    speed_error: NDArray[np.uint16]
    lane: NDArray[np.uint8]
    source: NDArray[np.uint8]
    looks: NDArray[np.uint16]
    clock: NDArray[np.uint8]
    error_ms: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.ms)

    def identities(self) -> NDArray[np.uint64]:
        """The identity of each row."""
        since = (self.ms - _EPOCH_MS).astype(np.uint64)
        return np.asarray(
            since << np.uint64(22)
            | self.camera.astype(np.uint64) << np.uint64(6)
            | self.sequence.astype(np.uint64),
            dtype=np.uint64,
        )


def parse_columns(table: "pa.Table") -> Columns:
    """Check a table and bring it into the store's own form.

    Raises ``Invalid`` and names the column and its first bad row; nothing is taken from a bad table.
    """
    import pyarrow as pa  # noqa: PLC0415  only writers pay for it; a question starts 0.2 s sooner

    if not isinstance(table, pa.Table):
        raise Invalid(f"Columns of passages come as a pyarrow.Table, not {type(table).__name__}.")
    _check_names(table)
    ms = _integers(table, "at", "int64") // 1000
    _refuse("at", (ms < _EPOCH_MS) | (ms >= _END_MS), "lies before 2020 or after 2159")
    camera = _integers(table, "camera", "uint16")
    _refuse("camera", camera == 0, "is not between 1 and 65,535")
    sequence = _integers(table, "sequence", "uint8")
    _refuse("sequence", sequence > 63, "is not between 0 and 63")
    source = _codes(table, "source", SOURCES)
    plate = _plates(table)
    speed = _speed(table)
    none = np.zeros(len(ms), np.uint8)
    read = Columns(
        ms=ms,
        camera=camera,
        sequence=sequence,
        plate=plate,
        confidence=_confidence(table, plate),
        kind=_codes(table, "kind", KINDS),
        colour=_codes(table, "colour", COLOURS),
        kind_confidence=_sure(table, "kind_confidence", len(ms)),
        colour_confidence=_sure(table, "colour_confidence", len(ms)),
        plate_colours=_codes(table, "plate_colours", PLATE_COLOURS) if _has(table, "plate_colours") else none,
        heading=_codes(table, "heading", HEADINGS),
        speed=speed,
        speed_error=_speed_error(table, speed),
        lane=_integers(table, "lane", "uint8") if _has(table, "lane") else none,
        source=source,
        looks=_integers(table, "looks", "uint16") if _has(table, "looks") else np.zeros(len(ms), np.uint16),
        clock=_codes(table, "clock", CLOCKS) if _has(table, "clock") else _CLOCK_OF_SOURCE[source],
        error_ms=_error(table, len(ms)),
    )
    return _sorted_once(read)


def _check_names(table: "pa.Table") -> None:
    names = list(table.column_names)
    known = {meaning.name for meaning in _MEANINGS}
    missing = [m.name for m in _MEANINGS if m.is_required and m.name not in names]
    strange = sorted(set(names) - known)
    twice = sorted({name for name in names if names.count(name) > 1})
    for fault, which in (("lacks", missing), ("has strange", strange), ("repeats", twice)):
        if which:
            raise Invalid(f"The table of passages {fault} columns: {', '.join(which)}.")


def _has(table: "pa.Table", name: str) -> bool:
    return name in table.column_names


def _integers(table: "pa.Table", name: str, wanted: str) -> NDArray[Any]:
    """A column of whole numbers as the type it is promised to be; a narrower one is fine."""
    import pyarrow as pa  # noqa: PLC0415

    column = _whole(table, name)
    if not pa.types.is_integer(column.type):
        raise Invalid(f"The column {name} holds {column.type}, not {wanted}.")
    try:
        return np.asarray(column.cast(wanted).to_numpy())
    except pa.ArrowInvalid as error:
        raise Invalid(f"The column {name} does not fit {wanted}: {error}.") from None


def _whole(table: "pa.Table", name: str) -> "pa.ChunkedArray[Any]":
    column = table.column(name)
    if column.null_count:
        raise Invalid(f"The column {name} has {column.null_count} nulls; it may have none.")
    return column


def _codes(table: "pa.Table", name: str, codes: Mapping[Any, int]) -> NDArray[np.uint8]:
    """A column of words, plain or dictionary, or of codes: as codes."""
    import pyarrow as pa  # noqa: PLC0415

    column = _whole(table, name)
    if pa.types.is_integer(column.type):
        numbers = _integers(table, name, "uint8")
        _refuse(name, ~np.isin(numbers, np.array(list(codes.values()), np.uint8)), "is no code of it")
        return numbers
    words, index = _dictionary(column, name)
    known = {str(word): code for word, code in codes.items()}
    strange = sorted({str(word) for word in words} - set(known))
    if strange:
        raise Invalid(f"The column {name} has {strange[0]!r}; it may say {', '.join(known)}.")
    code_of = np.array([known[str(word)] for word in words] or [0], dtype=np.uint8)
    return np.asarray(code_of[index], dtype=np.uint8)


def _dictionary(column: "pa.ChunkedArray[Any]", name: str) -> tuple[list[Any], NDArray[Any]]:
    """The distinct texts of a column, and for each row which one it is."""
    import pyarrow as pa  # noqa: PLC0415

    is_encoded = pa.types.is_dictionary(column.type)
    kind = column.type.value_type if is_encoded else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise Invalid(f"The column {name} holds {column.type}, not text.")
    encoded = column.unify_dictionaries() if is_encoded else column.dictionary_encode()
    if not encoded.num_chunks:
        return [], np.zeros(0, np.int64)
    one = encoded.combine_chunks()
    one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
    return one.dictionary.to_pylist(), np.asarray(one.indices.to_numpy())


def _plates(table: "pa.Table") -> "pa.Array[Any]":
    import pyarrow as pa  # noqa: PLC0415

    texts, index = _dictionary(_whole(table, "plate"), "plate")
    for text in texts:
        if not _PLATE.fullmatch(text):
            raise Invalid(
                f"The column plate has {text[:24]!r}, which is no plate in normal form "
                f'(at most {MAX_LENGTH} of A-Z, 0-9 and {MARKS}; "" for none).'
            )
    return pa.array(texts, pa.string()).take(pa.array(index))


def _floats(table: "pa.Table", name: str) -> NDArray[np.float64]:
    """A column of numbers; nulls become NaN, and NaN itself is refused."""
    import pyarrow as pa  # noqa: PLC0415

    column = table.column(name)
    if not any(fits(column.type) for fits in (pa.types.is_floating, pa.types.is_integer, pa.types.is_null)):
        raise Invalid(f"The column {name} holds {column.type}, not float32.")
    values = np.asarray(column.cast("float64").to_numpy(), dtype=np.float64)
    if np.count_nonzero(np.isnan(values)) > column.null_count:
        raise Invalid(f"The column {name} has NaN; write null for what was not measured.")
    return values


def _confidence(table: "pa.Table", plate: "pa.Array[Any]") -> NDArray[np.uint8]:
    import pyarrow.compute as pc  # noqa: PLC0415

    sure = _hundredths(table, "confidence")
    has_none = np.asarray(pc.equal(plate, "").to_numpy(zero_copy_only=False))
    _refuse("confidence", has_none & (_floats(table, "confidence") > 0), "is given though there is no plate")
    return sure


def _sure(table: "pa.Table", name: str, rows: int) -> NDArray[np.uint8]:
    return _hundredths(table, name) if _has(table, name) else np.zeros(rows, np.uint8)


def _hundredths(table: "pa.Table", name: str) -> NDArray[np.uint8]:
    """A column of confidences, rounded down."""
    _whole(table, name)
    values = _floats(table, name)
    _refuse(name, (values < 0) | (values > 1), "is not between 0 and 1")
    return np.asarray(np.floor(values * 100 + _SINGLE_ROUNDING), dtype=np.uint8)


def _speed(table: "pa.Table") -> NDArray[np.uint16]:
    values = _floats(table, "speed")
    _refuse("speed", (values < 0) | (values > MAX_SPEED_KMH), f"is not between 0 and {MAX_SPEED_KMH} km/h")
    return np.where(np.isnan(values), NO_SPEED, np.round(np.nan_to_num(values) * 10)).astype(np.uint16)


def _speed_error(table: "pa.Table", speed: NDArray[np.uint16]) -> NDArray[np.uint16]:
    if not _has(table, "speed_error"):
        return np.full(len(speed), NO_SPEED, np.uint16)
    values = _floats(table, "speed_error")
    _refuse("speed_error", (values < 0) | (values > MAX_SPEED_KMH), f"is not 0 to {MAX_SPEED_KMH} km/h")
    _refuse("speed_error", (speed == NO_SPEED) & ~np.isnan(values), "is given though there is no speed")
    # Rounded up: an error that is made smaller claims more than was measured.
    tenths = np.ceil(np.nan_to_num(values) * 10 - _SINGLE_ROUNDING)
    return np.where(np.isnan(values), NO_SPEED, tenths).astype(np.uint16)


def _error(table: "pa.Table", rows: int) -> NDArray[np.uint32]:
    if not _has(table, "error_s"):
        return np.full(rows, NO_ERROR_KNOWN, np.uint32)
    values = _floats(table, "error_s")
    _refuse("error_s", (values < 0) | (values > MAX_ERROR_S), "is not a bound in seconds")
    # Rounded up: a bound that is made smaller is no bound.
    return np.where(np.isnan(values), NO_ERROR_KNOWN, np.ceil(np.nan_to_num(values) * 1000)).astype(np.uint32)


def _refuse(name: str, bad: NDArray[np.bool_], why: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise Invalid(f"The column {name}, row {row}: the value {why} ({int(bad.sum())} such rows).")


def _sorted_once(read: Columns) -> Columns:
    """In order of identity, each identity once (the first stays)."""
    import pyarrow as pa  # noqa: PLC0415

    names = read.identities()
    if len(names) < 2 or bool(np.all(names[1:] > names[:-1])):
        return read
    order = np.argsort(names, kind="stable")
    ordered = names[order]
    order = order[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
    taken = {f.name: getattr(read, f.name)[order] for f in fields(Columns) if f.name != "plate"}
    return Columns(plate=read.plate.take(pa.array(order)), **taken)
