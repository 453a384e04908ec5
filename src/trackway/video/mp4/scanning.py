"""Scanning: what a file of footage holds, told from its bytes alone, however damaged they are.

::

    boxes ─► head ─► tracks                                   a broken chain is taken up again at the
         └─► moof + mdat ─► Fragment … ─► in order of time    next whole fragment: nothing is given up
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from trackway.model.time import Instant
from trackway.video.fragment import Fragment
from trackway.video.mp4.boxes import BadBox, Box
from trackway.video.mp4.head import read_previous, read_tracks
from trackway.video.mp4.moof import SampleRun, runs_of
from trackway.video.mp4.walking import bytes_at, next_moof, size_of, top_boxes
from trackway.video.stream import Track

__all__ = ["MOST_MOOF_BYTES", "Scan", "scan"]

_MOST_HEAD_BYTES = 1 << 20
MOST_MOOF_BYTES = 1 << 21
"""A fragment's table with all the samples it may have is smaller."""
_MOST_BOXES = 100_000
"""A segment of a minute has some hundred; no walk takes longer than this."""
_MOST_BREAKS = 64
"""So often the chain is taken up again. Each costs a search, and a file can be made of breaks."""
_HZ = 90_000
_JUMP = 3600 * _HZ
"""Fragments of one file do not lie an hour apart; a decode time that says so is damaged."""
_NTP_EPOCH_S = 2_208_988_800
_ERA_S = 1 << 32
"""NTP seconds start again on 7 February 2036; what would be before 1970 is after that."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file of footage holds.

    ``fragments`` are those that are there as a whole, ``starts`` when each began by the station's clock
    (``None`` where the file does not say), ``first_ticks`` where the first stands in its run, in 1/90,000 s.
    ``whole_bytes`` is where the last whole fragment ends, or the head where there is none. ``damage`` is one
    sentence on the first thing that is wrong; empty where nothing is. ``previous`` is the digest of the
    segment before that the file was given.
    """

    tracks: tuple[Track, ...] = ()
    init_bytes: int = 0
    fragments: tuple[Fragment, ...] = ()
    starts: tuple[Instant | None, ...] = ()
    first_ticks: int = 0
    whole_bytes: int = 0
    damage: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A whole fragment; ``ticks`` counted as its file counts, in 1/90,000 s."""

    offset: int
    end: int
    ticks: int
    duration: int
    frames: int
    is_key: bool
    at: Instant | None


@dataclass
class _Walk:
    """How far a scan has come."""

    file: BinaryIO
    size: int
    tracks: dict[int, Track] = field(default_factory=dict)
    init_bytes: int = 0
    previous: str = ""
    found: list[_Found] = field(default_factory=list)
    damage: str = ""
    at: int = 0
    boxes: int = 0

    def note(self, what: str) -> None:
        """Keep the first damage."""
        self.damage = self.damage or what

    def go(self) -> None:
        """Follow the chain of boxes until it ends or breaks."""
        table: tuple[int, tuple[SampleRun, ...]] | None = None
        prft: tuple[int, Instant] | None = None
        start = self.at
        for one in top_boxes(self.file, self.at, self.size, _MOST_BOXES - self.boxes):
            self.boxes += 1
            begins, start = start, one.end
            if one.kind != (b"mdat" if table else b"moof") and (table or prft):
                self.note(f"Byte {begins:,}: the data of a fragment were to begin here.")
                table = prft = None
            match one.kind:
                case b"moov" if not self.tracks:
                    self._head(one)
                case b"uuid" if not self.found and one.end - one.start == 48:
                    self.previous = read_previous(bytes_at(self.file, one.start, 48), Box(b"uuid", 0, 48))
                    self.init_bytes = one.end
                case b"prft":
                    prft = (begins, _instant(bytes_at(self.file, one.start, min(24, one.end - one.start))))
                case b"moof":
                    table = self._table(begins, one)
                    prft = prft if table else None
                case b"mdat":
                    if table:
                        self._fragment(table, prft, one)
                    else:
                        self.note(f"Byte {begins:,}: data without a table.")
                    table = prft = None
            self.at = one.end
        if table or prft:
            self.note(f"Byte {self.at:,}: the file ends before the data of its last fragment.")

    def _head(self, moov: Box) -> None:
        size = moov.end - moov.start
        if size > _MOST_HEAD_BYTES:
            raise BadBox(f"Byte {moov.start:,}: the head of the file has {size:,} bytes.")
        found = read_tracks(bytes_at(self.file, moov.start, size), Box(b"moov", 0, size))
        self.tracks = {one.id: one for one in found}
        self.init_bytes = moov.end

    def _table(self, begins: int, moof: Box) -> tuple[int, tuple[SampleRun, ...]] | None:
        size = moof.end - begins
        try:
            if size > MOST_MOOF_BYTES or moof.start != begins + 8:
                raise BadBox(f"The table of a fragment has {size:,} bytes.")
            return begins, runs_of(bytes_at(self.file, begins, size))
        except BadBox as bad:
            self.note(f"Byte {begins:,}: {bad}")
            return None

    def _fragment(
        self, table: tuple[int, tuple[SampleRun, ...]], prft: tuple[int, Instant] | None, mdat: Box
    ) -> None:
        begins, runs = table
        for run in runs:
            inside = mdat.start <= begins + run.offset <= begins + run.offset + sum(run.sizes) <= mdat.end
            if run.track not in self.tracks or not inside or not all(run.sizes):
                self.note(f"Byte {begins:,}: a fragment's table does not fit its data.")
                return
        leading = [run for run in runs if self.tracks[run.track].codec.is_video] or list(runs)
        first, track = leading[0], self.tracks[leading[0].track]
        same = [run for run in leading if run.track == first.track]
        is_video = track.codec.is_video
        lasts = sum(sum(run.durations) for run in same)
        ticks = first.decoded * _HZ // track.clock_hz
        self.found.append(
            _Found(
                begins if prft is None else prft[0],
                mdat.end,
                ticks,
                (first.decoded + lasts) * _HZ // track.clock_hz - ticks,
                sum(len(run.sizes) for run in same) if is_video else 0,
                first.keys[0],
                None if prft is None else prft[1],
            )
        )


def scan(file: BinaryIO) -> Scan:
    """What the file holds. Raises ``Lost`` where the disk cannot be read, never for what is read."""
    walk = _Walk(file, size_of(file))
    for _ in range(_MOST_BREAKS):
        try:
            walk.go()
        except BadBox as bad:
            walk.note(str(bad))
            if not walk.tracks:
                break
            walk.at = next_moof(file, walk.at + 4, walk.size)
        if walk.at >= walk.size or walk.boxes >= _MOST_BOXES:
            break
    if not walk.tracks:
        return Scan(damage=walk.damage or "The file has no head that says how it is coded.")
    kept = _in_order(walk.found)
    if len(kept) < len(walk.found):
        walk.note(f"{len(walk.found) - len(kept)} fragments are not where their time says.")
    base = kept[0].ticks if kept else 0
    return Scan(
        tuple(walk.tracks.values()),
        walk.init_bytes,
        tuple(
            Fragment(one.offset, one.end - one.offset, one.ticks - base, one.duration, one.frames, one.is_key)
            for one in kept
        ),
        tuple(one.at for one in kept),
        base,
        kept[-1].end if kept else walk.init_bytes,
        walk.damage,
        walk.previous,
    )


def _in_order(found: list[_Found]) -> list[_Found]:
    """Those whose times follow on from a start that most agree with: one of the first three."""
    return max((_following(found[start:]) for start in range(3)), key=len)


def _following(found: Iterable[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for one in found:
        last = kept[-1] if kept else one
        soonest = last.ticks + last.duration - 1 if kept else one.ticks
        if soonest <= one.ticks <= last.ticks + _JUMP and one.duration <= _JUMP:
            kept.append(one)
    return kept


def _instant(prft: bytes) -> Instant:
    """When, as ``prft`` says it, behind its version, flags and track."""
    if len(prft) < 16:
        raise BadBox("The box b'prft' is too short.")
    ntp = int.from_bytes(prft[8:16], "big")
    seconds, part = ntp >> 32, ntp & 0xFFFFFFFF
    seconds += (_ERA_S if seconds < _NTP_EPOCH_S else 0) - _NTP_EPOCH_S
    return Instant(seconds * 1_000_000 + (part * 1_000_000 + (1 << 31) >> 32))
