"""kill -9 of the owner, ten times under load: nothing acknowledged is lost, nothing is there twice."""

import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from trackway.model.errors import Unavailable
from trackway.model.passage import Passage, PassageId, passage_id
from trackway.model.question import Permit
from trackway.passages import PassageStore, open_passages
from trackway.passages.clickhouse import ClickHousePassages
from trackway.passages.places import Places

Make = Callable[..., Passage]
KILLS = 10
ONE_BY_ONE, IN_BULK = 3, 40
"""Passages of a batch: with their evidence at camera 1, without at camera 2."""


class Writers:
    """Two threads that file batch after batch, and what the store acknowledged of them."""

    def __init__(self, folder: Path, make: Make) -> None:
        self.acknowledged: set[PassageId] = set()
        self.acknowledgements = threading.Semaphore(0)
        self.failures: list[BaseException] = []
        self._folder = folder
        self._make = make
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._file, args=(work,)) for work in (self._evident, self._bulk)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self, batches: int) -> None:
        """Until so many more batches are acknowledged."""
        while self.acknowledgements.acquire(blocking=False):
            pass
        for _ in range(batches):
            self.acknowledgements.acquire()
        if self.failures:
            raise self.failures[0]

    def finish(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _file(self, batch: Callable[[PassageStore, int], set[PassageId]]) -> None:
        try:
            with open_passages(self._folder) as store:
                number = 0
                while not self._stop.is_set():
                    try:
                        self.acknowledged.update(batch(store, number))
                    except Unavailable:  # killed twice in one breath: the contract says to try again
                        continue
                    number += 1
                    self.acknowledgements.release()
        except BaseException as failure:  # told by the test's own thread
            self.failures.append(failure)
            self.acknowledgements.release(10_000)

    def _evident(self, store: PassageStore, number: int) -> set[PassageId]:
        first = number * ONE_BY_ONE
        batch = [self._make(first + n, 1, f"AAA-{first + n:04d}") for n in range(ONE_BY_ONE)]
        store.add(batch)
        return {passage.id for passage in batch}

    def _bulk(self, store: PassageStore, number: int) -> set[PassageId]:
        first = number * IN_BULK
        batch = [self._make(first + n, 2, f"BBB-{(first + n) % 10_000:04d}") for n in range(IN_BULK)]
        words = {name: [str(getattr(p, name)) for p in batch] for name in ("kind", "colour", "heading")}
        store.add_columns(
            pa.table(
                {
                    "at": np.array([p.at.us for p in batch], np.int64),
                    "camera": np.full(IN_BULK, 2, np.uint16),
                    "sequence": np.zeros(IN_BULK, np.uint8),
                    "plate": [p.plate.text if p.plate else "" for p in batch],
                    "confidence": np.full(IN_BULK, 0.9, np.float32),
                    "speed": pa.nulls(IN_BULK, pa.float32()),
                    "source": ["recorded"] * IN_BULK,
                    **words,
                }
            )
        )
        return {passage.id for passage in batch}


def test_ten_kills_under_load_lose_nothing_and_double_nothing(
    folder: Path, permit: Permit, make: Make
) -> None:
    dice = random.Random(20261123)
    writers = Writers(folder, make)
    killed = set()
    try:
        for _ in range(KILLS):
            writers.wait(dice.randint(3, 9))  # a different number each time, so that kills fall anywhere
            endpoint = Places(folder).endpoint()
            assert endpoint is not None
            killed.add(endpoint.pid)
            os.kill(endpoint.pid, signal.SIGKILL)
        writers.wait(4)
    finally:
        writers.finish()
    assert len(killed) == KILLS
    with open_passages(folder) as store:
        assert isinstance(store, ClickHousePassages)
        ask = store.link.client().query
        found = [
            passage_id(make(0).at.plus((ms - make(0).at.ms) / 1000), camera, sequence)
            for ms, camera, sequence in ask(
                "select toUnixTimestamp64Milli(ts), camera, sequence from passages"
            ).result_rows
        ]
        assert len(found) == len(set(found))
        assert set(found) == writers.acknowledged
        evidence = ask("select count(), uniqExact(ts, camera, sequence) from evidence").result_rows
        assert len(set(evidence[0])) == 1
        # By plate as by time, and every plate in the dictionary.
        assert ask(
            "select count() from mergeTreeProjection(currentDatabase(), passages, by_plate)"
        ).result_rows == [(len(found),)]
        assert ask(
            "select count() from passages where plate not in (select plate from plates)"
        ).result_rows == [(0,)]
        last = max(identity for identity in writers.acknowledged if identity >> 6 & 0xFFFF == 1)
        assert store.get(permit, last).readings == make(0).readings
