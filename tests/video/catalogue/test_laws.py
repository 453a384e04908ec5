"""Laws: whatever is recorded, broken off, held and destroyed in whatever order, time stays accounted for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.video.catalogue.made import KEY, START, Camera

from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import Instant, Span
from trackway.video.catalogue import Catalogue, Hold, Keeper, Promises, Volume, account, recover
from trackway.video.cause import Cause

DAY_S = 86_400.0
PERMIT = Permit(1, Purpose(Officer(1, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測試"))


@dataclass
class World:
    """A station, and what it must still have: seconds recorded, and the segments that are held."""

    folder: Path
    clock: FakeClock
    catalogue: Catalogue
    keeper: Keeper
    camera: Camera
    recorded: float = 0.0
    holds: list[Hold] = field(default_factory=list)

    def record(self, gops: int) -> None:
        self.camera.open()
        self.camera.grow(gops)
        self.camera.close()
        self.clock.at = self.camera.at

    def gap(self, seconds: int) -> None:
        self.catalogue.open_gap(KEY, self.camera.at, Cause.UNREACHABLE)
        self.clock.at = self.camera.at = self.camera.at.plus(seconds)

    def crash(self, gops: int, cut: int, seconds: int) -> None:
        """Killed while a file is written, with a piece of a fragment behind what is durable."""
        self.camera.open()
        if gops:
            self.camera.grow(gops)
        path = Path(self.camera.volume.root) / self.camera.path
        with path.open("ab") as file:
            file.write(b"\1" * cut)
        self.clock.at = self.camera.at.plus(seconds)
        recover(self.catalogue)
        self.camera.at = self.clock.at
        self.camera.run = self.camera.ticks = 0

    def hold(self, first: int, seconds: int) -> None:
        span = Span(START.plus(first), START.plus(first + seconds))
        until = self.clock.at.plus(300 * DAY_S)
        self.holds.append(self.catalogue.holds.place(PERMIT, {KEY.camera}, span, approver="王", until=until))

    def release(self) -> None:
        if self.holds:
            self.catalogue.holds.release(self.holds.pop(0).id, "林: 結案")

    def evict(self, size: int) -> None:
        self.keeper.evict(self.camera.volume, size)

    def age(self, days: int) -> None:
        self.gap(60)
        self.clock.at = self.camera.at = self.camera.at.plus(days * DAY_S)
        self.keeper.tidy(self.clock.at)

    def killed_while_destroying(self, size: int) -> None:
        """What is marked stays marked; no file was removed yet."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.keeper, "_remove", lambda *_: 0)
            self.keeper.evict(self.camera.volume, size)

    def law(self) -> None:
        found = self.catalogue.footage(KEY, Span(START.plus(-10), self.clock.at.plus(10)))
        said = account(found)
        assert said.is_whole, said.holes
        assert said.recorded + sum(said.causes.values()) + said.pending == pytest.approx(said.seconds)
        for one in found.segments:
            assert self.catalogue.file_of(one).stat().st_size == one.size
        for hold in self.holds:
            assert self.catalogue.holds.covers(hold).segments == len(self.kept(hold))

    def kept(self, hold: Hold) -> list[Instant]:
        return [
            one.span.start for one in self.catalogue.footage(KEY, hold.span, case_no=hold.case_no).segments
        ]


@contextmanager
def world(clock: FakeClock) -> Iterator[World]:
    with TemporaryDirectory(prefix="laws-") as name:
        folder = Path(name)
        clock.at = START
        with Catalogue(folder / "footage.sqlite", clock) as catalogue:
            volume: Volume = catalogue.volumes.add(folder / "footage")
            keeper = Keeper(catalogue, Promises(), proofs=folder / "deletions", note=lambda *_: None)
            yield World(folder, clock, catalogue, keeper, Camera(catalogue, volume))


GOPS = st.integers(1, 4)
STEPS = st.one_of(
    st.tuples(st.just("record"), GOPS),
    st.tuples(st.just("gap"), st.integers(1, 90)),
    st.tuples(st.just("crash"), st.integers(0, 3), st.integers(0, 500), st.integers(1, 90)),
    st.tuples(st.just("hold"), st.integers(-20, 60), st.integers(1, 60)),
    st.tuples(st.just("release")),
    st.tuples(st.just("evict"), st.integers(1, 12_000)),
    st.tuples(st.just("killed_while_destroying"), st.integers(1, 12_000)),
    st.tuples(st.just("age"), st.sampled_from([1, 29, 40])),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_time_stays_accounted_for(clock: FakeClock, steps: list[tuple[str, int]]) -> None:
    _live(clock, steps)


@pytest.mark.campaign
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=5, max_size=40))
def test_time_stays_accounted_for_in_long_lives(clock: FakeClock, steps: list[tuple[str, int]]) -> None:
    _live(clock, steps)


def _live(clock: FakeClock, steps: list[tuple[str, int]]) -> None:
    with world(clock) as station:
        station.record(2)
        for name, *values in steps:
            held = {hold.id: station.kept(hold) for hold in station.holds}
            getattr(station, name)(*values)
            station.law()
            for hold in station.holds:  # nothing that was there when it was held has gone
                assert set(station.kept(hold)) >= set(held.get(hold.id, ()))
        station.gap(60)
        station.keeper.tidy(clock.at)
        station.law()
        span = Span(START, clock.at)
        case_no = PERMIT.purpose.case_no
        shown = {one.opened.path for one in station.catalogue.footage(KEY, span, case_no=case_no).segments}
        root = Path(station.camera.volume.root)
        for path in root.rglob("*.mp4"):  # every file is footage that is shown, or holds nothing whole
            name = str(path.relative_to(root))
            assert name in shown or not station.catalogue.file.rows(
                "paths_below", volume=station.camera.volume.id, first=name, end=f"{name}\0"
            )
