"""Expiry by day: everything of a passage goes, in any order of being killed, and a proof stays."""

import hashlib
import json
import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.passages.conftest import NOON
from tests.passages.keeping import DAY_S, DAYS, KEPT_FROM, Folder, filled, ids_of, in_a_year, opened

from trackway.model.errors import Unavailable
from trackway.model.question import Permit, Role
from trackway.model.time import Instant
from trackway.passages.keeping import MAX_DAYS, MIN_DAYS, Deletions, Tables, limit_of
from trackway.passages.keeping import expiry as expiry_module
from trackway.passages.places import Places
from trackway.trust import Trust


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """One folder and its owner for all of this; every test starts it again."""
    with opened(tmp_path_factory.mktemp("kept"), FakeClock(NOON)) as made:
        yield made


@pytest.fixture
def folder(shared: Folder, clock: FakeClock, permit: Permit) -> Folder:
    shared.clock = clock
    shared.start_again(permit)
    clock.at = in_a_year(KEPT_FROM)
    return shared


@given(
    now=st.integers(1_600_000_000, 4_000_000_000).map(lambda s: Instant(s * 1_000_000)),
    days=st.integers(MIN_DAYS, MAX_DAYS),
)
def test_nothing_is_too_old_before_the_night_after_next(now: Instant, days: int) -> None:
    limit = limit_of(now, days)
    midnight = limit.taipei()
    assert (midnight.hour, midnight.minute, midnight.second, midnight.microsecond) == (0, 0, 0, 0)
    tomorrow = (now.taipei() + timedelta(days=1)).replace(hour=23, minute=59)
    assert Instant.of(tomorrow).since(limit) < days * DAY_S
    assert limit.us <= now.us


def test_days_that_are_over_go_with_everything_made_of_them(folder: Folder) -> None:
    kept = [one for one in folder.filed if one.at.us >= NOON.plus(KEPT_FROM * DAY_S - 43_200).us]
    gone = [one for one in folder.filed if one not in kept]
    assert len(gone) == 2 * KEPT_FROM
    shared = folder.filed[0].pictures[1].digest
    with folder.keeper() as keeper:
        (proof,) = keeper.expire()
    assert folder.ids("passages") == folder.ids("evidence") == ids_of(kept)
    assert folder.ids("mergeTreeProjection(currentDatabase(), passages, by_plate)") == ids_of(kept)
    expected = {f"DAY{day:04d}" for day in range(KEPT_FROM, DAYS)} | {"AAA1111"}
    assert set(folder.plates()) == expected
    assert folder.plates()["AAA1111"] == (kept[0].at.ms, kept[-2].at.ms)
    assert folder.digests() == {one.pictures[0].digest for one in kept if one.pictures} | {shared}
    with folder.corrections() as corrections:
        assert set(corrections.standing(ids_of(folder.filed))) == {
            one.id for one in folder.filed[::6] if one in kept
        }
    # The proof says so, day by day.
    assert proof.rows("passages") == proof.rows("evidence") == len(gone)
    assert proof.pictures == sum(bool(one.pictures) for one in gone) == 3
    assert proof.others["plates"] == KEPT_FROM
    assert proof.others["corrections"] == sum(one in gone for one in folder.filed[::6])
    first = next(lot for lot in proof.lots if lot.table == "passages")
    assert (first.day, first.rows) == ("2026-09-22", 2)
    both = b"".join(identity.to_bytes(8, "little") for identity in ids_of(gone[:2]))
    assert first.sha256 == hashlib.sha256(both).hexdigest()
    written = folder.path / "deletions" / "000001-expiry.json"
    assert hashlib.sha256(written.read_bytes()).hexdigest() == proof.sha256
    assert json.loads(written.read_bytes()) == proof.as_json()
    assert "AAA1111" not in written.read_text()
    with Trust(folder.path / "trust.sqlite", folder.clock) as trust:
        rows = trust.audit_rows(trust.command_line_officer("nobody"), action="passages_destroyed")
        assert rows[0].role == Role.ADMINISTRATOR
        assert rows[0].details["sha256"] == proof.sha256
        assert rows[0].details["passages"] == len(gone)


def test_looking_changes_nothing_and_the_next_night_there_is_nothing_to_do(folder: Folder) -> None:
    with folder.keeper() as keeper:
        due = keeper.due()
        assert due.rows("passages") == 2 * KEPT_FROM
        assert folder.ids("passages") == ids_of(folder.filed)
        (proof,) = keeper.expire()
        assert proof.lots == due.lots
        assert keeper.expire() == ()
        assert [one.number for one in keeper.deletions.all()] == [1]
        folder.clock.advance(DAY_S)
        (next_proof,) = keeper.expire()
        assert next_proof.rows("passages") == 2
        assert next_proof.number == 2


def test_a_picture_of_late_footage_stays_as_long_as_any_passage_shows_it(folder: Folder) -> None:
    """Its file is younger than the limit, so its age alone says nothing: the evidence is asked."""
    with folder.keeper() as keeper:
        keeper.expire()
    assert folder.filed[0].pictures[1].digest in folder.digests()
    folder.clock.at = in_a_year(60)
    with folder.keeper() as keeper:
        keeper.expire()
    assert folder.ids("passages") == []
    assert folder.plates() == {}
    assert folder.digests() == set()


def test_a_picture_older_than_the_limit_needs_no_search(folder: Folder) -> None:
    for digest in folder.digests():
        os.utime(folder.pictures.path(digest), (NOON.us / 1e6, NOON.us / 1e6))
    assert folder.pictures.put(b"the same car park, day after day")  # put again, it is as young as that
    with folder.keeper() as keeper:
        (proof,) = keeper.expire()
    assert proof.pictures == 3
    assert len(folder.digests()) == 2


class Killed(BaseException):
    """As the system does: nothing after it runs."""


STEPS = [
    (Tables, "do"),
    (Deletions, "saw_to"),
    (expiry_module, "write_proof"),
    (Deletions, "finish"),
]


@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_killed_anywhere_and_run_again_ends_in_the_same_state(
    folder: Folder, permit: Permit, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    kept = [one for one in folder.filed if one.at.us >= NOON.plus(KEPT_FROM * DAY_S - 43_200).us]
    real = getattr(owner, name)
    after, was_killed = 0, True
    with folder.keeper() as keeper:
        while was_killed:
            calls = 0

            def act(*given: object, **named: object) -> object:
                nonlocal calls
                calls += 1
                if calls > after:  # noqa: B023  it runs within this turn
                    raise Killed
                return real(*given, **named)

            with monkeypatch.context() as patch:
                patch.setattr(owner, name, act)
                try:
                    keeper.expire()
                except Killed:
                    after += 1
                else:
                    was_killed = False
            (proof,) = keeper.expire() if was_killed else keeper.deletions.all()[:1]
            assert not keeper.deletions.open()
            assert folder.ids("passages") == folder.ids("evidence") == ids_of(kept)
            assert len(folder.plates()) == DAYS - KEPT_FROM + 1
            assert folder.plates()["AAA1111"][0] == kept[0].at.ms
            assert len(folder.digests()) == 2
            assert proof.rows("passages") == 2 * KEPT_FROM
            assert proof.pictures == 3
            assert proof.others["plates"] == KEPT_FROM
            folder.empty()
            filled(folder, permit)
    assert after > 0


def test_an_owner_killed_meanwhile_leaves_nothing_half_destroyed(folder: Folder, permit: Permit) -> None:
    """kill -9 of the store itself, at four steps; the engine comes back with what it was told and no more."""
    real = Tables.do
    wanted = ["drop_month", "delete_from_month", "plates_fill", "plates_carry"]

    def killing(tables: Tables, name: str, **values: object) -> None:
        if wanted and name == wanted[0]:
            del wanted[0]
            endpoint = Places(folder.path / "passages").endpoint()
            assert endpoint is not None
            # The statement is under way when the owner dies, or has just been done.
            killer = threading.Timer(0.005, os.kill, (endpoint.pid, signal.SIGKILL))
            killer.start()
            try:
                real(tables, name, **values)
            finally:
                killer.join()
            raise Unavailable("killed")
        real(tables, name, **values)

    with folder.keeper() as keeper, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tables, "do", killing)
        for _ in range(len(wanted)):
            with pytest.raises(Unavailable):
                keeper.expire()
        done = keeper.expire()
    assert wanted == []
    kept = [one for one in folder.filed if one.at.us >= NOON.plus(KEPT_FROM * DAY_S - 43_200).us]
    assert folder.store.count() == len(kept)
    assert folder.ids("passages") == folder.ids("evidence") == ids_of(kept)
    assert set(folder.plates()) == {f"DAY{day:04d}" for day in range(KEPT_FROM, DAYS)} | {"AAA1111"}
    assert [one.rows("passages") for one in done] == [2 * KEPT_FROM]
