"""Real files of numbered pictures in a real catalogue, for the tests of playback."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.footage import footage
from tests.video.mp4.coded import HZ, coded

from trackway.model.time import Instant
from trackway.video.catalogue import Catalogue, Fragment, NewSegment, Volume
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.stream import AccessUnit, RetentionClass, StreamKey, Track

START = Instant(1_795_352_400_123_000)
KEY = StreamKey(7)


@dataclass
class Shelf:
    """A stream recorded by hand from ``tests.footage``: a fragment a second, the clip over and over."""

    catalogue: Catalogue
    volume: Volume
    codec: str = "h264"
    audio: str = ""
    key: StreamKey = KEY
    at: Instant = START
    run: int = 0
    ticks: int = 0
    ids: list[int] = field(default_factory=list)
    _coded: tuple[tuple[Track, ...], list[AccessUnit]] | None = None

    def record(self, seconds: int, *, is_new_run: bool = False, slew: float = 1.0, split: int = 1) -> int:
        """A segment of so many seconds; its id. ``slew`` stretches wall time, ``split`` cuts each group."""
        if self._coded is None:
            self._coded = coded(footage(self.codec, audio=self.audio))
        tracks, units = self._coded
        if is_new_run or not self.run:
            self.run, self.ticks = self.catalogue.next_run(self.key), 0
        moment = self.at.utc()
        path = (
            f"{self.key.camera}/{self.key.role}/{moment:%Y-%m-%d}/"
            f"{moment:%H%M%S}.{moment.microsecond // 1000:03}-{self.run}.mp4"
        )
        previous = self.catalogue.head(self.key)
        data = init_segment(tracks, previous)
        new = NewSegment(
            self.key, self.volume.id, path, self.run, self.at, self.ticks, len(data), previous,
            codecs(tracks), 320, 180, RetentionClass.ORDINARY,
        )  # fmt: skip
        number = self.catalogue.open_segment(new)
        pictures = [unit for unit in units if unit.track == 1]
        found: list[Fragment] = []
        for second in range(seconds):
            group = pictures[25 * (second % 2) : 25 * (second % 2) + 25]
            for place in range(split):
                piece = group[25 * place // split : 25 * (place + 1) // split]
                at = second * HZ + 3600 * (25 * place // split)
                runs = [TrackRun(tracks[0], self.ticks + at, piece, 3600)]
                sound = [unit for unit in units if unit.track == 2 and unit.ticks >= 0][:15]
                if sound and place == 0:
                    rate = tracks[1].clock_hz
                    runs.append(TrackRun(tracks[1], (self.ticks + at) * rate // HZ, sound, 1024))
                body = fragment(len(found), runs, self.at.plus(at / HZ * slew))
                found.append(Fragment(len(data), len(body), at, 3600 * len(piece), len(piece), place == 0))
                data += body
        file = Path(self.volume.root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.at, self.ticks = self.at.plus(seconds * slew), self.ticks + seconds * HZ
        self.catalogue.grow(number, self.at, seconds * HZ, len(data), found)
        self.catalogue.close_segment(number, hashlib.sha256(data).hexdigest())
        self.ids.append(number)
        return number
