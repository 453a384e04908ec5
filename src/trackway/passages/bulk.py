"""Bulk: checked columns cut into batches that the store's doors take."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from trackway.passages.columns import Columns

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["batches"]

_ROWS = 500_000
"""Some 16 MB on the wire and one part on disk. A sixth less work than half as many, for merges climb fewer
levels; a million would save as much again, but keep a live batch waiting for seconds."""
_SPAN_MS = 7 * 24 * 3600 * 1000
"""A batch of rows far apart touches every hour between them; a week bounds what is read to keep it single."""


def batches(read: Columns) -> Iterator[tuple["pa.Table", "pa.Table"]]:
    """What ``plates`` and ``arriving`` take, in order of time: plates with their times, and passages."""
    import pyarrow as pa  # noqa: PLC0415  only writers pay for it

    first = 0
    while first < len(read):
        far = int(np.searchsorted(read.ms, read.ms[first] + _SPAN_MS))
        end = min(first + _ROWS, far, len(read))
        rows = slice(first, end)
        passages = pa.table(
            {
                "ms": read.ms[rows],
                "camera": read.camera[rows],
                "sequence": read.sequence[rows],
                "plate": read.plate[rows],
                "confidence": read.confidence[rows],
                "looks": read.looks[rows],
                "kind": read.kind[rows],
                "colour": read.colour[rows],
                "kind_confidence": read.kind_confidence[rows],
                "colour_confidence": read.colour_confidence[rows],
                "plate_colours": read.plate_colours[rows],
                "heading": read.heading[rows],
                "speed": read.speed[rows],
                "speed_error": read.speed_error[rows],
                "lane": read.lane[rows],
                "source": read.source[rows],
                "clock": read.clock[rows],
                "error_ms": read.error_ms[rows],
                "evident": np.zeros(end - first, np.bool_),
            }
        )
        yield _plates(passages), passages
        first = end


def _plates(passages: "pa.Table") -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    seen = passages.select(["plate", "ms"]).filter(pc.not_equal(passages["plate"], ""))
    found: pa.Table = seen.group_by("plate").aggregate([("ms", "min"), ("ms", "max")])
    return found.select(["plate", "ms_min", "ms_max"]).rename_columns(["plate", "first_ms", "last_ms"])
