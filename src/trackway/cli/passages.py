"""`trackway passages …`: what becomes of stored passages: holds, expiry and its proofs."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.table import Table

from trackway.cli import holds, passages_files
from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.passages.keeping import Deletion, DeletionKind, Manifest, Upkeep, verify_backup

__all__ = ["commands", "print_deletions"]

Flag = Parameter(negative="")
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about keeping passages."""
    app = App()
    passages = App(
        name="passages",
        help="過車紀錄之保管 Keeping passages: hold, expire, back up, restore, check, import, export.",
    )
    app.command(passages)
    _add_expiry(passages, house)
    holds.add_commands(passages, house, print_deletions)
    _add_backup(passages, house)
    _add_upkeep(passages, house)
    passages_files.add_commands(passages, house)
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


def _add_backup(passages: App, house: House) -> None:
    @passages.command
    def backup(*, data: Path, to: Path, json: Json = False) -> None:
        """備份 Back the whole data folder up, while it is used: passages, pictures, register, audit and all.

        Makes a new folder in --to, named after the time. What the backup before has too is linked, not
        copied. Footage is not in it.

        Parameters
        ----------
        data
            The data folder.
        to
            Where backups lie; best on another disk.
        """
        with house.keeper(data) as keeper:
            made = keeper.back_up(to)
        _print_backup(made.folder, made.manifest, made.linked, json=json)

    @passages.command
    def verify(folder: Path, /, *, json: Json = False) -> None:
        """檢驗備份 Read every file of a backup against the list it was made with.

        Parameters
        ----------
        folder
            The backup: one of the folders in --to.
        """
        _print_backup(folder, verify_backup(folder), 0, json=json)

    @passages.command
    def restore(folder: Path, /, *, data: Path, json: Json = False) -> None:
        """還原 Make a data folder, which is new or empty, anew from a backup; every file is checked.

        Parameters
        ----------
        folder
            The backup: one of the folders in --to.
        data
            The data folder to make.
        """
        _print_backup(folder, house.restore(folder, data), 0, json=json)


def _add_upkeep(passages: App, house: House) -> None:
    @passages.command
    def check(*, data: Path, repair: Annotated[bool, Flag] = False, json: Json = False) -> int:
        """檢查 Look for faults of the passages: damaged files, orders, plates, doubles, evidence, overdue.

        A running centre does so every night. Exit code 1 when there is a fault that is left.

        Parameters
        ----------
        data
            The data folder.
        repair
            Make anew what follows from the passages themselves: their orders and the dictionary of plates.
        """
        with house.keeper(data) as keeper:
            upkeep = Upkeep(keeper)
            faults = upkeep.repair() if repair else upkeep.check()
        left = [fault for fault in faults if not (repair and fault.can_be_repaired)]
        if json:
            print_lines(
                {
                    "fault": fault.kind.value,
                    "count": fault.count,
                    "where": fault.where,
                    "repaired": repair and fault.can_be_repaired,
                }
                for fault in faults
            )
        elif not faults:
            print("沒有問題 Nothing is wrong.")
        else:
            for fault in faults:
                print(fault.says + ("" if fault in left else " 已修復 made anew"))
        return 1 if left else 0


def _print_backup(folder: Path, manifest: Manifest, linked: int, *, json: bool) -> None:
    if json:
        print_lines([{"folder": str(folder), **msgspec.to_builtins(manifest), "linked": linked}])
        return
    print(
        f"{folder}: {manifest.files:,} 檔案 files, {manifest.bytes / 1e6:,.1f} MB, {linked:,} 沿用前次 linked"
    )
    for name, rows in manifest.rows.items():
        print(f"  {name}: {rows:,}")


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
