"""Next camera on its cases: where a vehicle goes on to, and when it gets there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from bench.analysing import naive
from bench.analysing.asking import Asking
from bench.analysing.tally import BENCH, share
from bench.result import Result, measured
from trackway.model.finding import Finding
from trackway.model.time import Instant
from trackway.sim.truth import NextCase

__all__ = ["next_camera"]

_SOONER, _LATER = 0.75, 1.25
"""The yardstick's window: a quarter less and a quarter more than the straight line takes at 40 km/h."""
_NOMINAL = 0.8


@dataclass
class _Guess:
    """Which of the places named was right, best first, and whether it came in the stated time, if any."""

    hits: list[bool]
    in_time: list[bool]

    def first(self) -> bool:
        return any(self.hits[:1])

    def three(self) -> bool:
        return any(self.hits[:3])


def next_camera(asking: Asking) -> Iterator[Result]:
    """How often the next gate stands first or among three; whether probability and arrival are true."""
    ours: list[_Guess] = []
    others: list[_Guess] = []
    stated, came, refused = [], [], 0
    for case in asking.cases(NextCase):
        found = asking.ask("next-camera", plate=case.plate, at=str(case.at.plus(1))).findings
        guess = _ours(found, case)
        refused += not found
        stated += [found[0].score] if found else []
        came += [case.read_at in found[0].cameras] if found else []
        if case.next_at is not None:
            ours += [guess] if found else []
            others.append(_other(asking, case, case.next_at))
    says = f"yardstick: where most went on to from there; {asking.took('next-camera')}"
    for name, right in (("first is right", _Guess.first), ("right among three", _Guess.three)):
        part, yardstick = (sum(map(right, some)) for some in (ours, others))
        yield share(f"next camera · {name}", (part, len(ours)), (yardstick, len(others)), says=says)
    in_time, yardstick_in_time = ([one for guess in some for one in guess.in_time] for some in (ours, others))
    yield share(
        "next camera · arrives within p10 to p90",
        (sum(in_time), len(in_time)),
        (sum(yardstick_in_time), len(yardstick_in_time)),
        says=f"to be {_NOMINAL}; yardstick: straight line at 40 km/h, a quarter less and more",
    )
    yield measured(
        BENCH,
        "next camera · mean probability of the first",
        round(sum(stated) / max(len(stated), 1), 3),
        "share",
        round(sum(came) / max(len(came), 1), 3),
        says=f"yardstick: how often it was right; {refused} refused for too few vehicles",
    )


def _ours(found: tuple[Finding, ...], case: NextCase) -> _Guess:
    hits = [not set(case.next_cameras).isdisjoint(one.cameras) for one in found]
    right = [one for one, is_right in zip(found, hits, strict=True) if is_right and "eta" in one.facts]
    return _Guess(hits, [_is_within(one, at) for one in right[:1] for at in [case.next_at] if at is not None])


def _is_within(finding: Finding, at: Instant) -> bool:
    """Whether it arrived within the stated window (times of one form compare as texts)."""
    early, _, late = cast("list[str]", finding.facts["eta"])
    return early <= str(at) <= late


def _other(asking: Asking, case: NextCase, next_at: Instant) -> _Guess:
    true = (case.next_cameras[0] - 1) // 4
    guessed = naive.next_sites(asking.seen, case.camera, case.at)
    took = next_at.since(case.at)
    in_time = [_SOONER * seconds <= took <= _LATER * seconds for site, seconds in guessed if site == true]
    return _Guess([site == true for site, _ in guessed], in_time)
