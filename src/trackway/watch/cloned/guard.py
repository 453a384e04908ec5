"""Guard: whether it is a clock, told from all the other plates at a site of late.

One impossible journey says nothing of a clock. Two things do, and each rules the site out as a witness:

- many plates are impossible there at once, and one and the same offset would make most of them possible;
- those who came from, or went on to, its neighbours agree on an offset, half a minute or more.

Where all that speaks against a plate could be one site's clock, and nobody can vouch for it, nothing is told.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import Passage
from trackway.trails.live import ClockStep, Pairs, Timing, Witnesses, off_at, steps_of
from trackway.watch.cloned.timing import Ways

__all__ = ["VOUCHES", "Guard"]

VOUCHES = 4
"""So many plates at least vouch for a clock, as in the analyses."""
_HELD_MS = 4 * 3_600_000
"""Journeys of so long tell of a clock: who is out three hours comes by again."""
_MOST = 80
"""Impossible journeys of one site: half of them agreeing are more than any doubt needs."""
_MOST_LEGS = 160
"""Ordinary ones: forty are heard, of which a half may be from places too far away to tell."""
_LEG_US = 3_600_000_000
"""Who took longer stopped on the way."""
_AROUND_MS = 3_600_000
"""When exactly a clock went nobody knows: an hour before the first that tells and after the last."""
_FRESH = 0.1
"""Asked again when a tenth more journeys tell of a site; when a clock is off they come by the hundred."""
_WITHIN_MS = 5_400_000
"""A clock that is found off at a moment is no witness for an hour and a half about it."""


@dataclass(frozen=True, slots=True)
class _Journey:
    """One that nobody can have made: the sites and milliseconds of both ends, and a number for the plate."""

    earlier: int
    later: int
    earlier_ms: int
    later_ms: int
    plate: int
    short_s: float


@dataclass(slots=True)
class _Stretch:
    """Milliseconds between which a clock is no witness."""

    first_ms: int
    end_ms: int


class Guard:
    """What is known of clocks that went wrong lately."""

    def __init__(self) -> None:
        self._odd: dict[int, deque[_Journey]] = {}
        self._since: dict[int, int] = {}
        self._steps: dict[int, tuple[ClockStep, ...]] = {}
        self._legs: dict[int, deque[tuple[int, int, int, int]]] = {}
        self._off: dict[int, _Stretch] = {}

    def went(self, one: Passage, other: Passage, ways: Ways) -> None:
        """A vehicle went from one site to another, as far as the clocks there say."""
        took = other.stamp.at.us - one.stamp.at.us
        start, stop = ways.of_camera[one.camera], ways.of_camera[other.camera]
        if start == stop or took > _LEG_US:
            return
        one_ms, other_ms, plate = one.stamp.at.us // 1000, other.stamp.at.us // 1000, _number(one)
        for site, row in ((start, (one_ms, plate, stop, other_ms)), (stop, (other_ms, plate, start, one_ms))):
            legs = self._legs.get(site)
            if legs is None:
                legs = self._legs[site] = deque(maxlen=_MOST_LEGS)
            legs.append(row)

    def add(self, one: Passage, other: Passage, ways: Ways) -> None:
        """A journey that nobody can have made, its ends in order of their stamps."""
        sites = ways.of_camera[one.camera], ways.of_camera[other.camera]
        short_s = (ways.needed_us[sites[0]][sites[1]] - other.stamp.at.us + one.stamp.at.us) / 1e6
        journey = _Journey(*sites, one.stamp.at.ms, other.stamp.at.ms, _number(one), short_s)
        for site in sites:
            odd = self._odd.setdefault(site, deque(maxlen=_MOST))
            odd.append(journey)
            while odd[0].later_ms < journey.later_ms - _HELD_MS:
                odd.popleft()
            self._since[site] = self._since.get(site, 0) + 1

    def look(self, sites: Iterable[int], timing: Timing) -> None:
        """See which of these sites' clocks are off, as plates tell that became impossible there."""
        for site in sites:
            told = self._odd.get(site, ())
            if self._since.get(site, 0) > _FRESH * len(told):
                self._since[site] = 0
                found = steps_of(_pairs(told), timing) or _crowds(told, site, timing)
                self._steps[site] = tuple(one for one in found if one.site == site)

    def ask(self, site: int, ms: int, timing: Timing) -> int:
        """Ask those who passed a site about a moment for its clock: how many plates vouch for it.

        -1 where they say that it was off, which is then known.
        """
        off_s, many = off_at(self._witnesses(site, timing), site, ms)
        if not off_s:
            return many
        was = self._off.get(site)
        if was is None or was.end_ms < ms - _WITHIN_MS:
            self._off[site] = _Stretch(ms - _WITHIN_MS, ms + _WITHIN_MS)
        else:
            was.first_ms = min(was.first_ms, ms - _WITHIN_MS)
            was.end_ms = max(was.end_ms, ms + _WITHIN_MS)
        return -1

    def is_off(self, site: int, ms: int) -> bool:
        """Whether a site's clock was found to be off at about that time, as far as was asked before."""
        off = self._off.get(site)
        if off is not None and off.first_ms <= ms < off.end_ms:
            return True
        return any(_covers(step, ms) for step in self._steps.get(site, ()))

    def stepped(self, site: NDArray[np.int64], ms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these are no witnesses."""
        rows = zip(site.tolist(), ms.tolist(), strict=True)
        return np.array([self.is_off(s, m) for s, m in rows], bool)

    def _witnesses(self, site: int, timing: Timing) -> Witnesses:
        rows = sorted(self._legs.get(site, ()))
        at_ms, plate, other, other_ms = np.array(rows, np.int64).reshape(-1, 4).T
        ahead, usual_s = timing.offsets.ahead_s, timing.legs.usual_s
        apart = ahead[other] - ahead[site]
        return Witnesses(
            site=np.full(len(rows), site, np.int64),
            at_ms=at_ms,
            plate=plate,
            after_s=(at_ms - other_ms) / 1000 + apart,
            there_s=usual_s[other, site] + apart,
            back_s=usual_s[site, other] - apart,
        )


def _number(passage: Passage) -> int:
    """Whose it is, as a number: the same letters are the same vehicle."""
    return hash(passage.plate.text) if passage.plate else 0


def _covers(step: ClockStep, ms: int) -> bool:
    return step.first_ms - _AROUND_MS <= ms < step.end_ms + _AROUND_MS


def _crowds(told: Collection[_Journey], site: int, timing: Timing) -> tuple[ClockStep, ...]:
    """A clock that is off as far as can be told where no way was measured: many plates at once."""
    if np.isfinite(timing.legs.usual_s).any() or len({one.plate for one in told}) < VOUCHES:
        return ()
    ms = [one.earlier_ms if one.earlier == site else one.later_ms for one in told]
    off_s = float(np.median([one.short_s for one in told]))
    return (ClockStep(site, min(ms), max(ms), off_s, len({one.plate for one in told})),)


def _pairs(told: Collection[_Journey]) -> Pairs:
    number: dict[int, int] = {}
    plate = [number.setdefault(one.plate, len(number)) for one in told]
    rows = np.array([(o.earlier, o.later, o.earlier_ms, o.later_ms) for o in told], np.int64).reshape(-1, 4)
    return Pairs(
        plates=tuple(map(str, number)),
        two_kinds=frozenset(),
        plate=np.array(plate, np.int64),
        earlier=rows[:, 0],
        later=rows[:, 1],
        earlier_ms=rows[:, 2],
        later_ms=rows[:, 3],
        short_s=np.array([one.short_s for one in told]),
    )
