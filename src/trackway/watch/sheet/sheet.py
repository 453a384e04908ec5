"""Sheet: CSV, TXT or XLSX, its header found, its columns known by name, its rows one by one.

A million rows are never in memory at once, except those of a workbook, which is refused beyond a third of
that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from trackway.model.errors import WrongUse
from trackway.model.pattern import NotAPattern, parse_pattern
from trackway.model.said import Said
from trackway.registry import (
    ColumnUse,
    Confidence,
    Row,
    RowProblem,
    SourceFile,
    Unreadable,
    csv_rows,
    file_kind,
    key,
    xlsx_rows,
)

__all__ = ["MOST_BYTES", "ColumnNames", "Sheet", "batches", "open_sheet"]

MOST_BYTES = 512 << 20
"""2,000,000 rows of 200 bytes are 400 MB."""
_MOST_XLSX_ROWS = 350_000
"""A workbook is read whole: so many rows are some 500 MB."""
_HEADER_WITHIN = 20
"""A title and a few lines of explanation may stand above the header; nobody writes twenty."""
_Item = TypeVar("_Item")

ColumnNames = Mapping[str, str]
"""What a field's column may be called, by the field's name: words separated by spaces; the field's own name
is always known. The first field is the plate, which no file is without."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file opened. ``uses`` says what became of each column; ``problems`` grows while rows are read."""

    format: str
    encoding: str
    sheet: str
    header_row: int | None
    uses: tuple[ColumnUse, ...]
    place: Mapping[str, int]
    rows: Iterator[Row]
    problems: list[RowProblem]

    def of(self, row: Row, field: str) -> str:
        """What stands in a row for a field; empty where it has none."""
        place = self.place.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else ""


def open_sheet(source: SourceFile, names: ColumnNames, mapping: Mapping[str, str]) -> Sheet:
    """A file with its header understood. ``mapping`` says by hand which column a field is (field → column).

    A file without a header is one plate a line. Raises ``Unreadable``, ``WrongUse``.
    """
    known = {key(name): field for field, all_ in names.items() for name in (field, *all_.split())}
    given = _given(mapping, names)
    plate = next(iter(names))

    def score(cells: Sequence[str]) -> int:
        return sum((known.get(key(cell)) is not None) + 2 * (cell in given) for cell in cells if cell)

    kind = file_kind(source.name, source.content)
    title, encoding, problems = "", "", list[RowProblem]()
    if kind == "xlsx":
        title, grid = xlsx_rows(source.content, score)
        if len(grid) > _MOST_XLSX_ROWS:
            raise Unreadable(
                f"工作表有 {len(grid):,} 列，超過 {_MOST_XLSX_ROWS:,} 列；請另存為 CSV。 "
                f"The sheet has {len(grid):,} rows, more than {_MOST_XLSX_ROWS:,}; save it as CSV."
            )
        rows: Iterator[Row] = iter(grid)
    elif kind == "csv":
        read = csv_rows(source.content)
        rows, encoding, problems = read.rows, read.encoding, read.problems
    else:
        raise Unreadable(
            f"{source.name} 是 {kind.upper()}，不是表格。 {source.name} is {kind.upper()}, no table."
        )
    rows = (row for row in rows if any(row.cells))
    top = list(islice(rows, _HEADER_WITHIN))
    scores = [score(row.cells) for row in top]
    best = max(range(len(top)), key=lambda at: (scores[at], -at), default=None)
    if best is None:
        raise Unreadable(f"{source.name} 沒有任何資料。 {source.name} holds no rows at all.")
    if scores[best] == 0 and not given:
        _demand_plates(source.name, top)
        use = ColumnUse("(第1欄 column 1)", plate, Confidence.GUESS, _NO_HEADER)
        return Sheet(kind, encoding, title, None, (use,), {plate: 0}, chain(top, rows), problems)
    uses, place = _columns(top[best].cells, known, given)
    if plate not in place:
        raise Unreadable(
            f"{source.name} 沒有車牌欄；請以 {plate}=欄名 指定。 "
            f"{source.name} has no column of plates; name it as {plate}=COLUMN."
        )
    return Sheet(kind, encoding, title, top[best].number, uses, place, chain(top[best + 1 :], rows), problems)


_NO_HEADER = Said("檔案沒有標題列：每列一個車牌。", "The file has no header: one plate a line.")


def _given(mapping: Mapping[str, str], names: ColumnNames) -> dict[str, str]:
    given: dict[str, str] = {}
    for field, column in mapping.items():
        if field not in names:
            raise WrongUse(f"沒有 {field!r} 這個欄位。 {field!r} is no field; there are {', '.join(names)}.")
        given[" ".join(column.split())] = field
    return given


def _columns(
    header: Sequence[str], known: Mapping[str, str], given: Mapping[str, str]
) -> tuple[tuple[ColumnUse, ...], dict[str, int]]:
    if missing := given.keys() - set(header):
        raise WrongUse(
            f"檔案沒有 {min(missing)!r} 這一欄。 The file has no column {min(missing)!r}; "
            f"it has {', '.join(header[:20])}."
        )
    place = {given[cell]: at for at, cell in enumerate(header) if cell in given}
    uses: list[ColumnUse] = []
    for at, cell in enumerate(header):
        field = known.get(key(cell)) if cell else None
        if cell in given:
            uses.append(ColumnUse(cell, given[cell], Confidence.GIVEN))
        elif field is None:
            uses.append(ColumnUse(cell, None, None, Said("不認得的欄名。", "Not a known name.")))
        elif field in place:
            taken = header[place[field]]
            note = Said(f"{field} 已取自「{taken}」。", f"{field} is taken from “{taken}”.")
            uses.append(ColumnUse(cell, None, None, note))
        else:
            place[field] = at
            uses.append(ColumnUse(cell, field, Confidence.CERTAIN))
    return tuple(uses), place


def _demand_plates(name: str, top: Sequence[Row]) -> None:
    """A file without a known column is taken for plates only when its lines look like some."""
    plates = 0
    for row in top:
        try:
            plates += any(c.isdigit() for c in parse_pattern(row.cells[0]).text)
        except NotAPattern:
            continue
    if 2 * plates <= len(top) or any(len(row.cells) > 1 for row in top):
        raise Unreadable(
            f"{name} 沒有認得的標題列；第一列請寫欄名，如 plate。 "
            f"{name} has no header that is known; the first line names the columns, such as plate."
        )


def batches(items: Iterable[_Item], count: int) -> Iterator[list[_Item]]:
    """Items, so many at a time, the last ones fewer."""
    rest = iter(items)
    while some := list(islice(rest, count)):
        yield some
