"""Alerts: the list, one opened, how they went. What is covert is not there for others, nor counted."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.plate import parse_plate
from trackway.model.share import Share
from trackway.model.time import Clock, parse_instant
from trackway.watch import LOWEST, Category
from trackway.watch.alerts import AlertState, Judged, Origin, Past, Week
from trackway.web.alert_desk import AlertDesk, AlertId
from trackway.web.alert_json import AlertOut, OpenedAlertOut
from trackway.web.parts import Parts, Who
from trackway.web.passages import Moment

__all__ = ["routes"]

_MOST_WEEKS = 53
_WEEK_S = 7 * 86_400.0


class AlertsOut(BaseModel):
    """Alerts, and the number of the newest step when they were looked up: news goes on from there."""

    alerts: list[AlertOut]
    last_step: int


class PastAlertsOut(BaseModel):
    """Alerts of the past, newest first; ``more`` says that there are earlier ones."""

    alerts: list[AlertOut]
    more: bool


class AlertCountsOut(BaseModel):
    """How many alerts are open, by how far they are."""

    new: int
    shown: int
    verified: int
    dispatched: int


class PastQuery(BaseModel):
    """Which alerts are looked up; empty parts mean any. ``priority`` is the least urgent that is wanted."""

    model_config = ConfigDict(extra="forbid")

    start: Moment | None = Field(default=None, alias="from")
    end: Moment | None = Field(default=None, alias="to")
    state: list[AlertState] = []
    category: list[Category] = []
    origin: list[Origin] = []
    priority: int = Field(default=LOWEST, ge=1, le=LOWEST)
    list_id: int | None = Field(default=None, ge=1, le=2**53 - 1)
    plate: str = Field(default="", max_length=64)
    before: int = Field(default=2**53 - 1, ge=1, le=2**53 - 1)
    limit: int = Field(default=100, ge=1, le=500)


class AlertShareOut(BaseModel):
    """So many of so many, with the 95 % interval (Wilson)."""

    count: int
    of: int
    low: float
    high: float

    @classmethod
    def of_share(cls, share: Share) -> "AlertShareOut":
        """A share as JSON."""
        return cls(count=share.count, of=share.of, low=round(share.low, 4), high=round(share.high, 4))


class AlertWeekOut(BaseModel):
    """Alerts of the week that begins on Monday ``start``.

    ``median_s`` and ``slow_s`` (nine in ten were faster): seconds until an officer's first act.
    """

    start: str
    alerts: int
    acknowledged: int
    expired: int
    median_s: float | None
    slow_s: float | None
    verified: AlertShareOut
    misread: AlertShareOut

    @classmethod
    def of(cls, week: Week) -> "AlertWeekOut":
        """A week as JSON."""
        return cls(
            start=str(week.start),
            alerts=week.alerts,
            acknowledged=week.acknowledged,
            expired=week.expired,
            median_s=week.median_s,
            slow_s=week.slow_s,
            verified=AlertShareOut.of_share(week.verified),
            misread=AlertShareOut.of_share(week.misread),
        )


class AlertJudgedOut(BaseModel):
    """How often the plate was wrong in alerts of one camera or list."""

    number: int
    name: str
    alerts: int
    misread: AlertShareOut

    @classmethod
    def of(cls, judged: Judged, name: str) -> "AlertJudgedOut":
        """A camera's or a list's figures as JSON."""
        misread = AlertShareOut.of_share(judged.misread)
        return cls(number=judged.number, name=name, alerts=judged.alerts, misread=misread)


class AlertFiguresOut(BaseModel):
    """How alerts went. Exercises and finds among old passages are left out; ``is_cut``: too many to count."""

    weeks: list[AlertWeekOut]
    cameras: list[AlertJudgedOut]
    lists: list[AlertJudgedOut]
    is_cut: bool


def routes(parts: Parts) -> APIRouter:
    """``/alerts``: looking at them."""
    router = APIRouter(tags=["alerts"])
    desk = AlertDesk(parts)
    trust = parts.trust

    @router.get("/alerts/open")
    def list_open_alerts(who: Who) -> AlertsOut:
        """What is open, the most urgent first: what nobody has taken, then by priority and age."""
        sight = desk.sight_of(who)
        last = desk.alerts.last_event()
        trust.note(who.officer, "alerts_listed", {"which": "open"}, address=who.address)
        return AlertsOut(alerts=desk.lines(sight, sight.open()), last_step=last)

    @router.get("/alerts")
    def list_alerts(asked: Annotated[PastQuery, Query()], who: Who) -> PastAlertsOut:
        """Alerts of any state, newest first."""
        sight = desk.sight_of(who)
        wanted = _past(asked, parts.clock)
        said = asked.model_dump(mode="json", by_alias=True, exclude_unset=True)
        trust.note(who.officer, "alerts_listed", {"which": "past", **said}, address=who.address)
        found = sight.past(wanted, asked.limit + 1)
        return PastAlertsOut(alerts=desk.lines(sight, found[: asked.limit]), more=len(found) > asked.limit)

    @router.get("/alerts/counts")
    def count_alerts(who: Who) -> AlertCountsOut:
        """How many are open."""
        counts = desk.sight_of(who).counts()
        return AlertCountsOut(**{state.value: count for state, count in counts.items()})

    @router.get("/alerts/figures")
    def measure_alerts(who: Who, weeks: Annotated[int, Query(ge=1, le=_MOST_WEEKS)] = 8) -> AlertFiguresOut:
        """How soon alerts were taken and how many proved right, of the last weeks."""
        now = parts.clock.now()
        figures = desk.sight_of(who).figures(now.plus(-weeks * _WEEK_S), now.plus(1))
        names = {number: camera.name for number, camera in parts.registry.snapshot().by_number.items()}
        lists = {one.id: one.name for one in parts.watching.lists.lists(who.officer.username)}
        return AlertFiguresOut(
            weeks=[AlertWeekOut.of(week) for week in figures.weeks],
            cameras=[
                AlertJudgedOut.of(one, names.get(one.number, f"#{one.number}")) for one in figures.cameras
            ],
            lists=[AlertJudgedOut.of(one, lists.get(one.number, f"#{one.number}")) for one in figures.lists],
            is_cut=figures.is_cut,
        )

    @router.get("/alerts/{alert_id}")
    def open_alert(alert_id: AlertId, who: Who) -> OpenedAlertOut:
        """One alert with its pictures and steps."""
        return desk.act(who, alert_id, "alert_opened", {}, lambda: desk.sight_of(who).alert(alert_id))

    return router


def _past(asked: PastQuery, clock: Clock) -> Past:
    usual = Past()
    return Past(
        since=parse_instant(asked.start, clock.now) if asked.start else usual.since,
        until=parse_instant(asked.end, clock.now) if asked.end else usual.until,
        states=frozenset(asked.state),
        categories=frozenset(asked.category),
        origins=frozenset(asked.origin),
        priority=asked.priority,
        list_id=asked.list_id,
        plate=parse_plate(asked.plate).text if asked.plate.strip() else "",
        before=asked.before,
    )
