"""Watching: the viewers' end of the recorder's socket."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec

from trackway.model.errors import Lost, Unavailable
from trackway.video.recorder.health import RecorderHealth
from trackway.video.recorder.hub import short_address
from trackway.video.recorder.live import (
    LENGTH_BYTES,
    MOST_BYTES,
    LiveMessage,
    Wanted,
    packed,
    size_of,
    unpacked,
)
from trackway.video.stream import StreamKey

__all__ = ["recorder_health", "watch_live"]

_ANSWER_S = 5.0


async def watch_live(path: Path, key: StreamKey) -> AsyncGenerator[LiveMessage]:
    """What a stream records from now on: ``LiveOpened``, then the last durable fragment and every one to
    come.

    Goes on until it is closed. Raises ``Unavailable`` when the recorder is not there, goes away, or drops
    this viewer for being too slow.
    """
    reader, writer = await _connected(path)
    try:
        writer.write(packed(Wanted(key.camera, key.role)))
        while True:
            yield unpacked(await _message(reader))
    except (OSError, EOFError) as error:
        raise Unavailable("The recorder ended the connection.") from error
    except msgspec.MsgspecError as error:
        raise Lost("The recorder sent what is no message of live footage.") from error
    finally:
        writer.close()


def recorder_health(path: Path) -> RecorderHealth:
    """How the recorder is. Raises ``Unavailable`` when it is not there or does not answer."""
    try:
        with socket.socket(socket.AF_UNIX) as connection, short_address(path) as address:
            connection.settimeout(_ANSWER_S)
            connection.connect(address)
            connection.sendall(packed(Wanted(0)))
            with connection.makefile("rb") as answer:
                head = answer.read(LENGTH_BYTES)
                size = size_of(head) if len(head) == LENGTH_BYTES else 0
                body = answer.read(size) if size <= MOST_BYTES else b""
        return msgspec.msgpack.decode(body, type=RecorderHealth)
    except (OSError, msgspec.MsgspecError) as error:
        raise Unavailable("The recorder does not answer; is it running?") from error


async def _connected(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        with short_address(path) as address:
            return await asyncio.open_unix_connection(address)
    except OSError as error:
        raise Unavailable("The recorder does not answer; is it running?") from error


async def _message(reader: asyncio.StreamReader) -> bytes:
    size = size_of(await reader.readexactly(LENGTH_BYTES))
    if size > MOST_BYTES:
        raise Lost(f"The recorder announced a message of {size:,} bytes.")
    return await reader.readexactly(size)
