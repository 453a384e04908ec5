"""A day of numbered pictures in a catalogue: short files, three gaps, and the true time of each picture."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from tests.footage import footage
from tests.video.mp4.coded import HZ, coded

from trackway.model.time import Clock, Instant
from trackway.video.catalogue import Catalogue, Fragment, NewSegment
from trackway.video.cause import Cause
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.playback import Playback, Tickets
from trackway.video.stream import AccessUnit, RetentionClass, StreamKey, StreamRole, Track
from trackway.web import Recorded

FPS = 25
FRAME_TICKS = HZ // FPS
SECONDS = {"h264": 40, "h265": 20}
"""Of the clip that all footage is cut from: pictures 0 to 999; of H.265, which takes long to code, half."""


@cache
def clip(codec: str = "h264") -> tuple[tuple[Track, ...], list[AccessUnit]]:
    """The clip's track and coded pictures, a keyframe every second."""
    return coded(footage(codec, seconds=SECONDS[codec], bit_rate=120_000))


@dataclass
class Take:
    """Pictures that follow on: from ``start``, so many seconds from the clip's second ``first``, in files of
    ``file_s``. ``cause`` is why nothing was recorded before it.
    """

    start: Instant
    seconds: int
    first: int
    cause: Cause = Cause.NOT_ASKED
    file_s: int = 5


def at(text: str) -> Instant:
    """A moment on 20 November 2026 in Taipei."""
    return Instant.of(datetime.fromisoformat(f"2026-11-20T{text}+08:00"))


DAY = (
    Take(at("08:15:00"), 10, 0),
    Take(at("08:15:20"), 10, 10, Cause.NETWORK_RESET),
    Take(at("08:16:40.500"), 10, 20, Cause.DISK_FULL),
    Take(at("08:17:00"), 10, 30, Cause.CAMERA_SILENT),
)
"""Ten seconds, and three times a gap with ten seconds after it."""


@dataclass
class RecordedDay:
    """A catalogue in a folder, with cameras recorded into it by hand."""

    folder: Path
    clock: Clock
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.folder / "footage.sqlite", self.clock)
        self.volume = self.catalogue.volumes.add(self.folder / "footage")

    def parts(self, live: Path | None = None) -> Recorded:
        """What a centre is handed."""
        tickets = Tickets(b"a secret of these tests, and of no other", self.clock)
        return Recorded(self.catalogue, Playback(self.catalogue), tickets, lambda _: 30, live)

    def record(
        self,
        camera: int,
        takes: Iterable[Take] = DAY,
        *,
        role: StreamRole = StreamRole.MAIN,
        codec: str = "h264",
    ) -> None:
        """Record these takes; what comes after the last is not asked for."""
        key = StreamKey(camera, role)
        for take in takes:
            if take.cause is not Cause.NOT_ASKED:
                self.catalogue.open_gap(key, self._end(key), take.cause)
            self._take(key, take, codec)
        self.catalogue.open_gap(key, self._end(key), Cause.NOT_ASKED)

    def _end(self, key: StreamKey) -> Instant:
        newest = self.catalogue.newest(key)
        assert newest is not None
        return newest.span.end

    def _take(self, key: StreamKey, take: Take, codec: str) -> None:
        tracks, units = clip(codec)
        run = self.catalogue.next_run(key)
        for done in range(0, take.seconds, take.file_s):
            seconds = min(take.file_s, take.seconds - done)
            first = (take.first + done) * FPS
            part = Take(take.start.plus(done), seconds, take.first + done)
            self._file(key, run, part, done * HZ, (tracks, units[first : first + seconds * FPS]))

    def _file(
        self,
        key: StreamKey,
        run: int,
        take: Take,
        ticks: int,
        coded: tuple[tuple[Track, ...], Sequence[AccessUnit]],
    ) -> None:
        (tracks, units), start = coded, take.start
        moment = start.utc()
        name = f"{moment:%H%M%S}.{moment.microsecond // 1000:03}-{run}.mp4"
        path = f"{key.camera}/{key.role}/{moment:%Y-%m-%d}/{name}"
        data = init_segment(tracks)
        new = NewSegment(
            key, self.volume.id, path, run, start, ticks, len(data), "", codecs(tracks), 320, 180,
            RetentionClass.ORDINARY,
        )  # fmt: skip
        number = self.catalogue.open_segment(new)
        found: list[Fragment] = []
        for offset in range(0, len(units), FPS):
            group = units[offset : offset + FPS]
            since = offset * FRAME_TICKS
            body = fragment(
                len(found) + 1,
                [TrackRun(tracks[0], ticks + since, group, FRAME_TICKS)],
                start.plus(since / HZ),
            )
            found.append(
                Fragment(len(data), len(body), since, len(group) * FRAME_TICKS, len(group), is_key=True)
            )
            data += body
        file = Path(self.volume.root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        long = len(units) * FRAME_TICKS
        self.catalogue.grow(number, start.plus(long / HZ), long, len(data), found)
        self.catalogue.close_segment(number, hashlib.sha256(data).hexdigest())


def true_time(code: int, takes: Iterable[Take] = DAY) -> Instant:
    """When the picture of that number was taken."""
    for take in takes:
        frame = code - take.first * FPS
        if 0 <= frame < take.seconds * FPS:
            return take.start.plus(frame / FPS)
    raise AssertionError(f"Picture {code} was never recorded.")
