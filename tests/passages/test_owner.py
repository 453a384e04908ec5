"""The owner process: one per folder, found or started, gone when nobody needs it, replaced when killed."""

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from trackway.model.errors import Unavailable
from trackway.model.passage import Passage
from trackway.model.pattern import parse_pattern
from trackway.model.question import Permit, Question
from trackway.model.time import Instant, Span
from trackway.passages import open_passages
from trackway.passages.places import ALREADY_OWNED, Endpoint, Places, is_held, locked

Make = Callable[..., Passage]


def endpoint(folder: Path) -> Endpoint:
    found = Places(folder).endpoint()
    assert found is not None
    return found


def wait_for_the_end(folder: Path) -> None:
    """Returns when no process owns the folder any more."""
    with locked(Places(folder).owner_lock):
        pass


@contextmanager
def owner_process(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """An owner that somebody started by hand, ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "trackway.passages.owner", str(folder), *options], stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_what_was_filed_is_there_when_opened_again(folder: Path, permit: Permit, make: Make) -> None:
    with open_passages(folder) as store:
        store.add([make(n) for n in range(5)])
        first = endpoint(folder).pid
    wait_for_the_end(folder)
    assert Places(folder).endpoint() is None
    with open_passages(folder) as store:
        assert endpoint(folder).pid != first
        store.add([make(n) for n in range(3, 8)])
        assert store.count() == 8
        assert store.get(permit, make(7).id) == make(7)


def test_everyone_who_opens_shares_one_owner_that_stays_for_the_last(folder: Path, make: Make) -> None:
    with open_passages(folder) as first:
        pid = endpoint(folder).pid
        with open_passages(folder) as second:
            second.add([make()])
            assert first.count() == 1
        assert first.count() == 1
        assert endpoint(folder).pid == pid
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: first.add([make(n)]), range(8)))
        assert first.count() == 8
    wait_for_the_end(folder)


def test_many_who_start_at_once_get_one_owner(folder: Path) -> None:
    start, done = threading.Barrier(4), threading.Barrier(4)

    def work(_: int) -> int:
        start.wait()
        with open_passages(folder) as store:
            store.count()
            done.wait()
            return endpoint(folder).pid

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(work, range(4)))) == 1


def test_a_killed_owner_is_replaced_and_nothing_acknowledged_is_lost(
    folder: Path, permit: Permit, day: Span, make: Make
) -> None:
    acknowledged: list[Passage] = []
    enough = threading.Semaphore(0)
    stop = threading.Event()
    failures: list[BaseException] = []

    def file() -> None:
        try:
            with open_passages(folder) as store:
                n = 0
                while not stop.is_set():
                    batch = [make(n + k, plate=f"AAA-{n + k:04d}") for k in range(3)]
                    store.add(batch)
                    acknowledged.extend(batch)
                    n += 3
                    enough.release()
        except BaseException as failure:  # reported below, by the test's own thread
            failures.append(failure)
            enough.release(1000)

    worker = threading.Thread(target=file)
    worker.start()
    pids = set()
    for _ in range(3):
        for _ in range(4):
            enough.acquire()
        pids.add(endpoint(folder).pid)
        os.kill(endpoint(folder).pid, signal.SIGKILL)
    for _ in range(4):
        enough.acquire()
    stop.set()
    worker.join()
    assert failures == []
    assert len(pids) == 3
    wait_for_the_end(folder)
    with open_passages(folder) as store:
        answer = store.find(permit, Question(day, pattern=parse_pattern("AAA*"), limit=10_000))
        found = [passage.id for passage in answer.rows]
        assert len(found) == len(set(found)) == store.count()
        assert set(found) == {passage.id for passage in acknowledged}
        for passage in acknowledged[-3:]:
            assert store.get(permit, passage.id) == passage


def test_an_owner_killed_while_nobody_looked_is_replaced_by_the_next(folder: Path, make: Make) -> None:
    with owner_process(folder) as process:
        with open_passages(folder) as store:
            store.add([make()])
        process.kill()
        process.wait()
        assert Places(folder).endpoint() is not None  # a killed owner withdraws nothing
        with open_passages(folder) as store:
            assert store.count() == 1
            assert endpoint(folder).pid != process.pid


def test_an_owner_started_by_hand_stays_until_told(folder: Path, make: Make) -> None:
    with owner_process(folder) as process:
        with open_passages(folder) as store:
            store.add([make()])
            assert endpoint(folder).pid == process.pid
        assert is_held(Places(folder).owner_lock)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
        assert Places(folder).endpoint() is None


def test_a_second_owner_gives_way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with owner_process(folder) as process:
        program = (
            "import sys; from trackway.passages import owner; owner._PATIENCE_S = 0.0; "
            "sys.exit(owner.main(sys.argv[1:]))"
        )
        second = subprocess.run(
            [sys.executable, "-c", program, str(folder)], check=False, capture_output=True
        )
        assert second.returncode == ALREADY_OWNED
        assert process.poll() is None


def test_what_is_asked_when_the_owner_is_told_to_stop_is_still_answered(folder: Path) -> None:
    with owner_process(folder) as process, open_passages(folder) as store:
        client = store.link.client()  # type: ignore[attr-defined]
        given: list[object] = []
        asked = threading.Thread(
            target=lambda: given.append(client.command("select count() from numbers(1) where sleep(1.5) = 0"))
        )
        asked.start()
        while client.command("select count() from system.processes where query like '%sleep(1.5)%'") < 2:
            pass
        process.send_signal(signal.SIGTERM)
        asked.join()
        assert given == [1]
        assert process.wait() == 0


def test_the_files_are_for_this_user_alone(folder: Path, make: Make) -> None:
    with open_passages(folder) as store:
        store.add([make()])
        for path in [folder, *folder.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_leftovers_of_a_killed_owner_are_cleared(folder: Path) -> None:
    (folder / "arriving").mkdir(parents=True)
    (folder / "arriving" / "half.rows").write_bytes(b"half")
    with open_passages(folder):
        assert list((folder / "arriving").iterdir()) == []


def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable, match="cannot be used"), open_passages(tmp_path / "file" / "passages"):
        pass


def test_an_owner_that_cannot_start_says_why(folder: Path) -> None:
    folder.mkdir()
    (folder / "engine").write_text("in the way")
    with pytest.raises(Unavailable, match="could not be started"), open_passages(folder):
        pass


def test_an_owner_that_was_stopped_is_replaced_at_the_next_question(folder: Path, make: Make) -> None:
    with open_passages(folder) as store:
        store.add([make()])
        os.kill(endpoint(folder).pid, signal.SIGTERM)
        wait_for_the_end(folder)
        assert store.count() == 1


def test_a_second_order_that_a_power_cut_spoilt_is_passed_by(folder: Path, permit: Permit) -> None:
    rows = 120_000
    start = Instant(1_790_049_600_000_000)
    table = pa.table(
        {
            "at": start.us + np.arange(rows) * 1_000_000,
            "camera": np.full(rows, 1, np.uint16),
            "sequence": np.zeros(rows, np.uint8),
            "plate": pa.array([f"AAA{n:04d}" for n in range(10_000)]).take(
                pa.array(np.arange(rows) % 10_000)
            ),
            "confidence": np.full(rows, 0.9, np.float32),
            **{name: np.full(rows, 1, np.uint8) for name in ("kind", "colour", "heading", "source")},
            "speed": pa.nulls(rows, pa.float32()),
        }
    )
    with open_passages(folder) as store:
        store.add_columns(table)
    wait_for_the_end(folder)
    spoilt = 0
    for file in folder.rglob("by_plate.proj/*.bin"):
        file.write_bytes(os.urandom(file.stat().st_size))
        spoilt += 1
    assert spoilt
    span = Span(start, start.plus(rows))
    with open_passages(folder) as store:
        client = store.link.client()  # type: ignore[attr-defined]
        with pytest.raises(DatabaseError):
            client.query("select sum(camera) from passages where plate = 'AAA0042'")
        assert len(store.history(permit, "AAA0042", span)) == 12
        answer = store.find(permit, Question(span, pattern=parse_pattern("AAA004?"), limit=1000))
        assert len(answer.rows) == 120


@pytest.mark.root
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path, make: Make) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("A small disk can be mounted by root only: the full disk was NOT tried.")
    try:
        with open_passages(disk / "passages") as store:
            batch = [make()]
            filed = 0

            def fill() -> None:
                nonlocal batch, filed
                while filed < 100_000:
                    batch = [make(filed + n, plate=f"AAA-{(filed + n) % 10_000:04d}") for n in range(1000)]
                    store.add(batch)
                    filed += 1000

            with pytest.raises(Unavailable, match="full"):
                fill()
            assert filed > 0
            assert store.count() == filed
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            store.add(batch)
            assert store.count() == filed + 1000
        wait_for_the_end(disk / "passages")
        with open_passages(disk / "passages") as store:
            assert store.count() == filed + 1000
        wait_for_the_end(disk / "passages")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
