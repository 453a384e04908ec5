"""Sightings: passages of suspect plates as they are held against one another, times set right where known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import PassageId, passage_id
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.clocks.steps import ClockStep, is_stepped
from trackway.trails.cloned.bound import Timing
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Sightings", "sightings_of"]

_MOST_ROWS = 400_000
"""Some hundred plates of a month each; more is a question to narrow."""
_UNMEASURED = 4_294_967_295
_SURE, _LOOKS = 0.85, 2


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Passages of one plate as columns of n, in order of time.

    ``at_s`` seconds since 1970 with the clock's offset taken off, still ``granted_s`` wrong at most; ``site``
    by index; ``kind`` and ``colour`` as words with how sure they are (0 to 1). ``is_stepped`` where the
    site's clock was elsewhere in that hour: such a passage is no witness.
    """

    plate: str
    ms: NDArray[np.int64]
    camera: NDArray[np.int64]
    sequence: NDArray[np.int64]
    at_s: NDArray[np.float64]
    site: NDArray[np.int64]
    granted_s: NDArray[np.float64]
    confidence: NDArray[np.float64]
    looks: NDArray[np.int64]
    kind: NDArray[np.object_]
    kind_confidence: NDArray[np.float64]
    colour: NDArray[np.object_]
    colour_confidence: NDArray[np.float64]
    plate_colours: NDArray[np.object_]
    is_unmeasured: NDArray[np.bool_]
    is_stepped: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ms)

    def taken(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Sightings":
        """Some of them."""
        columns = [field.name for field in fields(Sightings) if field.name != "plate"]
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def id(self, row: int) -> PassageId:
        """The identity of one."""
        at = Instant(int(self.ms[row]) * 1000)
        return passage_id(at, int(self.camera[row]), int(self.sequence[row]))

    @property
    def ids(self) -> tuple[PassageId, ...]:
        """All their identities."""
        return tuple(self.id(row) for row in range(len(self)))

    @property
    def is_strong(self) -> NDArray[np.bool_]:
        """Where several looks agree on every letter: no readings to wave away."""
        return (self.confidence >= _SURE) & (self.looks >= _LOOKS)


def sightings_of(  # noqa: PLR0917  each says another thing of what is wanted
    desk: Desk,
    timing: Timing,
    plates: Collection[str],
    hours: Sequence[int],
    span: Span,
    steps: tuple[ClockStep, ...],
) -> Mapping[str, Sightings]:
    """The sightings of some plates within a span; plates not seen are absent."""
    if not plates or not hours:
        return {}
    values = {
        "hours": list(hours),
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "cameras": timing.sites.numbers,
        "plates": sorted(plates),
        "limit": _MOST_ROWS + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("cloned")["sightings"], values)
    if rows.num_rows > _MOST_ROWS:
        raise TooMany(f"These plates have more than {_MOST_ROWS:,} passages together; choose a shorter time.")
    given: dict[str, NDArray[Any]] = {name: rows[name].to_numpy() for name in rows.column_names}
    ms, camera = given["ms"].astype(np.int64), given["camera"].astype(np.int64)
    site = timing.sites.at(camera)
    is_unmeasured = given["error_ms"] == _UNMEASURED
    claimed = np.where(is_unmeasured, np.nan, given["error_ms"] / 1000)
    whole = Sightings(
        plate="",
        ms=ms,
        camera=camera,
        sequence=given["sequence"].astype(np.int64),
        at_s=ms / 1000 - timing.offsets.ahead_s[site],
        site=site,
        granted_s=timing.offsets.granted_s(site, claimed),
        confidence=given["confidence"] / 100,
        looks=given["looks"].astype(np.int64),
        kind=given["kind"],
        kind_confidence=given["kind_confidence"] / 100,
        colour=given["colour"],
        colour_confidence=given["colour_confidence"] / 100,
        plate_colours=given["plate_colours"],
        is_unmeasured=is_unmeasured,
        is_stepped=is_stepped(steps, site, ms),
    )
    texts = given["plate"].astype(str)
    starts = np.flatnonzero(np.r_[True, texts[1:] != texts[:-1]]) if len(texts) else np.zeros(0, np.intp)
    found = {}
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=False):  # none: none
        # The offsets taken off may have changed the order.
        order = start + np.lexsort((ms[start:end], whole.at_s[start:end]))
        found[str(texts[start])] = replace(whole.taken(order), plate=str(texts[start]))
    return found
