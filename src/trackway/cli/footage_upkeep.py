"""`trackway footage days | volumes | expire | deletions | verify | rebuild`: how long footage lasts, and its
upkeep.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.model.errors import NotFound, WrongUse
from trackway.model.fault import Fault
from trackway.model.time import Instant
from trackway.video.catalogue import Destroyed, FaultKind, Forecast, NoVolume, Room, rebuild, verify
from trackway.video.stream import RetentionClass

__all__ = ["add_commands"]

Flag = Parameter(negative="")
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
_SAMPLE = 200
"""Segments read by one verification: some 6 GB, a minute; every night, that is 70,000 a year chosen by
lot.
"""
_EVERY = 50
"""Segments between two lines of progress."""
_CLASSES = {
    RetentionClass.ORDINARY: "一般 ordinary",
    RetentionClass.IMPORTANT: "重要 important",
    RetentionClass.BRIEF: "短期 brief",
}


def add_commands(footage: App, house: House) -> None:
    """Put them among the commands about footage."""
    _add_keeping(footage, house)
    _add_volumes(footage, house)
    _add_mending(footage, house)


def _add_keeping(footage: App, house: House) -> None:
    @footage.command
    def days(*, data: Path, json: Json = False) -> int:
        """保存天數 How long the footage of each stream is promised to be kept, and how long it will be.

        Reckoned from the disks that are there and what was recorded in the last day. Exit code 1 when a
        promise will be broken.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.footage_keeper(data) as keeper, house.registry(data) as registry:
            found = keeper.forecast(house.clock.now())
            by_number = registry.snapshot().by_number
        names = {number: camera.id for number, camera in by_number.items()}
        if json:
            print_lines(_day_objects(found, names))
        else:
            _print_days(found, names)
        return 0 if found.breaks is None else 1

    @footage.command
    def expire(*, data: Path, json: Json = False) -> None:
        """屆期銷毀 Destroy what is due and make room, now: what the recorder does every minute by itself.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.footage_keeper(data) as keeper:
            done = keeper.tidy(house.clock.now())
        if json:
            print_lines(
                [
                    {
                        "expired": done.expired,
                        "evicted": done.evicted,
                        "freed_bytes": done.freed,
                        "alarms": done.alarms,
                    }
                ]
            )
            return
        print(
            f"屆期銷毀 {done.expired:,} 段、提前銷毀 {done.evicted:,} 段 {done.expired:,} segments expired, "
            f"{done.evicted:,} made room; {done.freed / 1e9:,.2f} GB freed."
        )
        for sentence in done.alarms:
            said(f"! {sentence}")

    @footage.command
    def deletions(*, data: Path, json: Json = False) -> None:
        """銷毀紀錄 What footage was destroyed on each day, the newest first: as the proofs in DATA/deletions.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.footage_keeper(data) as keeper:
            found = keeper.destroyed()
        if json:
            print_lines(map(_destroyed_object, found))
            return
        table = Table(
            "日期 Day",
            "原因 Cause",
            "鏡頭 Cameras",
            "片段 Segments",
            "大小 GB",
            "錄影時間 Recorded",
            "證明 Proof",
        )
        for one in found:
            table.add_row(
                one.day,
                "屆期 expired" if one.cause.value == "expired" else "提前 evicted",
                str(one.cameras),
                f"{one.segments:,}",
                f"{one.bytes / 1e9:,.2f}",
                f"{_shown(one.first)} – {_shown(one.end)}",
                f"deletions/footage-{one.day}.json {one.proof[:16]}"
                if one.proof
                else "（當日結束後 after the day）",
            )
        print_table(table)


def _add_volumes(footage: App, house: House) -> None:
    @footage.command
    def volumes(
        *,
        data: Path,
        add: Annotated[Path | None, Parameter(help="Keep footage here too.")] = None,
        json: Json = False,
    ) -> int:
        """儲存磁碟 The disks and folders that hold footage, whether they are there, and how full they are.

        Exit code 1 when one of them is not there.

        Parameters
        ----------
        data
            The data folder.
        add
            A folder to keep footage in too, or the new place of one that was mounted elsewhere. Name it in
            [footage] volumes of the settings as well, or the recorder does not use it.
        """
        with house.footage_keeper(data) as keeper:
            every = keeper.catalogue.volumes
            if add is not None:
                every.add(add)
            found: list[tuple[str, str, Room | None]] = []
            for one in every.all():
                try:
                    found.append((one.id, one.root, every.room(one)))
                except NoVolume:
                    found.append((one.id, one.root, None))
        if json:
            print_lines(_volume_object(*one) for one in found)
        else:
            table = Table(
                "識別 Id", "位置 Folder", "狀態 State", "容量 GB", "可用 Free GB", "保留 Reserve GB"
            )
            for identity, root, room in found:
                if room is None:
                    table.add_row(identity[:8], Text(root), "未掛載 not mounted", "", "", "")
                    continue
                sizes = (f"{size / 1e9:,.1f}" for size in (room.total, room.free, room.reserve))
                table.add_row(identity[:8], Text(root), "在線 there", *sizes)
            print_table(table)
        return 1 if any(room is None for _, _, room in found) else 0


def _add_mending(footage: App, house: House) -> None:
    @footage.command(name="verify")
    def verify_(
        *,
        data: Path,
        sample: int = _SAMPLE,
        all_: Annotated[bool, Parameter(name="--all", negative="")] = False,
        json: Json = False,
    ) -> int:
        """檢驗錄影 Read footage against the digests made while it was recorded, and their chain.

        Exit code 1 when something is not what was recorded.

        Parameters
        ----------
        data
            The data folder.
        sample
            So many segments, chosen by lot.
        all_
            Every segment there is: a day for 8 TB.
        """
        if sample < 1:
            raise WrongUse("--sample is how many segments to read: one or more.")
        with house.footage_keeper(data) as keeper:
            for done in verify(keeper.catalogue, None if all_ else sample):
                if done.read and done.read % _EVERY == 0 and sys.stderr.isatty():
                    said(f"{done.read:,} …")
        if json:
            summary = {"read": done.read, "bytes": done.bytes, "skipped": done.skipped}
            print_lines([*_fault_objects(done.faults), summary])
        else:
            for fault in done.faults:
                print(fault.says)
            print(
                f"已檢驗 {done.read:,} 段 Read {done.read:,} segments, {done.bytes / 1e9:,.2f} GB; "
                f"{'沒有問題 nothing is wrong' if not done.faults else '有問題 see above'}."
                + (f" 未掛載 {done.skipped:,} on disks that are not mounted." if done.skipped else "")
            )
        return 1 if done.faults else 0

    @footage.command(name="rebuild")
    def rebuild_(*, data: Path, anew: Annotated[bool, Flag] = False, json: Json = False) -> None:
        """重建目錄 Take footage on the volumes that the catalogue does not know into it, and their holds.

        After the catalogue was lost, damaged, or replaced by an older copy.

        Parameters
        ----------
        data
            The data folder.
        anew
            Set the catalogue there is aside and start with an empty one; nobody may be recording meanwhile.
        """
        if anew:
            aside = house.set_footage_catalogue_aside(data)
            said(f"原目錄移至 The old catalogue is {aside}.")
        with house.footage_keeper(data) as keeper:
            if not keeper.catalogue.volumes.all():
                raise NotFound(
                    "No volume of footage is known: name them in [footage] volumes of the settings."
                )
            for done in rebuild(keeper.catalogue):
                if done.adopted and done.adopted % _EVERY == 0 and sys.stderr.isatty():
                    said(f"{done.adopted:,} …")
        for sentence in done.flagged:
            said(sentence)
        if json:
            summary = {
                "adopted": done.adopted,
                "known": done.known,
                "bytes": done.bytes,
                "holds": done.holds,
                "left": len(done.flagged),
            }
            print_lines([summary])
        else:
            print(
                f"納入 {done.adopted:,} 段，已知 {done.known:,} 段 Took in {done.adopted:,} segments "
                f"({done.bytes / 1e9:,.2f} GB) and {done.holds} holds; {done.known:,} were known."
            )


def _fault_objects(faults: Iterable[Fault[FaultKind]]) -> list[dict[str, object]]:
    """Faults as JSON."""
    return [{"fault": one.kind.value, "count": one.count, "where": one.where} for one in faults]


def _day_objects(found: Forecast, names: dict[int, str]) -> Iterator[dict[str, object]]:
    for one in found.streams:
        yield {
            "camera": names.get(one.key.camera, str(one.key.camera)),
            "stream": one.key.role.value,
            "class": one.retention.value,
            "bytes_a_day": round(one.rate),
            "promised_days": one.promised,
            "actual_days": round(one.actual, 2),
            "is_kept": one.is_kept,
            "oldest": None if one.oldest is None else str(one.oldest),
        }
    yield {
        "capacity_bytes": found.capacity,
        "free_bytes": found.free,
        "breaks": None if found.breaks is None else str(found.breaks),
    }


def _print_days(found: Forecast, names: dict[int, str]) -> None:
    table = Table(
        "鏡頭 Camera",
        "碼流 Stream",
        "類別 Class",
        "每日 GB a day",
        "應保存 Promised",
        "實際可存 Actual",
        "最早 Oldest",
    )
    for one in found.streams:
        table.add_row(
            names.get(one.key.camera, str(one.key.camera)),
            one.key.role.value,
            _CLASSES[one.retention],
            f"{one.rate / 1e9:,.1f}",
            f"{one.promised:.0f} 日 days",
            f"{one.actual:.1f} 日 days" + ("" if one.is_kept else " ✗"),
            "–" if one.oldest is None else _shown(one.oldest),
        )
    print_table(table)
    if found.breaks is None:
        print("足以保存 All promises will be kept.")
    else:
        print(f"空間不足 The disks are too small: the first promise is broken at {_shown(found.breaks)}.")


def _destroyed_object(one: Destroyed) -> dict[str, object]:
    return {
        "day": one.day,
        "cause": one.cause.value,
        "cameras": one.cameras,
        "segments": one.segments,
        "bytes": one.bytes,
        "from": str(one.first),
        "to": str(one.end),
        "sha256": one.proof,
    }


def _volume_object(identity: str, root: str, room: Room | None) -> dict[str, object]:
    return {
        "id": identity,
        "folder": root,
        "is_there": room is not None,
        "total_bytes": None if room is None else room.total,
        "free_bytes": None if room is None else room.free,
        "reserve_bytes": None if room is None else room.reserve,
        "promised_bytes": None if room is None else room.promised,
    }


def _shown(at: Instant) -> str:
    return f"{at.taipei():%Y-%m-%d %H:%M}"
