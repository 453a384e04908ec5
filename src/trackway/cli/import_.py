"""`trackway import`: recorded footage becomes passages; stop it at any time, call it again to go on."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from cyclopts import App, Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from trackway.cli.house import House
from trackway.intake.recordings import (
    FileReport,
    FileState,
    Ledger,
    Listed,
    Recording,
    by_name,
    footage_in,
    import_footage,
    in_a_row,
    read_manifest,
    start_in_zone,
    with_grounds,
    zone_named,
)
from trackway.intake.recordings import Progress as Reached
from trackway.model.camera import Camera
from trackway.model.errors import Invalid, WrongUse
from trackway.model.time import ClockOwner, Instant, parse_instant
from trackway.vision import Engine, Luma, learned

__all__ = ["commands"]

_FROM_NAME = "from-name"
_NOTHING: Luma = np.full((96, 160), 114, np.uint8)
"""A grey picture in which an engine must find nothing, but without falling over."""
_BAD = (FileState.DAMAGED, FileState.FAILED)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the options say of when footage starts."""

    start: str
    zone: tzinfo | None
    clock: ClockOwner
    offset_s: float
    error_s: float | None


def commands(house: House) -> App:
    """The command that imports."""
    app = App()

    @app.command(name="import")
    def import_(
        *paths: Path,
        data: Path,
        camera: str = "",
        start: str = "",
        manifest: Path | None = None,
        zone: str = "",
        clock: ClockOwner = ClockOwner.IMPORT,
        offset_s: float = 0.0,
        error_s: float | None = None,
        workers: int | None = None,
        again: Annotated[bool, Parameter(negative="")] = False,
        beside: str = "",
        json: Annotated[bool, Parameter(negative="", help="One JSON object per line.")] = False,
    ) -> int:
        """匯入影像 Read recorded footage and file the passages in it, with pictures.

        Ctrl-C stops it; the same command again goes on where it stopped. Files read before are skipped.

        Parameters
        ----------
        paths
            Files and folders of footage.
        data
            The data folder.
        camera
            The id of the camera all files are from.
        start
            When the footage starts, with its zone, like 2026-11-22T21:00:00+08:00; several files follow one
            another in order of their names. Or from-name: as the recorder wrote it into the files' names.
        manifest
            A CSV with the columns file, camera, start, and if wanted zone, clock, offset_s, error_s.
        zone
            The zone of starts that carry none, like Asia/Taipei.
        clock
            Whose clock said so: import (a person did), camera or station.
        offset_s
            Seconds to add to that clock: what it was slow by.
        error_s
            How wrong the start may be, seconds to either side.
        workers
            Files read at once; one per core if left out.
        again
            Read files that were imported before once more.
        beside
            並列比較 An engine that watches the same frames and files nothing; see trackway engines compare.
        """
        if workers is not None and workers < 1:
            raise WrongUse(f"{workers} workers read nothing; give 1 or more.")
        told = _Told(start, zone_named(zone) if zone else None, clock, offset_s, error_s)
        with house.registry(data) as registry:
            if manifest is not None:
                if camera or start:
                    raise WrongUse("Give either --manifest or --camera and --start, not both.")
                folders = [path for path in paths if path.is_dir()]
                listed = read_manifest(manifest, registry.cameras(), folders=folders, zone=told.zone)
                listed = _only(listed, paths)
            else:
                if not (paths and camera and start):
                    raise WrongUse("Give PATH..., --camera ID and --start TIME, or --manifest CSV.")
                listed = _listed(paths, registry.camera(camera), told)
            grounds = registry.grounds(one.camera.id for one in listed.recordings)
            listed = replace(listed, recordings=with_grounds(listed.recordings, grounds))
        for problem in listed.problems:
            _complain(problem)
        bad = len(listed.problems)
        reports: list[FileReport] = []
        began = time.monotonic()
        if listed.recordings:
            engines = _engines(house, data, listed.recordings)
            watching = _watching(house, data, beside, listed.recordings, engines) if beside else None
            with (
                house.filing(data) as filing,
                house.corrections(data) as corrections,
                house.comparisons(data) as comparisons,
                Ledger(data / "imports.sqlite") as ledger,
            ):
                events = import_footage(
                    listed.recordings,
                    ledger=ledger,
                    store=filing,
                    pictures=house.pictures(data),
                    engine=house.engine(),
                    named=engines,
                    beside=watching,
                    comparisons=comparisons,
                    clock=house.clock,
                    workers=workers,
                    again=again,
                    misreads=lambda number, model: learned(corrections.of_camera(number), model),
                    ignores=filing.ignores,
                )
                for report in _shown(events, len(listed.recordings)):
                    reports.append(report)
                    print(_line(report) if json else _sentence(report), flush=True)
                    if report.state in _BAD:
                        _complain(report.error)
        print(_summary(reports, bad, time.monotonic() - began, as_json=json), flush=True)
        return 1 if bad or any(report.state in _BAD for report in reports) else 0

    return app


def _engines(house: House, data: Path, recordings: Sequence[Recording]) -> dict[str, Engine]:
    """The engines that these cameras ask for by name, each tried once before any footage is touched."""
    engines = {
        name: house.engine(name, data) for name in sorted({one.camera.engine for one in recordings}) if name
    }
    for engine in engines.values():
        engine.look(_NOTHING)
    return engines


def _watching(
    house: House, data: Path, name: str, recordings: Sequence[Recording], engines: Mapping[str, Engine]
) -> Engine:
    """The engine that watches, tried once. Raises ``WrongUse`` where it would watch itself."""
    watching = house.engine(name, data)
    for one in recordings:
        reading = engines.get(one.camera.engine) or house.engine()
        if reading.model == watching.model:
            raise WrongUse(
                f"The camera {one.camera.id} is read by the engine {name!r} already; "
                "give --beside another one to compare it with."
            )
    watching.look(_NOTHING)
    return watching


def _listed(paths: Sequence[Path], camera: Camera, told: _Told) -> Listed:
    """The footage in the paths, all of one camera."""
    found = footage_in(paths)
    if found.others:
        _note(f"{found.others} 個檔案不是影像檔，略過。 {found.others} other files were left aside.")
    if told.start == _FROM_NAME:
        if told.zone is None:
            raise WrongUse(
                "Names of files carry no time zone; give --zone Asia/Taipei with --start from-name."
            )
        started = by_name(found.files, told.zone)
    else:
        start = _start(told)
        if len(found.files) > 1:
            _note(
                f"{len(found.files)} 個檔案依檔名順序接續。 "
                f"The {len(found.files)} files are taken to follow one another from {start}."
            )
        started = in_a_row(found.files, start)
    problems = (*found.problems, *started.problems)
    if not found.files and not problems:
        raise Invalid(f"There is no footage in {', '.join(map(str, paths))}.")
    return Listed(
        tuple(
            Recording(file, camera, start.plus(told.offset_s), told.clock, told.error_s)
            for file, start in started.starts
        ),
        problems,
    )


def _start(told: _Told) -> Instant:
    try:
        return parse_instant(told.start)
    except WrongUse:
        if told.zone is None:
            raise
    return start_in_zone(told.start, told.zone)


def _only(listed: Listed, paths: Sequence[Path]) -> Listed:
    """If files were named beside the manifest, only those rows."""
    wanted = {path.resolve() for path in paths if not path.is_dir()}
    if not wanted:
        return listed
    chosen = tuple(one for one in listed.recordings if one.path.resolve() in wanted)
    missing = wanted - {one.path.resolve() for one in chosen}
    problems = tuple(f"{path} is not in the manifest." for path in sorted(missing))
    return replace(listed, recordings=chosen, problems=(*listed.problems, *problems))


def _shown(events: Iterator[Reached | FileReport], files: int) -> Iterator[FileReport]:
    """The reports, while a bar on the error output shows how far all is."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began = time.monotonic()
    done, passages, seconds = 0, 0, 0.0
    now: dict[Path, Reached] = {}
    first: dict[Path, float] = {}
    with bar:
        task = bar.add_task("", total=files, speed="")
        for event in events:
            if isinstance(event, FileReport):
                done += 1
                passages += event.passages
                seconds += event.seconds
                now.pop(event.recording.path, None)
                yield event
            else:
                now[event.recording.path] = event
                first.setdefault(event.recording.path, event.done_s)
            parts = sum(min(r.done_s / r.total_s, 1.0) for r in now.values() if r.total_s)
            under_way = sum(r.done_s - first[path] for path, r in now.items())
            speed = (seconds + under_way) / max(time.monotonic() - began, 1e-3)
            so_far = passages + sum(r.passages for r in now.values())
            bar.update(
                task,
                completed=done + parts,
                description=f"{done}/{files} 檔 files · {so_far} 筆過車 passages",
                speed=f"{speed:.1f} × 即時 real time",
            )


def _line(report: FileReport) -> str:
    return _json(
        {
            "file": str(report.recording.path),
            "camera": report.recording.camera.id,
            "start": str(report.recording.start),
            "state": report.state.value,
            "seconds": round(report.seconds, 3),
            "passages": report.passages,
            "with_plate": report.with_plate,
            "without_plate": report.passages - report.with_plate,
            "cpu_s": round(report.cpu_s, 3),
            "error": report.error or None,
        }
    )


def _sentence(report: FileReport) -> str:
    if report.state is FileState.ALREADY:
        return f"{report.recording.path}: 已匯入 {report.error}"
    what = {
        FileState.DONE: "完成 done",
        FileState.DAMAGED: "損壞 damaged",
        FileState.FAILED: "失敗 failed",
    }[report.state]
    return (
        f"{report.recording.path}: {what}, {report.seconds:.1f} s, "
        f"{report.passages} 筆過車 passages ({report.with_plate} 有車牌 with a plate)"
    )


def _summary(reports: Sequence[FileReport], bad: int, wall_s: float, *, as_json: bool) -> str:
    read = [report for report in reports if report.state is not FileState.ALREADY]
    seconds, cpu_s = sum(r.seconds for r in read), sum(r.cpu_s for r in read)
    passages, with_plate = sum(r.passages for r in read), sum(r.with_plate for r in read)
    errors = bad + sum(report.state in _BAD for report in reports)
    per_core = seconds / cpu_s if cpu_s > 0 else 0.0
    overall = seconds / wall_s if wall_s > 0 else 0.0
    skipped = len(reports) - len(read)
    if as_json:
        return _json(
            {
                "summary": True,
                "files": len(reports),
                "already_imported": skipped,
                "seconds": round(seconds, 3),
                "passages": passages,
                "with_plate": with_plate,
                "without_plate": passages - with_plate,
                "times_real_time": round(overall, 2),
                "times_real_time_per_core": round(per_core, 2),
                "errors": errors,
            }
        )
    return (
        f"共 {len(reports)} 檔 files ({skipped} 已匯入 imported before), {seconds:.1f} s 影像 of footage, "
        f"{passages} 筆過車 passages: {with_plate} 有車牌 with a plate, {passages - with_plate} 無 without; "
        f"{overall:.1f} × 即時 real time ({per_core:.1f} × 每核心 per core); {errors} 錯誤 errors"
    )


def _json(line: dict[str, object]) -> str:
    return msgspec.json.encode(line).decode()


def _complain(sentence: str) -> None:
    print(f"trackway: {' '.join(sentence.split())}", file=sys.stderr, flush=True)


def _note(sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr, flush=True)
