"""Filming: a rendered clip as if a recorder had kept it: one segment, in a volume and in the catalogue."""

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
from av.packet import Packet

from trackway.model.errors import Invalid
from trackway.model.time import Instant
from trackway.video.catalogue import Catalogue, Fragment, NewSegment, Segment, Volume
from trackway.video.cause import Cause
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.stream import AccessUnit, Codec, RetentionClass, StreamKey, Track

__all__ = ["film"]

_HZ = 90_000


def film(clip: Path, key: StreamKey, start: Instant, catalogue: Catalogue, volume: Volume) -> Segment:
    """Keep a VP9 clip as one segment of this stream that starts then; before and after it nobody asked.

    Raises ``Invalid`` for a clip that is coded otherwise.
    """
    track, groups = _read(clip)
    run, previous = catalogue.next_run(key), catalogue.head(key)
    at = start.utc()
    path = f"{key.camera}/{key.role}/{at:%Y-%m-%d}/{at:%H%M%S}.{at.microsecond // 1000:03d}-{run}.mp4"
    parts = [init_segment((track,), previous)]
    fragments, ticks = list[Fragment](), 0
    for number, (units, lasts) in enumerate(groups, start=1):
        last = lasts - (units[-1].ticks - units[0].ticks)
        data = fragment(number, [TrackRun(track, ticks, units, last)], start.plus(ticks / _HZ))
        offset = sum(map(len, parts))
        fragments.append(Fragment(offset, len(data), ticks, lasts, len(units), is_key=True))
        parts.append(data)
        ticks += lasts
    whole = b"".join(parts)
    file = Path(volume.root) / path
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_bytes(whole)
    opened = NewSegment(
        key,
        volume.id,
        path,
        run,
        start,
        0,
        len(parts[0]),
        previous,
        codecs((track,)),
        track.width,
        track.height,
        RetentionClass.ORDINARY,
    )
    end = start.plus(ticks / _HZ)
    with catalogue.transaction():
        segment = catalogue.open_segment(opened)
        catalogue.grow(segment, end, ticks, len(whole), fragments)
        catalogue.close_segment(segment, hashlib.sha256(whole).hexdigest())
        catalogue.open_gap(key, end, Cause.NOT_ASKED)
    return catalogue.segment(segment)


def _read(clip: Path) -> tuple[Track, list[tuple[list[AccessUnit], int]]]:
    """How the clip is coded, and its groups of pictures with how long each lasts."""
    with av.open(str(clip)) as container:
        video = container.streams.video[0]
        if video.codec_context.name != "vp9":
            raise Invalid(f"{clip} is coded as {video.codec_context.name}, not as VP9.")
        track = Track(1, Codec.VP9, _HZ, width=video.codec_context.width, height=video.codec_context.height)
        units = list(_units(container.demux(video)))
        frame = round(_HZ / (video.average_rate or Fraction(25)))
    starts = [i for i, unit in enumerate(units) if unit.is_key]
    groups = [units[a:b] for a, b in pairwise([*starts, len(units)])]
    ends = [*(group[0].ticks for group in groups[1:]), units[-1].ticks + frame]
    return track, [(group, end - group[0].ticks) for group, end in zip(groups, ends, strict=True)]


def _units(packets: Iterator["Packet[av.VideoStream]"]) -> Iterator[AccessUnit]:
    for packet in packets:
        if packet.pts is not None and packet.time_base is not None:
            ticks = round(packet.pts * packet.time_base * _HZ)
            yield AccessUnit(1, ticks, bool(packet.is_keyframe), bytes(packet), arrived_ns=0)
