"""Cloned plates on their cases: one number on two vehicles, among misreads and clocks that are off."""

from collections.abc import Iterator

from bench.analysing import naive
from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import Tally, compared, share
from bench.result import Result
from trackway.sim.truth import CloneCase

__all__ = ["cloned"]


def cloned(asking: Asking) -> Iterator[Result]:
    """All cloned plates of the month, asked for at once."""
    cases = asking.known.of(CloneCase)
    wanted = {case.plate for case in cases}
    report = asking.ask("cloned", span=span_text(asking.known.span), limit=200)
    ours, other = Tally(), Tally()
    ours.add_findings(report.findings, wanted)
    found = naive.cloned(asking.seen, asking.known.span)
    other.add(found, wanted)
    says = f"yardstick: 180 km/h in a straight line, no clock guard; {asking.took('cloned')}"
    yield from compared("cloned", ours, other, says=says)
    named = {plate for finding in report.findings for plate in finding.plates}
    alike = {case.plate for case in cases if case.is_same_look}
    yield share(
        "cloned · recall where both look the same",
        (len(alike & named), len(alike)),
        (len(alike & found), len(alike)),
        says="only time and place give them away",
    )
