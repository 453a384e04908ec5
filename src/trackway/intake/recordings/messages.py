"""What an importer and its worker processes say to each other.

::

    importer ── Task ──► worker             importer ◄── Ready ── worker, once, as confined as it could be
    importer ◄── Wanted ── worker           importer ── Handed, with an open file ──► worker
    importer ◄── Length, Reached, Pictured, Found, Compared, Quiet … Ended ── worker

A worker decodes strangers' footage, so what it says is taken as a stranger's word: it is plain data in
MessagePack, decoded strictly and within bounds, and names no camera, no file and no identity of anything.
Those the importer knows. Tasks go the other way, from one who is trusted, pickled.
"""

import math
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from trackway.intake.beside import Stretch
from trackway.intake.recordings.recording import Recording
from trackway.model.errors import Invalid, TrackwayError
from trackway.video import StreamRole
from trackway.vision import NO_MISREADS, Misreads, Passing, Remembered

__all__ = [
    "MOST_BYTES",
    "Compared",
    "Ended",
    "Found",
    "FromWorker",
    "Handed",
    "Length",
    "Misspoken",
    "Pictured",
    "Quiet",
    "Reached",
    "Ready",
    "Task",
    "Wanted",
    "decoded",
    "encoded",
]

MOST_BYTES = 48 * 1024 * 1024
"""Of one message: a passing with the JPEG of a frame of 40 megapixels."""
_MOST_TEXT = 2_000
_MOST_ITEMS = 20_000
"""In one list: a vehicle that stood in view for an hour has as many looks."""
_MOST_NUMBER = 2**63
"""Identities have 64 bits."""
_MOST_S = 400 * 86_400.0
_JPEG = b"\xff\xd8\xff"


class Misspoken(Invalid):
    """A worker said something that no worker says; it is not trusted any more."""


@dataclass(frozen=True, slots=True)
class Task:
    """Read this, knowing what its camera misreads, after ``done_s`` (from its start without a memory)."""

    recording: Recording
    misreads: Misreads = NO_MISREADS
    done_s: float = 0.0
    memory: tuple[Remembered, ...] | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """The answer to ``Wanted``: an open file comes along, or a sentence says why none does."""

    error: str = ""


class Ready(Struct, frozen=True, tag=True):
    """A worker has loaded everything and confined itself; ``sound`` and ``says`` as its ``Confinement``."""

    sound: bool
    says: str


class Wanted(Struct, frozen=True, tag=True):
    """The worker needs this file of its recording: which stream, and its place among that stream's files."""

    role: StreamRole
    place: int


class Length(Struct, frozen=True, tag=True):
    """How long the file says it is; 0 when it does not say."""

    total_s: float


class Found(Struct, frozen=True, tag=True):
    """A vehicle went by."""

    passing: Passing


class Pictured(Struct, frozen=True, tag=True):
    """A picture to be kept that belongs to no passing: what only the onlooker saw."""

    picture: bytes


class Compared(Struct, frozen=True, tag=True):
    """A second engine has watched this stretch too; sent before the stretch's ``Quiet`` or ``Ended``."""

    stretch: Stretch


class Reached(Struct, frozen=True, tag=True):
    """A sign of life: so far in the footage."""

    at_s: float


class Quiet(Struct, frozen=True, tag=True):
    """No vehicle is in view: once all passages sent before are stored, reading may go on from here."""

    at_s: float
    memory: tuple[Remembered, ...]
    cpu_s: float


class Ended(Struct, frozen=True, tag=True):
    """The file is done with.

    ``error`` is empty when it was read whole; ``is_readable`` is false when nothing at all could be read.
    ``start_s`` is where reading began, ``end_s`` how far it came.
    """

    start_s: float
    end_s: float
    cpu_s: float
    error: str
    is_readable: bool


FromWorker = Ready | Wanted | Length | Found | Pictured | Compared | Reached | Quiet | Ended

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)


_UNDECODABLE = (msgspec.MsgspecError, TrackwayError, ValueError, TypeError, OverflowError, RecursionError)
"""What decoding a stranger's bytes may end in; texts that are no UTF-8 are a plain ``ValueError``."""


def encoded(message: FromWorker) -> bytes:
    """The message as it goes through the socket."""
    return _encoder.encode(message)


def decoded(content: bytes | bytearray) -> FromWorker:
    """What a worker said. Raises ``Misspoken`` for what is none of the messages, or beyond all bounds."""
    try:
        message = _decoder.decode(content)
    except _UNDECODABLE as error:
        raise Misspoken(f"A worker said what no worker says ({error}).") from error
    _check(msgspec.to_builtins(message, builtin_types=(bytes,)))
    match message:
        case Found(passing):
            _check_picture(passing.picture)
            _check_time(passing.at_s, passing.first_s, passing.last_s, *(r.at_s for r in passing.readings))
        case Pictured(picture):
            _check_picture(picture)
        case Reached(at_s) | Length(at_s):
            _check_time(at_s)
        case Quiet():
            _check_time(message.at_s, message.cpu_s)
        case Ended():
            _check_time(message.start_s, message.end_s, message.cpu_s)
    return message


def _check(value: object) -> None:
    """All numbers finite and not absurd, no endless texts and lists, at any depth."""
    match value:
        case dict():
            for one in value.values():
                _check(one)
        case list() | tuple():
            if len(value) > _MOST_ITEMS:
                raise Misspoken(f"A worker sent a list of {len(value):,}.")
            for one in value:
                _check(one)
        case str():
            if len(value) > _MOST_TEXT:
                raise Misspoken(f"A worker sent a text of {len(value):,} characters.")
        case int() | float():
            if not math.isfinite(value) or abs(value) > _MOST_NUMBER:
                raise Misspoken(f"A worker sent the number {value}.")


def _check_picture(picture: bytes) -> None:
    if not picture.startswith(_JPEG):
        raise Misspoken("A worker sent a picture that is no JPEG.")


def _check_time(*times_s: float) -> None:
    for at_s in times_s:
        if not 0 <= at_s <= _MOST_S:
            raise Misspoken(f"A worker spoke of the second {at_s:.0f} of its footage.")
