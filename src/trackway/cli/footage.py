"""`trackway footage …`: what footage there is and why there is none, how long it is kept, and whether it is
whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli import footage_holds, footage_upkeep
from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.model.camera import Camera
from trackway.model.time import Instant, Span, parse_instant
from trackway.video.catalogue import Account, Footage, Gap, account
from trackway.video.catalogue import Keeper as FootageKeeper
from trackway.video.cause import Cause
from trackway.video.stream import StreamKey

__all__ = ["CAUSES", "commands", "lasted"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
From = Annotated[str, Parameter(name="--from")]
_HOUR_S = 3600.0

CAUSES: Mapping[Cause, str] = {
    Cause.UNREACHABLE: "連線失敗 unreachable",
    Cause.REFUSED: "拒絕提供 refused",
    Cause.LOG_IN: "帳號密碼錯誤 log-in refused",
    Cause.UNFIT: "格式不符 cannot be kept",
    Cause.CAMERA_SILENT: "鏡頭無訊號 camera silent",
    Cause.CAMERA_CLOSED: "鏡頭中斷 camera closed",
    Cause.NETWORK_RESET: "網路中斷 connection broke",
    Cause.DISCONTINUITY: "時間跳動 stream's time jumped",
    Cause.PACKET_LOSS: "封包遺失 packets lost",
    Cause.CLOCK_STEP: "校時 clock set forward",
    Cause.DISK_FULL: "磁碟已滿 disk full",
    Cause.DISK_FAILING: "磁碟寫入失敗 disk failing",
    Cause.VOLUME_MISSING: "磁碟未掛載 disk not mounted",
    Cause.RECORDER_STOPPED: "停止錄影 recorder stopped",
    Cause.RECORDER_RESTART: "錄影中斷 recorder broken off",
    Cause.NOT_ASKED: "未設定錄影 not asked for",
    Cause.FILE_MISSING: "檔案遺失 file missing",
    Cause.FILE_DAMAGED: "檔案損毀 file damaged",
    Cause.EXPIRED: "屆期銷毀 expired",
    Cause.EVICTED: "提前銷毀 evicted, disk was full",
}
"""Causes of gaps as people read them."""


def commands(house: House) -> App:
    """The commands about footage."""
    app = App()
    footage = App(
        name="footage", help="錄影 Footage: what there is, why there is none, holds, how long it is kept."
    )
    app.command(footage)
    _add_asking(footage, house)
    footage_holds.add_commands(footage, house)
    footage_upkeep.add_commands(footage, house)
    return app


@dataclass(frozen=True, slots=True)
class _Asked:
    """Streams of cameras over a time."""

    cameras: Mapping[int, Camera]
    keys: tuple[StreamKey, ...]
    span: Span

    def name(self, key: StreamKey) -> str:
        camera = self.cameras.get(key.camera)
        return str(key.camera) if camera is None else camera.id


def _add_asking(footage: App, house: House) -> None:
    def asked(data: Path, keeper: FootageKeeper, cameras: str, time: tuple[str, str]) -> _Asked:
        span = Span(*(parse_instant(one, house.clock.now) for one in time))
        with house.registry(data) as registry:
            snapshot = registry.snapshot()
            wanted = {registry.camera(one.strip()).number for one in cameras.split(",") if one.strip()}
        keys = [key for key in keeper.catalogue.streams() if not wanted or key.camera in wanted]
        return _Asked(snapshot.by_number, tuple(keys), span)

    @footage.command(name="list")
    def list_(
        *, data: Path, cameras: str = "", from_: From = "now-1d", to: str = "now", json: Json = False
    ) -> None:
        """錄影清單 What footage there is of each stream in a time, and where the rest of the time went.

        Parameters
        ----------
        data
            The data folder.
        cameras
            Ids of cameras, with commas between them; all that were ever recorded when left out.
        from_
            The first moment asked for.
        to
            The moment after the last.
        """
        with house.footage_keeper(data) as keeper:
            question = asked(data, keeper, cameras, (from_, to))
            found = [keeper.catalogue.outline(key, question.span) for key in question.keys]
        if json:
            print_lines(_footage_object(question.name(one.key), one) for one in found)
            return
        table = Table(
            "鏡頭 Camera",
            "碼流 Stream",
            "已錄 Recorded",
            "比例 Share",
            "片段 Segments",
            "大小 GB",
            "缺口 Gaps",
        )
        for one in found:
            table.add_row(question.name(one.key), one.key.role.value, *_cells(one))
        print_table(table)

    @footage.command
    def gaps(
        *,
        data: Path,
        cameras: str = "",
        from_: From = "now-1d",
        to: str = "now",
        cause: Cause | None = None,
        json: Json = False,
    ) -> None:
        """錄影缺口 The times without footage, each with its cause, in their order.

        Parameters
        ----------
        data
            The data folder.
        cameras
            Ids of cameras, with commas between them; all that were ever recorded when left out.
        from_
            The first moment asked for.
        to
            The moment after the last.
        cause
            Only those of this cause.
        """
        with house.footage_keeper(data) as keeper:
            question = asked(data, keeper, cameras, (from_, to))
            found = [
                gap
                for key in question.keys
                for gap in keeper.catalogue.outline(key, question.span).gaps
                if cause in (None, gap.cause)
            ]
        now = min(house.clock.now(), question.span.end)
        if json:
            print_lines(_gap_object(question.name(gap.key), gap, now) for gap in found)
            return
        table = Table(
            "鏡頭 Camera", "碼流 Stream", "起 From", "迄 To", "長度 Lasted", "原因 Cause", "說明 Says"
        )
        for gap in found:
            end = "持續中 lasts" if gap.end is None else _shown(gap.end)
            table.add_row(
                question.name(gap.key),
                gap.key.role.value,
                _shown(gap.start),
                end,
                lasted((gap.end or now).since(gap.start)),
                CAUSES[gap.cause],
                Text(gap.says),
            )
        print_table(table)


def _cells(one: Footage) -> Iterator[str | Text]:
    said = account(one)
    over = said.seconds - said.pending
    yield f"{said.recorded / _HOUR_S:,.2f} h"
    yield f"{said.recorded / over:.2%}" if over else "–"
    yield f"{len(one.segments):,}"
    yield f"{sum(segment.size for segment in one.segments) / 1e9:,.2f}"
    yield Text(_causes(said))


def _causes(said: Account) -> str:
    parts = [
        f"{CAUSES[cause]} {lasted(seconds)}"
        for cause, seconds in sorted(said.causes.items(), key=lambda item: -item[1])
    ]
    if not said.is_whole:
        parts.append(f"時間不明 unaccounted {lasted(said.unaccounted)}")
    return "、".join(parts)


def _footage_object(camera: str, one: Footage) -> dict[str, object]:
    said = account(one)
    return {
        "camera": camera,
        "stream": one.key.role.value,
        "from": str(one.span.start),
        "to": str(one.span.end),
        "until": str(one.until or one.span.end),
        "recorded_s": round(said.recorded, 3),
        "pending_s": round(said.pending, 3),
        "unaccounted_s": round(said.unaccounted, 3),
        "is_whole": said.is_whole,
        "gaps_s": {cause.value: round(seconds, 3) for cause, seconds in said.causes.items()},
        "segments": len(one.segments),
        "bytes": sum(segment.size for segment in one.segments),
        "lost_packets": sum(segment.lost for segment in one.segments),
    }


def _gap_object(camera: str, gap: Gap, now: Instant) -> dict[str, object]:
    return {
        "camera": camera,
        "stream": gap.key.role.value,
        "from": str(gap.start),
        "to": None if gap.end is None else str(gap.end),
        "seconds": round((gap.end or now).since(gap.start), 3),
        "cause": gap.cause.value,
        "says": gap.says,
    }


def _shown(at: Instant) -> str:
    return f"{at.taipei():%Y-%m-%d %H:%M:%S}"


def lasted(seconds: float) -> str:
    """A length of time as people read it: `2 h 05 min`, `3 min 20 s`, `4.2 s`."""
    whole = round(seconds)
    if whole >= _HOUR_S:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 60} min {whole % 60:02} s" if whole >= 60 else f"{seconds:.1f} s"
