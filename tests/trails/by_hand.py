"""Many passages filed by hand at once: one write takes as long as a thousand."""

from collections.abc import Iterable

import pyarrow as pa

from trackway.trails.desk import Desk

from .conftest import NOON

Row = tuple[str, float, int]
"""A plate ("" for none), seconds after ``NOON``, a camera's number."""


def file_many(
    desk: Desk,
    rows: Iterable[Row],
    *,
    kind: str = "sedan",
    colour: str = "white",
    error_s: float | None = 0.5,
) -> None:
    """File plain passages with good readings."""
    some = sorted(rows, key=lambda row: (row[1], row[2]))
    n = len(some)
    desk.store.add_columns(
        pa.table(
            {
                "at": pa.array([NOON.plus(seconds).us for _, seconds, _ in some], pa.int64()),
                "camera": pa.array([camera for _, _, camera in some], pa.uint16()),
                "sequence": pa.array([0] * n, pa.uint8()),
                "plate": [plate for plate, _, _ in some],
                "confidence": pa.array([0.95 if plate else 0.0 for plate, _, _ in some], pa.float32()),
                "looks": pa.array([4 if plate else 0 for plate, _, _ in some], pa.uint16()),
                "kind": [kind] * n,
                "colour": [colour] * n,
                "kind_confidence": pa.array([0.9] * n, pa.float32()),
                "colour_confidence": pa.array([0.9] * n, pa.float32()),
                "heading": ["n"] * n,
                "speed": pa.array([None] * n, pa.float32()),
                "source": ["simulated"] * n,
                "error_s": pa.array([error_s] * n, pa.float32()),
            }
        )
    )
