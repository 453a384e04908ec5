"""Stage: what every script needs: local times before the end, invented plates, drives over the roads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from urllib.parse import quote

import numpy as np

from trackway.model.errors import NotFound
from trackway.model.place import Point
from trackway.model.plate_classes import VehicleClass
from trackway.model.plate_series import Series
from trackway.model.time import TAIPEI, Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.county import County
from trackway.sim.county.paths import quickest_from
from trackway.sim.county.plane import to_lonlat
from trackway.sim.incidents.incident import Cast, Pass
from trackway.sim.traffic import edges_crossings, invent_plates, places

__all__ = ["Stage", "analysis_link", "clock", "trail_link"]

_CLASSES = {VehicleKind.SCOOTER: VehicleClass.SCOOTER}


@dataclass(slots=True)
class Stage:
    """Where scripts are played: a county, the instant the recording ends, and what was used so far.

    Days are counted back from the end's own day in Taipei: day -1 is the whole day before it, day -6
    the earliest that lies whole within the last seven days.
    """

    county: County
    end: Instant
    rng: np.random.Generator
    taken: set[str] = field(default_factory=set)

    def at(self, day: int, hour: int, minute: int) -> Instant:
        """A local time of a day before the end, give or take nothing."""
        midnight = datetime.combine(self.end.taipei().date(), time(), TAIPEI)
        return Instant.of(midnight + timedelta(days=day, hours=hour, minutes=minute))

    @property
    def week(self) -> Span:
        """The seven days before the end: what an investigator asks about who knows no day."""
        return Span(self.end.plus(-7 * 86_400), self.end)

    def vehicle(self, kind: VehicleKind, colour: Colour) -> Cast:
        """A new vehicle with an invented plate that nobody else carries."""
        vehicle_class = _CLASSES.get(kind, VehicleClass.PRIVATE_CAR)
        plate = invent_plates(1, Series.STANDARD, vehicle_class, self.rng, self.taken)[0]
        self.taken.add(plate)
        return Cast(plate, kind, colour)

    def quarter(self, name: str) -> int:
        """The node in the middle of a town quarter, or at a gateway."""
        where = places(self.county)
        return int(where.node[where.gateway(name)])

    def junction(self, road: str, part: str, km: float) -> int:
        """The junction of a numbered road nearest to a kilometre."""
        graph = self.county.graph
        for index, line in enumerate(graph.roads):
            if (line.name_zh, line.part) == (road, part):
                on = np.flatnonzero(graph.road == index)
                far = np.abs(graph.from_m[on] - np.interp(km, line.km, line.along_m))
                return int(graph.start[on[np.argmin(far)]])
        raise NotFound(f"No road {road} {part} is drawn.")

    def place(self, node: int) -> Point:
        """Where a node lies."""
        lon, lat = to_lonlat(self.county.graph.node_xy[node : node + 1])[0]
        return Point(round(float(lon), 5), round(float(lat), 5))

    def drive(
        self, cast: int, stops: Sequence[int], leaves: Instant, *, pace: float = 1.0
    ) -> tuple[list[Pass], Instant]:
        """Drive from node to node by the quickest way; the gates passed, and the arrival.

        ``pace`` is how much of free-flow time it needs: 0.5 is twice as fast as traffic.
        """
        graph = self.county.graph
        seconds = graph.seconds * pace
        passes: list[Pass] = []
        now = leaves
        for start, end in pairwise(stops):
            edges = quickest_from(graph, start).edges_to(end, graph)
            for crossing in edges_crossings(self.county, edges, seconds):
                kmh = round(crossing.usual_kmh * float(self.rng.normal(1.0, 0.03)), 1)
                passes.append(Pass(cast, crossing.gate, now.plus(crossing.after_s), kmh))
            now = now.plus(float(seconds[list(edges)].sum()))
        return passes, now


def clock(at: Instant) -> str:
    """An instant as people say it: month, day, hour and minute in Taipei."""
    return at.taipei().strftime("%m/%d %H:%M")


def trail_link(plate: str, span: Span, look: Point, zoom: float) -> str:
    """The page that shows one plate's trail."""
    return f"#/trail/{quote(plate)}?from={span.start}&to={span.end}&at={_view(look, zoom)}"


def analysis_link(analysis: str, span: Span, look: Point, zoom: float, **question: str) -> str:
    """The page that asks an analysis at once; ``question`` holds its fields but the span, as text."""
    asked = {**question, "span": f"{span.start}~{span.end}"}
    fields = "&".join(f"q.{name}={quote(text, safe='*?,:/~')}" for name, text in asked.items())
    return f"#/analyses/{analysis}?{fields}&at={_view(look, zoom)}"


def _view(look: Point, zoom: float) -> str:
    return f"{look.lon:.4f},{look.lat:.4f},{zoom:.2f}"
