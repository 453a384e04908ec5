"""Catalogues with footage in them, for the tests: files as the recorder writes them, of no meaning."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from trackway.model.time import Instant, Span
from trackway.video.catalogue import Catalogue, Fragment, NewSegment, Volume
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.stream import AccessUnit, Codec, RetentionClass, StreamKey, Track

START = Instant(1_795_352_400_000_000)
"""2026-11-22T21:00+08:00, as the tests' clock."""
KEY = StreamKey(7)
GOP_TICKS = 180_000
_SETS = ("6742c00dda05067e7840000003004000000ca3c50aa8", "68ce3c80")
TRACKS = (Track(1, Codec.H264, 90_000, tuple(map(bytes.fromhex, _SETS)), 320, 180),)
CODECS = codecs(TRACKS)


def gop(number: int, first: int, at: Instant) -> bytes:
    """Two seconds of pictures, four of them, some kilobyte."""
    units = [AccessUnit(1, first + n * 45_000, n == 0, bytes([number & 255]) * 240, 0) for n in range(4)]
    return fragment(number + 1, [TrackRun(TRACKS[0], first, units, 45_000)], at)


INIT = len(init_segment(TRACKS, "0" * 64))
GOP_BYTES = len(gop(0, 0, START))


def segment_path(key: StreamKey, at: Instant, run: int) -> str:
    moment = at.utc()
    time = f"{moment:%H%M%S}.{moment.microsecond // 1000:03}"
    return f"{key.camera}/{key.role}/{moment:%Y-%m-%d}/{time}-{run}.mp4"


@dataclass
class Camera:
    """A stream being recorded by hand: GOPs of two seconds, a kilobyte each."""

    catalogue: Catalogue
    volume: Volume
    key: StreamKey = KEY
    at: Instant = START
    run: int = 0
    ticks: int = 0
    retention: RetentionClass = RetentionClass.ORDINARY
    id: int = 0
    gops: int = 0
    path: str = ""
    previous: str = ""
    digest: str = ""

    def open(self) -> int:
        """A new file, with its beginning written."""
        if not self.run:
            self.run = self.catalogue.next_run(self.key)
        self.path = segment_path(self.key, self.at, self.run)
        file = Path(self.volume.root) / self.path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.previous = self.catalogue.head(self.key)
        file.write_bytes(init_segment(TRACKS, self.previous or "0" * 64))
        new = NewSegment(
            self.key,
            self.volume.id,
            self.path,
            self.run,
            self.at,
            self.ticks,
            INIT,
            self.previous,
            CODECS,
            320,
            180,
            self.retention,
        )
        self.id = self.catalogue.open_segment(new)
        self.gops = 0
        return self.id

    def grow(self, gops: int = 1) -> None:
        """So many GOPs are durable."""
        self.write(gops)
        more = tuple(
            Fragment(INIT + n * GOP_BYTES, GOP_BYTES, n * GOP_TICKS, GOP_TICKS, 4, is_key=True)
            for n in range(self.gops, self.gops + gops)
        )
        self.gops += gops
        self.ticks += gops * GOP_TICKS
        self.at = self.at.plus(2 * gops)
        self.catalogue.grow(
            self.id, self.at, self.gops * GOP_TICKS, INIT + self.gops * GOP_BYTES, more, lost=self.gops
        )

    def write(self, gops: int = 1) -> None:
        """So many GOPs are in the file; the catalogue does not know yet."""
        body = b"".join(
            gop(self.gops + n, self.ticks + n * GOP_TICKS, self.at.plus(2 * n)) for n in range(gops)
        )
        with (Path(self.volume.root) / self.path).open("ab") as file:
            file.write(body)

    def close(self) -> None:
        body = (Path(self.volume.root) / self.path).read_bytes()
        self.catalogue.close_segment(self.id, hashlib.sha256(body).hexdigest())

    def record(self, segments: int = 1, gops: int = 30) -> list[int]:
        """So many whole segments, one after the other; their ids."""
        ids = []
        for _ in range(segments):
            ids.append(self.open())
            self.grow(gops)
            self.close()
        return ids

    def of(self, key: StreamKey, **changes: object) -> "Camera":
        """Another stream beside it."""
        return replace(self, key=key, run=0, ticks=0, **changes)  # type: ignore[arg-type]


def whole(first: Instant = START, seconds: float = 3600) -> Span:
    return Span(first, first.plus(seconds))
