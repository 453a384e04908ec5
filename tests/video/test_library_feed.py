"""FFmpeg's client as a feed: what it brings, and that its end is noticed and named without its URL."""

import asyncio
import time
from itertools import pairwise

import pytest
from tests.footage import footage
from tests.video.rtsp.camera import Told, camera
from tests.video.rtsp.gstreamer import gstreamer
from tests.video.rtsp.watching import HERE, LONG, Running, Watch, ended, refused, serving, watched

from trackway.sim.cameras import LogIn, read_clip, running_cameras
from trackway.video.addresses import Networks
from trackway.video.cause import Cause
from trackway.video.library_feed import LibraryFeed
from trackway.video.rtsp import Patience
from trackway.video.stream import Codec, StreamAddress, StreamEnded, Transport

CLOCK = Running()


def feed(url: str, transport: Transport = Transport.LIBRARY_TCP, patience: Patience = LONG) -> LibraryFeed:
    return LibraryFeed(StreamAddress(url, "admin", "p@ss/word"), HERE, transport=transport, patience=patience)


@pytest.mark.parametrize(
    ("codec", "audio", "heard"),
    [("h264", "", ()), ("h265", "aac", (Codec.AAC,)), ("h264", "pcm_alaw", (Codec.PCMA,))],
)
def test_a_camera_is_watched_over_tcp(codec: str, audio: str, heard: tuple[Codec, ...]) -> None:
    log_in = LogIn("admin", "p@ss/word")
    with running_cameras([read_clip(footage(codec, audio=audio))], clock=CLOCK, log_in=log_in) as cameras:
        watch = asyncio.run(
            watched(feed(cameras.url(1)), lambda w: len(w.of(1)) >= 30 and len(w.of(2)) >= 5 * len(heard))
        )
    (tracks,) = watch.opened_with
    assert (tracks[0].codec, tracks[0].width, tracks[0].height) == (codec, 320, 180)
    assert tuple(track.codec for track in tracks[1:]) == heard
    clip = {
        b"".join(len(nal).to_bytes(4) + nal for nal in one.units) for one in read_clip(footage(codec)).coded
    }
    video = watch.of(1)
    assert {unit.data for unit in video} <= clip, "every byte as it was sent"
    assert video[0].is_key
    assert all(0 < b.ticks - a.ticks < 7200 for a, b in pairwise(video))


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_gstreamers_camera_is_watched_over_udp(codec: str) -> None:
    with gstreamer(codec) as url:
        watch = asyncio.run(
            watched(
                feed(url, Transport.LIBRARY_UDP),
                lambda w: len(w.units) >= 30 and w.units[-1].camera_us is not None and len(_keys(w)) > 1,
            )
        )
    ((track,),) = watch.opened_with
    assert (track.codec, track.width, track.height) == (codec, 320, 180)
    assert {b - a for a, b in pairwise(_keys(watch))} == {25}, "pictures of several slices stay whole"


def _keys(watch: Watch) -> list[int]:
    return [i for i, unit in enumerate(watch.units) if unit.is_key]


def test_a_silent_camera_and_one_that_hangs_up() -> None:
    with running_cameras([read_clip(footage())], clock=CLOCK) as cameras:

        async def run(spoil: str) -> tuple[StreamEnded, float]:
            class Spoiling(Watch):
                def take(self, unit: object) -> None:
                    super().take(unit)  # type: ignore[arg-type]
                    if len(self.units) == 5:
                        if spoil == "silent":
                            cameras.faults(1).is_silent = True
                        else:
                            cameras.kick(1)

            watch = Spoiling(lambda _watch: False)
            patience = Patience(30, 30, 30, 1.0, 60) if spoil == "silent" else LONG
            why = await ended(feed(cameras.url(1), patience=patience), watch)
            return why, (time.monotonic_ns() - watch.units[-1].arrived_ns) / 1e9

        closed, _ = asyncio.run(run("kick"))
        silent, waited_s = asyncio.run(run("silent"))
    assert closed.cause in {Cause.CAMERA_CLOSED, Cause.NETWORK_RESET}
    assert silent.cause is Cause.CAMERA_SILENT
    assert waited_s >= 1.0


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"302 Moved\r\nLocation: rtsp://127.0.0.1:1/\r\n\r\n", Cause.REFUSED),
        (b"404 Not Found\r\n\r\n", Cause.REFUSED),
    ],
)
def test_what_our_client_is_refused_ffmpeg_does_not_try(answer: bytes, cause: Cause) -> None:
    told = Told()

    async def run() -> StreamEnded:
        async with serving(camera({"DESCRIBE": answer}, told=told)) as port:
            return await ended(feed(f"rtsp://127.0.0.1:{port}/live"))

    why = asyncio.run(run())
    assert why.cause is cause
    assert "SETUP" not in told.methods
    assert not any("Lavf" in text for _method, text in told.asked)


def test_a_log_in_that_fails_is_tried_by_ffmpeg_too_and_named() -> None:
    told = Told()
    answer = b'401 No\r\nWWW-Authenticate: Basic realm="c"\r\n\r\n'

    async def run() -> list[StreamEnded]:
        async with serving(camera({"DESCRIBE": answer}, told=told)) as port:
            url = f"rtsp://127.0.0.1:{port}/live"
            return [await ended(feed(url)), await ended(LibraryFeed(StreamAddress(url), HERE, patience=LONG))]

    wrong, nobody = asyncio.run(run())
    assert (wrong.cause, nobody.cause) == (Cause.LOG_IN, Cause.LOG_IN)
    assert any("Lavf" in text for _method, text in told.asked)
    assert "p@ss" not in str(wrong)


def test_what_ffmpeg_is_refused_is_said_without_the_password() -> None:
    async def run() -> StreamEnded:
        async with serving(camera({"SETUP": b"500 Internal Error\r\n\r\n"})) as port:
            return await ended(feed(f"rtsp://127.0.0.1:{port}/live"))

    why = asyncio.run(run())
    assert why.cause in {Cause.REFUSED, Cause.UNFIT, Cause.UNREACHABLE}
    assert "p@ss" not in str(why)
    assert "p%40ss" not in str(why)


def test_addresses_are_checked_before_ffmpeg_sees_them() -> None:
    for url, allowed in (
        ("rtsp://127.0.0.1/", Networks()),
        ("file:///etc/passwd", HERE),
        ("concat:a|b", HERE),
    ):
        why = asyncio.run(ended(LibraryFeed(StreamAddress(url), allowed)))
        assert why.cause is Cause.UNREACHABLE
    why = asyncio.run(ended(feed(f"rtsp://127.0.0.1:{refused()}/")))
    assert why.cause is Cause.UNREACHABLE


def test_a_receiver_that_fails_ends_the_stream_with_its_own_error() -> None:
    class Failing(Watch):
        def take(self, unit: object) -> None:
            raise KeyError(type(unit).__name__)

    with (
        running_cameras([read_clip(footage())], clock=CLOCK) as cameras,
        pytest.raises(KeyError, match="AccessUnit"),
    ):
        asyncio.run(feed(cameras.url(1)).run(Failing(lambda _watch: False)))
