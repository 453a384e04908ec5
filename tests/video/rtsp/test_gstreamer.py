"""Our client against GStreamer's server, which nobody here wrote."""

import asyncio
from itertools import pairwise

import pytest
from tests.video.rtsp.gstreamer import gstreamer
from tests.video.rtsp.watching import HERE, LONG, ended, watched

from trackway.video.cause import Cause
from trackway.video.rtsp import RtspFeed
from trackway.video.stream import StreamAddress


@pytest.mark.parametrize(("codec", "sets"), [("h264", 2), ("h265", 3)])
def test_gstreamers_camera_is_watched(codec: str, sets: int) -> None:
    with gstreamer(codec) as url:
        watch = asyncio.run(
            watched(RtspFeed(StreamAddress(url), HERE, patience=LONG), lambda w: len(w.units) >= 60)
        )
    ((track,),) = watch.opened_with
    assert (track.codec, track.width, track.height, len(track.sets)) == (codec, 320, 180, sets)
    assert {b.ticks - a.ticks for a, b in pairwise(watch.units)} == {3600}
    assert sum(unit.lost for unit in watch.units) == 0
    keys = [i for i, unit in enumerate(watch.units) if unit.is_key]
    assert {b - a for a, b in pairwise(keys)} == {25}
    times = [unit.camera_us for unit in watch.units if unit.camera_us is not None]
    assert {b - a for a, b in pairwise(times)} <= set(range(39_000, 41_001)), "its clock follows its pictures"


@pytest.mark.parametrize("way", ["basic", "digest"])
def test_gstreamer_lets_us_in_and_others_not(way: str) -> None:
    with gstreamer("h264", "operator", "pass:word", way) as url:
        known = StreamAddress(url, "operator", "pass:word")
        watch = asyncio.run(watched(RtspFeed(known, HERE, patience=LONG), lambda w: len(w.units) >= 5))
        wrong = StreamAddress(url, "operator", "password")
        why = asyncio.run(ended(RtspFeed(wrong, HERE, patience=LONG)))
    assert watch.units
    assert why.cause is Cause.LOG_IN
