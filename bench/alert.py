"""Alerts: from a passage being durable to the officer's page, and to the text message gateway.

A real centre runs in its own process with a list of wanted plates; an officer's page follows its alerts, a
duty officer has a telephone at a gateway on this machine. Passages are journalled at a steady rate, one
wanted plate among them every second, and each is timed from when its page of the journal was on disk.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.alerting.centre import Page, running, set_up
from bench.alerting.gateway import gateway
from bench.matching.entries import plate, traffic
from bench.result import Result, at_least, at_most, measured
from trackway.journal import SqliteJournal
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage, passage_id
from trackway.model.plate import Plate
from trackway.model.time import Clock

__all__ = ["alert"]

_STEP_S = 0.1
_LATE_S = 30.0
"""So long is waited for what has not arrived; it counts as that late."""
_SEED = 20_26
_SCREEN_S, _GATEWAY_S = 1.0, 2.0


def alert(seconds: int, rate: int, entries: int, clock: Clock) -> Iterator[Result]:
    """Journal so many passages a second and time the alerts of the wanted among them."""
    if seconds < 5 or rate < 10:
        raise WrongUse("Ask for five seconds or more, and for ten passages a second or more.")
    rng = random.Random(_SEED)  # noqa: S311  seeded, not secret
    wanted = [plate(rng) for _ in range(seconds)]
    others = [plate(rng) for _ in range(max(0, entries - seconds))]
    with TemporaryDirectory() as folder, gateway() as taking:
        data = Path(folder) / "data"
        print(f"setting up a list of {entries:,}", file=sys.stderr)
        set_up(data, clock, taking, wanted, others)
        with running(data) as port:
            page = Page(port)
            while not page.is_watched():
                time.sleep(0.2)
            durable_s = _journalled(data, wanted, rate, clock)
            until = time.monotonic() + _LATE_S
            while time.monotonic() < until and len(taking.taken_s.keys() & set(wanted)) < len(wanted):
                time.sleep(0.1)
    says = f"{len(wanted)} wanted among {rate} passages/s for {seconds} s; {entries:,} entries"
    for place, arrived, goal in (("page", page.told_s, _SCREEN_S), ("gateway", taking.taken_s, _GATEWAY_S)):
        yield from _results(place, [arrived.get(one, np.inf) - durable_s[one] for one in wanted], goal, says)
    told = sum(one in page.told_s and one in taking.taken_s for one in wanted)
    yield at_least(measured("alert", "told to both", told, "alerts", len(wanted), says=says), len(wanted))


def _results(place: str, took_s: Sequence[float], goal: float, says: str) -> Iterator[Result]:
    took = np.minimum(took_s, _LATE_S)
    median, late = float(np.median(took)), float(np.quantile(took, 0.95))
    yield measured("alert", f"durable to {place} · p50", round(median, 3), "s", None, says=says)
    p95 = measured("alert", f"durable to {place} · p95", round(late, 3), "s", None, says=says)
    yield at_most(p95, goal)


def _journalled(data: Path, wanted: Sequence[str], rate: int, clock: Clock) -> dict[str, float]:
    """Append traffic at a steady rate; when each wanted plate was on disk."""
    each = round(rate * _STEP_S)
    steps = round(len(wanted) / _STEP_S)
    passing = traffic(each * steps, _SEED + 1, clock.now())
    durable_s: dict[str, float] = {}
    with SqliteJournal(data / "journal.sqlite", clock) as journal:
        began = time.monotonic()
        for step in range(steps):
            time.sleep(max(0.0, began + step * _STEP_S - time.monotonic()))
            some = _now(passing[step * each : (step + 1) * each], clock)
            if step % round(1 / _STEP_S) == 0:
                text = wanted[step // round(1 / _STEP_S)]
                some[-1] = replace(some[-1], plate=Plate(text), confidence=0.97, looks=4)
                journal.append(some)
                durable_s[text] = time.monotonic()
            else:
                journal.append(some)
    return durable_s


def _now(passages: Sequence[Passage], clock: Clock) -> list[Passage]:
    """The same passages, passing now, at cameras of the county."""
    now = clock.now()
    found = []
    for number, one in enumerate(passages):
        at, camera = now.plus(-number / 1000), number % 240 + 1
        stamp = replace(one.stamp, at=at)
        found.append(replace(one, id=passage_id(at, camera, 0), stamp=stamp, camera=camera))
    return found
