"""Visitors: who passed at several places, each in its own time; one row a vehicle, one column a visit.

::

    visits ──► plates that passed at each ──► crowd: vehicles x visits ──► in k of n
                                                  │                           ▲
                                                  └── look-alikes at the other places
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import WrongUse
from trackway.passages import TooMany
from trackway.trails.common.alike import Codes, alike_pairs, codes
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.where import Visit, cameras_at

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Crowd", "Described", "Vehicle", "crowd", "joined", "lifetimes"]

_MOST_PASSAGES = 2_000_000
"""At all places together: what two cores group by plate in half a second. A morning of a whole county."""
_MOST_COMPARED = 200_000
"""Vehicles compared for look-alikes: a fifth of a second."""
_MOST_PAIRS = 4_000
"""Look-alikes whose lives are looked up; beyond that chance has made most of them."""
_STRANGER_MS = 12 * 3_600_000
"""A text that was never seen outside half a day is misread or a visitor, no second vehicle of here."""
_DOUBTED = 85
"""One correct reading in a hundred is less sure than this, and every second wrong one."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Described:
    """Which vehicles count: kinds and colours (none: any), kinds left out, hundredths of confidence."""

    kinds: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """v plates by n visits. ``code`` (v) names the plates, ``text`` gives one; ``times``, ``first_ms`` and
    ``last_ms`` are v x n (0 where it was not); ``sure`` (v) the best confidence in hundredths; ``colours``
    a bit each; ``fits`` (v) whether it is as described. ``passages`` and ``unread`` (n) count all and those
    without a plate. ``cameras`` are those of each visit.
    """

    visits: tuple[Visit, ...]
    cameras: tuple[frozenset[int], ...]
    code: Codes
    times: Ints
    first_ms: Ints
    last_ms: Ints
    sure: Ints
    colours: Ints
    on_two: Flags
    on_more: Flags
    fits: Flags
    passages: tuple[int, ...]
    unread: tuple[int, ...]
    _plates: "pa.ChunkedArray[Any]"
    _place: Ints

    def text(self, row: int) -> str:
        """The plate of a row."""
        return str(self._plates[int(self._place[row])].as_py())


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle in enough visits: its own row of the crowd, and rows of readings that are likely it."""

    row: int
    alike: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """All of them, its own first."""
        return (self.row, *self.alike)


def crowd(desk: Desk, visits: Sequence[Visit], wanted: Described) -> Crowd:
    """Everyone who passed at any of the visits. Raises ``TooMany`` where they are too many to compare."""
    cameras = tuple(cameras_at([visit.place], desk.cameras) for visit in visits)
    for visit, some in zip(visits, cameras, strict=True):
        if not some:
            raise WrongUse(f"There is no camera at {visit.place}; draw it larger.")
    asked = [_values(visit, some) for visit, some in zip(visits, cameras, strict=True)]
    _refuse_crowds(desk, asked)
    also = {"kinds": list(wanted.kinds), "colours": list(wanted.colours), "without": list(wanted.without)}
    tables = [
        desk.store.table(
            desk.permit,
            analysis_sql("common")["visitors"],
            values | also | {"least": wanted.least},
        )
        for values in asked
    ]
    return _crowd(tuple(visits), cameras, tables)


def joined(desk: Desk, among: Crowd, least: int, *, alike: bool) -> tuple[list[Vehicle], bool]:
    """The vehicles in at least so many visits, and whether there were too many to compare for look-alikes.

    With ``alike`` a text at one place counts for a vehicle at another when the two differ in one letter
    that is taken for the other's, nothing else of them disagrees, and the text is either a stranger or was
    read with doubt.
    """
    here = among.times > 0
    enough = here.sum(axis=1) >= least
    found = [Vehicle(int(row)) for row in np.flatnonzero(enough & among.fits)]
    if not alike or least < 2:
        return found, False
    rest = np.flatnonzero(~enough)
    if len(rest) > _MOST_COMPARED:
        return found, True
    return found + _alike(desk, among, rest, least), False


def lifetimes(desk: Desk, plates: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """When each of these plates was first and last seen anywhere, milliseconds since 1970."""
    rows = desk.store.table(desk.permit, analysis_sql("common")["lifetimes"], {"plates": sorted(set(plates))})
    ends = zip(rows["first_ms"].to_pylist(), rows["last_ms"].to_pylist(), strict=True)
    return dict(zip(rows["plate"].to_pylist(), ends, strict=True))


def _values(visit: Visit, cameras: Collection[int]) -> dict[str, object]:
    span = visit.span
    return {"first": span.start.ms, "end": -(-span.end.us // 1000), "cameras": sorted(cameras)}


def _refuse_crowds(desk: Desk, asked: Sequence[Mapping[str, object]]) -> None:
    passed = 0
    for values in asked:
        rows = desk.store.table(desk.permit, analysis_sql("common")["how_many"], values)
        passed += int(rows["passages"][0].as_py())
        if passed > _MOST_PASSAGES:
            raise TooMany(
                f"More than {_MOST_PASSAGES:,} passages at these places; take smaller areas or shorter times."
            )


def _crowd(
    visits: tuple[Visit, ...], cameras: tuple[frozenset[int], ...], tables: Sequence["pa.Table"]
) -> Crowd:
    import pyarrow as pa  # noqa: PLC0415  the command line starts sooner without it

    plates = pa.chunked_array([chunk for t in tables for chunk in t["plate"].chunks], pa.string())
    every = codes(plates)
    which = np.repeat(np.arange(len(tables)), [t.num_rows for t in tables])

    def column(name: str) -> Ints:
        return np.concatenate([t[name].to_numpy().astype(np.int64) for t in tables])

    times, is_read = column("times"), every > 0
    code, place, line = np.unique(every[is_read], return_index=True, return_inverse=True)

    def matrix(name: str) -> Ints:
        cells = np.zeros((len(code), len(tables)), np.int64)
        cells[line, which[is_read]] = column(name)[is_read]
        return cells

    def any_of(name: str) -> Flags:
        return np.asarray((matrix(name) > 0).any(axis=1), np.bool_)

    return Crowd(
        visits=visits,
        cameras=cameras,
        code=code,
        times=matrix("times"),
        first_ms=matrix("first_ms"),
        last_ms=matrix("last_ms"),
        sure=matrix("sure").max(axis=1, initial=0),
        colours=np.bitwise_or.reduce(matrix("colours_seen"), axis=1),
        on_two=any_of("on_two"),
        on_more=any_of("on_more"),
        fits=any_of("is_kind") & any_of("is_colour") & ~(any_of("is_left_out") & ~any_of("is_kept")),
        passages=tuple(int(times[which == n].sum()) for n in range(len(tables))),
        unread=tuple(int(times[(which == n) & ~is_read].sum()) for n in range(len(tables))),
        _plates=plates,
        _place=np.flatnonzero(is_read)[place],
    )


def _alike(desk: Desk, among: Crowd, rest: Ints, least: int) -> list[Vehicle]:
    """Vehicles of the rest that reach so many visits together with readings that are likely theirs."""
    one, other = (rest[part] for part in alike_pairs(among.code[rest]))
    here = among.times > 0
    together = (here[one] | here[other]).sum(axis=1)
    adds = together > np.maximum(here[one].sum(axis=1), here[other].sum(axis=1))
    wheels = (among.on_two[one] & among.on_more[other]) | (among.on_more[one] & among.on_two[other])
    colours = among.colours[one] & among.colours[other]
    seen = (among.colours[one] > 0) & (among.colours[other] > 0)
    keep = np.flatnonzero(adds & ~wheels & ~(seen & (colours == 0)) & (among.fits[one] | among.fits[other]))
    doubt = np.minimum(among.sure[one[keep]], among.sure[other[keep]])
    keep = keep[np.argsort(doubt, kind="stable")[:_MOST_PAIRS]]
    pairs = [(int(one[pair]), int(other[pair])) for pair in keep]
    texts = {row: among.text(row) for pair in pairs for row in pair}
    lives = lifetimes(desk, texts.values()) if texts else {}
    of: dict[int, list[int]] = {}
    for pair in pairs:
        known, strange = sorted(pair, key=lambda row: (-_life(lives, texts[row]), -among.sure[row], row))
        if _life(lives, texts[strange]) < _STRANGER_MS or among.sure[strange] < _DOUBTED:
            of.setdefault(known, []).append(strange)
    found = []
    for known, strangers in sorted(of.items()):
        rows = [known, *sorted(strangers)]
        if here[rows].any(axis=0).sum() >= least and among.fits[rows].any():
            found.append(Vehicle(known, tuple(rows[1:])))
    return found


def _life(lives: Mapping[str, tuple[int, int]], text: str) -> int:
    first, last = lives.get(text, (0, 0))
    return last - first
