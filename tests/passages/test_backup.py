"""Backup while the store is written, and restoring: everything acknowledged before is there, nothing else."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import NOON, passage
from tests.passages.keeping import DAY_S, KEPT_FROM, Folder, filled, in_a_year, opened

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Conflict, Invalid, Lost, NotFound, TrackwayError
from trackway.model.passage import Passage
from trackway.model.pattern import parse_pattern
from trackway.model.place import Point
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Span
from trackway.node.restoring import restore
from trackway.passages import open_passages
from trackway.passages.keeping import Covered, verify_backup
from trackway.passages.places import Places, locked
from trackway.registry import Registry
from trackway.trust import Trust

Make = Callable[..., Passage]


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock, permit: Permit) -> Iterator[Folder]:
    (tmp_path / "data").mkdir()
    with opened(tmp_path / "data", clock) as made:
        filled(made, permit)
        clock.at = in_a_year(KEPT_FROM)
        yield made


def questions(folder: Folder) -> list[Question]:
    span = Span(folder.filed[0].at.plus(-DAY_S), folder.clock.at)
    return [
        Question(span, limit=1000, order=Order.OLDEST),
        Question(span, limit=1000, pattern=parse_pattern("DAY00*")),
        Question(span, limit=1000, pattern=parse_pattern("AAA1111"), cameras=frozenset({1})),
        Question(span, limit=1000, cameras=frozenset({2})),
    ]


def test_a_backup_under_load_restores_to_equal_answers(  # noqa: PLR0915  one story
    folder: Folder, permit: Permit, make: Make, tmp_path: Path
) -> None:
    with Registry(folder.path / "registry.sqlite") as registry:
        registry.save(cameras=[Camera("HL-001", 1, "中山路", CameraKind.PLATE, Point(121.6, 23.97))])
    (folder.path / "trackway.toml").write_text("[retention]\ndays = 365\n")
    (folder.path / "map").mkdir()
    (folder.path / "map" / "花蓮 (2026).pmtiles").write_text("a map")
    stop, filed, failures = threading.Event(), threading.Semaphore(0), []
    acknowledged: list[Passage] = []

    def file() -> None:
        number = 0
        try:
            while not stop.is_set():
                batch = [make(400 * DAY_S + number + n, 9, f"NEW-{n:04d}") for n in range(20)]
                folder.store.add(batch)
                acknowledged.extend(batch)
                filed.release()
                number += 20
        except BaseException as failure:
            failures.append(failure)
            filed.release(1000)

    writer = threading.Thread(target=file)
    with folder.keeper() as keeper:
        hold = keeper.holds.place(
            permit,
            Covered.of_passages(frozenset({folder.filed[0].id})),
            approver="王分局長",
            until=folder.clock.at.plus(30 * DAY_S),
        )
        keeper.expire()
        writer.start()
        try:
            for _ in range(3):
                filed.acquire()
            before = list(acknowledged)
            made = keeper.back_up(tmp_path / "backups")
            filed.acquire()
        finally:
            stop.set()
            writer.join()
        assert failures == []
        answers = [folder.store.find(permit, question).rows for question in questions(folder)]
    assert verify_backup(made.folder).rows["held_1/passages"] == 1
    again = tmp_path / "again"
    restore(made.folder, again, folder.clock)
    assert not (tmp_path / "again.restoring").exists()
    with opened(again, folder.clock) as restored:
        restored.filed = folder.filed
        assert [restored.store.find(permit, question).rows for question in questions(folder)] == answers
        there = set(restored.ids("passages"))
        assert {one.id for one in before} <= there
        assert restored.ids("passages") == sorted(there)
        assert there <= set(restored.ids("evidence"))
        assert restored.ask("select count() from passages where plate not in (select plate from plates)") == [
            (0,)
        ]
        assert restored.store.get(permit, before[0].id) == before[0]
        assert restored.digests() == folder.digests()
        with restored.corrections() as corrections:
            assert corrections.standing([folder.filed[0].id])
        with Registry(again / "registry.sqlite") as registry:
            assert registry.camera("HL-001").name == "中山路"
        with restored.keeper() as keeper, keeper.held(keeper.holds.of(hold.id)) as held:
            assert held.get(permit, folder.filed[0].id) == folder.filed[0]
        # It goes on: filing, and storing what is there already changes nothing.
        restored.store.add([*before, make(500 * DAY_S, 9)])
        assert restored.store.count() == len(there) + 1
    assert (again / "trackway.toml").read_text() == "[retention]\ndays = 365\n"
    assert (again / "deletions" / "000001-expiry.json").is_file()
    assert (again / "map" / "花蓮 (2026).pmtiles").read_text() == "a map"
    with Trust(again / "trust.sqlite", folder.clock) as trust:
        rows = trust.audit_rows(trust.command_line_officer("nobody"))
        assert {"restored", "passages_destroyed"} <= {row.action for row in rows}


def test_a_second_backup_costs_what_is_new(folder: Folder, make: Make, tmp_path: Path) -> None:
    with folder.keeper() as keeper:
        first = keeper.back_up(tmp_path / "backups")
        folder.clock.advance(60)
        folder.store.add([make(600 * DAY_S, 5)])
        second = keeper.back_up(tmp_path / "backups")
    assert first.linked == 0
    parts = {
        path.relative_to(first.folder) for path in (first.folder / "engine").rglob("*") if path.is_file()
    }
    same = [
        one
        for one in parts
        if os.path.samefile(first.folder / one, second.folder / one)  # noqa: PTH121
    ]
    assert len(same) == len(parts)
    assert second.linked >= len(same) + len(folder.digests())
    assert verify_backup(second.folder).rows["store/passages"] == len(folder.filed) + 1
    assert not list((folder.path / "passages" / "engine" / "shadow").rglob("count.txt"))


@dataclass
class Backed:
    """A small backup to be spoilt."""

    folder: Path
    clock: FakeClock

    def listed(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "files.jsonl").read_text().splitlines()]

    def tell(self, **said: object) -> None:
        path = self.folder / "backup.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | said))

    def relist(self, files: list[dict[str, object]]) -> None:
        text = "".join(json.dumps(one) + "\n" for one in files).encode()
        (self.folder / "files.jsonl").write_bytes(text)
        self.tell(list_sha256=hashlib.sha256(text).hexdigest())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One backup for all that follows; each test spoils a copy."""
    data, clock = tmp_path_factory.mktemp("whole"), FakeClock(NOON)
    (data / "data").mkdir()
    with opened(data / "data", clock) as made:
        made.pictures.put(b"a picture")
        made.store.add([passage(n) for n in range(3)])
        with made.keeper() as keeper:
            return keeper.back_up(data / "backups").folder


@pytest.fixture
def backed(whole: Path, tmp_path: Path, clock: FakeClock) -> Backed:
    shutil.copytree(whole, tmp_path / "backup")
    return Backed(tmp_path / "backup", clock)


def byte_changed(one: Backed) -> None:
    path = next((one.folder / "engine" / "store" / "passages").rglob("*.bin"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")


def file_missing(one: Backed) -> None:
    next((one.folder / "pictures").rglob("*.jpg")).unlink()


def list_changed(one: Backed) -> None:
    (one.folder / "files.jsonl").write_text("")


def step_upwards(one: Backed) -> None:
    one.relist([*one.listed(), one.listed()[0] | {"path": "files/../../outside"}])


def from_the_root(one: Backed) -> None:
    one.relist([*one.listed(), one.listed()[0] | {"path": "/etc/outside"}])


def another_table(one: Backed) -> None:
    one.relist([*one.listed(), one.listed()[0] | {"path": "engine/system/passages/a_1_1_0/x"}])


def into_the_engine(one: Backed) -> None:
    """A table of somebody else's making, put where the engine would find it."""
    one.relist([*one.listed(), one.listed()[0] | {"path": "files/passages/engine/metadata/default/x.sql"}])


def a_link(one: Backed) -> None:
    path = next((one.folder / "pictures").rglob("*.jpg"))
    path.rename(one.folder.parent / "elsewhere")
    path.symlink_to(one.folder.parent / "elsewhere")


def a_pipe(one: Backed) -> None:
    path = next((one.folder / "pictures").rglob("*.jpg"))
    path.unlink()
    os.mkfifo(path)


def other_tables(one: Backed) -> None:
    one.tell(schema=1)


def more_rows(one: Backed) -> None:
    one.tell(rows={"store/passages": 4})


def nonsense(one: Backed) -> None:
    (one.folder / "backup.json").write_text("{")


def broken_off(one: Backed) -> None:
    (one.folder / "backup.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (byte_changed, Lost),
        (file_missing, Lost),
        (list_changed, Lost),
        (step_upwards, Invalid),
        (from_the_root, Invalid),
        (another_table, Invalid),
        (into_the_engine, Invalid),
        (a_link, Invalid),
        (a_pipe, Invalid),
        (other_tables, Invalid),
        (more_rows, Lost),
        (nonsense, Lost),
        (broken_off, NotFound),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_backup_that_is_not_what_it_says_is_refused(
    backed: Backed, tmp_path: Path, spoil: Callable[[Backed], None], error: type[TrackwayError]
) -> None:
    spoil(backed)
    with pytest.raises(error):
        restore(backed.folder, tmp_path / "again", backed.clock)
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "again.restoring").exists()
    assert not (tmp_path / "outside").exists()
    if spoil not in (more_rows, other_tables):
        with pytest.raises(error):
            verify_backup(backed.folder)


def test_a_file_beside_the_list_is_noticed(backed: Backed) -> None:
    (backed.folder / "files" / "more").write_text("more")
    with pytest.raises(Lost, match="not on the list"):
        verify_backup(backed.folder)


def test_only_an_empty_place_is_restored_into(backed: Backed, tmp_path: Path) -> None:
    place = tmp_path / "again"
    place.mkdir()
    (place / "mine").write_text("mine")
    with pytest.raises(Conflict, match="not empty"):
        restore(backed.folder, place, backed.clock)
    (place / "mine").unlink()
    restore(backed.folder, place, backed.clock)
    with open_passages(place / "passages") as store:
        assert store.count() == 3
    with locked(Places(place / "passages").owner_lock):
        pass


def test_a_name_that_could_not_be_restored_is_refused_when_backing_up(folder: Folder, tmp_path: Path) -> None:
    (folder.path / "map").mkdir()
    (folder.path / "map" / "a;b.pmtiles").write_text("a map")
    with folder.keeper() as keeper, pytest.raises(Invalid, match="rename"):
        keeper.back_up(tmp_path / "backups")
    assert not list((tmp_path / "backups").rglob("backup.json"))


def test_a_backup_does_not_lie_in_what_it_backs_up(folder: Folder) -> None:
    with folder.keeper() as keeper, pytest.raises(Conflict, match="inside"):
        keeper.back_up(folder.path / "backups")
