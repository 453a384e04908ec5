"""Fragments: a group of pictures and its sound as one ``moof`` and ``mdat``, ISO/IEC 14496-12 §8.8.

::

    [prft: when, by the station's clock] · moof ( mfhd · traf ( tfhd · tfdt · trun ) … ) · mdat
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from struct import pack

from trackway.model.errors import Invalid
from trackway.model.time import Instant
from trackway.video.mp4.boxes import full_box
from trackway.video.stream import AccessUnit, Track

__all__ = ["MOST_SAMPLES", "TrackRun", "fragment"]

MOST_SAMPLES = 65_536
"""Of one track in one fragment; four seconds of pictures are some hundred, of sound a few hundred."""
_MOST_BYTES = 1 << 30
_KEY, _NOT_KEY = 0x02000000, 0x01010000
"""Sample flags (§8.8.3.1): depends on no other; depends on others and is no place to start."""
_NTP_EPOCH_S = 2_208_988_800
"""From 1900 to 1970."""


@dataclass(frozen=True, slots=True)
class TrackRun:
    """What one track brings to a fragment: its units as they came, in decoding order.

    ``first`` is when the earliest of them is decoded, counted in the track's clock from the start of the
    run; the others follow by their ``ticks``. The last lasts ``last_duration`` of the track's clock: until
    the next unit, where that is known.
    """

    track: Track
    first: int
    units: Sequence[AccessUnit]
    last_duration: int


def fragment(number: int, runs: Sequence[TrackRun], at: Instant | None = None) -> bytes:
    """The bytes of the fragment with this number; runs without units are left out.

    ``at`` is when its first picture was taken by the station's clock; it is written in front (``prft``), so
    that a file alone still knows. Where ticks do not rise, because pictures are sent in another order than
    shown, decode times are the same ticks in rising order and the difference is written beside each.
    ``Invalid`` for an empty unit, which would make the whole file unreadable to others.
    """
    runs = [run for run in runs if run.units]
    if not runs:
        raise Invalid("A fragment needs at least one picture or frame of sound.")
    timings = [_timing(run) for run in runs]
    bodies = [[unit.data for unit in run.units] for run in runs]
    sizes = [list(map(len, body)) for body in bodies]
    if not all(map(all, sizes)):
        raise Invalid("An access unit without a byte cannot be written.")
    data = [sum(one) for one in sizes]
    heads = [
        44 + 20 + len(one) * (16 if delays else 12) for one, (_, delays) in zip(sizes, timings, strict=True)
    ]
    moof_size = 8 + 16 + sum(heads)
    if sum(data) > _MOST_BYTES:
        raise Invalid(f"A fragment of {sum(data):,} bytes is larger than a file's fragment may be.")
    parts = [_prft(runs[0], at)] if at is not None else []
    parts.append(pack(">I4sI4sII", moof_size, b"moof", 16, b"mfhd", 0, number & 0xFFFFFFFF))
    where = moof_size + 8
    for run, (durations, delays), size, head, total in zip(runs, timings, sizes, heads, data, strict=True):
        is_key = [_KEY if unit.is_key or not run.track.codec.is_video else _NOT_KEY for unit in run.units]
        columns = [durations, size, is_key, delays] if delays else [durations, size, is_key]
        entries = [value for row in zip(*columns, strict=True) for value in row]
        parts.append(
            # tfhd with default-base-is-moof; tfdt version 1; trun with data offset, duration, size and flags,
            # version 1 (signed delays) where there are delays.
            pack(">I4s I4sII I4sIQ I4sIIi", head, b"traf", 16, b"tfhd", 0x020000, run.track.id,
                 20, b"tfdt", 1 << 24, run.first,
                 head - 44, b"trun", 0x01000F01 if delays else 0x0701, len(size), where)
            + pack(f">{len(entries)}I", *entries)
        )  # fmt: skip
        where += total
    parts.append(pack(">I4s", 8 + sum(data), b"mdat"))
    for body in bodies:
        parts += body
    return b"".join(parts)


def _timing(run: TrackRun) -> tuple[list[int], list[int]]:
    """How long each unit lasts and, where it is not shown in order of decoding, how much later it is."""
    shown = [unit.ticks for unit in run.units]
    decoded = sorted(shown)
    if len(shown) > MOST_SAMPLES or not 0 <= run.first < 1 << 62:
        raise Invalid(f"A fragment cannot hold {len(shown):,} units from tick {run.first:,} on.")
    durations = [b - a for a, b in pairwise(decoded)] + [run.last_duration]
    if not 0 <= min(durations) <= max(durations) < 1 << 31:
        raise Invalid(f"The units of a fragment last from {min(durations):,} to {max(durations):,} ticks.")
    if decoded == shown:
        return durations, []
    # Two's complement: trun packs them as unsigned with the rest.
    return durations, [(a - b) & 0xFFFFFFFF for a, b in zip(shown, decoded, strict=True)]


def _prft(run: TrackRun, at: Instant) -> bytes:
    """``ProducerReferenceTimeBox`` (§8.16.5): NTP time, and the decode time it belongs to."""
    seconds, us = divmod(at.us, 1_000_000)
    ntp = (seconds + _NTP_EPOCH_S) % (1 << 32) << 32 | min(round(us * 2**32 / 1_000_000), 2**32 - 1)
    return full_box(b"prft", 1, 0, pack(">IQQ", run.track.id, ntp, run.first))
