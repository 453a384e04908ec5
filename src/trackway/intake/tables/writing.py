"""Writing passages as a table that ``import_table`` takes back: CSV, Parquet or JSON lines."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from trackway.intake.tables.fields import FIELDS
from trackway.model.errors import Conflict, Invalid, Unavailable
from trackway.model.passage import Passage
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Instant, Span
from trackway.passages import PassageStore
from trackway.registry.escaping import escaped

__all__ = ["KINDS_OF_FILE", "every_passage", "write_table"]

KINDS_OF_FILE = (".csv", ".parquet", ".jsonl", ".ndjson")
_PAGE = 10_000
"""Passages asked for at once."""
_GROUP = 50_000
"""Rows of a group of Parquet: some megabytes."""


def every_passage(store: PassageStore, permit: Permit, question: Question) -> Iterator[Passage]:
    """Every passage a question asks for, the oldest first, however many there are."""
    span, last = question.span, 0
    while True:
        asked = replace(question, span=span, order=Order.OLDEST, limit=_PAGE)
        answer = store.find(permit, asked)
        fresh = [one for one in answer.rows if one.id > last]
        yield from fresh
        if not answer.more or not fresh:
            return
        # The last millisecond again: it may have more. A page holds more than any camera has in one.
        last = fresh[-1].id
        span = Span(Instant(fresh[-1].at.ms * 1000), question.span.end)


def write_table(path: Path, passages: Iterable[Passage], camera_ids: Mapping[int, str]) -> int:
    """Write passages to a new file, whole or not at all; how many. Their readings and pictures are not in it.

    Raises ``Invalid`` for another kind of file, ``Conflict`` for one that is there.
    """
    writers: dict[str, Callable[[Path, Iterable[dict[str, Any]]], int]] = {
        ".csv": _csv,
        ".parquet": _parquet,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
    }
    if path.suffix.lower() not in writers:
        raise Invalid(f"{path} is no table of passages; name one of {', '.join(KINDS_OF_FILE)}.")
    if path.exists():
        raise Conflict(f"{path} is there already; give another name.")
    part = path.with_name(f"{path.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            count = writers[path.suffix.lower()](part, (_row(one, camera_ids) for one in passages))
            part.rename(path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error}.") from error
    return count


def _row(one: Passage, camera_ids: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "camera_id": camera_ids.get(one.camera, ""),
        "plate_display": one.plate.display if one.plate else "",
        "at": str(one.at),
        "camera": one.camera,
        "sequence": one.id & 0x3F,
        "plate": one.plate.text if one.plate else "",
        "confidence": one.confidence,
        "looks": one.looks,
        "kind": one.kind.value,
        "kind_confidence": one.kind_confidence,
        "colour": one.colour.value,
        "colour_confidence": one.colour_confidence,
        "plate_colours": one.plate_colours.value,
        "heading": one.heading.value,
        "speed": one.speed_kmh,
        "speed_error": one.speed_error_kmh,
        "lane": one.lane,
        "source": one.source.value,
        "clock": one.stamp.clock.value,
        "error_s": one.stamp.error_s,
    }


_NAMES = ("id", "camera_id", "plate_display", *(field.name for field in FIELDS))


def _csv(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as out:  # Excel takes UTF-8 only with its mark
        writer = csv.writer(out)
        writer.writerow(_NAMES)
        for row in rows:
            writer.writerow([escaped(row[n]) if isinstance(row[n], str) else row[n] for n in _NAMES])
            count += 1
    return count


def _json_lines(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("wb") as out:
        for row in rows:
            out.write(msgspec.json.encode(row) + b"\n")
            count += 1
    return count


def _parquet(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    import pyarrow as pa  # noqa: PLC0415  slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {field.name: field.arrow for field in FIELDS} | {"at": "string"}
    schema = pa.schema(
        [pa.field(name, getattr(pa, kinds.get(name, "string"))()) for name in _NAMES],
    )
    count, group = 0, []
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for row in rows:
            group.append(row)
            count += 1
            if len(group) == _GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema))
                group = []
        writer.write_table(pa.Table.from_pylist(group, schema))
    return count
