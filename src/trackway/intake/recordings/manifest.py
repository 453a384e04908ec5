"""The manifest: a CSV that says of each file which camera it is from and when it starts, by whose clock."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trackway.intake.recordings.recording import Recording
from trackway.model.camera import Camera
from trackway.model.errors import Invalid, NotFound, TrackwayError, Unavailable, WrongUse
from trackway.model.time import ClockOwner, Instant

__all__ = ["Listed", "read_manifest", "start_in_zone", "zone_named"]

_MAX_BYTES = 50_000_000
_NAMES = {
    "file": ("file", "path", "filename", "檔案", "檔名", "影像", "影像檔", "路徑"),
    "camera": ("camera", "camera_id", "鏡頭", "鏡頭編號", "攝影機", "攝影機編號"),
    "start": ("start", "start_time", "開始", "開始時間", "起始時間", "起始", "錄影開始"),
    "zone": ("zone", "timezone", "time_zone", "時區"),
    "clock": ("clock", "時鐘", "時間來源"),
    "offset_s": ("offset_s", "offset", "時差", "時差秒", "時差秒數"),
    "error_s": ("error_s", "error", "誤差", "誤差秒", "誤差秒數"),
}
_NEEDED = ("file", "camera", "start")
_CLOCKS = {
    **dict.fromkeys(("", "import", "匯入", "人工"), ClockOwner.IMPORT),
    **dict.fromkeys(("camera", "鏡頭", "攝影機"), ClockOwner.CAMERA),
    **dict.fromkeys(("station", "recorder", "派出所", "主機", "錄影主機"), ClockOwner.STATION),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a manifest lists: the recordings that can be read, and a sentence for each row that cannot."""

    recordings: tuple[Recording, ...]
    problems: tuple[str, ...]


def read_manifest(
    path: Path, cameras: Sequence[Camera], *, folders: Sequence[Path] = (), zone: tzinfo | None = None
) -> Listed:
    """The recordings in a manifest.

    Files are sought beside the manifest, then in ``folders``. A start needs a zone: its own, that of the
    row's ``zone`` column, or ``zone``. ``offset_s`` is added to the start: what the clock was slow by.
    A row that cannot be used is a problem; the others stand. Raises ``NotFound``, ``Unavailable`` or
    ``Invalid`` when the file itself cannot be used.
    """
    known = {camera.id: camera for camera in cameras}
    recordings: list[Recording] = []
    problems: list[str] = []
    for number, row in _rows(path):
        try:
            recordings.append(_recording(row, known, [path.parent, *folders], zone))
        except TrackwayError as error:
            problems.append(f"{path.name} row {number}: {error}")
    if not recordings and not problems:
        raise Invalid(f"The manifest {path} lists no file.")
    return Listed(tuple(recordings), tuple(problems))


def zone_named(name: str) -> tzinfo:
    """The zone of a name (``Asia/Taipei``) or an offset (``+08:00``, ``Z``)."""
    wanted = name.strip()
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{wanted}").tzinfo
        if offset is not None:
            return offset
    except ValueError:
        pass
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongUse(f"{name!r} is not a time zone; write Asia/Taipei or +08:00.") from None


def start_in_zone(text: str, zone: tzinfo | None) -> Instant:
    """The start that a text tells, in its own zone or else in this one; refused when there is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{text!r} is not a start time; write it like 2026-11-22T21:00:00+08:00.") from None
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    return Instant.of(moment)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        header = next(reader, None)
        if header is None:
            raise Invalid(f"The manifest {path} is empty.")
        fields = _fields(path, header)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, {f: row[i].strip() for f, i in fields.items() if i < len(row)}
    except csv.Error as error:
        raise Invalid(f"The manifest {path} is no CSV at line {reader.line_num}: {error}.") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise Invalid(f"The manifest {path} is larger than {_MAX_BYTES:,} bytes.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"The manifest {path} is not there.") from None
    except OSError as error:
        raise Unavailable(f"The manifest {path} cannot be read: {error.strerror}.") from error
    for encoding in ("utf-8-sig", "cp950"):  # Excel in Taiwan writes Big5
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(f"The manifest {path} is neither UTF-8 nor Big5 text.")


def _fields(path: Path, header: Sequence[str]) -> dict[str, int]:
    named = [cell.strip().lower() for cell in header]
    fields = {
        field: next(i for i, cell in enumerate(named) if cell in names)
        for field, names in _NAMES.items()
        if any(cell in names for cell in named)
    }
    for field in _NEEDED:
        if field not in fields:
            raise Invalid(
                f"The manifest {path} has no column {field} ({'、'.join(_NAMES[field])}); "
                f"its columns are {', '.join(header)}."
            )
    return fields


def _recording(
    row: Mapping[str, str], known: Mapping[str, Camera], folders: Sequence[Path], zone: tzinfo | None
) -> Recording:
    name, camera_id = row.get("file", ""), row.get("camera", "")
    if not name:
        raise Invalid("no file is named.")
    if camera_id not in known:
        raise NotFound(f"the camera {camera_id!r} is not on the register (file {name}).")
    clock = row.get("clock", "").lower()
    if clock not in _CLOCKS:
        raise Invalid(f"the clock {clock!r} is not camera, station or import (file {name}).")
    start = start_in_zone(row.get("start", ""), zone_named(row["zone"]) if row.get("zone") else zone)
    error_s = _seconds(row, "error_s")
    if error_s is not None and error_s < 0:
        raise Invalid(f"the error of {error_s:g} s is negative (file {name}).")
    return Recording(
        _path(name, folders),
        known[camera_id],
        start.plus(_seconds(row, "offset_s") or 0.0),
        _CLOCKS[clock],
        error_s,
    )


def _seconds(row: Mapping[str, str], field: str) -> float | None:
    text = row.get(field, "")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = float("nan")
    if not abs(seconds) <= 366 * 86400:
        raise Invalid(f"{text!r} in the column {field} is not a number of seconds.")
    return seconds


def _path(name: str, folders: Sequence[Path]) -> Path:
    """Where the file is: as named, or in one of the folders, or anywhere below one by its bare name."""
    wanted = Path(name)
    if wanted.is_absolute():
        return wanted
    for folder in folders:
        if (folder / wanted).exists():
            return folder / wanted
    for folder in folders[1:]:
        found = next((path for path in sorted(folder.rglob(wanted.name))), None)
        if found is not None:
            return found
    return folders[0] / wanted
