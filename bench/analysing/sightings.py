"""Sightings: what the store holds, as columns for the naive methods; recorded, not true, in every respect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import WGS84
from trackway.model.time import Instant, Span
from trackway.sim.truth import KnownTraffic

__all__ = ["Sightings", "sightings"]


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Columns in order of recorded time: ``at`` in seconds since 1970, ``camera``, ``site``, ``text`` (index
    into ``texts``; 0 is "", no plate), ``kind`` and ``colour`` as codes. ``metres`` between any two sites.

    ``by_text`` are the rows by text and time, ``first`` where each text begins; ``by_camera`` likewise by
    camera and time.
    """

    texts: tuple[str, ...]
    at: NDArray[np.float64]
    camera: NDArray[np.int64]
    site: NDArray[np.int64]
    text: NDArray[np.int64]
    kind: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    metres: NDArray[np.float64]
    by_text: NDArray[np.intp]
    first: NDArray[np.intp]
    by_camera: NDArray[np.intp]

    def of(self, plate: str) -> NDArray[np.intp]:
        """The rows with exactly this text, oldest first."""
        i = int(np.searchsorted(self.texts, plate))
        if i == len(self.texts) or self.texts[i] != plate:
            return np.empty(0, np.intp)
        return self.by_text[self.first[i] : self.first[i + 1]]

    def during(self, span: Span) -> NDArray[np.intp]:
        """The rows recorded within a span."""
        return np.arange(*np.searchsorted(self.at, [_seconds(span.start), _seconds(span.end)]))

    def together(self, rows: NDArray[np.intp], within_s: float) -> list[NDArray[np.intp]]:
        """For each row those at the same camera within so many seconds of it, itself included."""
        key = self._keys(self.by_camera)
        wanted = self._keys(rows)
        low, high = np.searchsorted(key, wanted - within_s), np.searchsorted(key, wanted + within_s)
        return [self.by_camera[a:b] for a, b in zip(low, high, strict=True)]

    def _keys(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Camera and time as one number, cameras a year and more apart."""
        return np.asarray(self.camera[rows] * 1e8 + (self.at[rows] - self.at[0]))


def sightings(known: KnownTraffic) -> Sightings:
    """What was recorded of known traffic."""
    seen = known.seen
    texts, index = np.unique(np.array(seen.texts, object).astype(str), return_inverse=True)
    text, at, camera = index[seen.plate], seen.at_us / 1e6, seen.camera.astype(np.int64)
    by_text = np.lexsort((at, text))
    points = [site.site.place for site in known.county.plate_sites]
    lon, lat = np.array([p.lon for p in points]), np.array([p.lat for p in points])
    n = len(points)
    metres = WGS84.inv(np.repeat(lon, n), np.repeat(lat, n), np.tile(lon, n), np.tile(lat, n))[2]
    return Sightings(
        texts=tuple(texts.tolist()),
        at=at,
        camera=camera,
        site=(camera - 1) // 4,
        text=text,
        kind=seen.kind,
        colour=seen.colour,
        metres=np.asarray(metres).reshape(n, n),
        by_text=by_text,
        first=np.searchsorted(text[by_text], np.arange(len(texts) + 1)),
        by_camera=np.lexsort((at, camera)),
    )


def _seconds(at: Instant) -> float:
    return at.us / 1e6
