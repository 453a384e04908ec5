"""Night visitors on their cases, among taxis, night shifts and whoever came by late once."""

from collections.abc import Iterator

import numpy as np

from bench.analysing import naive
from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import Tally, compared
from bench.result import Result
from trackway.sim.truth import NightVisitorCase

__all__ = ["night_visitor"]


def night_visitor(asking: Asking) -> Iterator[Result]:
    """Who comes by night only, anywhere in the county in the month."""
    wanted = {case.plate for case in asking.known.of(NightVisitorCase)}
    report = asking.ask("night-visitor", span=span_text(asking.known.span), limit=200)
    ours, other = Tally(), Tally()
    ours.add_findings(report.findings, wanted)
    sites = np.arange(len(asking.known.county.plate_sites))
    other.add(naive.night_share(asking.seen, sites, asking.known.span), wanted)
    says = f"yardstick: 80 % by night of three passages or more; {asking.took('night-visitor')}"
    yield from compared("night-visitor", ours, other, says=says)
