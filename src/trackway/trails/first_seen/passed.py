"""Passed: passages of many plates at once, as little of each as an analysis weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from trackway.model.passage import PassageId, passage_id
from trackway.model.time import Instant, Span
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Passed", "passages_of"]


@dataclass(frozen=True, slots=True)
class Passed:
    """One passage: its plate, when (milliseconds since 1970), where, how surely read and what was seen."""

    plate: str
    ms: int
    camera: int
    id: PassageId
    confidence: float
    kind: str
    colour: str
    heading: str


def passages_of(desk: Desk, plates: Sequence[str], span: Span, limit: int) -> Mapping[str, Sequence[Passed]]:
    """The passages of these plates in a span, each plate's oldest first; ``limit`` in all."""
    if not plates:
        return {}
    values = {
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "plates": sorted(plates),
        "limit": limit,
    }
    rows = desk.store.table(desk.permit, analysis_sql("first_seen")["passages_of"], values).to_pylist()
    passed = (
        Passed(
            plate=row["plate"],
            ms=row["ms"],
            camera=row["camera"],
            id=passage_id(Instant(row["ms"] * 1000), row["camera"], row["sequence"]),
            confidence=row["confidence"] / 100,
            kind=row["kind"],
            colour=row["colour"],
            heading=row["heading"],
        )
        for row in rows
    )
    return {plate: tuple(some) for plate, some in groupby(passed, key=lambda one: one.plate)}
