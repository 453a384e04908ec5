"""Asking while passages arrive: questions alone, then the same with live batches filed beside them."""

import itertools
import statistics
import threading
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from bench.cases import CASES, Asking
from bench.loading import END, SQL
from bench.measuring import Cpu, client_of
from bench.result import Result, at_most, measured
from trackway.passages import PassageStore
from trackway.sim import bulk_tables, county

__all__ = ["busy"]

RATES = (1_000, 5_000, 10_000)
"""Passages a second: the county's evening is below 100, 5,000 cameras at their busiest some 1,100."""
SECONDS = 12.0
"""Asked for so long each time: a hundred questions or more."""
_ASKERS = 2
_ASKED = ("find one plate", "prefix ABC-1*", "area, 30 min", "newest page", "pattern ?BC*")
_LATER = END.plus(60 * 86_400)
"""Live batches get a month of their own, which is dropped afterwards: the store stays what it was."""


def busy(asking: Asking) -> Iterator[Result]:
    """How much slower questions are while batches are filed, one a second."""
    try:
        for rate in RATES:
            alone = _asked(asking)  # each time anew: other work on the machine comes and goes
            yield _beside(asking, rate, alone)
    finally:
        client_of(asking.store).command(SQL["drop_month"], parameters={"month": f"{_LATER.taipei():%Y%m}"})


def _beside(asking: Asking, rate: int, alone: Sequence[float]) -> Result:
    batches = _batches(rate)
    stop, took = threading.Event(), list[float]()
    writer = threading.Thread(target=_file, args=(asking.store, batches, stop, took))
    cpu = Cpu(asking.place / "passages")
    writer.start()
    beside = _asked(asking)
    stop.set()
    writer.join()
    p95, p95_alone = _p95(beside), _p95(alone)
    filed = rate * len(took)
    says = (
        f"p95 of {len(beside)} questions by {_ASKERS} at once; alone (yardstick) p50 "
        f"{statistics.median(alone) * 1000:.0f} ms, beside {statistics.median(beside) * 1000:.0f} ms; "
        f"{filed / (SECONDS + 1e-9):,.0f} passages/s filed, a batch in {statistics.median(took):.2f} s "
        f"(longest {max(took):.2f}); {cpu.spent():.0f} s of processor"
    )
    result = measured(
        "search", f"asked beside {rate:,}/s", round(p95, 4), "s", round(p95_alone, 4), says=says
    )
    return at_most(result, round(2 * p95_alone, 4))


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _asked(asking: Asking) -> list[float]:
    """Seconds of each question, asked one after another by each of some askers."""
    times: list[float] = []
    end = time.monotonic() + SECONDS

    def ask(first: int) -> None:
        for n in itertools.count(first):
            began = time.monotonic()
            if began > end:
                return
            CASES[_ASKED[n % len(_ASKED)]].ask(asking, n)
            times.append(time.monotonic() - began)

    askers = [threading.Thread(target=ask, args=(7 * number,)) for number in range(_ASKERS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return times


def _file(store: PassageStore, batches: Iterator[pa.Table], stop: threading.Event, took: list[float]) -> None:
    """A batch every second, until told to stop."""
    due = time.monotonic()
    for batch in batches:
        began = time.monotonic()
        store.add_columns(batch)
        took.append(time.monotonic() - began)
        due += 1
        if stop.wait(max(0.0, due - time.monotonic())):
            return


def _batches(rate: int) -> Iterator[pa.Table]:
    """A second's passages each, as if they came in that second."""
    count = round(rate * (SECONDS + 30))
    table = pa.concat_tables(bulk_tables(county(), _LATER, count, seed=rate)).unify_dictionaries()
    rng = np.random.default_rng(rate)
    for second in range(count // rate):
        some = table.slice(second * rate, rate)
        at = _LATER.us + second * 1_000_000 + np.sort(rng.integers(0, 1_000_000, rate))
        yield some.set_column(0, "at", pa.array(at))
