"""Upkeep: every fault is found and named, what follows from the passages is made anew, months settle."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import NOON, passage
from tests.passages.keeping import DAY_S, KEPT_FROM, Folder, in_a_year, opened

from trackway.model.pattern import parse_pattern
from trackway.model.question import Permit, Question
from trackway.model.time import Span
from trackway.passages.keeping import FaultKind, Upkeep
from trackway.passages.keeping import upkeep as upkeep_module


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """One folder and its owner for all of this; every test starts it again."""
    with opened(tmp_path_factory.mktemp("kept"), FakeClock(NOON)) as made:
        yield made


@pytest.fixture
def folder(shared: Folder, clock: FakeClock, permit: Permit) -> Folder:
    shared.clock = clock
    shared.start_again(permit)
    clock.at = shared.filed[-1].at.plus(20 * DAY_S)
    return shared


@pytest.fixture
def upkeep(folder: Folder) -> Iterator[Upkeep]:
    with folder.keeper() as keeper:
        yield Upkeep(keeper)


def test_nothing_is_wrong_with_what_was_filed(upkeep: Upkeep) -> None:
    assert upkeep.check() == ()
    assert upkeep.glance() == ()


def test_plates_that_a_pattern_would_miss_are_found_again(
    folder: Folder, upkeep: Upkeep, permit: Permit
) -> None:
    folder.ask("truncate table plates")
    folder.ask("insert into plates values ('AAA1111', 1790049600000, 1790049600000), ('QQQ9999', 1, 2)")
    (fault,) = upkeep.check()
    assert (fault.kind, fault.count, fault.can_be_repaired) == (FaultKind.MISSING_PLATES, 15, True)
    assert "車牌字典缺漏" in fault.says
    assert upkeep.repair() == (fault,)
    assert upkeep.check() == ()
    span = Span(folder.filed[0].at, folder.clock.at)
    found = folder.store.find(permit, Question(span, pattern=parse_pattern("DAY*"), limit=100)).rows
    assert len(found) == 14
    assert "QQQ9999" not in folder.plates()


def test_an_order_that_is_missing_is_made_anew(folder: Folder, upkeep: Upkeep) -> None:
    folder.ask(
        "alter table passages clear projection by_plate in partition '202610' settings mutations_sync = 2"
    )
    (fault,) = upkeep.glance()
    assert (fault.kind, fault.where) == (FaultKind.MISSING_ORDER, ("by_plate 202610",))
    assert {one.kind for one in upkeep.repair()} == {FaultKind.MISSING_ORDER, FaultKind.DIFFERING_ORDER}
    assert upkeep.check() == ()
    assert folder.ids("mergeTreeProjection(currentDatabase(), passages, by_plate)") == folder.ids("passages")


def test_what_cannot_be_made_anew_is_told(folder: Folder, upkeep: Upkeep) -> None:
    folder.ask("insert into passages select * from passages limit 3")
    folder.ask("truncate table evidence")
    faults = {fault.kind: fault for fault in upkeep.check()}
    assert faults[FaultKind.DOUBLED].count == 3
    assert faults[FaultKind.UNPROVEN].count == len(folder.filed) + 3
    assert not any(fault.can_be_repaired for fault in faults.values())
    assert {fault.kind for fault in upkeep.repair()} == set(faults)


def test_what_should_be_gone_is_told(folder: Folder, upkeep: Upkeep) -> None:
    folder.clock.at = in_a_year(KEPT_FROM)
    (fault,) = upkeep.glance()
    assert (fault.kind, fault.count) == (FaultKind.OVERDUE, 2 * (KEPT_FROM - 2))


def test_spoilt_files_are_found(folder: Folder, upkeep: Upkeep) -> None:
    path = next((folder.path / "passages" / "engine" / "store").rglob("*/all_*/data.bin"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    (fault,) = (one for one in upkeep.check() if one.kind is FaultKind.BROKEN_PART)
    assert fault.where[0].startswith("plates all_")


def test_months_that_are_over_settle_into_one_part(
    folder: Folder, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parts() -> object:
        active = (
            "select count() from system.parts where table = 'passages' and active and partition_id = '202609'"
        )
        return folder.ask(active)[0][0]

    monkeypatch.setattr(upkeep_module, "_MOST_PARTS", 1)  # the engine itself may merge some meanwhile
    folder.ask("system stop merges passages")
    for n in range(5):
        folder.store.add([replace(passage(n * 60, camera=7), pictures=())])
    folder.clock.at = folder.filed[0].at.plus(9.5 * DAY_S)  # the last night of September is a day ago
    assert upkeep.settle() == ()
    assert parts() == 6
    folder.ask("system start merges passages")
    folder.clock.advance(2 * DAY_S)
    upkeep.settle()
    assert parts() == 1
    assert upkeep.settle() == ()
    assert upkeep.check() == ()
