"""Reading a table of passages row by row, whatever it is; files from strangers, a bounded piece at a time."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from trackway.intake.tables.fields import FIELDS
from trackway.model.errors import Invalid, NotFound

__all__ = ["Bad", "Row", "rows_of"]

_LONGEST_LINE = 64 * 1024
"""A row of a table has some hundred bytes."""
_LARGEST_GROUP = 1 << 30
"""Bytes of a group of rows of Parquet once unpacked; writers make some 100 MB."""
_AT_ONCE = 65_536
_NAMES = {field.name for field in FIELDS}
_IGNORED = {"id", "camera_id", "plate_display"}
"""Columns that an export has for people's eyes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the first under the heading is 1), its cells, the row as it was."""

    number: int
    cells: Mapping[str, object]
    original: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was not taken: its number, the field and what is wrong with it, the row as it was."""

    row: int
    why: str
    original: str


def rows_of(path: Path) -> Iterator[Row | Bad]:
    """Every row of a CSV, Parquet or JSON lines file. Raises ``Invalid`` for a file that is none of them."""
    readers: dict[str, Callable[[Path], Iterator[Row | Bad]]] = {
        ".csv": _csv,
        ".parquet": _parquet,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
    }
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    if path.suffix.lower() not in readers:
        raise Invalid(f"{path} is no table of passages; give one of {', '.join(readers)}.")
    return readers[path.suffix.lower()](path)


def _csv(path: Path) -> Iterator[Row | Bad]:
    with path.open("rb") as file:
        lines = _lines(file)
        first = next(lines, (0, b""))[1]
        names = next(csv.reader([_text(first.removeprefix(b"\xef\xbb\xbf"))]), [])
        names = [name.strip().lower() for name in names]
        _check_names(path, names)
        for number, line in lines:
            if not line.strip():
                continue
            original = line.decode("utf-8", errors="backslashreplace")
            try:
                (cells,) = csv.reader([_text(line)], strict=True)
            except (Invalid, csv.Error, ValueError) as error:
                yield Bad(number, f"the row cannot be read: {error}", original)
                continue
            if len(cells) != len(names):
                yield Bad(number, f"the row has {len(cells)} cells, the heading {len(names)}", original)
            else:
                yield Row(number, dict(zip(names, cells, strict=True)), original)


def _json_lines(path: Path) -> Iterator[Row | Bad]:
    with path.open("rb") as file:
        for number, line in _lines(file):
            if not line.strip():
                continue
            original = line.decode("utf-8", errors="backslashreplace")
            try:
                cells = msgspec.json.decode(_text(line), type=dict[str, Any])
                _check_names(path, list(cells))
            except (Invalid, msgspec.MsgspecError, RecursionError) as error:
                yield Bad(number + 1, f"the row cannot be read: {error}", original)
            else:
                yield Row(number + 1, cells, original)


def _parquet(path: Path) -> Iterator[Row | Bad]:
    import pyarrow as pa  # noqa: PLC0415  slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            _check_names(path, file.schema_arrow.names)
            for group in range(file.metadata.num_row_groups):
                if file.metadata.row_group(group).total_byte_size > _LARGEST_GROUP:
                    raise Invalid(f"{path}: its group of rows {group} unpacks to more than a gigabyte.")
            number = 0
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                for cells in batch.to_pylist():
                    number += 1
                    yield Row(number, cells, str(cells)[:_LONGEST_LINE])
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Invalid(f"{path} cannot be read as Parquet: {str(error)[:200]}.") from error


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 0; one that is too long is given up, and the rest of it skipped."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_LINE)
            line = b"\xff"  # no text: told as a bad row
        yield number, line.rstrip(b"\r\n")
        number += 1


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("it is no UTF-8 text, or longer than 64 KiB") from None


def _check_names(path: Path, names: Sequence[str]) -> None:
    """Refuse columns that nobody knows, rather than pass over what somebody meant."""
    unknown = [name for name in names if name not in _NAMES | _IGNORED]
    missing = [field.name for field in FIELDS if field.needed and field.name not in names]
    if unknown or missing or len(set(names)) != len(names):
        raise Invalid(
            f"{path} needs the columns at and camera, each once"
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + (f"; unknown: {', '.join(repr(name[:40]) for name in unknown[:5])}" if unknown else "")
            + f" (known: {', '.join(field.name for field in FIELDS)})."
        )
