"""A paced loop lets packets gather, and nothing else wait."""

import asyncio
import socket
import time

from tests.video.rtsp.camera import camera, pictures
from tests.video.rtsp.watching import HERE, LONG, Watch, serving, watched

from trackway.video.rtsp import RtspFeed, paced_loop
from trackway.video.rtsp.pacing import _PACE_S, _Paced
from trackway.video.stream import StreamAddress


def test_sockets_are_looked_at_no_more_often_than_that() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, _Paced() as selector:
        selector.register(ours, 1)
        theirs.send(b"packet")
        began_s = time.monotonic()
        for _ in range(6):
            assert selector.select(None), "what is ready is found"
        assert time.monotonic() - began_s >= 5 * _PACE_S


def test_a_timer_that_is_due_sooner_is_not_held_up_to_the_next_look() -> None:
    """Told to come back in a thousandth of a second, it sleeps no longer."""
    ours, theirs = socket.socketpair()
    with ours, theirs, _Paced() as selector:
        selector.register(ours, 1)
        slept: list[float] = []
        real = time.sleep
        time.sleep = slept.append  # type: ignore[assignment]
        try:
            selector.select(0)
            selector.select(0)
            assert not slept, "what is ready to run does not wait"
            selector.select(0.001)
            assert slept[0] <= 0.001
        finally:
            time.sleep = real


def test_a_stream_is_watched_on_it() -> None:
    async def run() -> Watch:
        async with serving(camera(sends=pictures(50))) as port:
            address = StreamAddress(f"rtsp://127.0.0.1:{port}/live")
            return await watched(RtspFeed(address, HERE, patience=LONG), lambda w: len(w.units) >= 45)

    with asyncio.Runner(loop_factory=paced_loop) as runner:
        watch = runner.run(run())
    assert sum(unit.lost for unit in watch.units) == 0
