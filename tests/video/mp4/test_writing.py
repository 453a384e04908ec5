"""Files we write, as FFmpeg reads them."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from shutil import which

import av
import numpy as np
import pytest
from tests.footage import code_of, footage
from tests.video.clips import grey_steps, write_clip
from tests.video.mp4.coded import HZ, coded, segment, written

from trackway.model.errors import Invalid
from trackway.model.time import Instant
from trackway.video.mp4 import TrackRun, codecs, for_browser, fragment, init_segment, samples, scan
from trackway.video.stream import Codec, Track

AT = Instant(1_795_352_400_123_457)


def codes(data: bytes) -> Iterator[tuple[float, int]]:
    """When each picture is shown, in seconds, and its number."""
    with av.open(BytesIO(data), "r") as container:
        for frame in container.decode(video=0):
            luma = np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(-1, frame.planes[0].line_size)
            assert frame.time is not None
            yield frame.time, code_of(luma[: frame.height, : frame.width])


@pytest.mark.parametrize("codec", ["h264", "h265"])
@pytest.mark.parametrize("audio", ["", "aac", "pcm_alaw", "pcm_mulaw"])
def test_every_picture_and_sound_comes_back(codec: str, audio: str, tmp_path: Path) -> None:
    data = segment(codec, audio=audio, at=AT)
    assert [number for _, number in codes(data)] == list(range(50))
    assert [at for at, _ in codes(data)] == pytest.approx([i / 25 for i in range(50)], abs=1e-4)
    if audio:
        with av.open(BytesIO(data), "r") as container:
            heard = sum(int(frame.samples) for frame in container.decode(audio=0))
        rate = coded(footage(codec, audio=audio))[0][1].clock_hz
        assert heard / rate == pytest.approx(2, abs=0.15)
    if which("ffmpeg"):
        (tmp_path / "a.mp4").write_bytes(data)
        command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(tmp_path / "a.mp4"), "-f", "null", "-"]
        says = subprocess.run(command, capture_output=True, check=True, timeout=120)
        assert says.stderr == b""


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_the_head_says_of_a_stream_what_ffmpeg_says(codec: str) -> None:
    tracks, _ = coded(footage(codec))
    head = init_segment(tracks)
    with av.open(str(footage(codec))) as container:
        theirs = container.streams.video[0].codec_context.extradata
    assert theirs is not None
    if codec == "h264":
        assert theirs in head
    else:
        # Up to the first NAL unit, where FFmpeg keeps an SEI that we leave in the stream.
        ours = head[head.index(b"hvcC") + 4 :]
        assert ours[:22] == theirs[:22]
        assert scan(BytesIO(head)).tracks == tracks


def test_high_profile_says_its_chroma(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "high.mp4", grey_steps(12), options={})
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "medium"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for i, picture in enumerate(grey_steps(12)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = i
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with av.open(str(path)) as container:
        theirs = container.streams.video[0].codec_context.extradata
    tracks, units = coded(path)
    assert theirs is not None
    assert theirs in init_segment(tracks)
    assert codecs(tracks).startswith("avc1.6400")
    assert [unit.ticks for unit in units] != sorted(unit.ticks for unit in units), "no B-frames to test with"
    # Pictures sent in another order than shown come out in the order shown.
    # FFmpeg shows a file without an edit list later by as much as its pictures are out of order.
    with av.open(BytesIO(b"".join(written(tracks, units))), "r") as container:
        shown = [frame.time for frame in container.decode(video=0)]
    assert shown[0] is not None
    assert shown == pytest.approx([shown[0] + i / 25 for i in range(12)], abs=1e-4)


def test_names_for_browsers() -> None:
    h264, h265 = (coded(footage(codec, audio="aac"))[0] for codec in ("h264", "h265"))
    assert codecs(h264) == "avc1.42C00D,mp4a.40.2"
    assert codecs(h265) == "hvc1.1.6.L60.90,mp4a.40.2"
    assert codecs(coded(footage("h264", audio="pcm_alaw"))[0]) == "avc1.42C00D"
    assert codecs((Track(1, Codec.VP9, HZ, (), 1280, 720),)) == "vp09.00.31.08"


@pytest.mark.parametrize("audio", ["aac", "pcm_alaw", "pcm_mulaw"])
def test_tracks_and_samples_come_back_as_they_were(audio: str) -> None:
    tracks, units = coded(footage("h265", audio=audio))
    data = b"".join(written(tracks, units, first=12_345_678_901, at=AT))
    found = scan(BytesIO(data))
    assert found.tracks == tracks
    assert found.damage == ""
    assert found.whole_bytes == len(data)
    assert found.first_ticks == 12_345_678_901
    assert [(one.ticks, one.duration, one.frames, one.is_key) for one in found.fragments] == [
        (0, HZ, 25, True), (HZ, HZ, 25, True),
    ]  # fmt: skip
    assert [one.offset for one in found.fragments] == [found.init_bytes, found.fragments[1].offset]
    assert all(a.offset + a.size == b.offset for a, b in pairwise(found.fragments))
    assert found.starts == (AT, AT.plus(1))
    back = [sample for one in found.fragments for sample in samples(BytesIO(data), one)]
    for track in tracks:
        mine = [unit for unit in units if unit.track == track.id and unit.ticks >= 0]
        theirs = [sample for sample in back if sample.track == track.id]
        assert [sample.data for sample in theirs] == [unit.data for unit in mine]
        base = 12_345_678_901 * track.clock_hz // HZ
        assert [sample.decoded - base for sample in theirs] == [unit.ticks for unit in mine]


def test_delays_come_back(tmp_path: Path) -> None:
    tracks, units = coded(footage("h264", seconds=1))
    swapped = [*units[:3], replace(units[3], ticks=units[4].ticks), replace(units[4], ticks=units[3].ticks)]
    data = init_segment(tracks) + fragment(1, [TrackRun(tracks[0], 0, swapped, 3600)])
    found = list(samples(BytesIO(data), scan(BytesIO(data)).fragments[0]))
    assert [one.decoded for one in found] == [0, 3600, 7200, 10800, 14400]
    assert [one.delay for one in found] == [0, 0, 0, 3600, -3600]


def test_the_chain_is_in_the_file() -> None:
    tracks, _ = coded(footage())
    assert scan(BytesIO(init_segment(tracks, "ab" * 32))).previous == "ab" * 32
    assert scan(BytesIO(init_segment(tracks))).previous == ""


@pytest.mark.parametrize(
    "at", [AT, Instant(0), Instant(2_085_978_495_999_999), Instant(2_085_978_496_000_000)]
)
def test_the_wall_clock_comes_back_to_the_microsecond(at: Instant) -> None:
    # The last two are on either side of where NTP's seconds start again, in 2036.
    tracks, units = coded(footage())
    data = init_segment(tracks) + fragment(1, [TrackRun(tracks[0], 0, units, 3600)], at)
    assert scan(BytesIO(data)).starts == (at,)


def test_sound_that_no_browser_plays_is_hidden_from_it() -> None:
    tracks, _ = coded(footage("h264", audio="pcm_alaw"))
    head = init_segment(tracks)
    shown = for_browser(head)
    assert len(shown) == len(head)
    assert (head.count(b"soun"), shown.count(b"soun"), shown.count(b"vide")) == (1, 0, 1)
    plain = init_segment(coded(footage("h264", audio="aac"))[0])
    assert for_browser(plain) == plain


def test_what_would_spoil_a_file_is_refused() -> None:
    tracks, units = coded(footage())
    run = TrackRun(tracks[0], 0, units, 3600)
    for bad in (
        replace(run, units=[replace(units[0], data=b"")]),
        replace(run, units=[]),
        replace(run, first=-1),
        replace(run, last_duration=-1),
        replace(run, units=[units[0], replace(units[1], ticks=1 << 40)]),
    ):
        with pytest.raises(Invalid):
            fragment(1, [bad])
    for spoiled in ((), tracks * 2, (replace(tracks[0], sets=()),), (replace(tracks[0], width=0),)):
        with pytest.raises(Invalid):
            init_segment(spoiled)
    for cut in range(len(tracks[0].sets[0])):
        sets = (tracks[0].sets[0][:cut], *tracks[0].sets[1:])
        if cut < 5:
            with pytest.raises(Invalid):
                init_segment((replace(tracks[0], sets=sets),))
