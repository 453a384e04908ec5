"""The whole truth: a month of traffic with cases planted in it, what was recorded, and who did what.

::

    fleet, crews, twins ──► drives ──► platoons ──┐
                                                  ├─► passings ──► eyes, clocks, outages ──► seen ──► tables
    plots (convoys, clones, races …) ─► platoons ─┘                                           │
                              └──────────── cases that were recorded well enough ◄────────────┘
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import WrongUse
from trackway.model.time import Instant, Span
from trackway.sim.county import County
from trackway.sim.incidents.stage import Stage
from trackway.sim.traffic import (
    Clocks,
    Fleet,
    Holds,
    Outage,
    Passings,
    Seen,
    drives,
    eyes,
    fleet,
    holds,
    joined,
    passings,
    places,
    see,
    ways,
)
from trackway.sim.truth import drawn
from trackway.sim.truth.cases import Case
from trackway.sim.truth.clones import clones
from trackway.sim.truth.convoys import convoys
from trackway.sim.truth.crews import with_crews, with_twins
from trackway.sim.truth.faults import faulty_clocks, many_outages
from trackway.sim.truth.flights import flights
from trackway.sim.truth.planned import Planned
from trackway.sim.truth.plot import Plot
from trackway.sim.truth.races import races, speeders
from trackway.sim.truth.recorded import Recorded, recorded
from trackway.sim.truth.standing import standing
from trackway.sim.truth.visits import common_places, footholds, night_visitors

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["KnownTraffic", "truth"]

_VEHICLES = 16_000
"""At scale 1: a month of them makes some two and a half million passages."""
_LEAST_VEHICLES, _LEAST_DAYS, _MOST_SCALE = 400, 10, 8.0
_LEAST_CASES, _LEAST_DRAWN = 4, 8
"""Of each kind, however small the scale."""
_RARER = 0.25
"""A tenth of the traffic has more than half the cases: a share wants a number of them to mean something."""

C = TypeVar("C", bound=Case)

_PLAYS: tuple[tuple[Callable[[Plot, int], list[Planned]], int], ...] = (
    (convoys, 36),
    (clones, 36),
    (races, 18),
    (speeders, 24),
    (flights, 36),
    (night_visitors, 24),
    (footholds, 24),
    (common_places, 24),
)
"""What is planted, and how many of it at scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownTraffic:
    """A month of traffic of which everything is known; the same arguments of ``truth`` give the same.

    ``dropped`` counts planned cases of which too little was recorded for anybody.
    """

    county: County
    span: Span
    fleet: Fleet
    passed: Passings
    seen: Seen
    clocks: Clocks
    outages: tuple[Outage, ...]
    cases: tuple[Case, ...]
    dropped: int

    def of(self, kind: type[C]) -> tuple[C, ...]:
        """The cases of one kind."""
        return tuple(case for case in self.cases if isinstance(case, kind))

    def tables(self, rows: int = 250_000) -> Iterator["pa.Table"]:
        """All passages, oldest first, with the columns that a store of passages takes."""
        for start in range(0, len(self.seen), rows):
            yield self.seen.table(slice(start, start + rows))


def truth(county: County, end: Instant, *, days: int = 30, scale: float = 1.0, seed: int = 1) -> KnownTraffic:
    """The days before ``end``; scale 1 makes some 80,000 passages a day, 0.08 a test's 200,000 a month."""
    if days < _LEAST_DAYS or not 0 < scale <= _MOST_SCALE:
        raise WrongUse(
            f"Truth takes {_LEAST_DAYS} days or more and a scale up to {_MOST_SCALE}, not {days} and {scale}."
        )
    dice = [np.random.default_rng([seed, n]) for n in range(5 + len(_PLAYS))]
    share = min(1.0, scale**_RARER)
    count = max(_LEAST_VEHICLES, round(_VEHICLES * scale))
    ordinary, crews = with_crews(fleet(count, places(county), ways(county), dice[0], set()), dice[0])
    ordinary = with_twins(ordinary, dice[0])
    stage = Stage(county, end, dice[1], set(ordinary.plate.tolist()))
    span = Span(stage.at(-days, 0, 0), end)
    plot = Plot(stage, days, len(ordinary), _holds(county, span.start, dice[2]))
    planned = [
        each
        for own, (play, many) in zip(dice[5:], _PLAYS, strict=True)
        for each in play(plot.by(own), max(_LEAST_CASES, round(many * share)))
    ]
    passed, fate = _traffic(plot, ordinary, span, dice[2])
    cast = plot.cast
    everyone = ordinary.plus([c.plate for c in cast], [c.kind for c in cast], [c.colour for c in cast])
    at, down = faulty_clocks(county, span, dice[3]), many_outages(county, span, dice[3])
    through = eyes(county.plate_camera_count, len(everyone), dice[3])
    seen = see(county, everyone, passed, dice[3], fate=fate, down=down, at=at, through=through)
    found = recorded(county, span, everyone, passed, seen)
    stand = standing(found, planned)
    cases = (*stand, *_drawn(found, crews, down, share, dice[4]))
    return KnownTraffic(county, span, everyone, passed, seen, at, down, cases, len(planned) - len(stand))


def _holds(county: County, start: Instant, rng: np.random.Generator) -> Holds:
    usual_kmh = [county.graph.speed_kmh[edge] for at in county.plate_sites for edge in at.edges]
    return holds(np.array(usual_kmh), start, rng)


def _traffic(
    plot: Plot, ordinary: Fleet, span: Span, rng: np.random.Generator
) -> tuple[Passings, NDArray[np.int8]]:
    """Ordinary passings and planted ones in order of time, held up by the same lights, with their fates."""
    driven = drives(plot.county, ordinary, span, rng)
    passed = passings(plot.county, ordinary, driven, span, rng, held=plot.held)
    extra, fate = plot.passings()
    inside = (extra.at_us >= span.start.us) & (extra.at_us < span.end.us)
    extra = extra.taken(inside)
    fates = np.concatenate([np.zeros(len(passed), np.int8), fate[inside]])
    order = np.argsort(np.concatenate([passed.at_us, extra.at_us]), kind="stable")
    return joined([passed, extra]), fates[order]


def _drawn(
    found: Recorded,
    crews: list[NDArray[np.intp]],
    down: tuple[Outage, ...],
    share: float,
    rng: np.random.Generator,
) -> Iterator[Case]:
    def many(count: int) -> int:
        return max(_LEAST_DRAWN, round(count * share))

    yield from drawn.alone(found, crews, many(40), rng)
    yield from drawn.habits(found, crews, many(40), rng)
    yield from drawn.next_cameras(found, many(300), rng)
    yield from drawn.not_seen(found, down, many(400), rng)
    yield from drawn.stitches(found, many(200), rng)
    yield from drawn.first_seen(found, many(24), rng)
