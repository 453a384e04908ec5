"""Read rate: of vehicles that surely passed a site, how many it read.

::

    read at U, then at D, with no other site between ─┬─ read at S between the two    caught
                                                      └─ not, in the time that takes  missed

Nobody counts the vehicles that a camera misses; its neighbours do. Whoever was read before and behind a site,
in the time that the way through it takes, passed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import WGS84
from trackway.model.share import Share
from trackway.trails.coverage.uptime import Uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.places import place_id

__all__ = ["Rate", "rates"]

_SITES_NEAR = 14
"""So many sites around may be the one before and the one behind."""
_ROWS = 250_000
"""Passages looked at for a site: a fifth of a second."""
_LEAST_SURE = 80
"""Read worse than that, a neighbour may have read another vehicle."""
_LONGEST_MS = 3 * 3_600_000
"""Whoever took longer from one to the other stopped, and may have gone another way."""
_SAME_PASS_MS = 120_000
"""Cameras of one site see a vehicle one after the other within this."""
_LEAST_PAIRS, _ON_THE_WAY = 12, 0.85
"""A pair of neighbours counts when the site lies on the way between: so many went through it, and most."""
_SLOWER = 1.15
"""Who was missed took no longer than nearly all (p95) who were read, and a little."""
_PRIOR_CAUGHT, _PRIOR_MISSED = 9.0, 1.0
"""Ten vehicles' worth of "nine in ten are read", for where few are counted."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the vehicles that passed a site it read: ``counted`` ones, and what to expect of the next.

    Where too few could be counted, ``counted`` is of none and ``expected`` rests on the share of passages
    with a plate and on the readings' confidence.
    """

    counted: Share
    expected: float


def rates(desk: Desk, site: str, numbers: Sequence[int], seen: Uptime, *, two_wheeled: bool) -> Rate:
    """How well a site (with its cameras) reads at the hours of the day that were asked."""
    near = _near(desk, site, numbers)
    hours = _sample(seen, numbers)
    if len(hours) and near:
        values = {
            "hours": (hours * 3600).tolist(),
            "cameras": sorted({*near, *numbers}),
            "least": _LEAST_SURE,
            "two_wheeled": two_wheeled,
            "limit": 2 * _ROWS,
        }
        rows = desk.store.table(desk.permit, analysis_sql("not_seen")["on_the_way"], values)
        vehicle, ms = rows["vehicle"].to_numpy(), rows["ms"].to_numpy().astype(np.int64)
        names = sorted({place_id(desk.cameras, n) for n in near} | {site})
        index = {name: n for n, name in enumerate(names)}
        of = np.zeros(65_536, np.int64)
        for number in {*near, *numbers}:
            of[number] = index[place_id(desk.cameras, number)]
        where = of[rows["camera"].to_numpy()]
        counted = _counted(vehicle, ms, where, index[site])
    else:
        counted = Share(0, 0)
    return Rate(counted, _expected(counted, seen, numbers))


def _near(desk: Desk, site: str, numbers: Sequence[int]) -> dict[int, str]:
    """The cameras of the sites nearest to it, by number."""
    of: dict[str, list[int]] = {}
    for number, camera in desk.cameras.items():
        if camera.site_id is not None and camera.site_id != site:
            of.setdefault(camera.site_id, []).append(number)
    if not of:
        return {}
    here = desk.cameras[numbers[0]].place
    first = [desk.cameras[some[0]].place for some in of.values()]
    n = len(first)
    _, _, metres = WGS84.inv(
        np.full(n, here.lon), np.full(n, here.lat), [p.lon for p in first], [p.lat for p in first]
    )
    order = np.argsort(np.asarray(metres), kind="stable")[:_SITES_NEAR]
    names = list(of)
    return {number: names[k] for k in order for number in of[names[k]]}


def _sample(seen: Uptime, numbers: Sequence[int]) -> NDArray[np.int64]:
    """Hours like those asked, with the one before and behind, in which all of its cameras were up; the
    nearest days first, until there are enough passages."""
    rows = np.flatnonzero(np.isin(seen.numbers, numbers))
    if not len(rows) or not seen.asked.any():
        return np.zeros(0, np.int64)
    of_day = seen.local_hours() % 24
    asked = np.unique(of_day[seen.asked])
    like = np.isin(of_day, np.unique(np.concatenate([asked - 1, asked, asked + 1]) % 24))
    fit = np.flatnonzero(like & ~seen.down[rows].any(axis=0) & (seen.filed[rows].sum(axis=0) > 0))
    middle = float(seen.hours[seen.asked].mean())
    fit = fit[np.argsort(np.abs(seen.hours[fit] - middle), kind="stable")]
    expected = np.cumsum(seen.filed[rows][:, fit].sum(axis=0)) * (_SITES_NEAR + 1)
    return np.sort(seen.hours[fit[: int(np.searchsorted(expected, _ROWS)) + 1]])


def _counted(
    vehicle: NDArray[np.uint64], ms: NDArray[np.int64], where: NDArray[np.int64], site: int
) -> Share:
    """Caught of all that passed, over pairs of neighbours with the site between them."""
    again = np.zeros(len(ms), np.bool_)
    again[1:] = (vehicle[1:] == vehicle[:-1]) & (where[1:] == where[:-1]) & (np.diff(ms) <= _SAME_PASS_MS)
    vehicle, ms, where = vehicle[~again], ms[~again], where[~again]
    if len(ms) < 3:
        return Share(0, 0)
    width = int(where.max()) + 1
    through = (
        (vehicle[2:] == vehicle[:-2])
        & (where[1:-1] == site)
        & (where[2:] != site)
        & (where[:-2] != site)
        & (where[2:] != where[:-2])
        & (ms[2:] - ms[:-2] <= _LONGEST_MS)
    )
    past = (
        (vehicle[1:] == vehicle[:-1])
        & (where[1:] != site)
        & (where[:-1] != site)
        & (where[1:] != where[:-1])
        & (np.diff(ms) <= _LONGEST_MS)
    )
    pair_through, took_through = (where[:-2] * width + where[2:])[through], (ms[2:] - ms[:-2])[through]
    pair_past, took_past = (where[:-1] * width + where[1:])[past], np.diff(ms)[past]
    caught = missed = 0
    for pair in np.unique(pair_through):
        took = took_through[pair_through == pair]
        if len(took) < _LEAST_PAIRS:
            continue
        fast, slow = np.quantile(took, [0.02, 0.95])
        others = took_past[pair_past == pair]
        passed = int(((others <= slow * _SLOWER) & (others >= fast / _SLOWER)).sum())
        if len(took) >= _ON_THE_WAY * (len(took) + passed):
            caught, missed = caught + len(took), missed + passed
    return Share(caught, caught + missed)


def _expected(counted: Share, seen: Uptime, numbers: Sequence[int]) -> float:
    """What the next vehicle's chance is: as counted, or else by plates and confidence."""
    if counted.of:
        return (counted.count + _PRIOR_CAUGHT) / (counted.of + _PRIOR_CAUGHT + _PRIOR_MISSED)
    rows = np.isin(seen.numbers, numbers)
    filed, plates, sure = (float(cells[rows].sum()) for cells in (seen.filed, seen.plates, seen.sure))
    if not filed or not plates:
        return _PRIOR_CAUGHT / (_PRIOR_CAUGHT + _PRIOR_MISSED)
    return plates / filed * (sure / plates)
