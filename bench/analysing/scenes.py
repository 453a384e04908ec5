"""Hit-and-run on its cases: how high the one who did it stands among those who were around."""

import statistics
from collections.abc import Iterator

import numpy as np

from bench.analysing import naive
from bench.analysing.asking import Asking, circle, span_text
from bench.analysing.tally import BENCH, rank_of, share
from bench.result import Result, measured
from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.traffic import COLOURS, KINDS
from trackway.sim.truth import HitAndRunCase

__all__ = ["hit_and_run"]

_RADIUS_M, _AROUND_S = 5000.0, 1800.0
"""The yardstick's circle and time: five kilometres, half an hour before and after."""
_LIMIT = 100


def hit_and_run(asking: Asking) -> Iterator[Result]:
    """The rank of who did it among the candidates; nowhere counts as one behind the last."""
    cases = asking.cases(HitAndRunCase)
    ranks, lists = [], []
    for case in cases:
        report = asking.ask(
            "hit-and-run",
            place=circle(case.scene, 50.0),
            span=span_text(case.between),
            patterns=[case.pattern] if case.pattern else [],
            kinds=[] if case.kind is VehicleKind.UNKNOWN else [str(case.kind)],
            colours=[] if case.colour is Colour.UNKNOWN else [str(case.colour)],
            limit=_LIMIT,
        )
        ranks.append(rank_of(case.plate, report.findings) or _LIMIT + 1)
        lists.append(_naive(asking, case))
    sizes = [len(found) for found in lists if found]
    says = f"yardstick: 5 km and half an hour around, any order; {asking.took('hit-and-run')}"
    for most in (1, 3, 10):
        # Of n in any order one of them is among the first k with k in n.
        chance = sum(min(1.0, most / len(found)) for found in lists if found)
        yield share(
            f"hit-and-run · who did it among the first {most}",
            (sum(rank <= most for rank in ranks), len(cases)),
            (round(chance), len(cases)),
            says=says,
        )
    yield share(
        "hit-and-run · listed at all",
        (sum(rank <= _LIMIT for rank in ranks), len(cases)),
        (sum(map(bool, lists)), len(cases)),
        says=f"the yardstick's lists have {statistics.mean(sizes):.0f} plates on average, ours {_LIMIT}",
    )
    yield measured(
        BENCH,
        "hit-and-run · median rank",
        float(statistics.median(ranks)),
        "rank",
        float(np.median([(len(found) + 1) / 2 if found else _LIMIT + 1 for found in lists])),
        says=f"yardstick: the middle of its list; not listed counts as {_LIMIT + 1}",
    )


def _naive(asking: Asking, case: HitAndRunCase) -> set[str]:
    """Who fits the description around the scene; empty where the one who did it is not among them."""
    sites = asking.sites_near(case.scene, _RADIUS_M)
    around = Span(case.between.start.plus(-_AROUND_S), case.between.end.plus(_AROUND_S))
    look = (KINDS.index(case.kind), COLOURS.index(case.colour))
    found = naive.matching(asking.seen, sites, around, look, case.pattern)
    return found if case.plate in found else set()
