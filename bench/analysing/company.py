"""Convoys and cloned plates on their cases, among platoons, habits, misreads and clocks that are off."""

from collections.abc import Iterator

from bench.analysing import naive
from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import Tally, compared, share
from bench.result import Result
from trackway.sim.truth import AloneCase, CloneCase, ConvoyCase

__all__ = ["cloned", "convoy"]


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


def convoy(asking: Asking) -> Iterator[Result]:
    """The company of the first car of each convoy, and of commuters who have none."""
    ours, other = Tally(), Tally()
    tops, other_tops, wanted = 0, 0, 0
    asked = [(case.plates, case.span) for case in asking.cases(ConvoyCase)]
    asked += [((case.plate,), case.span) for case in asking.cases(AloneCase)]
    for (target, *mates), span in asked:
        report = asking.ask("convoy", plates=[target], span=span_text(span))
        ours.add_findings(report.findings, mates)
        counted = naive.convoy(asking.seen, target, span)
        other.add(counted, mates)
        top = {plate for finding in report.findings[: len(mates)] for plate in finding.plates}
        tops += len(top & set(mates))
        other_tops += len(set(counted[: len(mates)]) & set(mates))
        wanted += len(mates)
    alone = len(asking.cases(AloneCase))
    says = (
        f"{alone} of them have no company; yardstick: most passages within a minute; {asking.took('convoy')}"
    )
    yield from compared("convoy", ours, other, says=says)
    yield share(
        "convoy · companions on top",
        (tops, wanted),
        (other_tops, wanted),
        says="of as many as there truly are; yardstick: most passages within a minute",
    )
