"""Entries as CSV that the import takes again: UTF-8 with its mark, times with offset, cells made safe."""

import csv
import io
from collections.abc import Iterable, Iterator

from trackway.model.area import area_text
from trackway.registry import escaped
from trackway.watch.entry import Entry
from trackway.watch.lists.columns import COLUMNS

__all__ = ["export_csv"]


def export_csv(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The file, a piece for each entry."""
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for entry in entries:
        yield _line(_cells(entry))


def _cells(entry: Entry) -> tuple[str, ...]:
    terms, expected = entry.terms, entry.expected
    return (
        entry.pattern.text,
        terms.category.value,
        str(terms.priority),
        entry.case_no,
        entry.legal_basis,
        entry.reason,
        entry.force.start.taipei().isoformat(),
        entry.force.end.taipei().isoformat(),
        entry.exactness.value,
        ";".join(sorted(expected.kinds)),
        ";".join(sorted(expected.colours)),
        expected.make,
        terms.danger,
        ";".join(terms.recipients),
        terms.act.value,
        ";".join(sorted(entry.headings)),
        ";".join(map(str, sorted(entry.bands))),
        ";".join(sorted(entry.weekdays)),
        "" if entry.area is None else area_text(entry.area),
        str(entry.retro_days),
        entry.note,
        entry.source_ref,
    )


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([escaped(cell) for cell in cells])
    return out.getvalue().encode()
