"""Sound is kept as it comes, beside the pictures of its time; H.265 as well as H.264."""

import asyncio
from pathlib import Path

import av
import pytest
from tests.footage import footage
from tests.video.recorder.made import RealClock, decoded, recording

from trackway.sim.cameras import read_clip, running_cameras
from trackway.video.addresses import Networks
from trackway.video.rtsp import RtspFeed
from trackway.video.stream import StreamAddress


def heard(path: Path) -> tuple[float, float, float]:
    """Seconds of sound in a file; when it begins, and when the pictures do. All of it can be decoded."""
    with av.open(str(path), "r") as container:
        sound = container.streams.audio[0]
        packets = [packet for packet in container.demux(sound) if packet.pts is not None]
        assert all(packet.decode() for packet in packets[1:])
        base = float(packets[0].time_base or 0)
        seconds = sum(packet.duration or 0 for packet in packets) * base
        starts = float(packets[0].pts or 0) * base
    with av.open(str(path), "r") as container:
        picture = next(container.decode(video=0))
        return seconds, starts, float(picture.time or 0.0)


@pytest.mark.parametrize(("codec", "audio"), [("h264", "aac"), ("h265", "pcm_alaw")])
def test_sound_lies_beside_its_pictures(codec: str, audio: str, tmp_path: Path) -> None:
    shown = read_clip(footage(codec, seconds=2.4, gop=12, audio=audio))

    async def main() -> None:
        with running_cameras((shown,), clock=RealClock()) as cameras:
            feed = RtspFeed(StreamAddress(cameras.url(1)), Networks(("127.0.0.1/32",)))
            async with recording(tmp_path, lambda _: feed) as running:
                await running.recorded(4.0)
                await running.stop()
                assert running.account().is_whole
                segments = running.segments()
                assert len(segments) >= 2
                assert len({one.opened.run for one in segments}) == 1
                seconds = 0.0
                for one in segments:
                    path = running.catalogue.file_of(one)
                    assert decoded(path) == sum(part.frames for part in one.fragments)
                    lasts, sound_s, picture_s = heard(path)
                    seconds += lasts
                    # A frame of AAC lasts 64 ms here, and comes when it is over.
                    assert sound_s == pytest.approx(picture_s, abs=0.2)
                # The clip's sound has a break of up to 0.13 s where it begins anew.
                assert seconds == pytest.approx(sum(one.span.seconds for one in segments), rel=0.15)

    asyncio.run(main())
