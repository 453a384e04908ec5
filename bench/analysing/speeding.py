"""Section speed and racing on their cases, among single fast vehicles, ambulances and clocks that are off."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bench.analysing import naive
from bench.analysing.asking import Asking, circle, span_text
from bench.analysing.tally import Tally, compared, share
from bench.analysing.travelling import pairs_of_sites
from bench.result import Result
from trackway.model.time import Span
from trackway.sim.truth import RaceCase, SpeederCase

__all__ = ["racing", "section_speed"]

_ABOVE_KMH, _RADIUS_M, _DAYS = 80.0, 60.0, 10
_WITHIN_S = 7200.0


def racing(asking: Asking) -> Iterator[Result]:
    """Who raced in the month, plate by plate; and how many groups were found in one piece."""
    cases = asking.known.of(RaceCase)
    wanted = {plate for case in cases for plate in case.plates}
    report = asking.ask("racing", span=span_text(asking.known.span), limit=200)
    named = {plate for finding in report.findings for plate in finding.plates}
    ours, other = Tally(), Tally()
    ours.add(named, wanted)
    found = naive.racing(asking.seen, asking.known.span)
    other.add(found, wanted)
    says = f"yardstick: over {naive.RACING_KMH:.0f} km/h from one site to the next; {asking.took('racing')}"
    yield from compared("racing", ours, other, says=says)
    groups = [set(finding.plates) for finding in report.findings]
    whole = sum(any(set(case.plates) <= group for group in groups) for case in cases)
    yield share(
        "racing · groups whole", (whole, len(cases)), None, says="every one of the group in one finding"
    )
    alone = {case.plate for case in asking.known.of(SpeederCase)}
    yield share(
        "racing · single fast vehicles taken for racers",
        (len(alone & named), len(alone)),
        (len(alone & found), len(alone)),
        says="to be none; three in ten are on an emergency run",
    )


def section_speed(asking: Asking) -> Iterator[Result]:
    """Who was truly faster than asked, between sites that many drive between."""
    ours, other = Tally(), Tally()
    span = Span(asking.known.span.end.plus(-_DAYS * 86_400), asking.known.span.end)
    for start, end in islice(pairs_of_sites(asking), asking.most):
        places = [asking.known.county.plate_sites[site].site.place for site in (start, end)]
        report = asking.ask(
            "section-speed",
            start=circle(places[0], _RADIUS_M),
            end=circle(places[1], _RADIUS_M),
            span=span_text(span),
            above_kmh=_ABOVE_KMH,
            limit=200,
        )
        true = _truly_faster(asking, start, end, span)
        ours.add_findings(report.findings, true)
        other.add(_naively_faster(asking, start, end, span), true)
    asked = f"over {_ABOVE_KMH:.0f} km/h in a straight line"
    says = f"{asked}; yardstick: times as recorded; {asking.took('section-speed')}"
    yield from compared("section speed", ours, other, says=says)


def _truly_faster(asking: Asking, start: int, end: int, span: Span) -> set[str]:
    """The plates that truly went from one to the other faster, in a straight line."""
    passed = asking.known.passed
    inside = slice(*np.searchsorted(passed.at_us, [span.start.us, span.end.us]))
    columns = passed.vehicle[inside], passed.at_us[inside] / 1e6, passed.gate[inside].astype(np.int64) // 2
    vehicles = _faster(*columns, (start, end), float(asking.seen.metres[start, end]))
    return set(asking.known.fleet.plate[vehicles].tolist())


def _naively_faster(asking: Asking, start: int, end: int, span: Span) -> set[str]:
    seen = asking.seen
    rows = seen.during(span)
    rows = rows[seen.text[rows] > 0]
    columns = seen.text[rows], seen.at[rows], seen.site[rows]
    return {seen.texts[i] for i in _faster(*columns, (start, end), float(seen.metres[start, end])).tolist()}


def _faster(
    who: NDArray[np.int64],
    at: NDArray[np.float64],
    site: NDArray[np.int64],
    ends: tuple[int, int],
    metres: float,
) -> NDArray[np.int64]:
    """Who went from the first of two sites to the second faster than asked, by these columns."""
    rows = np.flatnonzero(np.isin(site, ends))
    rows = rows[np.lexsort((at[rows], who[rows]))]
    here, there = rows[:-1], rows[1:]
    seconds = np.maximum(at[there] - at[here], 1e-3)
    same = (who[here] == who[there]) & (site[here] == ends[0]) & (site[there] == ends[1])
    same &= (seconds < _WITHIN_S) & (metres / seconds * 3.6 > _ABOVE_KMH)
    return np.unique(who[here[same]])
