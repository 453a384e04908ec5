"""Live footage over the socket: durable fragments at once, for any number of viewers, slow ones dropped."""

import asyncio
import io
import itertools
import socket
from dataclasses import replace
from pathlib import Path

import av
import pytest
from tests.video.recorder.made import KEY, QUICK_VALUES, HandFeed, clip, recording

from trackway.model.errors import Unavailable
from trackway.video.cause import Cause
from trackway.video.recorder import (
    LiveFragment,
    LiveGap,
    LiveMessage,
    LiveOpened,
    RecorderSettings,
    StreamState,
    recorder_health,
    watch_live,
)
from trackway.video.recorder.hub import short_address
from trackway.video.recorder.live import Wanted, packed
from trackway.video.stream import AccessUnit, StreamEnded


async def watched(path: Path, fragments: int) -> list[LiveMessage]:
    """What a viewer is sent until it has so many fragments."""
    messages: list[LiveMessage] = []
    viewer = watch_live(path, KEY)
    async for message in viewer:
        messages.append(message)
        if sum(isinstance(one, LiveFragment) for one in messages) == fragments:
            break
    await viewer.aclose()
    return messages


def test_viewers_get_what_is_durable_and_can_play_it(tmp_path: Path) -> None:
    """In a folder whose path is far longer than a socket's may be."""
    deep = tmp_path / ("很長的資料夾名稱" * 8) / ("more" * 20)
    deep.mkdir(parents=True)

    async def main() -> None:
        async with recording(deep, lambda _: HandFeed(clip())) as running:
            await running.recorded(1.0)
            first, second = await asyncio.gather(watched(running.socket, 3), watched(running.socket, 3))
            assert first == second
            opened, *rest = first
            assert isinstance(opened, LiveOpened)
            assert opened.codecs.startswith("avc1.")
            pieces = [one for one in rest if isinstance(one, LiveFragment)]
            assert pieces[0].is_key
            for before, after in itertools.pairwise(pieces):
                assert after.start_us == before.end_us
                assert after.run_ticks > before.run_ticks
            for piece in pieces:
                segment = running.newest()
                assert piece.end_us <= segment.span.end.us + 2_000_000
            stream = io.BytesIO(opened.init + b"".join(one.data for one in pieces))
            with av.open(stream, "r") as container:
                pictures = sum(1 for _ in container.decode(video=0))
            assert pictures == pytest.approx(25 * (pieces[-1].end_us - pieces[0].start_us) / 1e6, abs=1)

    asyncio.run(main())


def test_viewers_hear_why_nothing_comes(tmp_path: Path) -> None:
    class Failing:
        async def run(self, receiver: object) -> None:
            raise StreamEnded(Cause.LOG_IN, "10.0.0.1 does not take this password.")

    async def main() -> None:
        async with recording(tmp_path, lambda _: Failing()) as running:
            await running.until(
                lambda: (
                    running.recorder.health().streams[:1] != ()
                    and running.recorder.health().streams[0].state is StreamState.BROKEN
                ),
                "a refusal",
            )
            await running.until(lambda: Cause.LOG_IN in running.account().causes, "a gap")
            viewer = watch_live(running.socket, KEY)
            message = await anext(viewer)
            await viewer.aclose()
            assert isinstance(message, LiveGap)
            assert message.cause is Cause.LOG_IN
            health = await asyncio.to_thread(recorder_health, running.socket)
            assert "password" in health.alarms[0]
            assert health.streams[0].durable_us == 0

    asyncio.run(main())


def test_a_viewer_who_does_not_read_is_dropped_and_nobody_waits(tmp_path: Path) -> None:
    timing = RecorderSettings(**{**QUICK_VALUES, "viewer_most_bytes": 50_000})
    filler = (20_001).to_bytes(4, "big") + b"\x0c" + bytes(20_000)  # filler data, ITU-T H.264 7.4.1

    def fat(_: int, unit: AccessUnit) -> AccessUnit:
        return replace(unit, data=unit.data + filler)

    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip(), fat), timing=timing) as running:
            await running.recorded(0.5)
            slow = socket.socket(socket.AF_UNIX)
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with slow, short_address(running.socket) as address:
                slow.connect(address)
                slow.sendall(packed(Wanted(KEY.camera, KEY.role)))
                await running.until(
                    lambda: running.recorder.dropped_viewers > 0, "the slow viewer to be dropped"
                )
            await running.recorded(1.0)
            await running.stop()
            assert running.account().is_whole

    asyncio.run(main())


@pytest.mark.parametrize(
    "said", [b"", b"\0\0\0\x04abcd", b"\xff\xff\xff\xff", b"\0\0\0\x01\xc1", b"GET / HTTP/1.1\r\n\r\n"]
)
def test_whoever_says_nonsense_is_shown_out(said: bytes, tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip())) as running:
            await running.until(running.socket.exists, "the socket")
            reader, writer = await asyncio.open_unix_connection(str(running.socket))
            writer.write(said)
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()
            assert running.recorder.health().streams

    asyncio.run(main())


def test_without_a_recorder_it_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="running"):
        recorder_health(tmp_path / "recorder.sock")
    with pytest.raises(Unavailable, match="running"):
        asyncio.run(watched(tmp_path / "recorder.sock", 1))
