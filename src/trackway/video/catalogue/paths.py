"""Paths of segments below their volume: camera's number, role, day and time of their start (UTC), run."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trackway.model.time import Instant
from trackway.video.catalogue.holds import HOLDS
from trackway.video.catalogue.removing import TAIL
from trackway.video.catalogue.volumes import IDENTITY
from trackway.video.stream import StreamKey, StreamRole

__all__ = ["Found", "Named", "days_before", "files_of", "named"]

_PATH = re.compile(
    r"(?P<camera>[1-9]\d{0,4})/(?P<role>main|sub)/(?P<day>\d{4}-\d\d-\d\d)"
    r"/(?P<time>\d{6}\.\d{3})-(?P<run>\d{1,9})\.mp4",
    re.ASCII,
)
_FOLDERS = tuple(
    re.compile(one, re.ASCII) for one in (r"[1-9]\d{0,4}", r"main|sub", r"\d{4}-\d\d-\d\d", r"(?!)")
)
"""How the folders are called, by their depth; below the days there are none."""
_DAY = 2
_MOST_CAMERA = 65_535
_OURS = {IDENTITY, HOLDS, f"{HOLDS}.part", "lost+found"}
"""What lies in a volume's root beside the footage; lost+found is the file system's own."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a path says."""

    key: StreamKey
    start: Instant
    run: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a volume: its path below the root; what that says, ``None`` for one that is none of ours."""

    path: str
    named: Named | None


def named(path: str) -> Named | None:
    """What a path below a volume's root says; ``None`` for one that no segment has."""
    parts = _PATH.fullmatch(path)
    if parts is None or int(parts["camera"]) > _MOST_CAMERA:
        return None
    try:
        moment = datetime.strptime(f"{parts['day']} {parts['time']} +0000", "%Y-%m-%d %H%M%S.%f %z")
    except ValueError:
        return None
    return Named(
        StreamKey(int(parts["camera"]), StreamRole(parts["role"])),
        Instant.of(moment),
        int(parts["run"]),
    )


def files_of(root: Path, since: str = "") -> Iterator[Found]:
    """The files of a volume in the order of streams and time, through no link; days before ``since`` left
    out.

    What is none of ours is told too: links, files in the place of folders, folders that have another name.
    Raises ``OSError`` when the volume cannot be read.
    """
    yield from _below(root, "", since)


def _below(root: Path, above: str, since: str) -> Iterator[Found]:
    depth = above.count("/")
    with os.scandir(root / above) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        path = above + entry.name
        if path in _OURS or (depth == _DAY and since and entry.name < since):
            continue
        if entry.is_dir(follow_symlinks=False) and _FOLDERS[depth].fullmatch(entry.name):
            yield from _below(root, f"{path}/", since)
        elif not entry.is_file(follow_symlinks=False):
            yield Found(path, None)
        elif named(path.removesuffix(TAIL)) is None or not path.endswith(TAIL):
            yield Found(path, named(path))


def days_before(root: Path, before: str) -> Iterator[str]:
    """The folders of days before one (UTC), through no link. Raises ``OSError`` when the volume cannot be
    read.
    """
    yield from _days(root, "", before)


def _days(root: Path, above: str, before: str) -> Iterator[str]:
    depth = above.count("/")
    with os.scandir(root / above) as listed:
        names = [
            one.name
            for one in listed
            if one.is_dir(follow_symlinks=False) and _FOLDERS[depth].fullmatch(one.name)
        ]
    for name in sorted(names):
        if depth < _DAY:
            yield from _days(root, f"{above}{name}/", before)
        elif name < before:
            yield above + name
