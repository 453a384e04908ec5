"""Usually: on how many other days vehicles were at the places where they were found together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trackway.trails.common.visits import Crowd, Vehicle
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Usually", "record_begins", "usually"]

_DAY_MS = 86_400_000
_TAIPEI_MS = 8 * 3_600_000
_LOOK_BACK_DAYS = 30
"""A month holds four of each day of the week; more would cost a month's part of the store each."""


@dataclass(frozen=True, slots=True)
class Usually:
    """Per visit the number of other days on which a vehicle was there, of ``of_days`` looked at."""

    days: tuple[int, ...]
    of_days: int

    def mean_days(self, visits: Sequence[int]) -> float:
        """The mean over some of the visits."""
        return sum(self.days[n] for n in visits) / len(visits) if visits else 0.0

    def chance(self, visits: Sequence[int]) -> float:
        """How likely it is at all of them on any one day if the days are independent (half a day added)."""
        return math.prod((self.days[n] + 0.5) / (self.of_days + 1) for n in visits)


def usually(desk: Desk, among: Crowd, vehicles: Sequence[Vehicle]) -> Mapping[Vehicle, Usually]:
    """The other days of these vehicles at the places: of a month before the first visit until the last."""
    of = {among.text(row): one for one in vehicles for row in one.rows}
    end = max(visit.span.end.us for visit in among.visits) // 1000 + 1
    first = min(visit.span.start.ms for visit in among.visits) - _LOOK_BACK_DAYS * _DAY_MS
    visited = {
        day
        for visit in among.visits
        for day in range(_day(visit.span.start.ms), _day((visit.span.end.us - 1) // 1000) + 1)
    }
    begun = record_begins(desk, first, end)
    of_days = max(_day(end) - _day(max(first, begun)) + 1 - len(visited), 0)
    seen: dict[Vehicle, list[set[int]]] = {one: [set() for _ in among.visits] for one in vehicles}
    if of:
        values = {
            "first": first,
            "end": end,
            "cameras": sorted(frozenset[int]().union(*among.cameras)),
            "plates": sorted(of),
        }
        rows = desk.store.table(desk.permit, analysis_sql("common")["days_there"], values)
        for row in rows.to_pylist():
            if row["day"] not in visited:
                for n, cameras in enumerate(among.cameras):
                    if row["camera"] in cameras:
                        seen[of[row["plate"]]][n].add(row["day"])
    return {one: Usually(tuple(map(len, days)), of_days) for one, days in seen.items()}


def record_begins(desk: Desk, first: int, end: int) -> int:
    """When the first passage of that time was filed, to the hour; its end where there is none."""
    rows = desk.store.table(desk.permit, analysis_sql("common")["begins"], {"first": first, "end": end})
    hour = rows["hour"][0].as_py() if rows.num_rows else None
    return end if hour is None else int(hour) * 1000


def _day(ms: int) -> int:
    return (ms + _TAIPEI_MS) // _DAY_MS
