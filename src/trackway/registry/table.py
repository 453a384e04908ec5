"""A file of cameras as rows of text under named columns, whatever kind of file it was."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from trackway.model.errors import Invalid
from trackway.registry.coordinates import Crs
from trackway.registry.report import RowProblem, Said
from trackway.registry.selection import MAX_CAMERAS

__all__ = ["MAX_COLUMNS", "Row", "Table", "Unreadable", "table_of_grid"]

MAX_COLUMNS = 200
"""A register has tens of columns; a sheet of thousands is a slip or an attack."""
_HEADER_WITHIN = 20
"""A title and a few lines of explanation may stand above the header; nobody writes twenty."""


class Unreadable(Invalid):
    """This file cannot be read as a list of cameras."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file counts, its cells (one per column) and what it said as written."""

    number: int
    cells: tuple[str, ...]
    original: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``problems`` are rows that could not be read at all."""

    format: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...] = ()
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    crs: Crs | None = None
    notes: tuple[Said, ...] = field(default=())


def table_of_grid(
    format_: str,
    grid: Iterable[Row],
    recognised: Callable[[Sequence[str]], int],
) -> Table:
    """The table in a grid of cells: the header is the row near the top that names the most fields."""
    rows = [row for row in grid if any(row.cells)]
    if not rows:
        raise Unreadable("檔案裡沒有任何資料。 The file holds no rows at all.")
    top = rows[:_HEADER_WITHIN]
    scores = [recognised(row.cells) for row in top]
    # With fewer than two known names nothing is a header for sure; then the first row is taken for it.
    best = scores.index(max(scores)) if max(scores) >= 2 else 0
    header, body = rows[best], rows[best + 1 :]
    if not body:
        raise Unreadable(
            f"檔案只有標題列（第 {header.number} 列），沒有鏡頭。 "
            f"The file has a header (row {header.number}) and no cameras under it."
        )
    if len(body) > MAX_CAMERAS:
        raise Unreadable(
            f"檔案有 {len(body):,} 列，超過上限 {MAX_CAMERAS:,} 支鏡頭。 "
            f"The file has {len(body):,} rows; a register holds at most {MAX_CAMERAS:,} cameras."
        )
    width = max(len(row.cells) for row in (header, *body))
    return Table(
        format=format_,
        columns=_names(header.cells, width),
        rows=tuple(
            Row(row.number, (*row.cells, *[""] * (width - len(row.cells))), row.original) for row in body
        ),
        header_row=header.number,
    )


def _names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """The columns' names, each once: a blank one is called by its place, a second one counted."""
    names: list[str] = []
    for place in range(width):
        name = " ".join(cells[place].split()) if place < len(cells) else ""
        name = name or f"(第{place + 1}欄 column {place + 1})"
        same = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return tuple(names)
