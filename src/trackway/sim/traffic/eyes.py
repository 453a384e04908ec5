"""Eyes: how well each plate camera sees, where cameras differ: what it misses, misreads and for what.

A camera confuses what it confuses: each has a few pairs of look-alikes of its own (a tilted pole, a lamp in
the picture) that it takes for one another more often than others do. A worn plate is misread by every camera,
and always at the same letter, so that the same wrong text comes again and again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import LOOK_ALIKES

__all__ = ["Eyes", "eyes"]

_MISREAD, _UNREAD, _MISSED = 0.02, 1.0, 0.025
"""For the camera in the middle: the share misread by day, unread times the usual, and not recorded at all."""
_DIFFER = 0.6
"""How much cameras differ (standard deviation of the logarithm): the worst of 240 is some five times worse
than the middle one."""
_MOST_MISREAD, _MOST_MISSED = 0.15, 0.3
_AT_NIGHT = 1.8
_WORN, _WORN_TIMES = 0.02, 8.0
"""One plate in fifty is worn, bent or dirty and misread so many times as often as others."""
_FAVOURED, _FAVOURED_TIMES = 3, 10
"""So many pairs a camera takes for one another so many times as often as others do."""


def _likely() -> dict[str, dict[str, int]]:
    """For each character what it is misread as and how likely, from the likeness of the glyphs."""
    found: dict[str, dict[str, int]] = {}
    for table in LOOK_ALIKES.values():
        for symbol, others in table.items():
            for other, cost in others.items():
                known = found.setdefault(symbol, {})
                known[other] = max(known.get(other, 0), round(100 * 10 ** (-4 * cost)), 1)
    return found


_LIKELY = _likely()
_PAIRS = tuple(sorted({(a, b) for a, others in _LIKELY.items() for b in others if a < b}))


@dataclass(frozen=True, slots=True, eq=False)
class Eyes:
    """Chances per camera (index: its number - 1): ``misread`` by day, ``unread_times`` the usual share of
    plates left unread, ``missed`` vehicles that leave no passage; ``favoured`` pairs, both ways.

    ``worn`` per vehicle is where in its text the plate is worn, 0 to 1, NaN where it is not.
    """

    misread: NDArray[np.float64]
    unread_times: NDArray[np.float64]
    missed: NDArray[np.float64]
    favoured: tuple[frozenset[tuple[str, str]], ...]
    worn: NDArray[np.float64]

    def misread_chance(
        self, camera: NDArray[np.uint16], vehicle: NDArray[np.intp], is_night: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """How likely each of these passings is misread."""
        worn = np.where(np.isnan(self.worn[vehicle]), 1.0, _WORN_TIMES)
        chance = self.misread[camera - 1] * np.where(is_night, _AT_NIGHT, 1.0) * worn
        return np.asarray(np.minimum(chance, 0.5))

    def misread_as(self, text: str, camera: int, where: float, what: float) -> str:
        """The text with one character taken for another as this camera does.

        The two numbers in [0, 1) choose. The text itself where nothing in it can be taken for anything else.
        """
        start = int(where * len(text))
        for place in (*range(start, len(text)), *range(start)):
            rivals = _LIKELY.get(text[place])
            if rivals:
                return text[:place] + self._one(text[place], rivals, camera, what) + text[place + 1 :]
        return text

    def _one(self, symbol: str, rivals: dict[str, int], camera: int, what: float) -> str:
        favoured = self.favoured[camera - 1]
        weights = [w * (_FAVOURED_TIMES if (symbol, r) in favoured else 1) for r, w in rivals.items()]
        place = int(np.searchsorted(np.cumsum(weights), what * sum(weights), side="right"))
        return list(rivals)[place]


def eyes(cameras: int, vehicles: int, rng: np.random.Generator) -> Eyes:
    """Eyes of so many cameras for so many vehicles."""

    def differing(middle: float, most: float) -> NDArray[np.float64]:
        return np.minimum(middle * rng.lognormal(0.0, _DIFFER, cameras), most)

    misread, unread, missed = (
        differing(_MISREAD, _MOST_MISREAD),
        differing(_UNREAD, 6.0),
        differing(_MISSED, _MOST_MISSED),
    )
    chosen = [rng.choice(len(_PAIRS), _FAVOURED, replace=False) for _ in range(cameras)]
    favoured = tuple(
        frozenset(pair for i in some for pair in (_PAIRS[i], _PAIRS[i][::-1])) for some in chosen
    )
    worn = np.where(rng.random(vehicles) < _WORN, rng.random(vehicles), np.nan)
    return Eyes(misread, unread, missed, favoured, worn)
