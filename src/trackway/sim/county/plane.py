"""The county on a plane: TWD97 / TM2 zone 121 (EPSG:3826), metres east and north.

Roads are built and cut in metres; everything that leaves this room is longitude and latitude again.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

__all__ = ["Metres", "headings_deg", "to_lonlat", "to_plane"]

Metres = NDArray[np.float64]
"""n x 2: metres east, metres north."""


@cache
def _transformer(*, back: bool) -> Transformer:
    pair = ("EPSG:3826", "EPSG:4326") if back else ("EPSG:4326", "EPSG:3826")
    return Transformer.from_crs(*pair, always_xy=True)


def to_plane(lonlat: NDArray[np.float64]) -> Metres:
    """n x 2 degrees (longitude, latitude) as n x 2 metres (east, north)."""
    east, north = _transformer(back=False).transform(lonlat[:, 0], lonlat[:, 1])
    return np.column_stack([east, north])


def to_lonlat(xy: Metres) -> NDArray[np.float64]:
    """n x 2 metres (east, north) as n x 2 degrees (longitude, latitude)."""
    lon, lat = _transformer(back=True).transform(xy[:, 0], xy[:, 1])
    return np.column_stack([lon, lat])


def headings_deg(xy: Metres) -> NDArray[np.float64]:
    """The compass heading of each piece of a line, n - 1 of n corners, in [0, 360).

    Grid north and true north differ by less than 0.3 degrees anywhere in the county.
    """
    step = np.diff(xy, axis=0)
    return np.asarray(np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360.0)
