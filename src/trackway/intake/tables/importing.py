"""Importing a table of passages: good rows are filed, bad ones told and kept; twice is the same as once."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import msgspec

from trackway.intake.tables.fields import FIELDS, whole_row
from trackway.intake.tables.reading import Bad, Row, rows_of
from trackway.model.errors import Invalid, TrackwayError, Unavailable
from trackway.model.time import Instant, Span
from trackway.passages import PassageStore

__all__ = ["Imported", "import_table", "span_kept"]

_BATCH = 100_000
"""Rows filed at once; the store is quickest with 100,000 or more."""
_TOLD = 20
"""Bad rows that are told at once; all of them are in the file of rejected rows."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: rows filed (also those there before), rows refused, and where these are kept."""

    filed: int
    refused: int
    rejected: Path | None
    first_bad: tuple[Bad, ...]


def import_table(path: Path, store: PassageStore, *, kept: Span, cameras: frozenset[int]) -> Imported:
    """File the passages of a table; ``kept`` is the time they may be of, ``cameras`` the numbers there are.

    Every bad row goes to ``PATH.rejected``, a JSON object a line: ``row``, ``why``, ``original``. Passages of
    one camera and millisecond without ``sequence`` are told apart by their order in the file.
    """
    filed = refused = 0
    told: list[Bad] = []
    rejected = path.with_name(f"{path.name}.rejected")
    part = rejected.with_name(f"{rejected.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            batch: list[dict[str, Any]] = []
            for row in _checked(rows_of(path), kept, cameras):
                if isinstance(row, Bad):
                    refused += 1
                    told += [row] * (len(told) < _TOLD)
                    _keep(out, row)
                    continue
                batch.append(row)
                if len(batch) == _BATCH:
                    filed += _file(store, batch)
            filed += _file(store, batch)
        if refused:
            part.replace(rejected)
        else:
            part.unlink()
            rejected.unlink(missing_ok=True)  # of an import before, whose rows have been put right
    except OSError as error:
        raise Unavailable(f"The rejected rows of {path} cannot be kept: {error}.") from error
    return Imported(filed, refused, rejected if refused else None, tuple(told))


def _checked(
    rows: Iterator[Row | Bad], kept: Span, cameras: frozenset[int]
) -> Iterator[dict[str, Any] | Bad]:
    seen: Counter[int] = Counter()  # some 100 bytes a row, as long as the file is read
    for row in rows:
        if isinstance(row, Bad):
            yield row
            continue
        try:
            values = whole_row(row.cells)
            _check(values, kept, cameras)
            key = values["at"] // 1000 << 16 | values["camera"]
            if values["sequence"] is None:
                before = seen[key]
                values["sequence"], seen[key] = before, before + 1
                if before > 63:
                    raise Invalid("sequence: more than 64 passages of one camera in one millisecond")
        except TrackwayError as error:
            yield Bad(row.number, str(error), row.original)
        else:
            yield values


def _check(values: Mapping[str, Any], kept: Span, cameras: frozenset[int]) -> None:
    if not kept.start.us <= values["at"] < kept.end.us:
        raise Invalid(
            f"at {values['at']}: is not between {kept.start} and {kept.end}; "
            "what is older may be kept no longer"
        )
    if values["camera"] not in cameras:
        raise Invalid(f"camera {values['camera']}: there is no camera of this number on the register")


def _file(store: PassageStore, batch: list[dict[str, Any]]) -> int:
    if not batch:
        return 0
    import pyarrow as pa  # noqa: PLC0415  slow to load

    kinds = {"string": pa.string()} | {
        field.arrow: getattr(pa, field.arrow)() for field in FIELDS if field.arrow != "string"
    }
    store.add_columns(
        pa.table({f.name: pa.array([row[f.name] for row in batch], kinds[f.arrow]) for f in FIELDS})
    )
    count = len(batch)
    batch.clear()
    return count


def _keep(out: TextIO, bad: Bad) -> None:
    line = {"row": bad.row, "why": bad.why, "original": bad.original}
    out.write(msgspec.json.encode(line).decode() + "\n")


def span_kept(before: Instant, now: Instant) -> Span:
    """The time that imported passages may be of: what expiry leaves, and no later than a day from now."""
    return Span(before, now.plus(86_400))
