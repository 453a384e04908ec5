"""A camera by script: answers in order, then sends what it is given. For what no honest camera does."""

import asyncio
import re
from collections.abc import Mapping

from tests.video.rtsp.packing import interleaved, rtp
from tests.video.rtsp.watching import Script

__all__ = ["SDP", "Told", "camera", "pictures"]

SPS, PPS = bytes.fromhex("674d001f95a814016e40"), bytes.fromhex("68ee3c80")
KEY, LATER = b"\x65" + bytes(range(1, 200)), b"\x41" + bytes(range(1, 100))
SDP = (
    b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n"
    b"a=fmtp:96 sprop-parameter-sets=Z00AH5WoFAFuQA==,aO48gA==\r\n"
)


class Told:
    """What the camera was asked: method and the request's text, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    @property
    def methods(self) -> list[str]:
        return [method for method, _text in self.asked]

    def text(self, method: str) -> str:
        """The last request of that method."""
        return [text for one, text in self.asked if one == method][-1]


def camera(
    answers: Mapping[str, bytes | list[bytes]] | None = None,
    sends: bytes = b"",
    told: Told | None = None,
    *,
    is_open: bool = True,
) -> Script:
    """Answer each method as given, or as a camera does; after PLAY send those bytes, and keep the line open.

    An answer is everything behind the status line's version: ``200 OK`` with headers, or raw bytes that begin
    with !. Of a list each is given once, the last from then on.
    """
    given = {method: list(one) if isinstance(one, list) else [one] for method, one in (answers or {}).items()}

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await _request(reader)
            method = head.split(" ", 1)[0]
            if told is not None:
                told.asked.append((method, head))
            some = given.get(method, [_usual(method)])
            answer = some.pop(0) if len(some) > 1 else some[0]
            if answer.startswith(b"!"):
                writer.write(answer[1:])
            else:
                found = re.search(r"(?i)cseq:\s*(\d+)", head)
                number = found.group(1) if found else "0"
                line, _, rest = answer.partition(b"\r\n")
                writer.write(b"RTSP/1.0 " + line + b"\r\nCSeq: " + number.encode() + b"\r\n" + rest)
            if method == "PLAY":
                writer.write(sends)
                if not is_open:
                    await writer.drain()
                    return
            if method == "TEARDOWN":
                await writer.drain()
                return

    return script


async def _request(reader: asyncio.StreamReader) -> str:
    """The next request; reports between them are read over."""
    while True:
        first = await reader.readexactly(1)
        if first == b"$":
            head = await reader.readexactly(3)
            await reader.readexactly(int.from_bytes(head[1:]))
            continue
        return (first + await reader.readuntil(b"\r\n\r\n")).decode()


def _usual(method: str) -> bytes:
    match method:
        case "OPTIONS":
            return b"200 OK\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n"
        case "DESCRIBE":
            return b"200 OK\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s" % (
                len(SDP),
                SDP,
            )
        case "SETUP":
            return (
                b"200 OK\r\nSession: 12345678;timeout=2\r\n"
                b"Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"
            )
        case _:
            return b"200 OK\r\nSession: 12345678\r\n\r\n"


def pictures(count: int, *, first: int = 0) -> bytes:
    """So many pictures, each a keyframe with its parameter sets, as they lie in the connection."""
    out, sequence = b"", 3 * first
    for number in range(first, first + count):
        for i, nal in enumerate((SPS, PPS, KEY)):
            out += interleaved(0, rtp(nal, sequence, 3600 * number, marker=i == 2))
            sequence += 1
    return out
