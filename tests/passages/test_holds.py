"""Holds: what they cover outlives its year, apart from the rest, until they end."""

from collections.abc import Iterator

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import NOON
from tests.passages.keeping import DAY_S, DAYS, KEPT_FROM, Folder, ids_of, in_a_year, opened

from trackway.model.errors import Conflict, Lost, NotFound, Unavailable, WrongUse
from trackway.model.passage import PassageId
from trackway.model.pattern import parse_pattern
from trackway.model.question import Permit, Question
from trackway.model.time import Instant, Span
from trackway.passages.keeping import Covered, Hold, Keeper, Tables

ALL = Span(NOON.plus(-DAY_S), NOON.plus(60 * DAY_S))


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


def place(keeper: Keeper, permit: Permit, clock: FakeClock, covered: Covered, days: float = 30) -> Hold:
    return keeper.holds.place(permit, covered, approver="王分局長", until=clock.at.plus(days * DAY_S))


def test_held_passages_outlive_their_year_apart_from_the_rest(folder: Folder, permit: Permit) -> None:
    every_day = [one for one in folder.filed if one.camera == 1]
    with folder.keeper() as keeper:
        hold = place(keeper, permit, folder.clock, Covered(ALL, plates=frozenset({"AAA1111"})))
        assert keeper.covers(hold) == DAYS
        (proof,) = keeper.expire()
        assert proof.held == {"1": KEPT_FROM}
        assert keeper.covers(hold) == DAYS
        # Nobody's ordinary question finds them any more.
        assert len(folder.ids("passages")) == 2 * (DAYS - KEPT_FROM)
        old = Question(Span(NOON, NOON.plus(5 * DAY_S)), limit=100)
        assert folder.store.find(permit, old).rows == ()
        # A question to the hold does, with everything.
        with keeper.held(hold) as held:
            rows = held.find(permit, Question(ALL, pattern=parse_pattern("AAA*"), limit=100)).rows
            assert ids_of(list(rows)) == ids_of(every_day[:KEPT_FROM])
            for made in every_day[:KEPT_FROM:4]:
                assert held.get(permit, made.id) == made
        # Their pictures and corrections stay too: one of all that is gone had a picture of its own, held.
        assert proof.pictures == 0
        assert every_day[0].pictures[0].digest in folder.digests()
        with folder.corrections() as corrections:
            assert corrections.standing([every_day[0].id])
        # Another night copies nothing twice.
        folder.clock.advance(DAY_S)
        keeper.expire()
        with keeper.held(hold) as held:
            assert held.count() == KEPT_FROM + 1


def test_a_released_hold_keeps_nothing_and_says_so(folder: Folder, permit: Permit) -> None:
    first = next(one for one in folder.filed if one.pictures)
    with folder.keeper() as keeper:
        hold = place(keeper, permit, folder.clock, Covered.of_passages(frozenset({first.id})))
        keeper.expire()
        assert folder.digests() >= {one.digest for one in first.pictures}
        proof = keeper.release(hold.id, "結案 closed")
        assert proof.rows("passages") == proof.rows("evidence") == 1
        assert proof.pictures == 1  # the shared one is still shown by a later day
        assert first.pictures[0].digest not in folder.digests()
        assert (folder.path / "deletions" / "000002-release.json").is_file()
        with pytest.raises(NotFound, match="closed"), keeper.held(keeper.holds.of(hold.id)):
            pass
        with pytest.raises(Conflict, match="released before"):
            keeper.release(hold.id, "again")
        assert keeper.covers(keeper.holds.of(hold.id)) == 0
        keeper.expire()
        with folder.corrections() as corrections:
            assert not corrections.standing([first.id])


def test_a_hold_ends_by_itself_and_until_then_protects(folder: Folder, permit: Permit) -> None:
    with folder.keeper() as keeper:
        wanted = Covered(Span(NOON, NOON.plus(3 * DAY_S)), cameras=frozenset({2}))
        hold = place(keeper, permit, folder.clock, wanted, days=2)
        keeper.expire()
        folder.clock.advance(2 * DAY_S)
        released, expired = keeper.expire()
        assert (released.hold, released.rows("passages")) == (hold.id, 3)
        assert expired.rows("passages") == 4
        assert keeper.holds.standing() == ()
        assert keeper.holds.of(hold.id).released == folder.clock.at


def test_a_release_that_was_killed_is_gone_on_with(
    folder: Folder, permit: Permit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with folder.keeper() as keeper:
        hold = place(keeper, permit, folder.clock, Covered(ALL, plates=frozenset({"AAA1111"})))
        keeper.expire()
        with monkeypatch.context() as patch:
            patch.setattr(Tables, "do", die)
            with pytest.raises(KeyboardInterrupt):
                keeper.release(hold.id, "結案 closed")
        released, after = keeper.expire()
        assert (released.hold, released.rows("passages")) == (hold.id, KEPT_FROM)
        assert (after.lots, after.others) == ((), {"corrections": 4})
        assert keeper.holds.standing() == ()
        assert keeper.expire() == ()


def test_a_hold_whose_evidence_was_lost_before_does_not_stop_expiry(folder: Folder, permit: Permit) -> None:
    folder.ask("truncate table evidence")
    with folder.keeper() as keeper:
        hold = place(keeper, permit, folder.clock, Covered(ALL, plates=frozenset({"AAA1111"})))
        (proof,) = keeper.expire()
        assert proof.held == {str(hold.id): KEPT_FROM}
        assert len(folder.ids("passages")) == 2 * (DAYS - KEPT_FROM)


@pytest.mark.parametrize("step", ["hold_passages", "hold_evidence"])
def test_nothing_is_deleted_when_held_passages_cannot_be_kept(
    folder: Folder, permit: Permit, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = Tables.do

    def lossy(tables: Tables, name: str, **values: object) -> None:
        if name != step:
            real(tables, name, **values)

    with folder.keeper() as keeper:
        place(keeper, permit, folder.clock, Covered(ALL, plates=frozenset({"AAA1111"})))
        with monkeypatch.context() as patch:
            patch.setattr(Tables, "do", lossy)
            with pytest.raises(Lost, match="nothing was deleted"):
                keeper.expire()
        assert folder.ids("passages") == ids_of(folder.filed)
        keeper.expire()
        assert len(folder.ids("passages")) == 2 * (DAYS - KEPT_FROM)


def test_one_keeper_at_a_time(folder: Folder) -> None:
    with folder.keeper() as one, folder.keeper() as other:
        with one.alone(), pytest.raises(Unavailable, match="Somebody else"):
            other.expire()
        assert other.expire()


def test_a_hold_needs_another_approver_an_end_and_something_to_hold(folder: Folder, permit: Permit) -> None:
    some = Covered(ALL, plates=frozenset({"AAA1111"}))
    with folder.keeper() as keeper:
        for approver in ("", "  ", "LIN", "林警員"):
            with pytest.raises(WrongUse, match="somebody else"):
                keeper.holds.place(permit, some, approver=approver, until=folder.clock.at.plus(DAY_S))
        for until in (folder.clock.at, folder.clock.at.plus(11 * 366 * DAY_S)):
            with pytest.raises(WrongUse, match="ends after now"):
                keeper.holds.place(permit, some, approver="王分局長", until=until)
        with pytest.raises(NotFound):
            keeper.holds.of(1)
    with pytest.raises(WrongUse, match="everything"):
        Covered(ALL)
    with pytest.raises(WrongUse, match="at least one"):
        Covered.of_passages(frozenset())
    with pytest.raises(WrongUse, match="at most"):
        Covered.of_passages(frozenset(PassageId(n << 22 | 1 << 6) for n in range(10_001)))
    assert Covered.of_passages(frozenset({PassageId(1 << 22 | 64)})).span.start == Instant(
        1_577_836_800_001_000
    )
