"""AB plates told live: which, how soon, and what the analysis of the whole month says of the same."""

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import Tally
from bench.result import Result, at_least, measured
from bench.watching.showing import Told, show
from trackway.model.place import distance_m
from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.sim.traffic import KINDS, PLATE_COLOURS
from trackway.sim.truth import CloneCase, KnownTraffic
from trackway.watch import Cause
from trackway.watch.cloned import ClonedWatcher
from trackway.watch.vehicles import VehicleFact

__all__ = ["ab_plates"]

BENCH = "watch"
_DRIVABLE_KMH = 150.0
"""Beyond this in a straight line a case counts a meeting (``CloneCase.meetings``)."""
_PER_S = 60_000
"""So that it fits beside the matching of lists, 20,000 a second together on two cores, with room."""


class _NoRegister:
    """The simulated county has no vehicle register."""

    def facts(self, plates: Collection[str]) -> Mapping[str, VehicleFact]:
        return {}


def ab_plates(asking: Asking) -> Iterator[Result]:
    """Journeys and mismatches told live."""
    told, spent = show(
        asking, lambda timing: ClonedWatcher(timing, lambda: asking.desk.cameras, _NoRegister())
    )
    yield from _journeys(asking, [one for one in told if one.hit.cause is Cause.CLONED])
    yield _either({one.hit.plate for one in told}, asking.known)
    yield from _mismatches(asking.known, {one.hit.plate for one in told if one.hit.cause is Cause.MISMATCH})
    rate = round(len(asking.known.seen) / spent)
    says = "with all weighing, one core; yardstick: none"
    yield at_least(measured(BENCH, "cloned · passages a second", rate, "passages/s", None, says=says), _PER_S)


def _journeys(asking: Asking, told: Sequence[Told]) -> Iterator[Result]:
    cases = asking.known.of(CloneCase)
    wanted = {case.plate for case in cases}
    live, batch = Tally(), Tally()
    first: dict[str, Told] = {}
    for one in told:
        first.setdefault(one.hit.plate, one)
    live.add(set(first), wanted)
    report = asking.ask("cloned", span=span_text(asking.known.span), limit=200)
    listed = {plate for finding in report.findings for plate in finding.plates}
    batch.add(listed, wanted)
    says = "yardstick: the batch analysis of the whole month"
    for what, value, other, mine in (
        ("precision", live.precision, batch.precision, f"{live.right} of {live.given}"),
        ("recall", live.recall, batch.recall, f"{live.right} of {live.wanted}"),
    ):
        yield measured(BENCH, f"cloned · {what}", value, "share", other, says=f"{mine}; {says}")
    alike = {case.plate for case in cases if case.is_same_look}
    yield measured(
        BENCH,
        "cloned · recall where both look the same",
        round(len(alike & set(first)) / max(1, len(alike)), 3),
        "share",
        round(len(alike & listed) / max(1, len(alike)), 3),
        says=f"{len(alike & set(first))} of {len(alike)}; only time and place give them away; {says}",
    )
    yield from _delays(asking.known, first)


def _either(told: set[str], known: KnownTraffic) -> Result:
    """Clones that either test told of: one that looks wrong need not meet itself."""
    wanted = {case.plate for case in known.of(CloneCase)}
    share = round(len(told & wanted) / max(1, len(wanted)), 3)
    says = f"{len(told & wanted)} of {len(wanted)}, by journeys or as a mismatch"
    return measured(BENCH, "cloned · recall of both tests", share, "share", None, says=says)


def _delays(known: KnownTraffic, first: Mapping[str, Told]) -> Iterator[Result]:
    """From the first reading that no vehicle can have made after the one before, to the first hit."""
    delays, readings = [], []
    for case in known.of(CloneCase):
        if case.plate not in first:
            continue
        at_us = _readings(known, case.plate)
        met = _first_meeting(known, case.plate)
        if met is None:
            continue
        told_us = first[case.plate].at_us
        delays.append(max(0.0, (told_us - met) / 1e6))
        readings.append(int(((at_us > met) & (at_us <= told_us)).sum()))
    if not delays:
        return
    says = f"{len(delays)} clones, from the first reading that cannot be the same vehicle's to the first hit"
    for name, value in (
        ("median", statistics.median(delays)),
        ("of nine in ten", float(np.quantile(delays, 0.9))),
    ):
        yield measured(BENCH, f"cloned · delay, {name}", round(value / 3600, 2), "h", None, says=says)
    within = sum(one <= 3600 for one in delays)
    yield measured(
        BENCH,
        "cloned · told within an hour",
        round(within / len(delays), 3),
        "share",
        None,
        says=f"{within} of {len(delays)}; the batch analysis tells when somebody asks",
    )
    says = "readings of the number, by either vehicle, after that first one"
    yield measured(
        BENCH, "cloned · further readings, median", statistics.median(readings), "readings", None, says=says
    )


def _rows(known: KnownTraffic, plate: str) -> NDArray[np.intp]:
    """Rows in which this plate was read right, in the order in which they truly happened."""
    seen = known.seen
    vehicles = np.flatnonzero(known.fleet.plate == plate)
    rows = np.flatnonzero(np.isin(seen.vehicle, vehicles) & (seen.plate == seen.vehicle + 1))
    return rows[np.argsort(seen.true_us[rows], kind="stable")]


def _readings(known: KnownTraffic, plate: str) -> NDArray[np.int64]:
    return known.seen.true_us[_rows(known, plate)]


def _first_meeting(known: KnownTraffic, plate: str) -> int | None:
    """When the one vehicle was first read too soon after the other; ``None`` where it never was."""
    seen, cameras = known.seen, known.county.cameras
    for one, other in pairwise(_rows(known, plate).tolist()):
        if seen.vehicle[one] != seen.vehicle[other]:
            places = [cameras[int(seen.camera[row]) - 1].place for row in (one, other)]
            took_s = (seen.true_us[other] - seen.true_us[one]) / 1e6
            if distance_m(*places) > took_s * _DRIVABLE_KMH / 3.6:
                return int(seen.true_us[other])
    return None


def _mismatches(known: KnownTraffic, told: set[str]) -> Iterator[Result]:
    """Numbers that are truly on a vehicle they are not for, planted ones and such as traffic has."""
    fleet = known.fleet
    vehicles = zip(fleet.plate.tolist(), fleet.kind.tolist(), fleet.plate_colours.tolist(), strict=True)
    odd = {text for text, kind, colours in vehicles if conflicts(Plate(text), colours, kind)}
    planted = {case.plate for case in known.of(CloneCase) if case.is_conflict}
    once = _once(known)
    right, other = told & (odd | planted), once & (odd | planted)
    says = "yardstick: told at the first reading that does not agree"
    yield measured(
        BENCH,
        "mismatch · precision",
        round(len(right) / max(1, len(told)), 3),
        "share",
        round(len(other) / max(1, len(once)), 3),
        says=f"{len(right)} of {len(told)}, yardstick {len(other)} of {len(once)}; {says}",
    )
    yield measured(
        BENCH,
        "mismatch · recall of planted ones",
        round(len(told & planted) / max(1, len(planted)), 3),
        "share",
        round(len(once & planted) / max(1, len(planted)), 3),
        says=f"{len(told & planted)} of {len(planted)}, {len(told & odd - planted)} more truly are; {says}",
    )


def _once(known: KnownTraffic) -> set[str]:
    """The texts of which any one reading contradicts what was seen."""
    seen = known.seen
    looks = np.stack([seen.plate.astype(np.int64), seen.kind, seen.plate_colours], 1)
    found = set()
    for plate, kind, colours in np.unique(looks, axis=0).tolist():
        text = seen.texts[plate]
        if text and conflicts(Plate(text), PLATE_COLOURS[colours], KINDS[kind]):
            found.add(text)
    return found
