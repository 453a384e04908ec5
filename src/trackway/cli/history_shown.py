"""How searches of old footage are shown at the command line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import msgspec
from rich.table import Table
from rich.text import Text

from trackway.cli.footage import CAUSES, lasted
from trackway.cli.found import print_table
from trackway.intake.history import (
    CameraEstimate,
    CameraProgress,
    Estimate,
    Job,
    JobState,
    Missing,
    SourceClock,
    Whereabouts,
)
from trackway.model.time import Instant
from trackway.registry import Registry

__all__ = [
    "clock_object",
    "clock_words",
    "line_of",
    "print_estimate",
    "print_jobs",
    "print_progress",
    "print_sources",
]

_STATES = {JobState.RUNNING: "進行中 running", JobState.STOPPED: "已停止 stopped", JobState.DONE: "完成 done"}
_BASES = {
    "camera": "本鏡頭實測 measured",
    "machine": "本機實測 measured here",
    "assumed": "推估 assumed",
}

_MISSING: Mapping[str, str] = {
    **{cause.value: words for cause, words in CAUSES.items()},
    "not_held": "錄影主機沒有這段影像 not held by the recorder",
    "not_recorded": "沒有錄影 nothing recorded",
}
"""Why there is no footage: causes of our own recorder, and what is said of others."""


def print_estimate(found: Estimate, registry: Registry, *, as_json: bool) -> None:
    if as_json:
        for one in found.cameras:
            line_of({"camera": registry.numbered(one.camera).id, **_estimate_object(one)})
        line_of(
            {
                "summary": True,
                "found_s": round(found.found_s, 3),
                "left_s": round(found.left_s, 3),
                "bytes": found.bytes,
                "cpu_s": round(found.cpu_s, 1),
                "queued_s": round(found.queued_s, 1),
                "wall_s": round(found.wall_s, 1),
                "ready": str(found.ready),
                "needs_confirmation": found.needs_confirmation,
            }
        )
        return
    table = _table("鏡頭 camera", "來源 source", "找到 found", "已看過 before", "待看 left", "速度", "說明")
    for one in found.cameras:
        table.add_row(
            registry.numbered(one.camera).id,
            one.kind.value,
            _hours(one.found_s),
            _hours(one.before_s),
            _hours(one.left_s),
            f"{one.speed:.1f}× {_BASES[one.basis.value]}",
            Text("；".join(filter(None, [one.says, *_gaps(one.missing), *one.unclear[:2]]))),
        )
    print_table(table)
    ready = f"{found.ready.taipei():%Y-%m-%d %H:%M}"
    print(
        f"找到影像 {_hours(found.found_s)}，待分析 {_hours(found.left_s)}，"
        f"需下載 {found.bytes / 1e6:,.0f} MB；"
        f"約需 {_hours(found.wall_s)}，預計 {ready}（臺北時間）完成。 "
        f"{_hours(found.left_s)} to look at; ready about {ready} Taipei time."
    )
    if found.needs_confirmation:
        print("超過一天，開始時請加 --confirmed。 Longer than a day: start it with --confirmed.")


def _estimate_object(one: CameraEstimate) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "found_s": round(one.found_s, 3),
        "before_s": round(one.before_s, 3),
        "left_s": round(one.left_s, 3),
        "bytes": one.bytes,
        "missing": [
            {"from": str(gap.span.start), "to": str(gap.span.end), "cause": gap.cause, "says": gap.says}
            for gap in one.missing
        ],
        "unclear": list(one.unclear),
        "clock": None if one.clock is None else clock_object(one.clock),
        "times_real_time_per_core": round(one.speed, 2),
        "basis": one.basis.value,
        "activity": one.activity,
        "error": one.says or None,
    }


def print_jobs(jobs: Sequence[tuple[Job, tuple[CameraProgress, ...]]], *, as_json: bool) -> None:
    if as_json:
        for job, progress in jobs:
            line_of(_job_object(job, progress))
        return
    table = _table(
        "編號 number", "狀態 state", "優先 priority", "案號 case", "時間 time", "進度 done", "過車 passages"
    )
    for job, progress in jobs:
        table.add_row(
            str(job.id),
            _STATES[job.state],
            str(job.priority),
            Text(job.case_no),
            f"{_short(job.span.start)} – {_short(job.span.end)}",
            " / ".join(
                _hours(sum(seconds))
                for seconds in ((one.read_s for one in progress), (one.wanted_s for one in progress))
            ),
            f"{sum(one.passages for one in progress):,}",
        )
    print_table(table)


def _job_object(job: Job, progress: tuple[CameraProgress, ...]) -> dict[str, object]:
    return {
        "number": job.id,
        "state": job.state.value,
        "priority": job.priority,
        "case": job.case_no,
        "from": str(job.span.start),
        "to": str(job.span.end),
        "cameras": len(progress),
        "found_s": round(sum(one.found_s for one in progress), 3),
        "wanted_s": round(sum(one.wanted_s for one in progress), 3),
        "read_s": round(sum(one.read_s for one in progress), 3),
        "passages": sum(one.passages for one in progress),
        "with_plate": sum(one.with_plate for one in progress),
        "failed": sum(one.failed for one in progress),
    }


def print_progress(
    job: Job, progress: tuple[CameraProgress, ...], registry: Registry, *, as_json: bool
) -> None:
    if as_json:
        line_of(_job_object(job, progress))
        for one in progress:
            line_of({"camera": registry.numbered(one.camera).id, **_progress_object(one)})
        return
    print_jobs([(job, progress)], as_json=False)
    table = _table(
        "鏡頭 camera", "找到 found", "已取得 fetched", "已看 seen", "過車 passages", "時鐘 clock", "說明"
    )
    for one in progress:
        table.add_row(
            registry.numbered(one.camera).id,
            _hours(one.found_s),
            _hours(one.fetched_s),
            f"{_hours(one.read_s)} / {_hours(one.wanted_s)}",
            f"{one.passages:,}",
            clock_words(one.clock),
            Text("；".join(filter(None, [one.says, *_gaps(one.missing)]))),
        )
    print_table(table)


def _progress_object(one: CameraProgress) -> dict[str, object]:
    return {
        "state": one.state.value,
        "found_s": round(one.found_s, 3),
        "fetched_s": round(one.fetched_s, 3),
        "read_s": round(one.read_s, 3),
        "wanted_s": round(one.wanted_s, 3),
        "short_s": round(one.short_s, 3),
        "bytes": one.bytes,
        "passages": one.passages,
        "with_plate": one.with_plate,
        "failed": one.failed,
        "clock": clock_object(one.clock),
        "missing": [
            {"from": str(gap.span.start), "to": str(gap.span.end), "cause": gap.cause, "says": gap.says}
            for gap in one.missing
        ],
        "error": one.says or None,
    }


def print_sources(sources: Sequence[Whereabouts], registry: Registry, *, as_json: bool) -> None:
    table = _table(
        "鏡頭 camera", "種類 kind", "位址 address", "頻道 channel", "時區 zone", "時差 offset", "保存"
    )
    for one in sources:
        camera = registry.numbered(one.camera).id
        if as_json:
            line_of(
                {
                    "camera": camera,
                    "kind": one.kind.value,
                    "address": one.address,
                    "channel": one.channel,
                    "zone": one.zone,
                    "offset_s": one.offset_s,
                    "error_s": one.error_s,
                    "kept_days": one.kept_days,
                }
            )
        offset = "問主機 asked" if one.offset_s is None else f"{one.offset_s:+.1f} s"
        kept = "" if one.kept_days is None else f"{one.kept_days:g} d"
        table.add_row(camera, one.kind.value, Text(one.address), one.channel, one.zone, offset, kept)
    if not as_json:
        print_table(table)


def clock_object(clock: SourceClock) -> dict[str, object]:
    return {
        "offset_s": clock.offset_s,
        "error_s": clock.error_s,
        "owner": clock.owner.value,
        "says": clock.says,
    }


def clock_words(clock: SourceClock) -> str:
    doubt = "誤差不明 error unknown" if clock.error_s is None else f"±{clock.error_s:.1f} s"
    return f"{clock.offset_s:+.1f} s {doubt}"


def _gaps(missing: Sequence[Missing]) -> Iterator[str]:
    """Why there is no footage, each cause with how long in all, the longest first."""
    seconds: dict[str, float] = {}
    for gap in missing:
        seconds[gap.cause] = seconds.get(gap.cause, 0.0) + gap.span.seconds
    for cause, lasts in sorted(seconds.items(), key=lambda item: -item[1]):
        yield f"{_MISSING.get(cause, cause)} {lasted(lasts)}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column)
    return table


def _hours(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _short(at: Instant) -> str:
    return f"{at.taipei():%m-%d %H:%M}"


def line_of(facts: dict[str, object]) -> None:
    print(msgspec.json.encode(facts).decode(), flush=True)
