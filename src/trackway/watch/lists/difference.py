"""Difference: what a file says beside what a list holds already: new, changed, gone, the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Self

from trackway.model.errors import Conflict
from trackway.model.time import Instant
from trackway.registry import ColumnUse, RowProblem
from trackway.sqlite import Value
from trackway.watch.lists.reading import Defaults, GivenRow

__all__ = [
    "Change",
    "Current",
    "Difference",
    "ImportAsk",
    "ImportReport",
    "Line",
    "MassLoss",
    "Taken",
    "sign",
]

_MOST_LINES = 200
"""So many of each kind are named; the others are counted."""


class Change(StrEnum):
    """What becomes of an entry by a file."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ImportAsk:
    """How a file is to be taken in. ``mapping`` says by hand which column a field is (field → column).

    ``replaces``: what the list has from files and this one lacks, is withdrawn. ``accepts_loss``: even more
    than half. ``asked`` is who shall approve. ``standing`` is who approved all files of a scheduled source,
    ``source_id``.
    """

    list_id: int
    by: str
    defaults: Defaults = field(default_factory=Defaults)
    mapping: Mapping[str, str] = field(default_factory=dict)
    replaces: bool = False
    accepts_loss: bool = False
    asked: str = ""
    standing: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and what becomes of it; ``fields`` are those that change."""

    change: Change
    pattern: str
    source_ref: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file, or would come of it (``batch`` is ``None`` then).

    ``is_waiting``: it holds when another officer approves it. ``is_mass_loss``: more than half of the list
    would be gone, which is taken for a broken file unless somebody says yes.
    """

    file_name: str
    sha256: str
    format: str
    encoding: str
    sheet: str
    header_row: int | None
    columns: tuple[ColumnUse, ...]
    rows: int
    new: int
    changed: int
    gone: int
    same: int
    refused: int
    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]
    is_mass_loss: bool
    batch: int | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """An import as it stands: who asked for it and who approved or rejected it when."""

    id: int
    list_id: int
    list_name: str
    file_name: str
    sha256: str
    requester: str
    asked: str
    added: Instant
    approver: str
    approved: Instant | None
    rejected: Instant | None
    new: int
    changed: int
    gone: int
    same: int
    refused: int
    source_id: int | None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.approved is None and self.rejected is None


class MassLoss(Conflict):
    """More than half of the list is not in the file."""

    @classmethod
    def of(cls, gone: int, current: int) -> Self:
        """The sentence with its figures."""
        return cls(
            f"名單現有 {current:,} 筆，其中 {gone:,} 筆不在檔案裡，超過一半；若屬實請明確同意。 "
            f"Of {current:,} entries {gone:,} are not in the file, more than half; say yes if that is right."
        )


class Current(NamedTuple):
    """An entry that came from a file: its number, from when to when (0: as long as the lease), the rest."""

    id: int
    start_us: int
    end_us: int
    sign: int
    pattern: str


def sign(row: Mapping[str, Value]) -> int:
    """A number that two rows share when they mean the same; 64 bits, good within this process."""
    return hash(
        (
            row["pattern"],
            row["exactness"],
            row["is_covert"],
            row["recipients"],
            row["case_no"],
            row["source_ref"],
            row["body"],
        )
    )


class Difference:
    """The comparison, row after row. ``current`` is what is there, by key; it is used up."""

    def __init__(self, current: dict[str, Current], *, replaces: bool) -> None:
        self._left = current
        self._replaces = replaces
        self.before = len(current)
        self.count = dict.fromkeys(Change, 0)
        self.lines: list[Line] = []
        self.replaced: dict[int, int] = {}
        """Entry that is changed → place of its line, for the lines that are kept."""

    def seen(self, given: GivenRow, row: Mapping[str, Value] | None) -> Current | Change:
        """What a row means: the entry that it changes, ``NEW`` or ``SAME``; a refused row leaves it alone."""
        was = self._left.pop(given.key, None)
        if row is None:
            return Change.SAME
        if was is None:
            self._count(Change.NEW, str(row["pattern"]), str(row["source_ref"]))
            return Change.NEW
        same_start = not given.has_start or was.start_us == row["start_us"]
        same_end = not given.has_end or was.end_us == row["end_us"]
        if same_start and same_end and was.sign == sign(row):
            self.count[Change.SAME] += 1
            return Change.SAME
        if self.count[Change.CHANGED] < _MOST_LINES:
            self.replaced[was.id] = len(self.lines)
        self._count(Change.CHANGED, str(row["pattern"]), str(row["source_ref"]))
        return was

    def end(self) -> list[int]:
        """The entries that the file lacks, when all rows were seen and it replaces."""
        if not self._replaces:
            return []
        for key, one in self._left.items():
            self._count(Change.GONE, one.pattern, key if key != one.pattern else "")
        return [one.id for one in self._left.values()]

    @property
    def is_mass_loss(self) -> bool:
        """Whether more than half of what was there is gone."""
        return 2 * self.count[Change.GONE] > self.before

    def _count(self, change: Change, pattern: str, source_ref: str) -> None:
        if self.count[change] < _MOST_LINES:
            self.lines.append(Line(change, pattern, source_ref))
        self.count[change] += 1
