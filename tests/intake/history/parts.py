"""What the tests of searches of old footage share: a permit, a source that holds what it is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trackway.intake.filing import PassageSink
from trackway.intake.history import Fetched, Found, Missing, NotHeld, Offer, SourceClock, Unreached
from trackway.intake.recordings import FileReport, FileState, Progress, Recording
from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import ClockOwner, Instant, Span, Stamp, parse_instant
from trackway.video.reel import Piece

NOON = parse_instant("2026-11-20T12:00:00+08:00")
OFFICER = Officer(1, "wang", "王小明", Role.INVESTIGATOR)
PERMIT = Permit(7, Purpose(OFFICER, "花警刑1150001", "肇事逃逸"))
CAMERAS = tuple(
    Camera(f"HL-{n:03}", n, f"鏡頭 {n}", CameraKind.ORDINARY, Point(121.6 + n / 1000, 23.98), heading_deg=0.0)
    for n in range(1, 6)
)


def span(from_s: float, to_s: float) -> Span:
    """Seconds after noon."""
    return Span(NOON.plus(from_s), NOON.plus(to_s))


@dataclass
class Shelf:
    """A source in memory: holds some spans; writes the name of what it is asked for into a file."""

    held: tuple[Span, ...]
    offset: SourceClock = field(default_factory=lambda: SourceClock(0.0, 1.0, ClockOwner.STATION))
    is_there: bool = True
    is_whole: bool = False
    more_error_s: float = 0.0
    says: str = ""
    asked: list[Span] = field(default_factory=list)

    def clock(self) -> SourceClock:
        if not self.is_there:
            raise Unreached("The recorder at 192.0.2.1 does not answer.")
        return self.offset

    def find(self, span: Span, clock: SourceClock) -> Found:
        offers = tuple(Offer(one, size=1000, is_whole=self.is_whole) for one in self.held)
        return Found(offers, (Missing(span, "not_held"),) if not offers else ())

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        self.asked.append(offer.span)
        if not any(one.overlaps(offer.span) for one in self.held):
            raise NotHeld("It is gone.")
        path = folder / "film"
        path.write_bytes(b"film")
        pieces = (Piece(path, offer.span.start, offer.span.seconds),)
        return Fetched(pieces, error_s=self.more_error_s, says=self.says)


def read_every(
    seconds: float, recordings: Sequence[Recording], sink: PassageSink
) -> Iterator[Progress | FileReport]:
    """Reads recordings as if a vehicle passed at every so many seconds of the wall clock."""
    for one in recordings:
        assert one.reel is not None
        assert one.reel.within is not None
        assert all(piece.path.exists() for piece in one.reel.main)
        step = round(seconds * 1e6)
        at_us = -(-one.reel.within.start.us // step) * step
        count = 0
        while at_us < one.reel.within.end.us:
            if any(p.start.us <= at_us < p.start.plus(p.seconds).us for p in one.reel.main):
                sink.add((passage(one.camera.number, Instant(at_us), one),))
                count += 1
            at_us += step
        yield Progress(one, one.reel.to_s, one.reel.to_s, count)
        yield FileReport(one, FileState.DONE, one.reel.to_s, count, 0, one.reel.to_s / 40)


def passage(camera: int, at: Instant, recording: Recording) -> Passage:
    return Passage(
        passage_id(at, camera, 0), Stamp(at, recording.clock, recording.error_s), camera, Source.RECORDED
    )
