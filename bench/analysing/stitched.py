"""Stitching on its cases: whose a passage without a plate is."""

from collections.abc import Iterator

import numpy as np

from bench.analysing.asking import Asking
from bench.analysing.tally import BENCH, rank_of, share
from bench.result import Result, measured
from trackway.model.passage import passage_id
from trackway.sim.truth import StitchCase

__all__ = ["stitching"]

_AROUND_S, _KMH = 1800.0, 40.0


def stitching(asking: Asking) -> Iterator[Result]:
    """How often the right plate stands first or among three, and whether the stated score is true."""
    cases = asking.cases(StitchCase)
    firsts, threes, others, stated = 0, 0, 0, []
    for case in cases:
        identity = passage_id(case.at, case.camera, case.sequence)
        found = asking.ask("stitching", passage=str(identity)).findings
        rank = rank_of(case.plate, found)
        firsts += rank == 1
        threes += rank is not None and rank <= 3
        stated.append(found[0].score if found else 0.0)
        others += _nearest(asking, case) == case.plate
    says = f"yardstick: whoever drove there at nearest to {_KMH:.0f} km/h; {asking.took('stitching')}"
    yield share("stitching · first is right", (firsts, len(cases)), (others, len(cases)), says=says)
    yield share("stitching · right among three", (threes, len(cases)), None, says=says)
    yield measured(
        BENCH,
        "stitching · mean score of the first",
        round(float(np.mean(stated)), 3),
        "share",
        round(firsts / len(cases), 3),
        says="yardstick: how often it was right",
    )


def _nearest(asking: Asking, case: StitchCase) -> str:
    """The plate read elsewhere whose way there or on took nearest to what 40 km/h straight on takes."""
    seen, at, site = asking.seen, case.at.us / 1e6, (case.camera - 1) // 4
    low, high = np.searchsorted(seen.at, [at - _AROUND_S, at + _AROUND_S])
    rows = np.arange(low, high)
    rows = rows[(seen.text[rows] > 0) & (seen.site[rows] != site)]
    if not len(rows):
        return ""
    off = np.abs(np.abs(seen.at[rows] - at) - seen.metres[site, seen.site[rows]] / _KMH * 3.6)
    return seen.texts[int(seen.text[rows[np.argmin(off)]])]
