"""RoadWatches: the roads that are watched, on whose word, until when."""

import sqlite3

import msgspec

from trackway.model.area import area_text, parse_area
from trackway.model.band import Weekday, parse_band
from trackway.model.errors import Conflict, Denied, NotFound
from trackway.model.plate import Plate
from trackway.model.question import Officer
from trackway.model.time import Clock, Instant, Span
from trackway.sqlite import SqliteFile
from trackway.watch.entry import Approval, Terms
from trackway.watch.roads.road_watch import RoadPlan, RoadTest, RoadWatch

__all__ = ["RoadWatches"]


class _Plan(msgspec.Struct, frozen=True):
    """A plan as JSON: areas, bands and plates as text, times as microseconds."""

    name: str
    test: RoadTest
    starts_us: int
    ends_us: int
    least_kmh: float
    reason: str
    legal_basis: str
    case_no: str
    one_end: tuple[int, ...]
    other_end: tuple[int, ...]
    length_m: float
    area: str
    headway_s: float
    bands: tuple[str, ...]
    weekdays: tuple[Weekday, ...]
    leave_out: tuple[str, ...]
    certified: str
    terms: Terms


class RoadWatches:
    """The road watches of one data folder. Usable from several threads.

    Who calls has looked at the caller's role, and writes the audit.
    """

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def version(self) -> int:
        """Grows with every change."""
        return int(self._database.only("road_watch_version")["version"])

    def all(self) -> tuple[RoadWatch, ...]:
        """Every one, ended ones too, the newest first."""
        return tuple(map(_watch_of, self._database.rows("road_watches_all")))

    def one(self, number: int) -> RoadWatch:
        """One by its number. Raises ``NotFound``."""
        row = self._database.row("road_watch_of", id=number)
        if row is None:
            raise NotFound(f"There is no road watch {number}.")
        return _watch_of(row)

    def add(self, officer: Officer, plan: RoadPlan, *, emergency: bool = False) -> RoadWatch:
        """A new one; it holds when another officer has approved it, in an ``emergency`` for a day before."""
        with self._database.transaction():
            row = self._database.only(
                "road_watch_add",
                plan=_packed(plan),
                requester=officer.username,
                now_us=self._clock.now().us,
                emergency=int(emergency),
            )
            self._database.run("road_watch_changed")
        return self.one(row["id"])

    def approve(self, officer: Officer, number: int) -> RoadWatch:
        """Say yes to one that somebody else asked for. Raises ``Denied`` for its requester."""
        if self.one(number).requester == officer.username:
            raise Denied(
                f"路段監控 {number} 由您提出，須由另一人核准。 "
                f"{officer.username} asked for road watch {number}; somebody else must approve it."
            )
        return self._changed("road_watch_approve", officer, number)

    def end(self, officer: Officer, number: int) -> RoadWatch:
        """End one now."""
        self.one(number)
        return self._changed("road_watch_end", officer, number)

    def _changed(self, query: str, officer: Officer, number: int) -> RoadWatch:
        with self._database.transaction():
            if not self._database.run(query, id=number, by=officer.username, now_us=self._clock.now().us):
                raise Conflict(f"Road watch {number} was ended, or approved, by somebody else before.")
            self._database.run("road_watch_changed")
        return self.one(number)


def _packed(plan: RoadPlan) -> str:
    return msgspec.json.encode(
        _Plan(
            name=plan.name,
            test=plan.test,
            starts_us=plan.force.start.us,
            ends_us=plan.force.end.us,
            least_kmh=plan.least_kmh,
            reason=plan.reason,
            legal_basis=plan.legal_basis,
            case_no=plan.case_no,
            one_end=tuple(sorted(plan.one_end)),
            other_end=tuple(sorted(plan.other_end)),
            length_m=plan.length_m,
            area=area_text(plan.area) if plan.area else "",
            headway_s=plan.headway_s,
            bands=tuple(map(str, sorted(plan.bands))),
            weekdays=tuple(sorted(plan.weekdays)),
            leave_out=tuple(sorted(plate.text for plate in plan.leave_out)),
            certified=plan.certified,
            terms=plan.terms,
        )
    ).decode()


def _watch_of(row: sqlite3.Row) -> RoadWatch:
    kept = msgspec.json.decode(row["plan"], type=_Plan)
    plan = RoadPlan(
        name=kept.name,
        test=kept.test,
        force=Span(Instant(kept.starts_us), Instant(kept.ends_us)),
        least_kmh=kept.least_kmh,
        reason=kept.reason,
        legal_basis=kept.legal_basis,
        case_no=kept.case_no,
        one_end=frozenset(kept.one_end),
        other_end=frozenset(kept.other_end),
        length_m=kept.length_m,
        area=parse_area(kept.area) if kept.area else None,
        headway_s=kept.headway_s,
        bands=frozenset(map(parse_band, kept.bands)),
        weekdays=frozenset(kept.weekdays),
        leave_out=frozenset(map(Plate, kept.leave_out)),
        certified=kept.certified,
        terms=kept.terms,
    )
    approved = row["approved_by"]
    return RoadWatch(
        row["id"],
        plan,
        row["requester"],
        Instant(row["added_us"]),
        None if approved is None else Approval(approved, Instant(row["approved_us"])),
        bool(row["emergency"]),
        None if row["ended_us"] is None else Instant(row["ended_us"]),
    )
