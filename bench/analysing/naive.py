"""Naive methods: what is commonly done, on the same recorded passages. The yardsticks to beat.

None knows of look-alikes, clocks, platoons, habits or outages; each takes plates as they were read.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from bench.analysing.sightings import Sightings
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant, Span

__all__ = [
    "cloned",
    "common",
    "convoy",
    "first_seen",
    "legs",
    "matching",
    "next_sites",
    "night_share",
    "racing",
]

CONVOY_WINDOW_S, CONVOY_LEAST, CONVOY_CAMERAS = 60.0, 6, 3
"""i2's way: so many passages at one camera within a minute of the target, at so many cameras."""
CLONE_KMH, RACING_KMH = 180.0, 90.0
_NIGHT_H = (22, 5)
_NIGHT_LEAST = 3
_HORIZON_S, _ETA_KMH = 7200.0, 40.0


def convoy(seen: Sightings, plate: str, span: Span) -> list[str]:
    """Who passed the same cameras within a minute of the target often enough, most often first."""
    rows = seen.of(plate)
    rows = rows[(seen.at[rows] >= span.start.us / 1e6) & (seen.at[rows] < span.end.us / 1e6)]
    count: Counter[int] = Counter()
    cameras: dict[int, set[int]] = {}
    for row, near in zip(rows.tolist(), seen.together(rows, CONVOY_WINDOW_S), strict=True):
        for other in set(seen.text[near].tolist()):
            count[other] += 1
            cameras.setdefault(other, set()).add(int(seen.camera[row]))
    own = {0} | {i for i in [int(np.searchsorted(seen.texts, plate))] if i < len(seen.texts)}
    return [
        seen.texts[other]
        for other, n in sorted(count.items(), key=lambda item: (-item[1], item[0]))
        if other not in own and n >= CONVOY_LEAST and len(cameras[other]) >= CONVOY_CAMERAS
    ]


def legs(seen: Sightings) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """From each passage with a plate to the next one of its text: the earlier row, seconds, km/h straight."""
    here, there = seen.by_text[:-1], seen.by_text[1:]
    same = (seen.text[here] == seen.text[there]) & (seen.text[here] > 0)
    same &= seen.site[here] != seen.site[there]
    here, there = here[same], there[same]
    seconds = np.maximum(seen.at[there] - seen.at[here], 1e-3)
    return here, seconds, seen.metres[seen.site[here], seen.site[there]] / seconds * 3.6


def cloned(seen: Sightings, span: Span) -> set[str]:
    """The plates that went faster than 180 km/h in a straight line between two passages."""
    here, _, kmh = legs(seen)
    inside = (seen.at[here] >= span.start.us / 1e6) & (seen.at[here] < span.end.us / 1e6)
    return {seen.texts[i] for i in np.unique(seen.text[here[(kmh > CLONE_KMH) & inside]]).tolist()}


def racing(seen: Sightings, span: Span) -> set[str]:
    """The plates whose average speed between two passages, in a straight line, was above 90 km/h."""
    here, _, kmh = legs(seen)
    inside = (seen.at[here] >= span.start.us / 1e6) & (seen.at[here] < span.end.us / 1e6)
    return {seen.texts[i] for i in np.unique(seen.text[here[(kmh > RACING_KMH) & inside]]).tolist()}


def first_seen(seen: Sightings, sites: NDArray[np.intp], span: Span, since: Instant) -> set[str]:
    """The texts read there in the span and not, letter by letter, between ``since`` and it."""
    before = _texts(seen, sites, Span(since, span.start))
    return _texts(seen, sites, span) - before


def common(seen: Sightings, visits: list[tuple[NDArray[np.intp], Span]], least: int) -> set[str]:
    """The texts read, letter by letter, in so many of the places."""
    count = Counter(text for sites, span in visits for text in _texts(seen, sites, span))
    return {text for text, n in count.items() if n >= least}


def matching(
    seen: Sightings, sites: NDArray[np.intp], span: Span, look: tuple[int, int], pattern: str
) -> set[str]:
    """The texts read there then whose look (codes of kind and colour) and pattern are as described.

    0 and "" stand for anything.
    """
    kind, colour = look
    rows = seen.during(span)
    rows = rows[np.isin(seen.site[rows], sites) & (seen.text[rows] > 0)]
    rows = rows[(kind == 0) | (seen.kind[rows] == kind)]
    rows = rows[(colour == 0) | (seen.colour[rows] == colour)]
    wanted = PlatePattern(pattern) if pattern else None
    texts = {seen.texts[i] for i in np.unique(seen.text[rows]).tolist()}
    return {text for text in texts if wanted is None or wanted.matches(text)}


def night_share(seen: Sightings, sites: NDArray[np.intp], span: Span) -> set[str]:
    """The texts read there three times or more, most of them between 22:00 and 05:00."""
    rows = seen.during(span)
    rows = rows[np.isin(seen.site[rows], sites) & (seen.text[rows] > 0)]
    hour = (seen.at[rows] + 8 * 3600) % 86_400 // 3600
    is_night = (hour >= _NIGHT_H[0]) | (hour < _NIGHT_H[1])
    total = np.bincount(seen.text[rows], minlength=len(seen.texts))
    night = np.bincount(seen.text[rows], is_night, minlength=len(seen.texts))
    chosen = (total >= _NIGHT_LEAST) & (night >= 0.8 * total)
    return {seen.texts[i] for i in np.flatnonzero(chosen).tolist()}


def next_sites(seen: Sightings, camera: int, at: Instant) -> list[tuple[int, float]]:
    """Where those who passed a camera within 30 days before were seen next within two hours, oftenest first.

    Each site (index) with the seconds that a straight line takes at 40 km/h.
    """
    here, there = seen.by_text[:-1], seen.by_text[1:]
    same = (seen.text[here] == seen.text[there]) & (seen.text[here] > 0) & (seen.camera[here] == camera)
    same &= (seen.at[there] - seen.at[here] < _HORIZON_S) & (seen.at[there] < at.us / 1e6)
    same &= seen.site[there] != seen.site[here]
    site = (camera - 1) // 4
    return [
        (to, float(seen.metres[site, to]) / _ETA_KMH * 3.6)
        for to, _ in Counter(seen.site[there[same]].tolist()).most_common()
    ]


def _texts(seen: Sightings, sites: NDArray[np.intp], span: Span) -> set[str]:
    rows = seen.during(span)
    rows = rows[np.isin(seen.site[rows], sites) & (seen.text[rows] > 0)]
    return {seen.texts[i] for i in np.unique(seen.text[rows]).tolist()}
