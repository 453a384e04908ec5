"""Racers told live: which, how soon, and what the analysis of the whole month says of the same."""

import statistics
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import Tally
from bench.result import Result, at_least, measured
from bench.watching.showing import Told, show
from trackway.model.band import Band
from trackway.model.question import Officer, Role
from trackway.model.time import Instant
from trackway.sim.truth import RaceCase, SpeederCase
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE
from trackway.watch.roads import RacingWatcher, RoadPlan, RoadTest, RoadWatches

__all__ = ["racers"]

BENCH = "watch"
_LATE_S = 1800.0
"""What is told after the race belongs to it, too."""
_PER_S = 60_000
"""So that it fits beside the matching of lists, 20,000 a second together on two cores, with room."""


@dataclass(frozen=True, slots=True)
class _Still:
    """A clock that stands at the beginning of the month."""

    at: Instant

    def now(self) -> Instant:
        return self.at


def racers(asking: Asking) -> Iterator[Result]:
    """Races told live, with the question's own numbers: 21:00 to 06:00, 100 km/h at least, 15 s apart."""
    asker, other = (Officer(n, f"officer{n}", f"officer{n}", Role.INVESTIGATOR) for n in (1, 2))
    plan = RoadPlan(
        "夜間飆車 Racing by night",
        RoadTest.RACING,
        asking.known.span,
        100.0,
        "量測 measured",
        "量測 measured",
        "量測 measured",
        bands=frozenset({Band(21 * 60, 6 * 60)}),
    )
    with TemporaryDirectory() as folder, closing(SqliteFile(Path(folder) / "watch", WATCH_FILE)) as file:
        watches = RoadWatches(file, _Still(asking.known.span.start))
        watches.approve(other, watches.add(asker, plan).id)
        cameras = asking.desk.cameras
        told, spent = show(asking, lambda timing: RacingWatcher(watches, timing, lambda: cameras))
    yield from _compared(asking, told)
    rate = round(len(asking.known.seen) / max(spent, 1e-9))
    says = "by day too, when nobody is held against anybody; one core; yardstick: none"
    yield at_least(measured(BENCH, "racing · passages a second", rate, "passages/s", None, says=says), _PER_S)


def _compared(asking: Asking, told: list[Told]) -> Iterator[Result]:
    cases = asking.known.of(RaceCase)
    wanted = {plate for case in cases for plate in case.plates}
    live, batch = Tally(), Tally()
    live.add({plate for one in told for plate in _plates(one)}, wanted)
    report = asking.ask("racing", span=span_text(asking.known.span), limit=200)
    batch.add({plate for finding in report.findings for plate in finding.plates}, wanted)
    says = "yardstick: the batch analysis of the whole month"
    for what, value, other, mine in (
        ("precision", live.precision, batch.precision, f"{live.right} of {live.given}"),
        ("recall", live.recall, batch.recall, f"{live.right} of {live.wanted}"),
    ):
        yield measured(BENCH, f"racing · {what}", value, "share", other, says=f"{mine} vehicles; {says}")
    alone = {case.plate for case in asking.known.of(SpeederCase)}
    taken = len(alone & {plate for one in told for plate in _plates(one)})
    yield measured(
        BENCH,
        "racing · single fast vehicles taken for racers",
        round(taken / max(1, len(alone)), 3),
        "share",
        None,
        says=f"{taken} of {len(alone)}",
    )
    nights = [(case, night) for case in cases for night in case.nights]
    delays = []
    for case, night in nights:
        during = [_at_us(one) for one in told if _plates(one) & set(case.plates)]
        during = [at_us for at_us in during if night.start.us <= at_us <= night.end.plus(_LATE_S).us]
        if during:
            delays.append((min(during) - night.start.us) / 60e6)
    if delays:
        says = f"{len(delays)} of {len(nights)} nights told; from the start of the race to the first hit"
        yield measured(
            BENCH, "racing · delay, median", round(statistics.median(delays), 1), "min", None, says=says
        )


def _plates(told: Told) -> set[str]:
    return {one.plate.text for one in (told.hit.passage, *told.hit.others) if one.plate}


def _at_us(told: Told) -> int:
    """The newest passage that a hit rests on: pages of a quiet night are hours long."""
    return max(one.at.us for one in (told.hit.passage, *told.hit.others))
