"""Fake cameras, watched by FFmpeg's own RTSP client: what they send is what a camera would."""

from collections.abc import Iterator

import av
import numpy as np
import pytest
from av.error import FFmpegError, HTTPUnauthorizedError
from tests.footage import code_of, footage

from trackway.model.time import Instant
from trackway.node.clock import SystemClock
from trackway.sim.cameras import LogIn, Recorded, read_clip, running_cameras

_OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "0", "probesize": "32"}


def _codes(url: str, most: int) -> Iterator[int]:
    """The numbers of the pictures as they come."""
    with av.open(url, options=_OPTIONS, timeout=(20, 20)) as stream:
        for count, frame in enumerate(stream.decode(video=0)):
            yield code_of(np.asarray(frame.to_ndarray(format="gray"), np.uint8))
            if count + 1 == most:
                return


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_every_picture_comes_in_order_round_after_round(codec: str) -> None:
    clip = read_clip(footage(codec, seconds=0.4, gop=5))
    with running_cameras([clip], clock=SystemClock()) as cameras:
        assert list(_codes(cameras.url(7), 24)) == [n % 10 for n in range(24)]


def test_a_wrong_password_is_refused_and_the_right_one_taken() -> None:
    clip = read_clip(footage(seconds=0.4, gop=5))
    for way in ("basic", "digest-md5"):
        with running_cameras([clip], clock=SystemClock(), log_in=LogIn("watch", "secret", way)) as cameras:
            with pytest.raises(HTTPUnauthorizedError):
                list(_codes(cameras.url(1).replace("//", "//watch:wrong@"), 1))
            assert list(_codes(cameras.url(1).replace("//", "//watch:secret@"), 3)) == [0, 1, 2]


def test_a_switched_clip_brings_its_own_pictures() -> None:
    clips = [read_clip(footage(seconds=0.4, gop=5)), read_clip(footage(seconds=0.4, gop=5, size=(640, 360)))]
    with running_cameras(clips, clock=SystemClock()) as cameras:
        sizes = []
        with av.open(cameras.url(1), options=_OPTIONS, timeout=(20, 20)) as stream:
            for frame in stream.decode(video=0):
                sizes.append(frame.width)
                cameras.faults(1).clip = 1
                if frame.width == 640:
                    break
        assert sizes[0] == 320


def test_kicked_means_broken() -> None:
    clip = read_clip(footage(seconds=0.4, gop=5))
    with running_cameras([clip], clock=SystemClock()) as cameras:
        numbers = _codes(cameras.url(3), 1000)
        next(numbers)
        cameras.kick(3)
        with pytest.raises((FFmpegError, StopIteration)):
            _drained(numbers)


def _drained(numbers: Iterator[int]) -> None:
    while True:
        next(numbers)


def test_recorded_footage_is_sent_for_a_range() -> None:
    clip = read_clip(footage(seconds=1.0, gop=5, fps=10))
    start = Instant(1_790_000_000_000_000)
    recorded = Recorded(clip, start, times=5)
    assert recorded.end == start.plus(5.0)
    sent = recorded.between(start.plus(2.7), start.plus(4.0))
    assert [one.at_s for one in sent] == pytest.approx([2.5 + n / 10 for n in range(15)])
    with running_cameras(clock=SystemClock(), recordings={"/tracks/101": recorded}) as cameras:
        url = (
            f"rtsp://127.0.0.1:{cameras.port}/tracks/101?starttime=20260921T141322Z&endtime=20260921T141324Z"
        )
        assert start.utc().isoformat() == "2026-09-21T14:13:20+00:00"
        # The decoder holds the last picture back until the stream ends, which RTSP's TEARDOWN alone tells it.
        assert list(_codes(url, 19)) == [n % 10 for n in range(19)]
