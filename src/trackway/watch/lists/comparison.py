"""Comparison: one file beside its list, row after row, and the report of it."""

from collections.abc import Callable
from dataclasses import replace

from trackway.model.time import Instant
from trackway.registry import SourceFile
from trackway.sqlite import Value
from trackway.watch.entry import Entry, WatchList
from trackway.watch.lists.bodies import row_of
from trackway.watch.lists.difference import Change, Current, Difference, ImportAsk, ImportReport, Line
from trackway.watch.lists.draft import Draft
from trackway.watch.lists.lists import Lists
from trackway.watch.lists.reading import Drafts
from trackway.watch.sheet import Sheet

__all__ = ["Comparison", "Row"]

_DAY_S = 86_400.0
_COMPARED = [
    "reason",
    "legal_basis",
    "case_no",
    "exactness",
    "expected",
    "bands",
    "weekdays",
    "area",
    "headings",
    "retro_days",
    "note",
    "source_ref",
]
Row = dict[str, Value]
"""An entry's columns."""


class Comparison:
    """A file and its list: run once, then reported. ``leased`` is the end of rows without one."""

    def __init__(  # noqa: PLR0917  what was opened for it, in that order
        self,
        source: SourceFile,
        ask: ImportAsk,
        list_: WatchList,
        sheet: Sheet,
        drafts: Drafts,
        difference: Difference,
    ) -> None:
        self.source = source
        self.drafts = drafts
        self.difference = difference
        self.gone: list[int] = []
        self.leased: Instant | None = None
        self._ask = ask
        self._list = list_
        self._now = drafts.now
        self._sheet = sheet
        self._changed: dict[int, Draft] = {}

    def run(self, write: Callable[[Row], None]) -> None:
        """Compare every row, and hand over those that are to be written."""
        ask = self._ask
        days = ask.defaults.days
        until = None if days is None else self._now.plus(days * _DAY_S)
        same: Row = {
            "list_id": ask.list_id,
            "requester": ask.by,
            "added_us": self._now.us,
            "asked": "",
            "approver": None,
            "approved_us": None,
            "is_emergency": 0,
            "version": 0,
        }
        for given in self.drafts:
            draft = given.draft
            if draft is not None and draft.end is None:
                if ask.replaces:
                    self.leased = until  # it holds as long as files like this one go on coming
                else:
                    draft = replace(draft, end=until)
            row = None if draft is None else row_of(draft, draft.terms or self._list.terms)
            found = self.difference.seen(given, row)
            if row is None or draft is None or found is Change.SAME:
                continue
            supersedes = None
            if isinstance(found, Current):
                supersedes = found.id
                if supersedes in self.difference.replaced:
                    self._changed[supersedes] = draft
            write(row | same | {"supersedes": supersedes})
        self.gone = self.difference.end()

    def report(self, lists: Lists, batch: int | None) -> ImportReport:
        """What came of it."""
        count = self.difference.count
        return ImportReport(
            file_name=self.source.name,
            sha256=self.source.sha256,
            format=self._sheet.format,
            encoding=self._sheet.encoding,
            sheet=self._sheet.sheet,
            header_row=self._sheet.header_row,
            columns=self._sheet.uses,
            rows=self.drafts.rows + len(self._sheet.problems),
            new=count[Change.NEW],
            changed=count[Change.CHANGED],
            gone=count[Change.GONE],
            same=count[Change.SAME],
            refused=self.drafts.refused,
            lines=self._lines(lists),
            problems=self.drafts.problems,
            is_mass_loss=self.difference.is_mass_loss,
            batch=batch,
            is_waiting=batch is not None and not self._ask.standing,
        )

    def _lines(self, lists: Lists) -> tuple[Line, ...]:
        """The lines, each changed one with the names of what changes."""
        lines = list(self.difference.lines)
        for was in lists.entries(self._changed):
            at = self.difference.replaced[was.id]
            lines[at] = replace(lines[at], fields=_differing(was, self._changed[was.id], self._list))
        return tuple(lines)


def _differing(was: Entry, now: Draft, list_: WatchList) -> tuple[str, ...]:
    fields = [name for name in _COMPARED if getattr(was, name) != getattr(now, name)]
    terms = now.terms or list_.terms
    if was.terms != replace(terms, recipients=terms.recipients or list_.terms.recipients):
        fields.append("terms")
    if was.force.start != now.start:
        fields.append("start")
    if now.end is not None and was.force.end != now.end:
        fields.append("end")
    return tuple(fields)
