"""Apart: a stranger's recording is asked how long it is by a confined process, not by who wants to know.

::

    open here ─► descriptor ─► process that gave up everything ─► some numbers, or a sentence
"""

import math
import os
import socket
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import msgspec

from trackway.model.errors import TrackwayError, Unavailable
from trackway.video.footage import FootageFacts, NotFootage, OpenFile, footage_facts, load_decoders, open_file
from trackway.video.sandbox import Limits, confine

__all__ = ["facts_apart"]

_LIMITS = Limits(2 * 1024**3, file_bytes=1 << 20)
_ANSWER_S = 60.0
"""A header is read in milliseconds; who takes a minute hangs."""
_MOST_BYTES = 4_000
_MOST_TEXT = 1_000


class _Answer(msgspec.Struct, frozen=True):
    facts: FootageFacts | None = None
    error: str = ""


def facts_apart(paths: Sequence[Path]) -> list[FootageFacts | TrackwayError]:
    """What each recording says of itself, from its header; for one that cannot be read, why.

    A file that kills or hangs the process costs the time of a new one, and is told of so.
    """
    found: list[FootageFacts | TrackwayError] = []
    while len(found) < len(paths):
        found += _some(paths[len(found) :])
    return found


def _some(paths: Sequence[Path]) -> list[FootageFacts | TrackwayError]:
    """The facts of the first of them, up to one that ends the process; at least of one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = get_context("spawn").Process(target=_answer, args=(theirs,), name="trackway-facts", daemon=True)
    process.start()
    theirs.close()
    ours.settimeout(_ANSWER_S)
    found: list[FootageFacts | TrackwayError] = []
    try:
        for path in paths:
            try:
                file = open_file(path)
            except TrackwayError as trouble:
                found.append(trouble)
                continue
            try:
                socket.send_fds(ours, [str(path).encode("utf-8", "surrogateescape")], [file.fd])
                found.append(_checked(path, ours.recv(_MOST_BYTES)))
            except (OSError, msgspec.MsgspecError, ValueError):
                found.append(Unavailable(f"{path} could not be looked into: what decoded it broke down."))
                break
            finally:
                os.close(file.fd)
    finally:
        ours.close()
        process.kill()
        process.join()
    return found


def _checked(path: Path, content: bytes) -> FootageFacts | TrackwayError:
    """The answer, taken as a stranger's word. Raises ``ValueError`` and msgspec's errors for none."""
    answer = msgspec.msgpack.decode(content, type=_Answer)
    facts = answer.facts
    if facts is None:
        return NotFootage(answer.error[:_MOST_TEXT] or f"{path} is not a recording that can be read.")
    if not (math.isfinite(facts.duration_s) and math.isfinite(facts.rate)) or facts.duration_s < 0:
        raise ValueError(path)
    return facts


def _answer(own: socket.socket) -> None:
    """Answer for one open file after another until there are no more."""
    load_decoders()
    confine(_LIMITS)
    while True:
        name, fds, _, _ = socket.recv_fds(own, 65_536, 1)
        if not fds:
            return
        path = Path(name.decode("utf-8", "surrogateescape"))
        try:
            answer = _Answer(footage_facts(OpenFile(fds[0], path)))
        except TrackwayError as trouble:
            answer = _Answer(error=str(trouble)[:_MOST_TEXT])
        os.close(fds[0])
        own.send(msgspec.msgpack.encode(answer))
