"""`trackway passages …`: what becomes of stored passages: holds, expiry and its proofs."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from trackway.cli import holds
from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.passages.keeping import Deletion, DeletionKind

__all__ = ["commands", "print_deletions"]

Flag = Parameter(negative="")
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about keeping passages."""
    app = App()
    passages = App(
        name="passages",
        help="過車紀錄之保管 Keeping passages: hold, what is held, what is destroyed and when.",
    )
    app.command(passages)
    _add_expiry(passages, house)
    holds.add_commands(passages, house, print_deletions)
    return app


def _add_expiry(passages: App, house: House) -> None:
    @passages.command
    def expire(*, data: Path, dry_run: Annotated[bool, Flag] = False, json: Json = False) -> None:
        """屆期銷毀 Destroy what is due: passages of days whose time is over, and all that was made of them.

        A running centre does so every night by itself. What a hold covers is kept apart first. Each deletion
        leaves a proof in DATA/deletions and a row on the audit.

        Parameters
        ----------
        data
            The data folder.
        dry_run
            Say what would be destroyed; change nothing.
        """
        with house.keeper(data) as keeper:
            done = (keeper.due(),) if dry_run else keeper.expire()
        print_deletions(done, json)

    @passages.command
    def deletions(*, data: Path, json: Json = False) -> None:
        """銷毀紀錄 The deletions so far, the newest first: the same as the proofs in DATA/deletions.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.keeper(data) as keeper:
            done = keeper.deletions.all()
        print_deletions(done, json)


def print_deletions(done: tuple[Deletion, ...], json: bool) -> None:
    """What was destroyed, or would be: for people, or an object a line."""
    if json:
        print_lines(one.as_json() | {"sha256": one.sha256} for one in done)
        return
    if not any(one.lots or one.finished for one in done):
        print("無屆期資料 Nothing is due.")
        return
    for one in done:
        what = "屆期 expiry" if one.kind is DeletionKind.EXPIRY else f"解除保全 release of hold {one.hold}"
        verb = "已銷毀 destroyed" if one.finished else "將銷毀 would be destroyed"
        print(f"{what}: {one.before.taipei():%Y-%m-%d %H:%M} 之前 before; {verb} ({one.rule})")
        table = Table("日期 Day", "資料 Table", "筆數 Rows", "摘要 SHA-256")
        for lot in one.lots:
            table.add_row(lot.day, lot.table, f"{lot.rows:,}", lot.sha256[:16])
        print_table(table)
        more = (
            {"照片 pictures": one.pictures}
            | dict(one.others)
            | {f"保全 kept apart for hold {hold}": count for hold, count in one.held.items()}
        )
        for name, count in more.items():
            if count:
                print(f"  {name}: {count:,}")
        if one.sha256:
            print(f"  證明 proof: deletions/{one.number:06}-{one.kind}.json  sha256 {one.sha256}")
