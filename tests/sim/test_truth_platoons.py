"""Platoons: nobody comes earlier, nobody overtakes at a gate, and who was held goes together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.time import Instant
from trackway.sim.traffic import holds
from trackway.sim.traffic.platoons import MOST_DELAY_S

NOON = Instant(1_795_233_600_000_000)  # 2026-11-21T12:00+08:00
HELD = holds(np.array([40.0, 62.0]), NOON, np.random.default_rng(3))
DRIVES = st.lists(st.lists(st.integers(5, 900), min_size=0, max_size=8), min_size=1, max_size=6)


@given(gate=st.integers(0, 1), at=st.lists(st.integers(0, 86_400_000), min_size=2, max_size=50))
def test_a_gate_delays_and_keeps_the_order(gate: int, at: list[int]) -> None:
    times = NOON.us + np.sort(np.array(at, np.int64)) * 1000
    let_go = HELD.let_go(np.full(len(times), gate, np.int16), times)
    assert (let_go >= times).all()
    assert (let_go - times <= 111_000_000).all()
    assert (np.diff(let_go) >= 0).all()


@given(legs=DRIVES)
def test_a_drive_is_never_quicker_for_it(legs: list[list[int]]) -> None:
    counts = np.array([len(each) for each in legs])
    planned = [NOON.us + np.cumsum(np.array(each, np.int64)) * 1_000_000 for each in legs]
    at = np.concatenate([*planned, np.empty(0, np.int64)]).astype(np.int64)
    gate = (np.arange(len(at)) % 2).astype(np.int16)
    held = HELD.delayed(gate, at, counts)
    assert ((held - at >= 0) & (held - at <= MOST_DELAY_S * 1e6)).all()
    for first, count in zip(np.cumsum(counts) - counts, counts, strict=True):
        assert (np.diff((held - at)[first : first + count]) >= 0).all()


def test_who_was_held_goes_together_by_day_only() -> None:
    every_5_s = NOON.us + np.arange(0, 6 * 3600, 5, dtype=np.int64) * 1_000_000
    gate = np.zeros(len(every_5_s), np.int16)
    by_day = np.diff(HELD.let_go(gate, every_5_s)) / 1e6
    assert (by_day < 2).mean() > 0.3
    night = every_5_s[:3600] + 12 * 3600 * 1_000_000
    assert (HELD.let_go(gate[:3600], night) == night).all()
