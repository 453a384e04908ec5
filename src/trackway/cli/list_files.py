"""`trackway lists import | imports | export`: files into watch lists and out of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.errors import Invalid, Unavailable, WrongUse
from trackway.registry import read_source
from trackway.watch import Entry, Exactness, Rooms, WatchList
from trackway.watch.lists import Defaults, EntryState, ImportAsk, ImportReport, PageAsked, export_csv
from trackway.watch.sheet import MOST_BYTES

__all__ = ["add_files"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
_CHANGES = {"new": "新增 new", "changed": "變更 changed", "gone": "移除 gone"}
_SHOWN = 40
"""Lines of the difference and problems on a terminal; --json has more."""


def add_files(lists: App, house: House, list_named: Callable[[Rooms, str], WatchList]) -> None:
    """Put them among the commands about lists."""

    @lists.command(name="import")
    def import_(
        file: Path,
        /,
        *,
        data: Path,
        list_: Annotated[str, Parameter(name="--list")],
        reason: str = "",
        basis: str = "",
        case: str = "",
        days: float | None = None,
        exactness: Exactness = Exactness.EXACT,
        map_: Annotated[list[str] | None, Parameter(name="--map", negative="")] = None,
        replace: Annotated[bool, Parameter(negative="")] = False,
        accept_loss: Annotated[bool, Parameter(negative="")] = False,
        approver: str = "",
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """匯入名單 Take a CSV, TXT or XLSX into a list; it holds when another officer has approved it.

        Parameters
        ----------
        file
            With a header in Chinese or English, or one plate a line.
        data
            The data folder.
        list_
            The name or number of the list.
        reason
            事由 of rows that do not say.
        basis
            法律依據 of rows that do not say.
        case
            案號 of rows that do not say.
        days
            How long rows without an expiry hold; without it they are refused.
        exactness
            How exact a match must be where rows do not say.
        map_
            FIELD=COLUMN for columns that are not known by name, such as plate=車號碼.
        replace
            The file is the whole list: what it lacks is withdrawn.
        accept_loss
            Even if more than half of the list is gone.
        approver
            Who is asked to approve; needed for a covert list.
        dry_run
            Say what would happen and write nothing.
        """
        source = read_source(file, most_bytes=MOST_BYTES)
        with house.watch(data) as rooms, house.trust(data) as trust, Progress(transient=True) as bar:
            who = asker(trust, "")
            ask = ImportAsk(
                list_named(rooms, list_).id,
                who.username,
                Defaults(reason, basis, case, days, exactness),
                _mapping(map_ or []),
                replaces=replace,
                accepts_loss=accept_loss,
                asked=approver,
            )
            task = bar.add_task("名單 entries", total=None)
            if dry_run:
                report = rooms.imports.dry_run(source, ask)
            else:
                report = rooms.imports.take(source, ask, lambda n: bar.update(task, completed=n))
                details = {
                    "list": ask.list_id,
                    "import": report.batch,
                    "file": source.name,
                    "sha256": source.sha256,
                    "new": report.new,
                    "changed": report.changed,
                    "gone": report.gone,
                    "refused": report.refused,
                }
                trust.note(who, "list_imported", details)
        if json:
            print_lines([_object(report)])
        else:
            _print(report)
        if not (report.new or report.changed or report.same):
            raise Invalid(f"{source.name} 沒有一列可用。 None of the rows of {source.name} can be used.")

    @lists.command
    def imports(*, data: Path, json: Json = False) -> None:
        """列出匯入 The last files that were taken in, and who decided on them.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            found = rooms.imports.all(asker(trust, "").username)
        if json:
            print_lines(
                {"id": one.id, "list": one.list_name, "file": one.file_name, "requester": one.requester,
                 "approver": one.approver, "is_waiting": one.is_waiting, "new": one.new,
                 "changed": one.changed, "gone": one.gone, "refused": one.refused}
                for one in found
            )  # fmt: skip
            return
        table = Table(
            "編號 No.", "名單 List", "檔案 File", "提出 By", "核准 Approved by", "＋／±／－ Entries"
        )
        for one in found:
            state = one.approver or ("待核准 waiting" if one.is_waiting else "退回 rejected")
            counts = f"+{one.new:,} ±{one.changed:,} -{one.gone:,}"
            table.add_row(
                str(one.id), Text(one.list_name), Text(one.file_name), Text(one.requester), state, counts
            )
        print_table(table)

    @lists.command
    def export(name: str, file: Path, /, *, data: Path) -> None:
        """匯出名單 Write the entries in force of a list as CSV, which the import takes again.

        Parameters
        ----------
        name
            The name or number of the list.
        file
            The file to write; one that is there is left alone.
        data
            The data folder.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            list_ = list_named(rooms, name)
            trust.note(who, "list_exported", {"list": list_.id, "file": file.name})
            try:
                with file.open("xb") as out:
                    out.writelines(export_csv(_in_force(rooms, list_.id, who.username)))
            except FileExistsError:
                raise WrongUse(f"{file} 已存在。 {file} is there already.") from None
            except OSError as error:
                raise Unavailable(f"{file} cannot be written: {error.strerror}.") from error
        print(f"已匯出到 {file}。 Exported to {file}.")


def _in_force(rooms: Rooms, list_id: int, viewer: str) -> Iterator[Entry]:
    before = None
    while True:
        asked = PageAsked(list_id, frozenset({EntryState.IN_FORCE}), before=before, limit=1000)
        page = rooms.lists.page(asked, viewer)
        yield from (shown.entry for shown in page.entries)
        if not page.has_more:
            return
        before = page.entries[-1].entry.id


def _mapping(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if wrong := [field for field, equals, _ in pairs if not equals]:
        raise WrongUse(f"--map is FIELD=COLUMN, not {wrong[0]!r}.")
    return {field: column for field, _, column in pairs}


def _object(report: ImportReport) -> dict[str, object]:
    return {
        "file": report.file_name,
        "sha256": report.sha256,
        "new": report.new,
        "changed": report.changed,
        "gone": report.gone,
        "same": report.same,
        "refused": report.refused,
        "columns": {use.column: use.field for use in report.columns},
        "problems": [
            {"row": one.row, "field": one.field, "why": one.why.en, "refused": one.is_refused}
            for one in report.problems
        ],
        "import": report.batch,
        "is_waiting": report.is_waiting,
        "is_mass_loss": report.is_mass_loss,
    }


def _print(report: ImportReport) -> None:
    columns = Table("欄 Column", "欄位 Field", "備註 Note")
    for use in report.columns:
        columns.add_row(Text(use.column), use.field or "—", Text(str(use.note or "")))
    print_table(columns)
    if report.lines:
        lines = Table("變更 Change", "車牌 Plate", "欄位 Fields")
        for line in report.lines[:_SHOWN]:
            lines.add_row(_CHANGES[line.change], line.pattern, ", ".join(line.fields))
        print_table(lines)
    if report.problems:
        problems = Table("列 Row", "欄位 Field", "原因 Why")
        for one in report.problems[:_SHOWN]:
            problems.add_row(str(one.row), one.field, Text(str(one.why)))
        print_table(problems)
    print(
        f"新增 {report.new:,}、變更 {report.changed:,}、移除 {report.gone:,}、相同 {report.same:,}、"
        f"拒絕 {report.refused:,}。 {report.new:,} new, {report.changed:,} changed, {report.gone:,} gone, "
        f"{report.same:,} the same, {report.refused:,} refused."
    )
    if report.is_mass_loss:
        said("超過一半會被移除。 More than half of the list would be gone; --accept-loss says yes.")
    if report.is_waiting:
        said(
            f"待另一人核准：匯入 {report.batch}。 Import {report.batch} waits for another officer's approval."
        )
