"""Zones: the restricted areas of a house, who may be in them, who is and was."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.band import Band, Weekday
from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.pattern import PlatePattern
from trackway.model.question import Officer, Role
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile
from trackway.watch.zones.presence import REMEMBERED_S, Changes
from trackway.watch.zones.rows import (
    allowed_of,
    count_of,
    packed_plan,
    packed_visit,
    visit_of,
    zone_of,
)
from trackway.watch.zones.visit import Count, Visit
from trackway.watch.zones.zone import Allowed, AllowedAs, Zone, ZonePlan

__all__ = ["MAX_ALLOWED", "NewAllowed", "Zones", "may_see"]

MAX_ALLOWED = 20_000
"""Plates on the allowed list of one zone: every household of the county's largest town has fewer."""
_KEPT_S = 365 * 86_400.0
"""Who was where is destroyed after a year (警察職權行使法 §10)."""


@dataclass(frozen=True, slots=True)
class NewAllowed:
    """A plate to be put on an allowed list; see ``Allowed``."""

    pattern: PlatePattern
    name: str
    starts: Instant
    ends: Instant | None = None
    as_: AllowedAs = AllowedAs.RESIDENT
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= 100:
            raise Invalid("Whoever is allowed needs a name of 1 to 100 characters: whose vehicle it is.")
        if len(self.note) > 1_000:
            raise Invalid("The note of one of the allowed has at most 1,000 characters.")
        if self.ends is not None and self.ends <= self.starts:
            raise Invalid(f"What allows {self.pattern.text} ends before or when it starts.")
        if len(self.pattern.text.replace("*", "").replace("?", "")) < 2:
            raise Invalid(
                f"{self.pattern.text!r} would allow nearly everybody; name two characters at least."
            )


class Zones:
    """The restricted areas of one data folder. Usable from several threads.

    Who calls has looked at the caller's role, and writes the audit.
    """

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def version(self) -> int:
        """Grows with every change of a zone or of an allowed list."""
        return int(self._database.only("zone_version")["version"])

    def all(self) -> tuple[Zone, ...]:
        """Every zone, ended ones too, the newest first."""
        return tuple(map(zone_of, self._database.rows("zones_all")))

    def seen_by(self, officer: Officer) -> tuple[Zone, ...]:
        """Those that an officer may know of."""
        return tuple(zone for zone in self.all() if may_see(officer, zone))

    def one(self, officer: Officer, number: int) -> Zone:
        """A zone. Raises ``NotFound``, for one that the officer may not know of too."""
        zone = self._zone(number)
        if not may_see(officer, zone):
            raise NotFound(f"There is no zone {number}.")
        return zone

    def add(self, officer: Officer, plan: ZonePlan, *, emergency: bool = False) -> Zone:
        """A new zone; it holds when another officer has approved it, in an ``emergency`` for a day before."""
        with self._database.transaction():
            row = self._database.only(
                "zone_add",
                plan=packed_plan(plan),
                requester=officer.username,
                now_us=self._clock.now().us,
                emergency=int(emergency),
            )
            self._database.run("zone_changed")
            return self._zone(row["id"])

    def change(
        self, officer: Officer, number: int, version: int, plan: ZonePlan, *, emergency: bool = False
    ) -> Zone:
        """Another plan for a zone, to be approved anew. Raises ``Conflict`` when somebody was first."""
        self.one(officer, number)
        with self._database.transaction():
            changed = self._database.run(
                "zone_change",
                id=number,
                version=version,
                plan=packed_plan(plan),
                requester=officer.username,
                now_us=self._clock.now().us,
                emergency=int(emergency),
            )
            self._was(changed, number)
            return self._zone(number)

    def approve(self, officer: Officer, number: int, version: int) -> Zone:
        """Say yes to a zone as it is in this version. Raises ``Denied`` for its requester."""
        zone = self.one(officer, number)
        if zone.requester == officer.username:
            raise Denied(
                f"{officer.username} asked for the zone {number}; somebody else must approve it (four eyes)."
            )
        if zone.approval is not None:
            raise Conflict(f"{zone.approval.by} has approved the zone {number} already.")
        with self._database.transaction():
            self._was(
                self._database.run(
                    "zone_approve",
                    id=number,
                    version=version,
                    by=officer.username,
                    now_us=self._clock.now().us,
                ),
                number,
            )
            return self._zone(number)

    def end(self, officer: Officer, number: int) -> Zone:
        """End a zone now. Raises ``Conflict`` when it was ended before."""
        self.one(officer, number)
        with self._database.transaction():
            self._was(
                self._database.run("zone_end", id=number, by=officer.username, now_us=self._clock.now().us),
                number,
            )
            return self._zone(number)

    def allow(self, officer: Officer, number: int, wanted: Sequence[NewAllowed]) -> tuple[int, ...]:
        """Put plates on the allowed list, all or none; their numbers."""
        self.one(officer, number)
        with self._database.transaction():
            many = self._database.only("zone_allowed_count", zone=number)["many"] + len(wanted)
            if many > MAX_ALLOWED:
                raise Invalid(f"{many:,} plates are more than an allowed list takes ({MAX_ALLOWED:,}).")
            added = tuple(self._allow(officer, number, one) for one in wanted)
            self._database.run("zone_changed")
        return added

    def disallow(self, officer: Officer, number: int, allowed: int) -> None:
        """Take one off the allowed list. Raises ``NotFound``."""
        self.one(officer, number)
        with self._database.transaction():
            if not self._database.run(
                "zone_disallow",
                id=allowed,
                zone=number,
                by=officer.username,
                now_us=self._clock.now().us,
            ):
                raise NotFound(f"There is no {allowed} on the allowed list of zone {number}.")
            self._database.run("zone_changed")

    def allowed(self, number: int) -> tuple[Allowed, ...]:
        """The allowed list of a zone, the newest first."""
        return tuple(map(allowed_of, self._database.rows("zone_allowed_of", zone=number)))

    def allowed_count(self, number: int) -> int:
        """How many plates and patterns are on the allowed list of a zone."""
        return int(self._database.only("zone_allowed_count", zone=number)["many"])

    def inside(self, number: int, most: int = 500) -> tuple[Visit, ...]:
        """Who is in a zone now, whoever came last first."""
        return tuple(map(visit_of, self._database.rows("zone_visits_inside", zone=number, most=most)))

    def inside_count(self, number: int) -> int:
        """How many are in a zone now."""
        return int(self._database.only("zone_inside_count", zone=number)["many"])

    def visits(self, number: int, before: Instant, most: int = 500) -> tuple[Visit, ...]:
        """Stays in a zone that were last seen before a moment, the newest first."""
        rows = self._database.rows("zone_visits_lately", zone=number, before_us=before.us, most=most)
        return tuple(map(visit_of, rows))

    def counts(self, number: int, start: Instant) -> tuple[Count, ...]:
        """What was counted hour by hour from a moment on; hours without anything are absent."""
        hour = start.us - start.us % 3_600_000_000
        return tuple(map(count_of, self._database.rows("zone_counts_of", zone=number, from_us=hour)))

    # For the watcher

    def going_on(self) -> tuple[Visit, ...]:
        """Visits of all zones that go on or have just ended."""
        rows = self._database.rows("zone_visits_going_on", lately_us=round(REMEMBERED_S * 1e6))
        return tuple(map(visit_of, rows))

    def keep(self, changes: Changes) -> None:
        """Write down what is new of visits and counts."""
        with self._database.transaction():
            for visit in changes.visits:
                self._database.run("zone_visit_keep", **packed_visit(visit))
            for count in changes.counts:
                self._database.run(
                    "zone_count_keep",
                    zone=count.zone,
                    hour_us=count.hour.us,
                    came=count.came,
                    went=count.went,
                    there=count.there,
                    unsure=count.unsure,
                    no_plate=count.no_plate,
                )

    def forget(self) -> int:
        """Destroy stays and allowed that were over a year ago; how many."""
        before = self._clock.now().plus(-_KEPT_S)
        with self._database.transaction():
            return self._database.run("zone_visits_forget", before_us=before.us) + self._database.run(
                "zone_allowed_forget", before_us=before.us
            )

    def _zone(self, number: int) -> Zone:
        row = self._database.row("zone_of", id=number)
        if row is None:
            raise NotFound(f"There is no zone {number}.")
        return zone_of(row)

    def _was(self, changed: int, number: int) -> None:
        if not changed:
            raise Conflict(f"Somebody changed or ended the zone {number} in the meantime; look at it again.")
        self._database.run("zone_changed")

    def _allow(self, officer: Officer, number: int, wanted: NewAllowed) -> int:
        row = self._database.only(
            "zone_allow",
            zone=number,
            pattern=wanted.pattern.text,
            kept_as=wanted.as_.value,
            name=wanted.name.strip(),
            starts_us=wanted.starts.us,
            ends_us=wanted.ends.us if wanted.ends else None,
            bands=" ".join(map(str, sorted(wanted.bands))),
            weekdays=" ".join(sorted(wanted.weekdays)),
            note=wanted.note,
            by=officer.username,
            now_us=self._clock.now().us,
        )
        return int(row["id"])


def may_see(officer: Officer, zone: Zone) -> bool:
    """Whether an officer may know of a zone.

    A covert one is known to who asked for it and who approved it, and until that to administrators, one of
    whom must; its hits go to their recipients. The auditor finds it in the audit.
    """
    if not zone.plan.terms.covert:
        return True
    names = {zone.requester, zone.approval.by if zone.approval else ""}
    return officer.username in names or (zone.approval is None and officer.role is Role.ADMINISTRATOR)
