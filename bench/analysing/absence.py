"""Not seen on its cases: whether the chance that a vehicle would have been read is the chance that it was."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from bench.analysing.asking import Asking, circle, span_text
from bench.analysing.tally import BENCH
from bench.result import Result, measured
from trackway.sim.truth import NotSeenCase

__all__ = ["not_seen"]

_RADIUS_M = 60.0
_ALWAYS = 0.92
"""The yardstick believes that every camera reads this share of what passes, always: the true mean share."""
_SURE, _DOUBTFUL = 0.8, 0.5


def not_seen(asking: Asking) -> Iterator[Result]:
    """The stated chance against what came true: mean squared error, and where it is high or low."""
    sites = {at.site.id: at.site.place for at in asking.known.county.plate_sites}
    cases = asking.cases(NotSeenCase)
    stated = np.array(
        [
            cast(
                "float",
                asking.ask(
                    "not-seen",
                    plate=case.plate,
                    places=[circle(sites[case.site], _RADIUS_M)],
                    span=span_text(case.span),
                ).facts["seen_once"],
            )
            for case in cases
        ]
    )
    came = np.array([case.was_seen for case in cases], float)
    says = f"yardstick: {_ALWAYS} always; {len(cases)} passings; {asking.took('not-seen')}"
    error, other = float(np.mean((stated - came) ** 2)), float(np.mean((_ALWAYS - came) ** 2))
    yield measured(
        BENCH,
        "not seen · mean squared error of the chance",
        round(error, 4),
        "share²",
        round(other, 4),
        says=says,
    )
    for name, rows in (
        (f"stated {_SURE} or more", stated >= _SURE),
        (f"stated {_DOUBTFUL} to {_SURE}", (stated >= _DOUBTFUL) & (stated < _SURE)),
        (f"stated below {_DOUBTFUL}", stated < _DOUBTFUL),
    ):
        if rows.any():
            yield measured(
                BENCH,
                f"not seen · {name}",
                round(float(stated[rows].mean()), 3),
                "share",
                round(float(came[rows].mean()), 3),
                says=f"mean chance stated; yardstick: the share that was read; {int(rows.sum())} passings",
            )
