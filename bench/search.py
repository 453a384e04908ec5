"""Searching: how fast passages are loaded, found and followed, and what they weigh.

Yardsticks, all measured in the same run on the same engine: for loading, the same rows into one plain
table; for asking, the bytes that a question read at the rate at which one plain scan reads; for weight,
the same rows as Parquet. Cold means a fresh owner process and no page of its files in memory.

::

    loading: made once ──► loaded ──► merged ──► weighed
    cases ──► each warm (times, rows, bytes, processor, memory) and cold ──► the same beside live batches
"""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from bench.analysis_cases import ANALYSIS_CASES
from bench.busy import busy
from bench.cases import CASES, Asking, Case
from bench.loading import END, SQL, loaded, weighed
from bench.measuring import Cpu, Peak, client_of, counted
from bench.result import Result, at_most, measured
from trackway.model.errors import WrongUse
from trackway.model.plate import Plate
from trackway.model.question import Permit, Purpose, Question
from trackway.model.time import Clock, Span
from trackway.passages import PassageStore, open_passages
from trackway.passages.places import Places, locked
from trackway.sim import county
from trackway.trust import Trust

__all__ = ["search"]

WARM_RUNS, COLD_RUNS = 15, 3
_SCAN_S = 5.0
"""A plain scan that takes so long is measured once."""


def search(passages: int, folder: Path, clock: Clock) -> Iterator[Result]:
    """Load and ask so many simulated passages; what is loaded stays in the folder for the next run."""
    if passages < 1000:
        raise WrongUse(f"{passages} passages measure nothing; ask for 1,000 or more.")
    place = folder / f"search-{passages}"
    place.mkdir(parents=True, exist_ok=True)
    yield from loaded(passages, place)
    yield from weighed(place)
    with Trust(place / "trust.sqlite", clock) as trust:
        me = trust.command_line_officer("bench")
        with trust.asking(Purpose(me, "bench", "measuring"), "search", {"bench": "search"}) as asked:
            yield from _ask(place, asked.permit)


def _ask(place: Path, permit: Permit) -> Iterator[Result]:
    cases = CASES | ANALYSIS_CASES
    with _opened(place, permit) as asking:
        rate = _scan_rate(asking.store)
        says = "every plate looked at: the yardstick of asking"
        yield measured("search", "plain scan", round(rate / 1e6), "MB/s", None, says=says)
        for name, case in cases.items():
            yield _warm(name, case, asking, rate)
        yield from busy(asking)
    for name, case in cases.items():
        yield _cold(name, case, asking)
    yield _opening(place)


@contextmanager
def _opened(place: Path, permit: Permit) -> Iterator[Asking]:
    with open_passages(place / "passages") as store:
        year = Span(END.plus(-365 * 86_400), END)
        (last,) = store.find(permit, Question(year, limit=1)).rows
        end = last.at.plus(1)
        busiest, *plates = _plates(store, (end.ms - 86_400_000) // 1000)
        cameras = {camera.number: camera for camera in county().cameras}
        yield Asking(store, permit, place, Span(year.start, end), plates, busiest, cameras)


def _plates(store: PassageStore, since_s: int) -> list[Plate]:
    """The one seen most often since then, and some seen as often as most, one for each run."""
    values = {"since": since_s, "limit": WARM_RUNS}
    return [Plate(row[0]) for row in client_of(store).query(SQL["plates"], parameters=values).result_rows]


def _warm(name: str, case: Case, asking: Asking, rate: float) -> Result:
    folder = asking.place / "passages"
    case.ask(asking, 0)
    times, rows, spent = [], 0, 0.0
    peak = Peak(folder)
    with counted(asking.store) as cost:
        for n in range(WARM_RUNS):
            began, cpu = time.monotonic(), Cpu(folder)
            rows += case.ask(asking, n)
            times.append(time.monotonic() - began)
            spent += cpu.spent()
    yardstick = cost.bytes / WARM_RUNS / rate
    says = (
        f"median of {WARM_RUNS}, quickest {min(times) * 1000:.0f} ms; means: {rows / WARM_RUNS:.0f} rows, "
        f"{cost.rows / WARM_RUNS:,.0f} rows and "
        f"{cost.bytes / WARM_RUNS / 1e6:,.1f} MB read, {spent / WARM_RUNS * 1000:.0f} ms of processor; "
        f"owner at most {peak.megabytes()} MB"
    )
    median = round(statistics.median(times), 4)
    result = measured("search", f"{name}, warm", median, "s", round(yardstick, 5), says=says)
    return result if case.goal_s is None else at_most(result, case.goal_s)


def _cold(name: str, case: Case, asking: Asking) -> Result:
    """Plates, span and permit are those of the warm runs; the store is a fresh one each time."""
    times = []
    for n in range(COLD_RUNS):
        _forget(asking.place / "passages")
        with open_passages(asking.place / "passages") as store:
            fresh = replace(asking, store=store)
            began = time.monotonic()
            case.ask(fresh, n)
            times.append(time.monotonic() - began)
    median = round(statistics.median(times), 4)
    return measured("search", f"{name}, cold", median, "s", None, says=f"median of {COLD_RUNS}")


def _opening(place: Path) -> Result:
    times = []
    for _ in range(COLD_RUNS):
        _forget(place / "passages")
        began = time.monotonic()
        with open_passages(place / "passages"):
            times.append(time.monotonic() - began)
    median = round(statistics.median(times), 3)
    return measured("search", "open, owner started", median, "s", None, says="cold files")


def _scan_rate(store: PassageStore) -> float:
    """Bytes a second that a plain scan reads."""
    best = 0.0
    for _ in range(3):
        began = time.monotonic()
        with counted(store) as cost:
            client_of(store).query(SQL["scan"])
        took = time.monotonic() - began
        best = max(best, cost.bytes / took)
        if took > _SCAN_S:
            break
    return best


def _forget(folder: Path) -> None:
    """Wait for the owner's end and let the system forget the pages of its files."""
    with ExitStack() as stack:
        stack.enter_context(locked(Places(folder).owner_lock))
        for path in folder.rglob("*"):
            if path.is_file():
                descriptor = os.open(path, os.O_RDONLY)
                os.fsync(descriptor)  # pages not yet written cannot be forgotten
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(descriptor)
