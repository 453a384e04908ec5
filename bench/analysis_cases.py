"""What `trackway bench search` asks of each analysis: a question as its JSON, the n-th time another.

Every analysis of the catalogue has one, with the seconds it may take; the evidence that an officer would see
is fetched too.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bench.cases import Asking, Case
from trackway.model.question import Order, Question
from trackway.model.time import Instant, Span
from trackway.trails.catalogue import ANALYSES, analysis_named, evidence_ids, parse_question
from trackway.trails.desk import Desk

__all__ = ["ANALYSIS_CASES"]

Ask = Callable[[Asking, int], Mapping[str, object]]


def _case(name: str, ask: Ask, goal_s: float) -> Case:
    def answer(asking: Asking, n: int) -> int:
        analysis = analysis_named(name)
        desk = Desk(asking.store, asking.permit, asking.cameras, asking.span.end)
        report = analysis.ask(desk, parse_question(analysis, ask(asking, n), desk.now))
        asking.store.several(asking.permit, evidence_ids(report))
        return len(report.findings)

    return Case(answer, goal_s)


def _text(span: Span) -> str:
    return f"{span.start}/{span.end}"


def _site(asking: Asking, n: int) -> str:
    """A circle that holds the cameras of one site."""
    sites = sorted(asking.area(0, sites=60))[::4]
    place = asking.cameras[sites[n * 7 % len(sites)]].place
    return f"circle:{place.lon!r},{place.lat!r},150"


def _noon(asking: Asking, n: int) -> Instant:
    """Noon of a busy day."""
    local = asking.span.end.taipei() - timedelta(days=2 + n % 20)
    return Instant.of(local.replace(hour=12, minute=0, second=0, microsecond=0))


def _half_hours(asking: Asking, n: int, count: int) -> list[str]:
    """So many sites, half an hour each, one hour after the other."""
    noon = _noon(asking, n)
    return [
        f"{_site(asking, n + k)} @ {noon.plus(3600 * k)} / {noon.plus(3600 * k + 1800)}" for k in range(count)
    ]


def _day(asking: Asking, n: int) -> str:
    return _text(asking.last(1, 1 + n % 20))


def _month(asking: Asking) -> str:
    return _text(asking.last(30))


def _common(asking: Asking, n: int) -> Mapping[str, object]:
    return {"visits": _half_hours(asking, n, 2)}


def _first_seen(asking: Asking, n: int) -> Mapping[str, object]:
    return {"span": _day(asking, n), "places": [_site(asking, n)], "look_back_days": 7}


def _convoy(asking: Asking, n: int) -> Mapping[str, object]:
    return {"plates": [asking.plate(n)], "span": _month(asking)}


def _night_visitor(asking: Asking, n: int) -> Mapping[str, object]:
    return {"span": _text(asking.last(7, n % 20)), "places": [_site(asking, n)]}


def _of_a_month(asking: Asking, n: int) -> Mapping[str, object]:
    return {"plate": asking.plate(n), "span": _month(asking)}


def _not_seen(asking: Asking, n: int) -> Mapping[str, object]:
    places = [_site(asking, n), _site(asking, n + 1)]
    return {"plate": asking.plate(n), "span": _day(asking, n), "places": places}


def _hit_and_run(asking: Asking, n: int) -> Mapping[str, object]:
    noon = _noon(asking, n)
    span = _text(Span(noon, noon.plus(600)))
    return {"place": _site(asking, n), "span": span, "colours": ["white"]}


def _stitching(asking: Asking, n: int) -> Mapping[str, object]:
    """Of the first vehicle after noon whose plate nobody could read."""
    noon = _noon(asking, n)
    question = Question(Span(noon, noon.plus(3600)), has_plate=False, order=Order.OLDEST, limit=1)
    (unread,) = asking.store.find(asking.permit, question).rows
    return {"passage": str(unread.id)}


def _section(asking: Asking, n: int) -> Mapping[str, object]:
    return {"start": _site(asking, n), "end": _site(asking, n + 1), "span": _day(asking, n)}


_QUESTIONS: Mapping[str, tuple[Ask, float]] = {
    "common": (_common, 0.5),
    "first-seen": (_first_seen, 1.0),
    "cloned": (lambda asking, n: {"span": _day(asking, n)}, 2.0),
    "convoy": (_convoy, 2.0),
    "night-visitor": (_night_visitor, 1.0),
    "habit": (_of_a_month, 1.0),
    "dwell": (_of_a_month, 1.0),
    "not-seen": (_not_seen, 1.0),
    "hit-and-run": (_hit_and_run, 1.0),
    "stitching": (_stitching, 1.0),
    "next-camera": (lambda asking, n: {"plate": asking.plate(n), "at": str(asking.span.end)}, 1.0),
    "travel-times": (
        lambda asking, n: {"places": [_site(asking, n), _site(asking, n + 1)], "span": _month(asking)},
        1.0,
    ),
    "section-speed": (_section, 1.0),
    "racing": (lambda asking, n: {"span": _day(asking, n)}, 2.0),
}
"""The question, and the seconds it may take: the design's for two places, convoys and clones of a day; a
second for the rest, but for races, which like clones look at every vehicle of a night."""

ANALYSIS_CASES: dict[str, Case] = {
    f"analysis: {analysis.name}": _case(analysis.name, *_QUESTIONS[analysis.name]) for analysis in ANALYSES
}
"""In the order of the catalogue."""
