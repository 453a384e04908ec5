"""Keeping footage: what is due goes, what is held stays, and every second of it stays accounted for."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.video.catalogue.made import KEY, START, Camera

from trackway.model.errors import Conflict, Lost, NotFound, Unavailable, WrongUse
from trackway.model.question import Permit, Purpose
from trackway.model.time import Instant, Span
from trackway.trust import Trust
from trackway.video.catalogue import (
    Catalogue,
    Keeper,
    NoVolume,
    Promises,
    Room,
    Volume,
    account,
)
from trackway.video.catalogue.promises import forecast
from trackway.video.catalogue.removing import Doomed, remove
from trackway.video.catalogue.volumes import identity_of
from trackway.video.cause import Cause
from trackway.video.stream import RetentionClass, StreamKey, StreamRole

DAY_S = 86_400.0
ALL = Span(START.plus(-DAY_S), START.plus(500 * DAY_S))


@dataclass
class Audit:
    """What was written on the audit; ``trouble`` makes it refuse."""

    rows: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    trouble: bool = False

    def note(self, action: str, details: Mapping[str, object]) -> None:
        if self.trouble:
            raise Unavailable("The audit does not answer.")
        self.rows.append((action, details))


@pytest.fixture
def audit() -> Audit:
    return Audit()


@pytest.fixture
def keeper(catalogue: Catalogue, tmp_path: Path, audit: Audit) -> Keeper:
    return Keeper(catalogue, Promises(), proofs=tmp_path / "deletions", note=audit.note)


@pytest.fixture
def permit(tmp_path: Path, clock: FakeClock) -> Iterator[Permit]:
    with Trust(tmp_path / "trust.sqlite", clock) as trust:
        purpose = Purpose(trust.command_line_officer("chen"), "115-刑-0042", "路口車禍 a crash")
        with trust.asking(purpose, "hold", {}) as asked:
            asked.found(0)
            yield asked.permit


def files(volume: Volume) -> list[str]:
    root = Path(volume.root)
    return sorted(str(one.relative_to(root)) for one in root.rglob("*.mp4*"))


def recorded(catalogue: Catalogue, key: StreamKey = KEY) -> float:
    said = account(catalogue.footage(key, ALL))
    assert said.is_whole, said.holes
    return said.recorded


def test_what_is_due_goes_and_leaves_a_gap(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    camera.record(3)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(31 * DAY_S + 90)
    done = keeper.tidy(clock.at)
    assert (done.expired, done.evicted, done.alarms) == (1, 0, ())
    assert len(files(camera.volume)) == 2
    clock.at = START.plus(31 * DAY_S + 600)
    done = keeper.tidy(clock.at)
    assert done.expired == 2
    assert done.freed > 0
    assert files(camera.volume) == []
    assert [one.name for one in Path(camera.volume.root).rglob("2026-*")] == []  # the day's folder too
    found = catalogue.footage(KEY, ALL)
    assert [(gap.start, gap.end, gap.cause) for gap in found.gaps[1:]] == [
        (START, START.plus(180), Cause.EXPIRED),  # one gap, not three
        (camera.at, None, Cause.UNREACHABLE),
    ]
    assert account(found).is_whole


def test_classes_are_kept_as_long_as_promised(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    cameras = {
        days: camera.of(StreamKey(number), retention=retention)
        for number, retention, days in (
            (1, RetentionClass.BRIEF, 7),
            (2, RetentionClass.ORDINARY, 31),
            (3, RetentionClass.IMPORTANT, 90),
        )
    }
    for one in cameras.values():
        one.record(1)
        catalogue.open_gap(one.key, one.at, Cause.NOT_ASKED)
    for days, one in cameras.items():
        clock.at = START.plus(days * DAY_S + 59)
        keeper.tidy(clock.at)
        assert recorded(catalogue, one.key) == 60
        clock.at = START.plus(days * DAY_S + 61)
        keeper.tidy(clock.at)
        assert recorded(catalogue, one.key) == 0


def test_nothing_is_kept_for_a_year(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    assert Promises(important_days=365).limit(RetentionClass.IMPORTANT, START) == START.plus(-364 * DAY_S)


def test_a_hold_overrides_age_and_a_full_disk(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, permit: Permit
) -> None:
    camera.record(5)
    sub = camera.of(StreamKey(KEY.camera, StreamRole.SUB), at=START)
    sub.record(5)
    for key in (KEY, sub.key):
        catalogue.open_gap(key, camera.at, Cause.UNREACHABLE)
    clock.at = camera.at
    hold = catalogue.holds.place(
        permit,
        {KEY.camera},
        Span(START.plus(90), START.plus(150)),
        approver="王分局長",
        until=START.plus(60 * DAY_S),
    )
    assert catalogue.holds.covers(hold).segments == 4
    assert not keeper.evict(camera.volume, 1 << 40)
    clock.at = START.plus(40 * DAY_S)
    keeper.tidy(clock.at)
    for key in (KEY, sub.key):
        found = catalogue.footage(key, ALL)
        assert found.segments == ()  # its time is over: nobody's ordinary question shows it
        assert account(found).is_whole
        assert (START.plus(60), START.plus(180), Cause.EXPIRED) in [
            (gap.start, gap.end, gap.cause) for gap in found.gaps
        ]
        found = catalogue.footage(key, ALL, case_no=hold.case_no)
        assert [one.span.start for one in found.segments] == [START.plus(60), START.plus(120)]
        assert account(found).is_whole
        assert catalogue.outline(key, ALL, case_no="another").segments == ()
    assert [one.key for one in catalogue.held(hold)] == [KEY, KEY, sub.key, sub.key]
    assert len(files(camera.volume)) == 4
    clock.at = START.plus(60 * DAY_S)
    keeper.tidy(clock.at)
    assert files(camera.volume) == []
    assert catalogue.holds.of(hold.id).released_by == "期滿 lapsed"


def test_a_released_hold_lets_go(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, permit: Permit
) -> None:
    camera.record(1)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    holds = catalogue.holds
    hold = holds.place(
        permit, {KEY.camera}, Span(START, camera.at), approver="王", until=START.plus(99 * DAY_S)
    )
    clock.at = START.plus(50 * DAY_S)
    keeper.tidy(clock.at)
    assert recorded(catalogue) == 0
    assert len(catalogue.held(hold)) == len(files(camera.volume)) == 1
    holds.release(hold.id, "陳: closed")
    with pytest.raises(Conflict, match="released before"):
        holds.release(hold.id, "陳: closed")
    assert holds.covers(hold).segments == 0
    assert keeper.tidy(clock.at).expired == 1
    assert files(camera.volume) == []
    assert recorded(catalogue) == 0
    assert [one.id for one in holds.all()] == [hold.id]
    assert holds.standing() == ()


def test_holds_are_ordered_properly(catalogue: Catalogue, permit: Permit, clock: FakeClock) -> None:
    span = Span(START, START.plus(60))
    place = catalogue.holds.place
    with pytest.raises(WrongUse, match="somebody else"):
        place(permit, {1}, span, approver=permit.purpose.officer.username, until=clock.at.plus(60))
    with pytest.raises(WrongUse, match="within ten years"):
        place(permit, {1}, span, approver="王", until=clock.at)
    with pytest.raises(WrongUse, match="names its cameras"):
        place(permit, (), span, approver="王", until=clock.at.plus(60))
    with pytest.raises(NotFound):
        catalogue.holds.of(9)


def test_a_lost_catalogue_does_not_lose_the_holds(
    catalogue: Catalogue, volume: Volume, permit: Permit, clock: FakeClock, tmp_path: Path
) -> None:
    made = catalogue.holds.place(
        permit, {1, 2}, Span(START, START.plus(60)), approver="王", until=clock.at.plus(60)
    )
    with Catalogue(tmp_path / "new.sqlite", clock) as anew:
        anew.volumes.add(Path(volume.root))
        assert anew.holds.copy_in(Path(volume.root)) == 1
        assert anew.holds.all() == (made,)
        assert anew.holds.copy_in(Path(volume.root)) == 0


def test_holds_of_another_catalogue_are_held_too(
    catalogue: Catalogue, volume: Volume, permit: Permit, clock: FakeClock, tmp_path: Path
) -> None:
    catalogue.holds.place(permit, {1}, Span(START, START.plus(60)), approver="王", until=clock.at.plus(60))
    with Catalogue(tmp_path / "other.sqlite", clock) as other:
        own = other.holds.place(
            permit, {9}, Span(START, START.plus(9)), approver="李", until=clock.at.plus(99)
        )
        assert other.holds.copy_in(Path(volume.root)) == 1
        assert [(one.id, one.cameras) for one in other.holds.all()] == [
            (2, frozenset({1})),
            (own.id, frozenset({9})),
        ]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.one_of(st.none(), st.integers(), st.text(max_size=5)),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "case_no", "cameras", "first_us", "end_us", "trackway_volume"]),
                    inner,
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_on_a_disk_are_refused_or_left(catalogue: Catalogue, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "holds.json").write_bytes(text)
    (tmp_path / "volume.json").write_bytes(text)
    assert catalogue.holds.copy_in(tmp_path) == 0
    try:
        identity_of(tmp_path)
    except Lost as error:
        assert "is damaged" in str(error)  # noqa: PT017


@pytest.fixture
def small(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A disk of a size that the test says, on which everything that lies there counts."""
    size = {"bytes": 1 << 30}

    def room(volume: Volume) -> Room:
        used = sum(one.stat().st_size for one in Path(volume.root).rglob("*.mp4"))
        return Room(size["bytes"], size["bytes"] - used, 0, 0)

    monkeypatch.setattr(catalogue.volumes, "room", room)
    return size


def test_room_is_made_ahead_in_the_order_of_classes(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, small: dict[str, int]
) -> None:
    cameras = [
        camera.of(StreamKey(number), retention=retention)
        for number, retention in enumerate(
            (RetentionClass.BRIEF, RetentionClass.ORDINARY, RetentionClass.IMPORTANT), 1
        )
    ]
    for one in cameras:
        one.record(2)
        catalogue.open_gap(one.key, one.at, Cause.NOT_ASKED)
        one.at = one.at.plus(1.5 * DAY_S)
        one.record(2)
        catalogue.open_gap(one.key, one.at, Cause.NOT_ASKED)
    clock.at = cameras[0].at.plus(60)
    each = sum(one.stat().st_size for one in Path(camera.volume.root).rglob("*.mp4")) // 12
    left = []
    for segments in range(11, -1, -1):
        small["bytes"] = each * segments + segments
        done = keeper.tidy(clock.at)
        assert done.evicted == 1
        assert any("was full" in one for one in done.alarms)
        left.append([len(catalogue.footage(one.key, ALL).segments) for one in cameras])
    assert left == [
        [3, 4, 4],
        [2, 4, 4],  # brief yields, down to its last day
        [2, 3, 4],
        [2, 2, 4],
        [2, 2, 3],
        [2, 2, 2],
        [1, 2, 2],  # and only then the last days
        [0, 2, 2],
        [0, 1, 2],
        [0, 0, 2],
        [0, 0, 1],
        [0, 0, 0],
    ]
    found = catalogue.footage(StreamKey(3), ALL)
    assert {gap.cause for gap in found.gaps} == {Cause.NOT_ASKED, Cause.EVICTED}


def test_what_is_being_written_is_never_evicted(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    camera.record(2)
    camera.open()
    camera.grow(3)
    clock.at = camera.at
    assert not keeper.evict(camera.volume, 1 << 40)
    assert [one.id for one in catalogue.footage(KEY, ALL).segments] == [camera.id]
    camera.grow(1)


def test_eviction_frees_what_was_asked_and_no_more(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    camera.record(10)
    clock.at = camera.at
    assert keeper.evict(camera.volume, 1)
    assert len(files(camera.volume)) == 9
    size = catalogue.footage(KEY, ALL).segments[0].size
    assert keeper.evict(camera.volume, 2 * size + 1)
    assert len(files(camera.volume)) == 6


def test_an_unmounted_disk_destroys_nothing_by_itself(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(2)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(40 * DAY_S)
    root = Path(camera.volume.root)
    root.rename(tmp_path / "away")
    root.mkdir()
    decoy = root / camera.path
    decoy.parent.mkdir(parents=True)
    decoy.write_bytes(b"of the disk below")
    done = keeper.tidy(clock.at)
    assert any("is not mounted" in one for one in done.alarms)
    assert decoy.exists()
    with pytest.raises(NoVolume):
        keeper.evict(camera.volume, 1)
    decoy.unlink()
    for folder in (decoy.parent, decoy.parent.parent, decoy.parent.parent.parent, root):
        folder.rmdir()
    (tmp_path / "away").rename(root)
    assert len(files(camera.volume)) == 2
    keeper.tidy(clock.at)  # what was due meanwhile goes now
    assert files(camera.volume) == []


def test_links_in_the_way_are_not_followed(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(2)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    folder = (Path(camera.volume.root) / camera.path).parent
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    clock.at = START.plus(40 * DAY_S)
    done = keeper.tidy(clock.at)
    assert any("cannot be removed" in one for one in done.alarms)
    assert len(list((tmp_path / "elsewhere").iterdir())) == 2
    assert recorded(catalogue) == 0  # never shown, though
    folder.unlink()
    (tmp_path / "elsewhere").rename(folder)
    assert keeper.tidy(clock.at).alarms == ()
    assert files(camera.volume) == []


def test_what_a_crash_left_is_gone_within_its_year(
    camera: Camera, keeper: Keeper, clock: FakeClock, permit: Permit
) -> None:
    catalogue = camera.catalogue
    camera.record(1)
    root = Path(camera.volume.root)
    day = (root / camera.path).parent
    (day / "140000.000-9.mp4").write_bytes(b"the head, and half a picture")
    (day / "140100.000-9.mp4.tail").write_bytes(b"rest")
    (day / "mine.txt").write_text("mine")
    held = root / "8" / "sub" / "2026-11-22" / "140000.000-9.mp4"
    held.parent.mkdir(parents=True)
    held.touch()
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(363 * DAY_S)
    span = Span(START, START.plus(2 * DAY_S))
    catalogue.holds.place(permit, {8}, span, approver="王", until=clock.at.plus(99 * DAY_S))
    keeper.tidy(clock.at)
    assert len(files(camera.volume)) == 3
    clock.at = START.plus(366 * DAY_S)
    keeper.tidy(clock.at)
    assert files(camera.volume) == ["8/sub/2026-11-22/140000.000-9.mp4"]
    assert (day / "mine.txt").exists()


def test_what_was_destroyed_meanwhile_is_not_missing(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    (number,) = camera.record(1)
    clock.at = camera.at
    keeper.evict(camera.volume, 1)
    for query in ("segment_missing", "segment_found"):
        assert not catalogue.file.run(query, id=number)


def test_what_was_cut_off_goes_with_its_segment(camera: Camera, tmp_path: Path) -> None:
    camera.record(1)
    tail = Path(camera.volume.root) / f"{camera.path}.tail"
    tail.write_bytes(b"rest")
    assert remove(camera.volume, [Doomed(1, camera.path, 5)], today="2099-01-01")
    assert files(camera.volume) == []
    assert remove(camera.volume, [Doomed(1, camera.path, 5)], today="2099-01-01")  # again: it is gone


def test_a_mass_that_is_due_waits_a_day(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.video.catalogue.keeper._MASS", 3)
    camera.record(6)
    right = camera.at
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(1000 * DAY_S)  # the clock was set wrong
    done = keeper.tidy(clock.at)
    assert done.expired == 0
    assert "Is the clock right?" in done.alarms[0]
    clock.at = right
    assert keeper.tidy(clock.at).alarms == ()
    assert recorded(catalogue) == 360
    clock.at = START.plus(1000 * DAY_S)  # it was right
    keeper.tidy(clock.at)
    clock.at = clock.at.plus(DAY_S + 1)
    assert keeper.tidy(clock.at).expired == 6


def test_every_day_of_destroying_is_proved_and_audited(
    camera: Camera, keeper: Keeper, clock: FakeClock, audit: Audit, tmp_path: Path
) -> None:
    catalogue = camera.catalogue
    digests = [catalogue.segment(one).sha256 for one in camera.record(3)]
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(40 * DAY_S)
    keeper.tidy(clock.at)
    assert audit.rows == []  # the day is not over
    assert keeper.destroyed()[0].proof == ""
    audit.trouble = True
    clock.advance(DAY_S)
    assert "could not be proved" in keeper.tidy(clock.at).alarms[0]
    audit.trouble = False
    assert keeper.tidy(clock.at).alarms == ()
    keeper.tidy(clock.at)
    ((action, details),) = audit.rows
    assert action == "footage_destroyed"
    assert (details["expired"], details["evicted"]) == (3, 0)
    (path,) = (tmp_path / "deletions").iterdir()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == details["sha256"] == keeper.destroyed()[0].proof
    (lot,) = json.loads(path.read_bytes())["lots"]
    chain = ""
    for digest in digests:  # whoever has the list of digests can show that just these were destroyed
        chain = hashlib.sha256((chain + digest).encode()).hexdigest()
    assert (lot["camera"], lot["stream"], lot["segments"], lot["sha256"]) == (7, "main", 3, chain)


_KILLED = """
import os, sys
from pathlib import Path
from trackway.model.time import Instant
from trackway.video.catalogue import Catalogue, Keeper, Promises
from trackway.video.catalogue import removing

folder, now, calls = Path(sys.argv[1]), Instant(int(sys.argv[2])), int(sys.argv[3])

class At:
    def now(self):
        return now

def count(event, arguments):
    # Dies just before the so-manyth time that a file, a folder or a lasting write is asked for.
    global calls
    if event in ("os.remove", "os.rmdir") or (event == "open" and "deletions" in str(arguments[0])):
        calls -= 1
        if calls < 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(count)
with Catalogue(folder / "footage.sqlite", At()) as catalogue:
    keeper = Keeper(catalogue, Promises(), proofs=folder / "deletions", note=lambda *_: None)
    keeper.tidy(now)
"""


@pytest.mark.parametrize("calls", [0, 2, 4])
def test_killed_in_the_middle_of_destroying(
    camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path, calls: int
) -> None:
    catalogue = camera.catalogue
    camera.record(4)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = START.plus(40 * DAY_S)
    died = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(clock.at.us), str(calls)],
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert died.returncode == -9
    assert recorded(catalogue) == 0  # decided, and told as destroyed, whatever became of the files
    keeper.tidy(clock.at)
    assert files(camera.volume) == []
    assert catalogue.file.rows("garbage_next", volume=camera.volume.id, most=9) == []
    assert sum(one.segments for one in keeper.destroyed()) == 4


def test_the_forecast_is_what_the_disk_will_hold(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, small: dict[str, int]
) -> None:
    camera.record(10)
    clock.at = camera.at
    (stream,) = keeper.forecast(clock.at).streams
    rate = sum(one.size for one in catalogue.footage(KEY, ALL).segments) * 144.0
    assert stream.rate == pytest.approx(rate)
    small["bytes"] = round(rate * 40)
    told = keeper.forecast(clock.at)
    assert (told.breaks, told.streams[0].actual, told.streams[0].promised) == (None, 31, 31)
    small["bytes"] = round(rate * 10)
    told = keeper.forecast(clock.at)
    assert told.streams[0].actual == pytest.approx(10, abs=0.01)
    assert not told.streams[0].is_kept
    assert told.breaks is not None
    assert told.breaks.since(START) == pytest.approx(10 * DAY_S, rel=0.01)


def test_who_yields_first_is_promised_least(keeper: Keeper) -> None:
    streams = [
        (StreamKey(number), retention, 100.0, None)
        for number, retention in enumerate(
            (RetentionClass.BRIEF, RetentionClass.ORDINARY, RetentionClass.IMPORTANT), 1
        )
    ]

    def days(capacity: int) -> list[float]:
        return [one.actual for one in forecast(START, streams, Promises(), capacity, 0).streams]

    assert days(12_800) == [7, 31, 90]
    assert days(12_500) == [4, 31, 90]
    assert days(10_000) == [1, 9, 90]
    assert days(9_000) == [1, 1, 88]
    assert days(150) == [0.5, 0.5, 0.5]
    assert days(0) == [0, 0, 0]


def test_a_stream_of_now_is_not_in_the_past(keeper: Keeper, clock: FakeClock) -> None:
    assert keeper.forecast(Instant(0)).streams == ()
