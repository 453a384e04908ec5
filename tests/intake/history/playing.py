"""A Hikvision or Dahua recorder that is asked over HTTP and plays over RTSP, with ten seconds of footage."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import FakeClock
from tests.footage import footage
from tests.intake.history.parts import NOON

from trackway.intake.history import Fetched, LogIn, Offer, SourceKind, Whereabouts
from trackway.intake.history.sources import Calls, Dahua, Hikvision
from trackway.model.time import Instant, Span
from trackway.sim.cameras import LogIn as CameraLogIn
from trackway.sim.cameras import Recorded, read_clip, running_cameras
from trackway.sim.recorders import FakeRecorder, film_of, running_dahua, running_hikvision
from trackway.video.addresses import Networks

HERE = Networks(("127.0.0.1",))
AHEAD_S = 100.0
LOG_IN = LogIn("admin", "Hualien 110")
NEW_NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001  a recorder's own time
OURS = NOON.plus(-AHEAD_S)
TAIPEI_S = 8 * 3600.0
PATHS = {"hikvision": "/Streaming/tracks/101", "dahua": "/cam/playback"}


@dataclass
class Playing:
    """A recorder that is asked over HTTP and plays over RTSP."""

    source: Hikvision | Dahua
    recorder: FakeRecorder
    recordings: dict[str, Recorded]

    def whole(self) -> Offer:
        """All that it lists."""
        (offer,) = self.source.find(around(0, 10), self.source.clock()).offers
        return offer

    def fetched(self, offer: Offer, folder: Path) -> Fetched:
        folder.mkdir()
        return self.source.fetch(offer, self.source.clock(), folder, 10_000_000)


def around(from_s: float, to_s: float) -> Span:
    """Seconds after the footage begins, by our clock."""
    return Span(OURS.plus(from_s), OURS.plus(to_s))


def playing(
    kind: str,
    clock: FakeClock,
    stack: ExitStack,
    *,
    zone: str = "Asia/Taipei",
    password: str = LOG_IN.password,
    is_stated: bool = True,
) -> Playing:
    """A recorder of that kind. ``zone``: what it tells times in; ``is_stated``: its clock was measured."""
    clock.at = NOON.plus(3600)
    clip = read_clip(footage("h264", seconds=10, fps=10, gop=20))
    # Hikvision writes Z behind its local time, which the server takes for UTC; but for those that mean it.
    shown = Instant.of(NEW_NOON.replace(tzinfo=UTC)) if kind == "hikvision" and zone != "UTC" else NOON
    recordings = {PATHS[kind]: Recorded(clip, shown)}
    cameras = stack.enter_context(
        running_cameras(
            clock=clock, recordings=recordings, log_in=CameraLogIn("admin", password), zone_s=TAIPEI_S
        )
    )
    begun = NOON.utc().replace(tzinfo=None) if zone == "UTC" else NEW_NOON
    recorder = FakeRecorder({1: (film_of(clip, begun),)}, clock, offset_s=AHEAD_S, rtsp_port=cameras.port)
    serve = running_hikvision if kind == "hikvision" else running_dahua
    stack.enter_context(serve(recorder))
    stated = (AHEAD_S, 1.0) if is_stated else (None, None)
    where = Whereabouts(1, SourceKind(kind), recorder.url, "1", zone, *stated)
    calls = Calls(recorder.url, HERE, LOG_IN)
    source = Hikvision(where, calls, clock) if kind == "hikvision" else Dahua(where, calls, clock)
    return Playing(source, recorder, cameras.recordings)
