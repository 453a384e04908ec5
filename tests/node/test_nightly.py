"""The nightly keeping of a centre: when, what, and that one that fails is told and tried again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.passages.keeping import DAYS, KEPT_FROM, filled, in_a_year, opened
from tests.video.catalogue.made import START, Camera

from trackway.model.errors import Unavailable
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import Instant
from trackway.node.footage import keeper_of
from trackway.node.nightly import kept_nightly, tonight
from trackway.passages.keeping import Keeper
from trackway.video.catalogue import Catalogue, Promises
from trackway.video.catalogue import Keeper as FootageKeeper


@contextmanager
def no_footage() -> Iterator[FootageKeeper]:
    raise Unavailable("The disk that holds the footage is full.")
    yield


@given(st.integers(1_600_000_000_000_000, 4_000_000_000_000_000).map(Instant))
def test_a_night_is_three_in_the_morning_and_within_a_day(now: Instant) -> None:
    night = tonight(now)
    assert (night.taipei().hour, night.taipei().minute, night.taipei().second) == (3, 0, 0)
    assert 0 < night.since(now) <= 86_400


def test_a_centre_destroys_what_is_due_when_it_starts(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    permit = Permit(1, Purpose(Officer(7, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測試"))
    caplog.set_level(logging.INFO, "trackway.node.nightly")
    nights = threading.Semaphore(0)
    with opened(tmp_path, clock) as folder:
        filled(folder, permit)
        folder.ask("truncate table plates")
        clock.at = tonight(in_a_year(KEPT_FROM).plus(-7200)).plus(-0.05)

        @contextmanager
        def opened_keeper() -> Iterator[Keeper]:
            try:
                with folder.keeper() as keeper:
                    yield keeper
            finally:
                nights.release()

        with kept_nightly(opened_keeper, no_footage, clock):
            for _ in range(2):  # when it starts, and at night
                nights.acquire()
            clock.advance(3600)
        assert len(folder.ids("passages")) == 2 * (DAYS - KEPT_FROM)
        assert len(folder.plates()) == DAYS - KEPT_FROM + 1
    told = [record.getMessage() for record in caplog.records]
    assert told[0].startswith("keeping.destroyed number=1 kind=expiry passages=22")
    assert not any("AAA1111" in line for line in told)


def test_a_night_that_fails_is_told_and_the_next_one_tried(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    tried = threading.Semaphore(0)

    @contextmanager
    def never() -> Iterator[Keeper]:
        tried.release()
        raise Unavailable("The disk that holds the passages is full.")
        yield

    clock.at = tonight(clock.at).plus(-0.01)
    with kept_nightly(never, no_footage, clock):
        for _ in range(2):
            tried.acquire()
        clock.advance(3600)
    assert all("disk" in str(record.exc_info) for record in caplog.records)
    assert len(caplog.records) >= 2


def test_a_night_reads_footage_against_its_digests(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "trackway.node.nightly")
    read = threading.Semaphore(0)
    clock.at = START
    with Catalogue(tmp_path / "footage.sqlite", clock) as catalogue:
        camera = Camera(catalogue, catalogue.volumes.add(tmp_path / "footage"))
        for _ in range(3):
            camera.record(5)
        spoilt = sorted((tmp_path / "footage").rglob("*.mp4"))[1]
        data = bytearray(spoilt.read_bytes())
        data[-100] ^= 1
        spoilt.write_bytes(data)
        clock.at = tonight(clock.at).plus(-0.01)

        @contextmanager
        def keeper() -> Iterator[FootageKeeper]:
            try:
                yield keeper_of(catalogue, tmp_path, Promises())
            finally:
                read.release()

        @contextmanager
        def no_passages() -> Iterator[Keeper]:
            raise Unavailable("There are no passages here.")
            yield

        with kept_nightly(no_passages, keeper, clock):
            read.acquire()
            clock.advance(3600)
    told = [record.getMessage() for record in caplog.records]
    assert any(line.startswith("keeping.footage_read files=15") for line in told)
    assert any("footage_fault" in line and spoilt.name in line for line in told)
