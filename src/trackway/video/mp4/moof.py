"""What a ``moof`` says: which samples are where, and when each is decoded (ISO/IEC 14496-12 §8.8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from trackway.video.mp4.boxes import BadBox, Box, boxes_in, number, only
from trackway.video.mp4.fragments import MOST_SAMPLES

__all__ = ["SampleRun", "runs_of"]

_NOT_SYNC = 0x10000
_DEFAULT_BASE_IS_MOOF = 0x020000
_DURATION, _SIZE, _FLAGS, _DELAY = 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class SampleRun:
    """The samples of one track in one fragment; ``offset`` of the first byte is counted from the ``moof``.

    ``decoded`` is when the first is decoded, in the track's clock; ``delays`` how much later than decoded
    each is shown, empty where that is at once.
    """

    track: int
    decoded: int
    offset: int
    durations: tuple[int, ...]
    sizes: tuple[int, ...]
    keys: tuple[bool, ...]
    delays: tuple[int, ...]


def runs_of(moof: bytes) -> tuple[SampleRun, ...]:
    """The samples of a whole ``moof`` box, its own header included; ``BadBox`` when it is damaged."""
    whole = Box(b"moof", 8, len(moof))
    found: list[SampleRun] = []
    for traf in boxes_in(moof, whole.start, whole.end):
        if traf.kind == b"traf":
            found += _of_track(moof, traf)
    if not found:
        raise BadBox("A fragment holds no samples.")
    return tuple(found)


def _of_track(moof: bytes, traf: Box) -> Iterator[SampleRun]:
    tfhd, tfdt = only(moof, traf, b"tfhd"), only(moof, traf, b"tfdt")
    flags = number(moof, tfhd.start, 4, tfhd.end) & 0xFFFFFF
    if flags & 1 or not flags & _DEFAULT_BASE_IS_MOOF:
        raise BadBox("A fragment counts its bytes from elsewhere than ours do.")
    track = number(moof, tfhd.start + 4, 4, tfhd.end)
    at = tfhd.start + 8 + (4 if flags & 2 else 0)
    defaults = [0, 0, 0]  # duration, size, flags
    for place, flag in enumerate((0x08, 0x10, 0x20)):
        if flags & flag:
            defaults[place] = number(moof, at, 4, tfhd.end)
            at += 4
    wide = 8 if number(moof, tfdt.start, 1, tfdt.end) else 4
    decoded = number(moof, tfdt.start + 4, wide, tfdt.end)
    for trun in boxes_in(moof, traf.start, traf.end):
        if trun.kind == b"trun":
            run = _run(moof, trun, track, decoded, defaults)
            decoded += sum(run.durations)
            yield run


def _run(moof: bytes, trun: Box, track: int, decoded: int, defaults: list[int]) -> SampleRun:
    about, count = number(moof, trun.start, 4, trun.end), number(moof, trun.start + 4, 4, trun.end)
    flags = about & 0xFFFFFF
    if not flags & 1 or not flags & _SIZE or not 0 < count <= MOST_SAMPLES:
        # Without a size for each, a few bytes could speak of millions of samples.
        raise BadBox(f"A fragment says it holds {count:,} samples, or not where they are or how large.")
    offset = number(moof, trun.start + 8, 4, trun.end)
    at = trun.start + 12 + (4 if flags & 4 else 0)
    fields = [flag for flag in (_DURATION, _SIZE, _FLAGS, _DELAY) if flags & flag]
    if at + 4 * count * len(fields) > trun.end:
        raise BadBox(f"A fragment says it holds {count:,} samples, and ends before.")
    values = unpack_from(f">{count * len(fields)}I", moof, at)
    column = {flag: values[place :: len(fields)] for place, flag in enumerate(fields)}
    keys = [not said & _NOT_SYNC for said in column.get(_FLAGS, (defaults[2],) * count)]
    if flags & 4 and _FLAGS not in column:
        keys[0] = not number(moof, trun.start + 12, 4, trun.end) & _NOT_SYNC
    signed = about >> 24 and (1 << 31)
    return SampleRun(
        track,
        decoded,
        offset,
        column.get(_DURATION, (defaults[0],) * count),
        column[_SIZE],
        tuple(keys),
        tuple((delay ^ signed) - signed for delay in column.get(_DELAY, ())),
    )
