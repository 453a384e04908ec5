"""The whole way of an alert in real processes: journal, watch, telling, gateway; and kills anywhere in it."""

import random
import signal
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from bench.alerting.centre import running, set_up
from bench.alerting.gateway import Gateway, gateway
from bench.matching.entries import plate, traffic

from trackway.journal import SqliteJournal
from trackway.model.passage import passage_id
from trackway.model.plate import Plate
from trackway.node.clock import SystemClock

_CLOCK = SystemClock()


def _journal(data: Path, wanted: list[str]) -> None:
    """Some traffic with these plates in it, at different cameras, passing now."""
    now = _CLOCK.now()
    some = []
    for number, one in enumerate(traffic(100 + len(wanted), 7, now)):
        at, camera = now.plus(-number / 1000), number % 240 + 1
        text = wanted[number] if number < len(wanted) else one.plate.text if one.plate else ""
        stamp = replace(one.stamp, at=at)
        some.append(
            replace(one, id=passage_id(at, camera, 0), stamp=stamp, camera=camera, plate=Plate(text), looks=4)
        )
    with SqliteJournal(data / "journal.sqlite", _CLOCK) as journal:
        journal.append(some)


def _wait_for(taking: Gateway, wanted: list[str], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not set(wanted) <= taking.taken_s.keys() and time.monotonic() < until:
        time.sleep(0.02)
    return set(wanted) <= taking.taken_s.keys()


def _check(taking: Gateway, wanted: list[str]) -> None:
    """Everything was told, and what was sent twice went under one number, so that the gateway drops it."""
    assert set(wanted) <= taking.taken_s.keys(), "an alert was lost"
    numbers = defaultdict(set)
    for text, number in taking.sent:
        numbers[text].add(number)
    assert all(len(some) == 1 for some in numbers.values()), "told twice under two numbers"


@pytest.mark.parametrize(
    ("kills", "each"), [(1, 3), pytest.param(25, 4, marks=[pytest.mark.campaign, pytest.mark.timeout(1800)])]
)
def test_no_alert_is_lost_and_none_told_anew_when_the_centre_is_killed_anywhere(
    tmp_path: Path, kills: int, each: int
) -> None:
    rng = random.Random(11)
    wanted = [plate(rng) for _ in range(each * (kills + 1))]
    data = tmp_path / "data"
    with gateway() as taking:
        set_up(data, _CLOCK, taking, wanted, [])
        for kill in range(kills):
            with running(data, signal.SIGKILL):
                _journal(data, wanted[kill * each : (kill + 1) * each])
                # Somewhere between the journal and the gateway; the first time once some have gone out.
                time.sleep(rng.uniform(0.0, 0.4))
        with running(data):
            _journal(data, wanted[kills * each :])
            _wait_for(taking, wanted, 120)
        _check(taking, wanted)
