"""Coded footage of ``tests.footage`` as tracks and access units, as a feed would bring them."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
from tests.footage import footage

from trackway.model.time import Instant
from trackway.video.mp4 import TrackRun, fragment, init_segment
from trackway.video.stream import AccessUnit, Codec, Track

HZ = 90_000
_CODECS = {
    "h264": Codec.H264, "hevc": Codec.H265, "vp9": Codec.VP9,
    "aac": Codec.AAC, "pcm_alaw": Codec.PCMA, "pcm_mulaw": Codec.PCMU,
}  # fmt: skip


def sets_of(codec: Codec, extradata: bytes) -> tuple[bytes, ...]:
    """The parameter sets in FFmpeg's avcC or hvcC; the AudioSpecificConfig as it is; VP9 has none."""
    if codec not in {Codec.H264, Codec.H265}:
        return (extradata,) if codec is Codec.AAC else ()
    found: list[bytes] = []
    at, arrays, head = (5, 2, 0) if codec is Codec.H264 else (23, extradata[22], 1)
    for _ in range(arrays):
        at += head
        count = int.from_bytes(extradata[at : at + 1 + head], "big") & 31
        at += 1 + head
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            found.append(extradata[at + 2 : at + 2 + size])
            at += 2 + size
    return tuple(one for one in found if codec is Codec.H264 or one[0] >> 1 in {32, 33, 34})


def coded(path: Path) -> tuple[tuple[Track, ...], list[AccessUnit]]:
    """Tracks and units of a file, ticks from 0; the sound's after the pictures'."""
    tracks, units = [], []
    with av.open(str(path)) as container:
        for stream in container.streams:
            about = stream.codec_context
            codec = _CODECS[about.name]
            sets = sets_of(codec, about.extradata or b"")
            if isinstance(about, av.VideoCodecContext):
                tracks.append(Track(1, codec, HZ, sets, about.width, about.height))
            else:
                assert isinstance(about, av.AudioCodecContext)
                tracks.append(Track(2, codec, about.sample_rate, sets, channels=about.layout.nb_channels))
        for packet in container.demux():
            if not packet.size:
                continue
            track = tracks[packet.stream.index]
            assert packet.pts is not None
            assert packet.time_base is not None
            ticks = round(packet.pts * packet.time_base * track.clock_hz)
            units.append(AccessUnit(track.id, ticks, packet.is_keyframe, bytes(packet), 0))
    return tuple(tracks), sorted(units, key=lambda unit: unit.track)


def written(
    tracks: tuple[Track, ...], units: list[AccessUnit], first: int = 0, at: Instant | None = None
) -> Iterator[bytes]:
    """Head and fragments of a file, one per group of pictures, the sound beside them; ``first`` in 90 kHz."""
    yield init_segment(tracks)
    pictures = [unit for unit in units if unit.track == 1]
    turns = [unit.ticks for unit in pictures if unit.is_key] + [1 << 40]
    for number, (begins, ends) in enumerate(pairwise(turns), 1):
        runs = []
        for track in tracks:
            low, high = (ticks * track.clock_hz // HZ for ticks in (begins, ends))
            here = [unit for unit in units if unit.track == track.id and low <= unit.ticks < high]
            last = max((unit.ticks for unit in here), default=0)
            lasts = 1024 if not track.codec.is_video else 3600 if ends == 1 << 40 else ends - last
            if here:
                earliest = min(unit.ticks for unit in here)
                runs.append(TrackRun(track, first * track.clock_hz // HZ + earliest, here, lasts))
        yield fragment(number, runs, None if at is None else at.plus(begins / HZ))


def segment(
    codec: str = "h264", *, audio: str = "", seconds: float = 2.0, at: Instant | None = None
) -> bytes:
    """A file of ours of numbered pictures, a keyframe every second."""
    return b"".join(written(*coded(footage(codec, audio=audio, seconds=seconds)), at=at))
