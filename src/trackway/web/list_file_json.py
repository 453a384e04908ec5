"""Files of watch lists as JSON: what came of them, who decided, where they come from."""

from pydantic import BaseModel

from trackway.model.pattern import PlatePattern
from trackway.registry import ColumnUse, RowProblem
from trackway.watch.lists import ImportReport, Line, ListSource, Taken
from trackway.web.list_json import display_of
from trackway.web.report_json import SaidOut

__all__ = ["ColumnOut", "ImportOut", "ListSourceOut", "ProblemOut", "ReportOfFile"]


class ImportOut(BaseModel):
    """A file taken into a list, and who decided."""

    id: int
    list_id: int
    list_name: str
    file_name: str
    requester: str
    asked: str
    added: str
    approver: str
    approved: str | None
    rejected: str | None
    is_waiting: bool
    new: int
    changed: int
    gone: int
    same: int
    refused: int
    source_id: int | None

    @classmethod
    def of(cls, one: Taken) -> "ImportOut":
        """An import as JSON."""
        return cls(
            id=one.id,
            list_id=one.list_id,
            list_name=one.list_name,
            file_name=one.file_name,
            requester=one.requester,
            asked=one.asked,
            added=str(one.added),
            approver=one.approver,
            approved=None if one.approved is None else str(one.approved),
            rejected=None if one.rejected is None else str(one.rejected),
            is_waiting=one.is_waiting,
            new=one.new,
            changed=one.changed,
            gone=one.gone,
            same=one.same,
            refused=one.refused,
            source_id=one.source_id,
        )


class ColumnOut(BaseModel):
    """A column of the file and the field it became; null when it was left aside."""

    column: str
    field: str | None
    confidence: str | None
    note: SaidOut | None

    @classmethod
    def of(cls, use: ColumnUse) -> "ColumnOut":
        """A column as JSON."""
        note = None if use.note is None else SaidOut.of(use.note)
        return cls(column=use.column, field=use.field, confidence=use.confidence, note=note)


class ProblemOut(BaseModel):
    """What is wrong in one row; a refused row became nothing."""

    row: int
    field: str
    why: SaidOut
    original: str
    is_refused: bool

    @classmethod
    def of(cls, one: RowProblem) -> "ProblemOut":
        """A row's problem as JSON."""
        return cls(
            row=one.row,
            field=one.field,
            why=SaidOut.of(one.why),
            original=one.original,
            is_refused=one.is_refused,
        )


class LineOut(BaseModel):
    """One entry and what becomes of it: new, changed (which fields), gone."""

    change: str
    pattern: str
    source_ref: str
    fields: list[str]


class ReportOfFile(BaseModel):
    """What came of a file, or would (``batch`` null). ``is_waiting``: another officer has to approve it."""

    file_name: str
    sha256: str
    format: str
    encoding: str
    sheet: str
    header_row: int | None
    columns: list[ColumnOut]
    rows: int
    new: int
    changed: int
    gone: int
    same: int
    refused: int
    lines: list[LineOut]
    problems: list[ProblemOut]
    is_mass_loss: bool
    batch: int | None
    is_waiting: bool

    @classmethod
    def of(cls, report: ImportReport) -> "ReportOfFile":
        """A report as JSON."""
        return cls(
            file_name=report.file_name,
            sha256=report.sha256,
            format=report.format,
            encoding=report.encoding,
            sheet=report.sheet,
            header_row=report.header_row,
            columns=[ColumnOut.of(use) for use in report.columns],
            rows=report.rows,
            new=report.new,
            changed=report.changed,
            gone=report.gone,
            same=report.same,
            refused=report.refused,
            lines=[_line(line) for line in report.lines],
            problems=[ProblemOut.of(one) for one in report.problems],
            is_mass_loss=report.is_mass_loss,
            batch=report.batch,
            is_waiting=report.is_waiting,
        )


class ListSourceOut(BaseModel):
    """A place that files of a list come from. Nothing ever gives its password back."""

    id: int
    list_id: int
    list_name: str
    address: str
    file_names: str
    every_s: float
    username: str
    has_secret: bool
    replaces: bool
    days: float | None
    requester: str
    approver: str
    looked: str | None
    outcome: str
    is_failed: bool

    @classmethod
    def of(cls, one: ListSource) -> "ListSourceOut":
        """A source as JSON."""
        return cls(
            id=one.id,
            list_id=one.list_id,
            list_name=one.list_name,
            address=one.address,
            file_names=one.file_names,
            every_s=one.every_s,
            username=one.username,
            has_secret=one.has_secret,
            replaces=one.replaces,
            days=one.defaults.days,
            requester=one.requester,
            approver=one.approver,
            looked=None if one.looked is None else str(one.looked),
            outcome=one.outcome,
            is_failed=one.is_failed,
        )


def _line(line: Line) -> LineOut:
    return LineOut(
        change=line.change,
        pattern=display_of(PlatePattern(line.pattern)),
        source_ref=line.source_ref,
        fields=list(line.fields),
    )
