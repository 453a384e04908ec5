"""The queue: what is looked at, in which order, once; and what a stop or a kill leaves of it."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.intake.history.parts import CAMERAS, NOON, PERMIT, Shelf, read_every, span

from trackway.intake.history import (
    Carrier,
    Desks,
    Estimate,
    Job,
    Jobs,
    JobState,
    LogIn,
    Parcels,
    Reader,
    Runner,
    SourceClock,
    SourceKind,
    Task,
    TaskState,
    Wanted,
    Whereabouts,
    estimated,
)
from trackway.intake.history.offer import Offer, joined, without
from trackway.intake.history.planning import pieces
from trackway.intake.recordings import Recording
from trackway.model.errors import Conflict, Denied, NotFound, TrackwayError, WrongUse
from trackway.model.passage import Passage
from trackway.model.time import ClockOwner, Instant, Span
from trackway.video.reel import Reel


class Bench:
    """A queue over shelves, one for each camera, with a reader that sees a vehicle every seven seconds."""

    def __init__(self, folder: Path, clock: FakeClock, shelves: dict[int, Shelf]) -> None:
        self.clock, self.shelves = clock, shelves
        self.jobs = Jobs(folder / "history.sqlite", clock)
        self.parcels = Parcels(folder / "parcels", 1_000_000)
        self.filed: list[Passage] = []
        self.order: list[int] = []
        self.troubles: list[TrackwayError | OSError] = []

    def add(self, passages: Sequence[Passage]) -> None:
        self.filed.extend(passages)

    def open(self, where: Whereabouts) -> Shelf:
        return self.shelves[where.camera]

    def recording(self, task: Task, reel: Reel) -> Recording:
        self.order.append(task.camera)
        camera = next(one for one in CAMERAS if one.number == task.camera)
        return Recording.of_reel(reel, camera, task.clock.owner, task.clock.error_s)

    def start(self, *cameras: int, over: Span, priority: int = 5) -> Job:
        return self.jobs.add(Wanted(cameras, over, PERMIT, priority))

    @property
    def carrier(self) -> Carrier:
        return Carrier(self.jobs, self.open, lambda _: "model", self.parcels, self.clock, Desks())

    @property
    def reader(self) -> Reader:
        read = partial(read_every, 7.0)
        return Reader(self.jobs, self.parcels, self.recording, read, self, self.clock, 2)

    def work(self) -> None:
        """Work until there is nothing left to do now."""
        while self.carrier.step() or self.reader.step(lambda: False):
            self.jobs.close_finished()

    def times(self, camera: int = 1) -> list[float]:
        return [one.stamp.at.since(NOON) for one in self.filed if one.camera == camera]


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    clock.at = NOON.plus(86_400)
    bench = Bench(tmp_path, clock, {n: Shelf((span(-7200, 7200),)) for n in range(1, 6)})
    yield bench
    bench.jobs.close()


def sevens(from_s: float, to_s: float) -> list[float]:
    first = -(-NOON.plus(from_s).us // 7_000_000) * 7_000_000
    return [Instant(us).since(NOON) for us in range(first, NOON.plus(to_s).us, 7_000_000)]


def test_what_fetching_adds_to_the_error_is_on_the_passages_and_told(bench: Bench) -> None:
    bench.shelves[1].more_error_s = 2.5
    bench.shelves[1].says = "Played back over RTSP, not downloaded."
    job = bench.start(1, 2, over=span(0, 60))
    bench.work()
    errors = {one.camera: round(one.stamp.error_s or 0.0, 1) for one in bench.filed}
    assert errors[1] == errors[2] + 2.5
    assert [one.says for one in bench.jobs.progress(job.id)] == [bench.shelves[1].says, ""]


def test_a_job_files_each_vehicle_once_whichever_way_it_was_cut(bench: Bench) -> None:
    job = bench.start(1, over=span(-1000, 2000))
    bench.work()
    assert sorted(bench.times()) == sevens(-1000, 2000)
    assert bench.jobs.job(job.id).state is JobState.DONE
    (camera,) = bench.jobs.progress(job.id)
    assert camera.found_s == 4 * 3600
    assert camera.read_s == camera.fetched_s == camera.wanted_s == pytest.approx(3000)
    assert camera.passages == len(bench.times())
    assert list(bench.parcels._folder.iterdir()) == []


def test_jobs_that_overlap_look_at_nothing_twice(bench: Bench) -> None:
    first = bench.start(1, over=span(0, 1000))
    second = bench.start(1, over=span(500, 1500))
    bench.work()
    third = bench.start(1, over=span(-300, 1600))
    bench.work()
    assert sorted(bench.times()) == sevens(-300, 1600)
    assert {one.state for one in bench.jobs.all()} == {JobState.DONE}
    assert sum(one.cpu_s for one in bench.jobs.speeds()) < 3000 / 40  # margins only, not the whole again
    for job in (first, second, third):
        (camera,) = bench.jobs.progress(job.id)
        assert camera.read_s == pytest.approx(job.span.seconds)


def test_priorities_come_first_then_what_is_soon_lost_then_who_waited_longest(bench: Bench) -> None:
    bench.start(1, over=span(0, 1200))
    bench.start(2, over=span(0, 600))
    bench.start(3, over=span(0, 600), priority=9)
    bench.jobs.sources.put(Whereabouts(4, SourceKind.HIKVISION, "http://192.0.2.4", kept_days=1.5))
    bench.start(4, over=span(0, 600))
    while bench.carrier.step():
        pass
    while bench.jobs.next_tasks(TaskState.FETCHED, (), 1):
        task = bench.jobs.next_tasks(TaskState.FETCHED, (), 1)[0]
        bench.order.append(task.camera)
        bench.jobs.turn(task, TaskState.READING)
        bench.clock.advance(1)
    assert bench.order == [3, 4, 1, 2, 1]


def test_a_stopped_job_waits_and_goes_on_where_it_was(bench: Bench) -> None:
    job = bench.start(1, over=span(0, 2400))
    for _ in range(3):
        bench.carrier.step()
    bench.reader.step(lambda: False)
    before = len(bench.filed)
    assert 0 < before < len(sevens(0, 2400))
    bench.jobs.stop(job.id)
    bench.work()
    assert len(bench.filed) == before
    assert bench.jobs.resume(job.id).state is JobState.RUNNING
    bench.work()
    assert sorted(bench.times()) == sevens(0, 2400)


def test_a_recorder_that_is_off_is_asked_again_later_and_told_why(bench: Bench) -> None:
    bench.shelves[1].is_there = False
    job = bench.start(1, 2, over=span(0, 60))
    bench.work()
    lost, found = bench.jobs.progress(job.id)
    assert "does not answer" in lost.says
    assert (lost.found_s, found.passages) == (0, len(sevens(0, 60)))
    assert bench.jobs.job(job.id).state is JobState.RUNNING
    bench.shelves[1].is_there = True
    bench.work()
    assert bench.times(1) == []  # not before its time
    bench.clock.advance(21)
    bench.work()
    assert bench.times(1) == sevens(0, 60)
    assert bench.jobs.job(job.id).state is JobState.DONE


def test_what_is_gone_fails_with_its_sentence_and_can_be_asked_for_again(bench: Bench) -> None:
    job = bench.start(1, over=span(0, 60))
    bench.carrier.step()
    held, bench.shelves[1].held = bench.shelves[1].held, ()
    bench.work()
    (camera,) = bench.jobs.progress(job.id)
    assert (camera.failed, camera.says) == (1, "It is gone.")
    assert bench.jobs.job(job.id).state is JobState.DONE
    bench.shelves[1].held = held
    bench.jobs.resume(job.id)
    bench.work()
    assert bench.times() == sevens(0, 60)


def test_a_source_that_was_moved_is_searched_anew(bench: Bench) -> None:
    job = bench.start(1, over=span(0, 60))
    bench.carrier.step()
    assert bench.jobs.progress(job.id)[0].wanted_s == 60
    bench.jobs.sources.put(Whereabouts(1, SourceKind.DAHUA, "http://192.0.2.9"))
    assert bench.jobs.progress(job.id)[0].wanted_s == 0
    bench.work()
    assert bench.times() == sevens(0, 60)


def test_a_kill_between_fetching_and_reading_loses_and_repeats_nothing(bench: Bench) -> None:
    job = bench.start(1, over=span(0, 1800))
    for _ in range(3):
        bench.carrier.step()
    waiting = bench.jobs.next_tasks(TaskState.WAITING, (), 1)[0]
    bench.jobs.turn(waiting, TaskState.FETCHING)  # as a kill leaves it
    (bench.parcels.begun(waiting) / "half").write_bytes(b"half a file")
    reading = bench.jobs.next_tasks(TaskState.FETCHED, (), 1)[0]
    bench.jobs.turn(reading, TaskState.READING)
    with bench.jobs.running():
        bench.parcels.sweep(bench.jobs.with_folders())
    asked = len(bench.shelves[1].asked)
    bench.work()
    assert sorted(bench.times()) == sevens(0, 1800)
    assert len(bench.shelves[1].asked) == asked + 1  # only what was half there
    assert bench.jobs.job(job.id).state is JobState.DONE


def test_the_runner_works_through_everything_and_ends(bench: Bench) -> None:
    bench.start(1, 2, 3, over=span(0, 1500))
    runner = Runner(bench.jobs, bench.parcels, bench.carrier, bench.reader, bench.troubles.append)
    runner.run(Event(), until_idle=True)
    assert [sorted(bench.times(n)) for n in (1, 2, 3)] == [sevens(0, 1500)] * 3
    assert bench.troubles == []


def test_one_process_works_at_a_time(bench: Bench, tmp_path: Path, clock: FakeClock) -> None:
    with bench.jobs.running(), Jobs(tmp_path / "history.sqlite", clock) as other:
        with pytest.raises(Conflict, match="Another process"):
            other.running().__enter__()
        assert other.add(Wanted((1,), span(0, 9), PERMIT)).id == 1  # asking is always possible


def test_the_clock_of_the_source_is_carried_to_the_passages(bench: Bench) -> None:
    bench.shelves[1].offset = SourceClock(3600.0, 0.7, ClockOwner.STATION, "asked")
    job = bench.start(1, over=span(0, 60))
    bench.work()
    (camera,) = bench.jobs.progress(job.id)
    assert (camera.clock.offset_s, camera.clock.error_s, camera.clock.says) == (3600.0, 0.7, "asked")
    stamp = bench.filed[0].stamp
    assert stamp.clock is ClockOwner.STATION
    assert stamp.error_s == pytest.approx(0.7 + 2.0)  # a day has gone by since


def test_a_clock_that_has_not_changed_is_not_told_anew(bench: Bench) -> None:
    shelf = bench.shelves[1]
    for offset_s, used_s in ((10.0, 10.0), (10.4, 10.0), (12.0, 12.0), (11.6, 12.0)):
        shelf.offset = SourceClock(offset_s, 0.5, ClockOwner.STATION)
        job = bench.start(1, over=span(0, 60))
        bench.work()
        assert bench.jobs.progress(job.id)[0].clock.offset_s == used_s


def test_an_estimate_says_what_is_left_and_on_what_it_rests(bench: Bench) -> None:
    bench.shelves[2].is_there = False
    bench.shelves[3].held = ()

    def ask(*cameras: int, over: Span) -> Estimate:
        return estimated(
            bench.jobs,
            cameras,
            over,
            open_source=bench.open,
            model_of=lambda _: "model",
            clock=bench.clock,
            workers=2,
        )

    first = ask(1, 2, 3, over=span(0, 3600))
    one, two, three = first.cameras
    assert (one.found_s, one.before_s, one.left_s, one.basis.value) == (3600, 0, 3600, "assumed")
    assert "does not answer" in two.says
    assert (three.found_s, three.missing[0].cause) == (0, "not_held")
    bench.start(1, over=span(0, 1800))
    bench.work()
    second = ask(1, over=span(0, 3600))
    (one,) = second.cameras
    assert (one.before_s, one.left_s, one.basis.value) == (1800, 1800, "camera")
    assert one.speed == pytest.approx(40, rel=0.05)
    assert one.activity == pytest.approx(4 / 7, rel=0.05)
    assert second.ready.since(bench.clock.at) == pytest.approx(second.wall_s, abs=0.01)
    assert not second.needs_confirmation


@pytest.mark.parametrize(
    ("cameras", "over", "priority", "says"),
    [
        ((), span(0, 1), 5, "at least one camera"),
        ((1,), span(0, 400 * 86_400), 5, "a year at most"),
        ((1,), span(0, 1), 10, "between 0 and 9"),
        (tuple(range(1, 5003)), span(0, 1), 5, "5,002 cameras"),
    ],
)
def test_what_no_job_may_be_is_refused(
    cameras: tuple[int, ...], over: Span, priority: int, says: str
) -> None:
    with pytest.raises(WrongUse, match=says):
        Wanted(cameras, over, PERMIT, priority)


def test_jobs_of_times_long_gone_are_forgotten(bench: Bench) -> None:
    old, new = bench.start(1, over=span(0, 60)), bench.start(1, over=span(1000, 1060))
    bench.work()
    assert bench.jobs.forget_before(NOON.plus(100)) == 1
    assert [one.id for one in bench.jobs.all()] == [new.id]
    with pytest.raises(NotFound, match="number 1"):
        bench.jobs.job(old.id)
    assert bench.jobs.looked_at(1, "model", span(0, 60)) == ()


def test_a_password_is_sealed_and_good_for_its_own_address_only(bench: Bench, tmp_path: Path) -> None:
    where = Whereabouts(1, SourceKind.HIKVISION, "http://192.0.2.4")
    bench.jobs.sources.put(where, LogIn("admin", "s3cret-word"))
    assert bench.jobs.sources.log_in(1) == LogIn("admin", "s3cret-word")
    assert b"s3cret-word" not in b"".join(one.read_bytes() for one in tmp_path.glob("history.sqlite*"))
    assert "s3cret" not in repr(bench.jobs.sources.log_in(1))
    bench.jobs.sources.put(Whereabouts(1, SourceKind.HIKVISION, "http://192.0.2.4", channel="3"))
    assert bench.jobs.sources.log_in(1).password == "s3cret-word"
    bench.jobs.sources.put(Whereabouts(1, SourceKind.HIKVISION, "http://192.0.2.66"))
    assert bench.jobs.sources.log_in(1) == LogIn()


def test_denied_recorders_are_not_asked_again(bench: Bench) -> None:
    class Shut(Shelf):
        def clock(self) -> SourceClock:
            self.asked.append(span(0, 1))
            raise Denied("http://192.0.2.1 refuses the log-in.")

    shut = bench.shelves[1] = Shut(())
    job = bench.start(1, over=span(0, 60))
    bench.work()
    bench.clock.advance(100_000)
    bench.work()
    assert len(shut.asked) == 1  # or the account would be locked
    assert "refuses the log-in" in bench.jobs.progress(job.id)[0].says


spans = st.builds(
    lambda start, length: span(start, start + length), st.integers(0, 5000), st.integers(1, 3000)
)


@settings(max_examples=40)  # each counts thousands of seconds
@given(st.lists(spans, max_size=4), spans, st.lists(spans, max_size=4), st.booleans())
def test_tasks_cover_what_is_held_and_wanted_and_not_taken_once(
    held: list[Span], wanted: Span, taken: list[Span], is_whole: bool
) -> None:
    offers = [Offer(one, is_whole=is_whole) for one in joined(held)]
    cut = list(pieces(offers, wanted, taken))
    seconds = {
        us
        for one in offers
        for us in range(one.span.start.us, one.span.end.us, 1_000_000)
        if Instant(us) in wanted and not any(Instant(us) in other for other in taken)
    }
    covered = [us for one, _ in cut for us in range(one.start.us, one.end.us, 1_000_000)]
    assert sorted(covered) == sorted(seconds)
    for one, offer in cut:
        assert offer.span.start.us <= one.start.us
        assert offer.span.end.us >= one.end.us
        assert is_whole or one.seconds <= 600


@given(spans, st.lists(spans, max_size=5))
def test_what_is_left_of_a_span(whole: Span, taken: list[Span]) -> None:
    left = without(whole, taken)
    assert sum(one.seconds for one in left) + sum(
        one.seconds for one in without(whole, left)
    ) == pytest.approx(whole.seconds)
    assert not any(one.overlaps(other) for one in left for other in taken)
