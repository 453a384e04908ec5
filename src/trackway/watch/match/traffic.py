"""Traffic: which plates are read on the roads and how often, and how doubtful the readings are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.question import Permit
from trackway.model.time import Span
from trackway.passages import PassageStore
from trackway.sqlite import named_blocks

__all__ = ["Traffic", "traffic_of"]

_MOST_PLATES = 3_000_000
"""Ten times what passes the county's cameras in a week; some 300 MB while it is weighed."""
_LEAST_DAYS = 1 / 24
"""Less traffic than an hour's says nothing about a day."""
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Traffic:
    """What was read in some days.

    ``plates`` are the texts read, ``passages`` and ``vehicles`` (arrays as long) how often one of each passes
    a day and on what share of days it is seen at all. ``misread`` is the share of passages that are misread
    by their own doubt, ``told`` how many other texts the looks at a passage allow, on average.
    """

    days: float
    plates: tuple[str, ...]
    passages: NDArray[np.float64]
    vehicles: NDArray[np.float64]
    misread: float
    told: float


def traffic_of(store: PassageStore, permit: Permit, span: Span) -> Traffic:
    """The traffic of a span, as far as there was any. Raises ``Unavailable`` for a store without tables."""
    bounds = {"first": span.start.ms, "end": -(-span.end.us // 1000)}

    def rows(name: str, **more: object) -> Mapping[str, list[Any]]:
        columns: Mapping[str, list[Any]] = store.table(permit, _sql()[name], bounds | more).to_pydict()
        return columns

    doubts = rows("traffic_doubts")
    passages = int(doubts["passages"][0])
    if not passages:
        nothing = np.zeros(0)
        return Traffic(0.0, (), nothing, nothing, 0.0, 0.0)
    days = max(_LEAST_DAYS, (doubts["last_ms"][0] - doubts["first_ms"][0]) / _DAY_MS)
    read = rows("traffic_plates", limit=_MOST_PLATES)
    return Traffic(
        days,
        tuple(read["plate"]),
        np.array(read["passages"], dtype=np.float64) / days,
        np.array(read["days"], dtype=np.float64) / max(1.0, days),
        float(doubts["misread"][0]) / passages,
        float(rows("traffic_told")["told"][0] or 0) / passages,
    )


@cache
def _sql() -> Mapping[str, str]:
    return named_blocks((files("trackway.watch.match") / "traffic.sql").read_text(encoding="utf-8"))
