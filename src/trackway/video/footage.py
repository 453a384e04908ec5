"""Footage as files: what may be opened, what it says of itself, and what is wrong with it.

Files come from strangers' recorders. Only the ``file:`` protocol and plain containers are allowed:
no playlists, no concatenation scripts, nothing that could make FFmpeg open another file or a network
address.
"""

import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from trackway.model.errors import Invalid, Lost, NotFound, Unavailable

__all__ = [
    "FOOTAGE_SUFFIXES",
    "DamagedFootage",
    "FootageFacts",
    "NotFootage",
    "OpenFile",
    "footage_facts",
    "is_footage",
    "load_decoders",
    "open_file",
    "opened",
]

FOOTAGE_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".3gp", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".ps"}
    | {".flv", ".asf", ".wmv", ".dav", ".h264", ".264", ".avc", ".h265", ".265", ".hevc"}
)
"""Names of files that are taken for footage in a folder; ``.dav`` is what Dahua recorders export."""

_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,flv,asf,dhav"
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
_HANDED = {"protocol_whitelist": "fd", "format_whitelist": _FORMATS}
"""For a file that somebody else opened: by its descriptor, and no other."""
_NOT_OF_DECODING = ("av.__main__", "av.datasets")
"""A command line and a download of samples."""
_MAX_PIXELS = 40_000_000
"""An 8K frame has 33 million."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that somebody opened for reading and handed over; ``path`` is what it is called in sentences."""

    fd: int
    path: Path


class NotFootage(Invalid):
    """This is not a recording that can be read."""


class DamagedFootage(Lost):
    """A recording is damaged; what was readable of it was read.

    ``at_s`` is where in the footage the damage was first met, ``byte`` where in the file (-1: unknown).
    """

    def __init__(self, message: str, at_s: float, byte: int) -> None:
        super().__init__(message)
        self.at_s = at_s
        self.byte = byte


@dataclass(frozen=True, slots=True)
class FootageFacts:
    """What a recording says of itself; ``duration_s`` is 0 when it does not say."""

    duration_s: float
    width: int
    height: int
    rate: float
    codec: str


def is_footage(path: Path) -> bool:
    """Whether the file's name says that it is footage."""
    return path.suffix.lower() in FOOTAGE_SUFFIXES


def load_decoders() -> None:
    """Load all of the decoding library that it would otherwise load when it first meets something.

    For a process that is about to give up opening files.
    """
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.startswith(_NOT_OF_DECODING):
            import_module(module.name)


def open_file(path: Path) -> OpenFile:
    """Open a recording without looking into it; whoever takes it closes it. Raises as ``opened`` does."""
    _check_readable(path)
    try:
        return OpenFile(os.open(path, os.O_RDONLY | os.O_CLOEXEC), path)
    except OSError as error:
        raise _unreadable(path, error) from error


def footage_facts(footage: Path | OpenFile) -> FootageFacts:
    """What the recording says of itself, from its header. Raises as ``frames`` does."""
    with opened(footage) as (container, stream):
        if stream.duration is not None and stream.time_base is not None:
            duration_s = float(stream.duration * stream.time_base)
        else:
            duration_s = (container.duration or 0) / 1_000_000
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        return FootageFacts(
            max(duration_s, 0.0), stream.width, stream.height, rate, stream.codec_context.name
        )


@contextmanager
def opened(
    footage: Path | OpenFile, *, is_brief: bool = False
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The container and its first video stream, decoding on one thread.

    ``is_brief`` does not decode the first pictures to find out their rate, which costs as much as a second
    of footage: for files of a minute, whose time stamps can be trusted.

    Raises ``NotFound``, ``Unavailable`` when the file may not be read, and ``NotFootage``.
    """
    if isinstance(footage, OpenFile):
        path, name, options = footage.path, "fd:", {**_HANDED, "fd": str(footage.fd)}
        os.lseek(footage.fd, 0, os.SEEK_SET)
    else:
        path, name, options = footage, f"file:{footage.absolute()}", dict(_OPTIONS)
        _check_readable(path)
    if is_brief:
        options["fpsprobesize"] = "0"
    try:
        # What damaged tags say is of no use here; that they are no UTF-8 must not hide the pictures.
        container = av.open(name, options=options, metadata_errors="replace")
    except av.error.FFmpegError as error:
        raise NotFootage(f"{path} is not a recording that can be read ({_reason(error)}).") from error
    with container:
        if not container.streams.video:
            what = "only sound" if container.streams.audio else "no video"
            raise NotFootage(f"{path} holds {what}.")
        stream = container.streams.video[0]
        if stream.codec_context is None:  # a codec that this build cannot decode, or a damaged name of one
            raise NotFootage(f"{path} holds video of a kind that cannot be decoded.")
        if stream.codec_context.width * stream.codec_context.height > _MAX_PIXELS:
            raise NotFootage(
                f"{path} has frames of {stream.width} x {stream.height}; 40 megapixels are the limit."
            )
        stream.codec_context.thread_count = 1
        yield container, stream


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise NotFootage(f"{path} is a folder, not a recording.")
        if not path.exists():
            raise NotFound(f"{path} is not there.")
        if not path.is_file():
            raise NotFootage(f"{path} is not a file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise NotFootage(f"{path} is empty.")
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{path} cannot be read ({(error.strerror or 'no reason given').lower()}).")


def _reason(error: av.error.FFmpegError) -> str:
    return (error.strerror or "unknown reason").lower()
