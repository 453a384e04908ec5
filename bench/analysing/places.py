"""Common and first seen on their cases: who was at several places, and who is new at one."""

from collections.abc import Iterator

from bench.analysing import naive
from bench.analysing.asking import Asking, circle, span_text
from bench.analysing.tally import BENCH, Tally, compared, rank_of
from bench.result import Result, measured
from trackway.sim.truth import CommonCase, FirstSeenCase

__all__ = ["common", "first_seen"]

_SURE = 0.5


def common(asking: Asking) -> Iterator[Result]:
    """Who was in enough of the places; and how high the one stands that was sent there."""
    ours, other, ranks, middles = Tally(), Tally(), [], []
    for case in asking.cases(CommonCase):
        visits = [
            f"{circle(place, radius_m)} @ {span.start} / {span.end}" for place, radius_m, span in case.visits
        ]
        report = asking.ask("common", visits=visits, at_least=case.least, limit=200)
        ours.add_findings(report.findings, case.plates)
        ranks.append(rank_of(case.planted, report.findings) or len(report.findings) + 1)
        told = [(asking.sites_near(place, radius_m), span) for place, radius_m, span in case.visits]
        found = naive.common(asking.seen, told, case.least)
        other.add(found, case.plates)
        middles.append((len(found) + 1) / 2)
    says = f"yardstick: texts that agree letter by letter; {asking.took('common')}"
    yield from compared("common", ours, other, says=says)
    yield measured(
        BENCH,
        "common · mean rank of the one sent there",
        round(sum(ranks) / len(ranks), 1),
        "rank",
        round(sum(middles) / len(middles), 1),
        says="by falling score; yardstick: the middle of an unranked list",
    )


def first_seen(asking: Asking) -> Iterator[Result]:
    """Who is new around a place; what is left out is a misreading of somebody who is not."""
    ours, other, surest = Tally(), Tally(), Tally()
    for case in asking.cases(FirstSeenCase):
        report = asking.ask(
            "first-seen",
            span=span_text(case.span),
            places=[circle(case.place, case.radius_m)],
            look_back_days=round(case.span.start.since(case.since) / 86_400),
            limit=200,
        )
        ours.add_findings(report.findings, case.plates)
        surest.add_findings([one for one in report.findings if one.score >= _SURE], case.plates)
        sites = asking.sites_near(case.place, case.radius_m)
        other.add(naive.first_seen(asking.seen, sites, case.span, case.since), case.plates)
    says = f"yardstick: texts not read there before, letter by letter; {asking.took('first-seen')}"
    yield from compared("first-seen", ours, other, says=says)
    yield from compared(f"first-seen, score {_SURE} or more", surest, other, says=says)
