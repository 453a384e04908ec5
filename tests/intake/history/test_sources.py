"""One contract for every source of old footage, over real sockets and files; and the odd ways of recorders.

Ten seconds of numbered pictures, begun at noon by the recorder's own clock, which is 100 s ahead of ours.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copy
from threading import Thread

import pytest
from tests.conftest import FakeClock
from tests.footage import footage
from tests.intake.history.parts import CAMERAS, NOON, PERMIT
from tests.intake.history.pictured import pictured
from tests.intake.history.playing import playing
from tests.video.catalogue.made import Camera as MadeCamera

from trackway.intake.history import (
    Broken,
    Carrier,
    Desks,
    Fetched,
    Found,
    Jobs,
    LogIn,
    NotHeld,
    Offer,
    Parcels,
    Source,
    SourceClock,
    SourceKind,
    TaskState,
    Unreached,
    Wanted,
    Whereabouts,
)
from trackway.intake.history.sources import Calls, Dahua, Folder, Hikvision, OnvifG, Own, RtspRange
from trackway.intake.recordings import AmbiguousName, NoTimeInName, times_from_name
from trackway.model.errors import Denied
from trackway.model.time import TAIPEI, ClockOwner, Instant, Span, parse_instant
from trackway.sim.cameras import Recorded, read_clip, running_cameras
from trackway.sim.onvif import FakeRecording, OnvifFacts, running_device
from trackway.sim.recorders import FakeRecorder, film_of, running_dahua, running_hikvision
from trackway.video.addresses import Networks
from trackway.video.catalogue import Catalogue
from trackway.video.cause import Cause
from trackway.video.onvif import NoAnswer
from trackway.video.onvif import device as device_module
from trackway.video.reel import Piece
from trackway.video.stream import StreamKey

HERE = Networks(("127.0.0.1",))
AHEAD_S = 100.0
LOG_IN = LogIn("admin", "Hualien 110")
KINDS = ("own", "folder", "hikvision", "hikvision played", "dahua", "dahua played", "onvif", "rtsp")
NEW_YEAR = datetime(2026, 11, 20, 12)  # noqa: DTZ001  a recorder's own time


@dataclass
class Held:
    """A source with ten seconds of footage from ``start`` on, by our clock; how far off its times may be."""

    source: Source
    start: Instant
    off_s: float
    recorder: FakeRecorder | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.start.plus(10))

    def around(self) -> Span:
        return Span(self.start.plus(-20), self.start.plus(30))


def held(kind: str, folder: Path, clock: FakeClock, stack: ExitStack) -> Held:
    """A source of that kind."""
    clock.at = NOON.plus(3600)
    clip_path = footage("h264", seconds=10, fps=10, gop=20)
    clip = read_clip(clip_path)
    ours = NOON.plus(-AHEAD_S)
    match kind:
        case "own":
            catalogue = stack.enter_context(Catalogue(folder / "footage.sqlite", clock))
            camera = MadeCamera(catalogue, catalogue.volumes.add(folder / "v"), StreamKey(1), at=NOON)
            camera.open()
            camera.grow(5)
            copy(clip_path, Path(camera.volume.root) / camera.path)
            catalogue.open_gap(StreamKey(1), NOON.plus(10), Cause.CAMERA_SILENT, "nothing came")
            return Held(Own(1, catalogue), NOON, 0.11)
        case "folder":
            (folder / "D01").mkdir()
            copy(clip_path, folder / "D01" / "ch01_20261120120000_20261120120010.mp4")
            where = Whereabouts(1, SourceKind.FOLDER, str(folder), "D01", offset_s=AHEAD_S, error_s=2.0)
            return Held(Folder(where, CAMERAS[0]), ours, 0.01)
        case "hikvision" | "dahua":
            recorder = FakeRecorder({1: (film_of(clip, NEW_YEAR),)}, clock, offset_s=AHEAD_S)
            serve = running_hikvision if kind == "hikvision" else running_dahua
            stack.enter_context(serve(recorder))
            calls = Calls(recorder.url, HERE, LOG_IN)
            where = Whereabouts(1, SourceKind(kind), recorder.url)
            found = Hikvision(where, calls, clock) if kind == "hikvision" else Dahua(where, calls, clock)
            # Times are told in whole seconds, ours and theirs: half a second off on average.
            return Held(found, ours, 1.01, recorder)
        case "hikvision played" | "dahua played":
            made = playing(kind.split(maxsplit=1)[0], clock, stack, is_stated=False)
            made.recorder.odd.refuses_downloads = 403
            return Held(made.source, ours, 1.15, made.recorder)
        case "onvif":
            kept = Span(NOON, NOON.plus(10))
            cameras = stack.enter_context(
                running_cameras(clock=clock, recordings={"/rec/0": Recorded(clip, NOON)})
            )
            facts = OnvifFacts(
                username="admin",
                password="Hualien 110",
                recordings=(FakeRecording("R0", "lens", kept, f"rtsp://127.0.0.1:{cameras.port}/rec/0"),),
                offset_s=AHEAD_S,
            )
            device = stack.enter_context(running_device(facts, clock))
            return Held(OnvifG(Whereabouts(1, SourceKind.ONVIF, device.url), HERE, LOG_IN, clock), ours, 1.01)
        case _:
            cameras = stack.enter_context(
                running_cameras(clock=clock, recordings={"/rec/0": Recorded(clip, NOON)})
            )
            where = Whereabouts(
                1,
                SourceKind.RTSP,
                f"rtsp://127.0.0.1:{cameras.port}/rec/0",
                offset_s=AHEAD_S,
                error_s=1.0,
                kept_days=30,
            )
            return Held(RtspRange(where, HERE, LogIn(), clock), ours, 2.01)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices are asked for their time at once, not a third of a second apart."""
    monkeypatch.setattr(device_module, "_APART_S", 0.0)


@pytest.fixture(params=KINDS)
def one(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Held]:
    with ExitStack() as stack:
        yield held(request.param, tmp_path, clock, stack)


@pytest.fixture
def hikvision(tmp_path: Path, clock: FakeClock) -> Iterator[Held]:
    with ExitStack() as stack:
        yield held("hikvision", tmp_path, clock, stack)


@pytest.fixture
def dahua(tmp_path: Path, clock: FakeClock) -> Iterator[Held]:
    with ExitStack() as stack:
        yield held("dahua", tmp_path, clock, stack)


def fetched(one: Held, offer: Offer, folder: Path) -> tuple[Piece, ...]:
    folder.mkdir()
    return one.source.fetch(offer, one.source.clock(), folder, 10_000_000).main


def test_offers_and_what_is_missing_are_the_whole_span(one: Held) -> None:
    clock = one.source.clock()
    asked = one.around()
    found = one.source.find(asked, clock)
    assert found.unclear == ()
    parts = sorted([*(o.span for o in found.offers), *(m.span for m in found.missing)], key=lambda s: s.start)
    assert parts[0].start <= asked.start
    assert parts[-1].end >= asked.end
    for before, after in pairwise(parts):
        assert abs(after.start.since(before.end)) < 1.1
    assert found.offers[0].span.start.since(one.start) <= 1.1
    assert all(m.cause for m in found.missing)


def test_pictures_come_with_the_time_they_were_taken_by_our_clock(one: Held, tmp_path: Path) -> None:
    found = one.source.find(one.around(), one.source.clock())
    wanted = Span(one.start.plus(4.5), one.start.plus(7))
    pieces = fetched(one, found.offers[0].cut(wanted), tmp_path / "files")
    seen = [pair for piece in pieces for pair in pictured(piece)]
    numbers = [number for number, _ in seen]
    assert set(range(46, 69)) <= set(numbers)
    assert numbers == sorted(numbers)
    for number, at in seen:
        assert at.since(one.start.plus(number / 10)) == pytest.approx(0, abs=one.off_s)


def test_a_clock_says_how_far_off_it_is_and_who_said_so(one: Held) -> None:
    clock = one.source.clock()
    assert clock.offset_s == pytest.approx(0 if isinstance(one.source, Own) else AHEAD_S, abs=1.1)
    assert clock.error_s is not None
    stated = isinstance(one.source, Folder | RtspRange)
    assert clock.owner is (ClockOwner.IMPORT if stated else ClockOwner.STATION)
    assert clock.says


def test_nothing_is_found_where_nothing_is(one: Held) -> None:
    future = Span(NOON.plus(86_400), NOON.plus(86_500))
    found = one.source.find(future, one.source.clock())
    assert found.offers == ()
    assert sum(m.span.seconds for m in found.missing) == 100
    assert all(m.says for m in found.missing)


@pytest.mark.parametrize("kind", ["hikvision", "dahua", "dahua played", "onvif", "rtsp"])
def test_a_recorder_that_is_off_is_named(kind: str, tmp_path: Path, clock: FakeClock) -> None:
    with ExitStack() as stack:
        one = held(kind, tmp_path, clock, stack)
    offer = Offer(one.span, "rtsp://127.0.0.1:9/x?starttime=20261120T120000Z&endtime=20261120T120010Z")
    with pytest.raises((Unreached, NoAnswer, NotHeld), match=r"127\.0\.0\.1"):
        fetched(one, offer, tmp_path / "files")


def test_a_wrong_password_is_refused_and_never_told(hikvision: Held, clock: FakeClock) -> None:
    assert hikvision.recorder is not None
    calls = Calls(hikvision.recorder.url, HERE, LogIn("admin", "wr0ng-word"))
    source = Hikvision(Whereabouts(1, SourceKind.HIKVISION, hikvision.recorder.url), calls, clock)
    with pytest.raises(Denied, match="refuses the log-in") as refused:
        source.clock()
    assert "wr0ng" not in str(refused.value)


def test_lists_that_overlap_or_stray_are_made_true(hikvision: Held, dahua: Held) -> None:
    for one in (hikvision, dahua):
        assert one.recorder is not None
        one.recorder.odd.lists_twice = one.recorder.odd.lists_outside = True
        found = one.source.find(one.around(), one.source.clock())
        assert [o.span.seconds for o in found.offers] == [10.0]
        later = Span(one.start.plus(500), one.start.plus(600))
        assert one.source.find(later, one.source.clock()).offers == ()


def test_a_search_goes_on_over_pages(tmp_path: Path, clock: FakeClock) -> None:
    clock.at = NOON.plus(3600)
    clip = read_clip(footage("h264", seconds=2, fps=10, gop=20))
    films = tuple(film_of(clip, NEW_YEAR + timedelta(seconds=3 * n)) for n in range(7))
    for serve, kind in ((running_hikvision, Hikvision), (running_dahua, Dahua)):
        recorder = FakeRecorder({1: films}, clock)
        with serve(recorder):
            where = Whereabouts(1, SourceKind.HIKVISION, recorder.url)
            source = kind(where, Calls(recorder.url, HERE, LOG_IN), clock)
            found = source.find(Span(NOON, NOON.plus(20)), SourceClock())
        assert [o.span.start.since(NOON) for o in found.offers] == [3.0 * n for n in range(7)]
        assert len(found.missing) == 6


def test_a_download_that_breaks_off_is_no_footage(hikvision: Held, dahua: Held, tmp_path: Path) -> None:
    for n, one in enumerate((hikvision, dahua)):
        assert one.recorder is not None
        (offer,) = one.source.find(one.span, one.source.clock()).offers
        one.recorder.odd.breaks_off_after = 1000
        with pytest.raises(Unreached, match=r"broke off|does not answer"):
            fetched(one, offer, tmp_path / f"files{n}")


@pytest.mark.parametrize("kind", ["hikvision", "dahua"])
def test_a_recorder_that_promises_more_than_it_gives_is_told(
    kind: str, tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "footage").mkdir()
    with ExitStack() as stack:
        one = held(kind, tmp_path / "footage", clock, stack)
        assert one.recorder is not None
        one.recorder.odd.claims_more_s = 30
        jobs = stack.enter_context(Jobs(tmp_path / "history.sqlite", clock))
        parcels = Parcels(tmp_path / "parcels", 10_000_000)
        job = jobs.add(Wanted((1,), one.around(), PERMIT))
        carrier = Carrier(jobs, lambda where: one.source, lambda _: "model", parcels, clock, Desks())
        while carrier.step():
            pass
        (camera,) = jobs.progress(job.id)
    assert camera.found_s == pytest.approx(40, abs=1.1)
    assert camera.short_s == pytest.approx(20, abs=2.1)  # of the 30 s that the job asked for
    assert "less than it listed" in camera.says


def test_other_footage_than_was_asked_is_refused(dahua: Held, tmp_path: Path) -> None:
    assert dahua.recorder is not None
    (offer,) = dahua.source.find(dahua.span, dahua.source.clock()).offers
    dahua.recorder.odd.sends_other_footage = True
    with pytest.raises(NotHeld, match="2026-11-19"):
        fetched(dahua, offer, tmp_path / "files")


def test_more_than_may_be_fetched_is_not(dahua: Held, tmp_path: Path) -> None:
    (offer,) = dahua.source.find(dahua.span, dahua.source.clock()).offers
    folder = tmp_path / "files"
    folder.mkdir()
    with pytest.raises(Broken, match="more than the 5,000 bytes"):
        dahua.source.fetch(offer, dahua.source.clock(), folder, 5000)


def test_firmware_that_reads_no_body_of_a_get_is_asked_by_post(hikvision: Held, tmp_path: Path) -> None:
    assert hikvision.recorder is not None
    hikvision.recorder.odd.no_get_with_body = True
    (offer,) = hikvision.source.find(hikvision.span, hikvision.source.clock()).offers
    assert fetched(hikvision, offer, tmp_path / "files")


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<a>" * 2000 + b"</a>" * 2000,
        b"result=99999999999999999999999999",
        b"result=2026-99-99 99:99:99",
        b"<Time><localTime>0000-00-00T00:00:00Z</localTime></Time>",
    ],
)
def test_answers_that_make_no_sense_are_refused_in_a_sentence(
    says: bytes, hikvision: Held, dahua: Held
) -> None:
    for one in (hikvision, dahua):
        assert one.recorder is not None
        one.recorder.odd.says = says
        with suppress(Broken):  # a search may also be taken to find nothing
            assert one.source.find(one.span, SourceClock()).offers == ()
        if says:
            with pytest.raises(Broken, match=r"\.$"):
                one.source.clock()


@pytest.mark.parametrize(
    ("status", "error"), [(403, Denied), (404, NotHeld), (500, Unreached), (302, Broken)]
)
def test_refusals_are_told_apart(status: int, error: type[Exception], hikvision: Held) -> None:
    assert hikvision.recorder is not None
    hikvision.recorder.odd.refuses = status
    with pytest.raises(error, match=r"127\.0\.0\.1"):
        hikvision.source.clock()


def test_only_networks_of_cameras_are_connected_to(clock: FakeClock) -> None:
    calls = Calls("http://127.0.0.1:1", Networks(("192.0.2.0/24",)), LOG_IN)
    where = Whereabouts(1, SourceKind.HIKVISION, "http://127.0.0.1:1")
    with pytest.raises(Denied, match="this machine itself"):
        Hikvision(where, calls, clock).clock()


def test_a_clock_that_shows_another_zone_is_only_an_offset(dahua: Held) -> None:
    assert dahua.recorder is not None
    dahua.recorder.offset_s = -8 * 3600  # set to UTC by mistake
    dahua.recorder.films = {}
    assert dahua.source.clock().offset_s == pytest.approx(-8 * 3600, abs=1.1)


def test_a_folder_asks_about_what_its_names_do_not_tell(tmp_path: Path) -> None:
    for name in ("hiv00012.mp4", "11-12-2026_210000.avi", "old.zip", "notes.txt", "20261120_120000.mp4"):
        (tmp_path / name).write_bytes(b"x")
    source = Folder(Whereabouts(1, SourceKind.FOLDER, str(tmp_path), "."), CAMERAS[0])
    found = source.find(Span(NOON.plus(-60), NOON.plus(60)), source.clock())
    assert len(found.offers) == 1
    asked = " ".join(found.unclear)
    assert "hiv00012.mp4 tells no start time" in asked
    assert "day or month first" in asked
    assert "old.zip is an archive; unpack it first" in asked
    assert "notes" not in asked


def test_a_folder_that_is_not_there_and_one_that_leads_out(tmp_path: Path) -> None:
    gone = Folder(Whereabouts(1, SourceKind.FOLDER, str(tmp_path / "usb"), "."), CAMERAS[0])
    with pytest.raises(Unreached, match="plugged in"):
        gone.find(Span(NOON, NOON.plus(1)), gone.clock())
    out = Folder(Whereabouts(1, SourceKind.FOLDER, str(tmp_path), "../.."), CAMERAS[0])
    with pytest.raises(Broken, match="below"):
        out.find(Span(NOON, NOON.plus(1)), out.clock())
    with pytest.raises(Broken, match="no file in"):
        out.fetch(Offer(Span(NOON, NOON.plus(1)), "0 ../../etc/passwd"), out.clock(), tmp_path, 1)


def test_a_manifest_says_which_camera_and_when(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"x")
    (tmp_path / "manifest.csv").write_text(
        "file,camera,start\na.mp4,HL-001,2026-11-20T12:00:00\nb.mp4,HL-002,2026-11-20T12:00:00\n"
    )
    source = Folder(Whereabouts(1, SourceKind.FOLDER, str(tmp_path), "."), CAMERAS[0])
    found = source.find(Span(NOON, NOON.plus(60)), source.clock())
    assert [o.span.start for o in found.offers] == [NOON]
    assert found.unclear == ()


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("192.168.1.64_01_20261122210000123_20261122213000456.mp4", "21:00:00.123", "21:30:00.456"),
        ("Camera 01_NVR_20261122210000_20261122213000_1234567.mp4", "21:00:00", "21:30:00"),
        ("NVR_ch1_main_20261122210000_20261122220000.dav", "21:00:00", "22:00:00"),
        ("2026-11-22/001/dav/21/21.00.00-21.30.00[R][0@0][0].dav", "21:00:00", "21:30:00"),
        ("CH01_20261122_210000_213000.avi", "21:00:00", "21:30:00"),
        ("CAM1_2026-11-22_13-00-00_UTC.mp4", "21:00:00", None),
        ("20261122_210000_1A2B_ACCC8E012345.mkv", "21:00:00", None),
        ("Ch1_2026-11-22-21-00-00_2026-11-22-21-30-00.ts", "21:00:00", "21:30:00"),
        ("Cam1.20261122_210000.mp4", "21:00:00", None),
        ("2026-11-22 09-00-00 PM.avi", "21:00:00", None),
        ("20261122T130000Z.264", "21:00:00", None),
    ],
)
def test_names_of_usual_recorders(name: str, start: str, end: str | None) -> None:
    times = times_from_name(Path("/usb") / name, TAIPEI)
    assert times.start == parse_instant(f"2026-11-22T{start}+08:00")
    assert times.end == (None if end is None else parse_instant(f"2026-11-22T{end}+08:00"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("11-12-2026_210000.avi", "day or month"),
        ("261122_210000.mp4", "two digits"),
        ("1795352400.mp4", "seconds"),
        ("1151122_210000.mp4", "Republic"),
        ("20261122_210000_20261120_210000.mp4", "no start and end"),
    ],
)
def test_names_that_can_mean_several_times_are_asked_about(name: str, why: str) -> None:
    with pytest.raises(AmbiguousName, match=why):
        times_from_name(Path(name), TAIPEI)


@pytest.mark.parametrize("name", ["hiv00012.mp4", "ch0001_00000000012000200.mp4", "20261399_210000.mp4"])
def test_names_without_a_time(name: str) -> None:
    with pytest.raises(NoTimeInName):
        times_from_name(Path(name), TAIPEI)


@dataclass
class Counted:
    """A source that counts how many of its kind are being spoken to."""

    source: Source
    talking: list[int]
    most: list[int]

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.talking.append(1)
        self.most.append(len(self.talking))
        yield
        self.talking.pop()

    def clock(self) -> SourceClock:
        with self._counted():
            return self.source.clock()

    def find(self, span: Span, clock: SourceClock) -> Found:
        with self._counted():
            return self.source.find(span, clock)

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        with self._counted():
            return self.source.fetch(offer, clock, folder, most_bytes)


def test_a_recorder_is_asked_over_one_connection_at_a_time(tmp_path: Path, clock: FakeClock) -> None:
    clock.at = NOON.plus(3600)
    clip = read_clip(footage("h264", seconds=2, fps=10, gop=20))
    films = {
        n: tuple(film_of(clip, NEW_YEAR + timedelta(seconds=4 * i)) for i in range(3)) for n in (1, 2, 3)
    }
    recorder = FakeRecorder(films, clock)
    with running_dahua(recorder), Jobs(tmp_path / "history.sqlite", clock) as jobs:
        for n in films:
            where = Whereabouts(n, SourceKind.DAHUA, recorder.url, channel=str(n))
            jobs.sources.put(where, LOG_IN)
        jobs.add(Wanted(tuple(films), Span(NOON, NOON.plus(20)), PERMIT))

        talking: list[int] = []
        most: list[int] = []

        def open_source(where: Whereabouts) -> Source:
            calls = Calls(where.address, HERE, jobs.sources.log_in(where.camera))
            return Counted(Dahua(where, calls, clock), talking, most)

        parcels = Parcels(tmp_path / "parcels", 10_000_000)
        carrier = Carrier(jobs, open_source, lambda _: "model", parcels, clock, Desks())
        threads = [Thread(target=carrier.step) for _ in range(4) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        while carrier.step():
            pass
        assert len(jobs.next_tasks(TaskState.FETCHED, (), 100)) == 8  # what is fetched ahead is bounded
    assert max(most) == 1
    assert recorder.sent == 8
