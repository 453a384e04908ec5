"""Samples: the coded pictures and frames of sound of one fragment, taken out of the file again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from trackway.video.fragment import Fragment
from trackway.video.mp4.boxes import BadBox
from trackway.video.mp4.moof import runs_of
from trackway.video.mp4.scanning import MOST_MOOF_BYTES
from trackway.video.mp4.walking import bytes_at, top_boxes

__all__ = ["Sample", "samples"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded picture or frame of sound as it lies in a file, bytes as the camera sent them.

    ``decoded`` is when, ``duration`` how long, ``delay`` how much later than decoded it is shown: all in the
    track's clock, counted from the start of the run.
    """

    track: int
    decoded: int
    duration: int
    delay: int
    is_key: bool
    data: bytes


def samples(file: BinaryIO, fragment: Fragment) -> Iterator[Sample]:
    """The samples of a fragment, track by track, each in decoding order; ``BadBox`` when it is damaged."""
    end = fragment.offset + fragment.size
    begins = fragment.offset
    for one in top_boxes(file, begins, end, 8):
        if one.kind == b"moof":
            break
        begins = one.end
    else:
        raise BadBox(f"Byte {fragment.offset:,}: no fragment begins here.")
    if one.end - begins > MOST_MOOF_BYTES:
        raise BadBox(f"Byte {begins:,}: the table of a fragment has {one.end - begins:,} bytes.")
    for run in runs_of(bytes_at(file, begins, one.end - begins)):
        at, decoded = begins + run.offset, run.decoded
        if not one.end <= at <= at + sum(run.sizes) <= end:
            raise BadBox(f"Byte {begins:,}: a fragment's table does not fit its data.")
        delays = run.delays or (0,) * len(run.sizes)
        for duration, size, delay, is_key in zip(run.durations, run.sizes, delays, run.keys, strict=True):
            yield Sample(run.track, decoded, duration, delay, is_key, bytes_at(file, at, size))
            decoded += duration
            at += size
