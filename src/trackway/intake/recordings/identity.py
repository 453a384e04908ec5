"""Identity: what a recording is known by in the ledger, told without looking into it.

A file is its bytes, whatever it is called. A reel is its files' names, sizes and times: its bytes are mostly
never read, and reading a day of them to name it would cost more than looking through it.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Unavailable
from trackway.video import OpenFile, Reel, open_file

__all__ = ["Identity", "Stopped", "identity", "nameless"]

_CHUNK = 4 * 1024 * 1024


class Stopped(Unavailable):
    """The import was stopped meanwhile."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Digest and size in bytes; ``total_s`` is where it ends, 0 where nobody knows yet."""

    sha256: str
    size: int
    total_s: float = 0.0


def identity(footage: Path | Reel, is_stopped: Callable[[], bool]) -> Identity:
    """What a file or a reel is known by. Raises as opening the file does, and ``Stopped``."""
    return _of_reel(footage) if isinstance(footage, Reel) else _of_file(footage, is_stopped)


def nameless(path: Path) -> Identity:
    """What a file that cannot be read is known by: its name."""
    name = str(path.absolute()).encode("utf-8", "surrogateescape")
    return Identity("path:" + hashlib.sha256(name).hexdigest(), 0)


def _of_file(path: Path, is_stopped: Callable[[], bool]) -> Identity:
    footage: OpenFile = open_file(path)
    digest, size = hashlib.sha256(), 0
    try:
        while chunk := os.read(footage.fd, _CHUNK):
            if is_stopped():
                raise Stopped
            digest.update(chunk)
            size += len(chunk)
    except OSError as error:
        raise Unavailable(f"{path} cannot be read to its end: {error.strerror}.") from error
    finally:
        os.close(footage.fd)
    return Identity(digest.hexdigest(), size)


def _of_reel(reel: Reel) -> Identity:
    digest, whole = hashlib.sha256(), 0
    for role, pieces in (("main", reel.main), ("sub", reel.sub)):
        for piece in pieces:
            try:
                size = piece.path.stat().st_size
            except OSError:
                size = -1  # a part that is missing is told of when it is read
            facts = f"{role} {piece.path.name} {size} {piece.start.us} {piece.seconds:.3f}\n"
            digest.update(facts.encode("utf-8", "surrogateescape"))
            whole += max(size, 0)
    if reel.within is not None:
        digest.update(f"within {reel.within.start.us} {reel.within.end.us}\n".encode())
    return Identity("reel:" + digest.hexdigest(), whole, reel.to_s)
