"""`trackway passages import | export`: passages from and to tables of others."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.found import print_lines, said
from trackway.cli.house import House
from trackway.cli.why import Why, asker
from trackway.intake.tables import every_passage, import_table, span_kept, write_table
from trackway.model.pattern import parse_pattern
from trackway.model.question import Question
from trackway.model.time import Span, parse_instant

__all__ = ["add_commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def add_commands(passages: App, house: House) -> None:
    """Put them among the commands about passages."""

    @passages.command(name="import")
    def import_(file: Path, /, *, data: Path, officer: str = "", json: Json = False) -> int:
        """匯入過車紀錄 File the passages of a table: CSV, Parquet (.parquet) or JSON lines (.jsonl).

        Needs the columns at and camera (its number); docs/how-to/exchange-passages.md lists the others. Good
        rows are filed, bad ones told and kept in FILE.rejected; importing a file again changes nothing.

        Parameters
        ----------
        file
            The table.
        data
            The data folder.
        officer
            Who imports, if not the account this runs under.
        """
        with house.registry(data) as registry:
            cameras = frozenset(registry.snapshot().by_number)
        with house.keeper(data) as keeper:
            kept = span_kept(keeper.due_before(), house.clock.now())
        with house.trust(data) as trust, house.passages(data) as store:
            found = import_table(file, store, kept=kept, cameras=cameras)
            details = {"file": file.name, "filed": found.filed, "refused": found.refused}
            trust.note(asker(trust, officer), "passages_imported", details)
        for bad in found.first_bad:
            said(f"第 {bad.row} 列 Row {bad.row}: {bad.why}")
        if json:
            print_lines([details | {"rejected": str(found.rejected) if found.rejected else None}])
        else:
            more = f"；退件在 rejected rows in {found.rejected}" if found.rejected else ""
            print(f"{found.filed:,} 筆已存 filed, {found.refused:,} 筆退件 refused{more}")
        return 1 if found.refused else 0

    @passages.command
    def export(
        file: Path,
        /,
        *,
        data: Path,
        from_: Annotated[str, Parameter(name="--from")],
        to: str = "now",
        pattern: str = "",
        cameras: str = "",
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """匯出過車紀錄 Write passages to a new .csv, .parquet or .jsonl, without readings and pictures.

        Parameters
        ----------
        file
            The table to write.
        data
            The data folder.
        from_
            The first moment.
        to
            The moment after the last.
        pattern
            A plate, with ? for one letter and * for any.
        cameras
            Ids of cameras, with commas between them; any when left out.
        case
            案號 The case number; required.
        reason
            事由 Why they are taken out; required.
        officer
            Who exports, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        clock = house.clock
        span = Span(parse_instant(from_, clock.now), parse_instant(to, clock.now))
        ids = [one.strip() for one in cameras.split(",") if one.strip()]
        details = {
            "file": file.name,
            "from": str(span.start),
            "to": str(span.end),
            "pattern": pattern or None,
            "cameras": ids or None,
        }
        with (
            house.registry(data) as registry,
            house.trust(data) as trust,
            house.passages(data) as store,
            why.asking(trust, "export", details) as asked,
        ):
            question = Question(
                span,
                pattern=parse_pattern(pattern) if pattern else None,
                cameras=frozenset(registry.camera(one).number for one in ids) if ids else None,
            )
            names = {number: camera.id for number, camera in registry.snapshot().by_number.items()}
            count = write_table(file, every_passage(store, asked.permit, question), names)
            asked.found(count)
        if json:
            print_lines([{"file": str(file), "passages": count}])
        else:
            print(f"{count:,} 筆已匯出 passages written to {file}")
