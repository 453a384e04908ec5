"""Alerts as JSON: a line of the list, and one opened with all that is needed to decide."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from trackway.model.camera import Camera
from trackway.model.likeness import Match, MatchedBy
from trackway.model.passage import at_of, camera_of
from trackway.model.vehicle import Colour, VehicleKind
from trackway.watch import Act, Category, Cause, Conflict, Entry, Hit, WatchList
from trackway.watch.alerts import (
    Alert,
    AlertState,
    Answers,
    Bar,
    BarKind,
    Event,
    EventKind,
    Origin,
    Outcome,
    Rejection,
    Rule,
    Sight,
)
from trackway.web.found_json import DiffersOut
from trackway.web.passage_json import PassageOut, PlateOut, SeenByOut, passage_out, seen_by
from trackway.web.report_json import SaidOut

__all__ = ["AlertOut", "AlertStepOut", "OpenedAlertOut", "alert_out", "opened_alert", "step_out"]


class AlertOut(BaseModel):
    """An alert as the list shows it.

    ``at`` is when the first passage was, by a clock wrong by up to ``error_s``; ``newest_at`` and
    ``newest_camera`` are of the last. ``sign`` is how the plate matched; ``level`` how often it escalated.
    """

    id: int
    state: AlertState
    origin: Origin
    cause: Cause
    category: Category
    priority: int
    act: Act
    is_covert: bool
    danger: str
    title: SaidOut
    plate: PlateOut | None
    sign: Literal["=", "≈", ""]
    has_conflicts: bool
    camera: SeenByOut
    at: str
    error_s: float | None
    newest_camera: SeenByOut
    newest_at: str
    hits: int
    opened: str
    changed: str
    acknowledged: str | None
    version: int
    level: int
    holder: str
    outcome: Outcome | None
    rejection: Rejection | None
    list_id: int | None
    list_name: str
    sound: str
    colour: str


class AlertStepOut(BaseModel):
    """One step; ``by`` is empty where the watch itself did it."""

    id: int
    alert: int
    kind: EventKind
    at: str
    by: str
    says: str
    level: int


class AlertAnswersOut(BaseModel):
    """The three answers of the last verification."""

    plate_right: bool
    vehicle_matches: bool
    still_valid: bool

    @classmethod
    def of(cls, answers: Answers) -> "AlertAnswersOut":
        """Answers as JSON."""
        return cls(
            plate_right=answers.plate_right,
            vehicle_matches=answers.vehicle_matches,
            still_valid=answers.still_valid,
        )


class VehicleConflictOut(BaseModel):
    """What was seen of the vehicle that is not what it should be."""

    what: str
    expected: list[str]
    seen: str
    confidence: float

    @classmethod
    def of(cls, conflict: Conflict) -> "VehicleConflictOut":
        """A conflict as JSON."""
        return cls(
            what=conflict.what,
            expected=list(conflict.expected),
            seen=conflict.seen,
            confidence=conflict.confidence,
        )


class AlertBarOut(BaseModel):
    """What bars dispatch; ``is_firm``: nobody can override it."""

    kind: BarKind
    says: SaidOut
    is_firm: bool

    @classmethod
    def of(cls, bar: Bar) -> "AlertBarOut":
        """A bar as JSON."""
        return cls(kind=bar.kind, says=SaidOut.of(bar.says), is_firm=bar.is_firm)


class AlertMatchOut(BaseModel):
    """How the plate matched: what of the passage, and which letters differ."""

    by: MatchedBy
    differs: list[DiffersOut]

    @classmethod
    def of(cls, match: Match) -> "AlertMatchOut":
        """A match as JSON."""
        differs = [DiffersOut(at=one.at, asked=one.asked, read=one.read) for one in match.differs]
        return cls(by=match.by, differs=differs)


class AlertEntryOut(BaseModel):
    """The entry that was hit: what it looks for, on whose word, until when."""

    pattern: str
    kinds: list[VehicleKind]
    colours: list[Colour]
    make: str
    reason: str
    legal_basis: str
    case_no: str
    requester: str
    approver: str
    until: str
    note: str

    @classmethod
    def of(cls, entry: Entry) -> "AlertEntryOut":
        """An entry as JSON."""
        return cls(
            pattern=entry.pattern.text,
            kinds=sorted(entry.expected.kinds),
            colours=sorted(entry.expected.colours),
            make=entry.expected.make,
            reason=entry.reason,
            legal_basis=entry.legal_basis,
            case_no=entry.case_no,
            requester=entry.requester,
            approver=entry.approval.by if entry.approval else "",
            until=str(entry.force.end),
            note=entry.note,
        )


class OpenedAlertOut(AlertOut):
    """One alert opened. Its pictures open under the audit row.

    ``passage`` is the first hit's, ``sightings`` are the passages of all hits, newest first (50 at most),
    ``others`` what the first hit rests on beside. ``refreshed`` is when the list was last known to be right.
    """

    audit_id: int
    passage: PassageOut
    sightings: list[PassageOut]
    others: list[PassageOut]
    says: list[SaidOut]
    caveats: list[SaidOut]
    strength: float
    match: AlertMatchOut | None
    conflicts: list[VehicleConflictOut]
    answers: AlertAnswersOut | None
    is_overridden: bool
    bars: list[AlertBarOut]
    entry: AlertEntryOut | None
    refreshed: str | None
    refresh_within_s: float | None
    steps: list[AlertStepOut]


Cameras = Mapping[int, Camera]


def alert_out(alert: Alert, cameras: Cameras, watch_list: WatchList | None) -> AlertOut:
    """A line of the list."""
    hit = alert.hit
    plate = hit.passage.plate
    return AlertOut(
        id=alert.id,
        state=alert.state,
        origin=alert.origin,
        cause=hit.cause,
        category=hit.terms.category,
        priority=hit.terms.priority,
        act=hit.terms.act,
        is_covert=hit.terms.covert,
        danger=hit.terms.danger,
        title=SaidOut.of(hit.title),
        plate=PlateOut.of(plate) if plate else None,
        sign=_sign(hit),
        has_conflicts=bool(alert.conflicts),
        camera=seen_by(hit.passage.camera, cameras),
        at=str(hit.passage.at),
        error_s=hit.passage.stamp.error_s,
        newest_camera=seen_by(camera_of(alert.newest), cameras),
        newest_at=str(at_of(alert.newest)),
        hits=alert.hits,
        opened=str(alert.opened),
        changed=str(alert.changed),
        acknowledged=None if alert.acknowledged is None else str(alert.acknowledged),
        version=alert.version,
        level=alert.level,
        holder=alert.holder,
        outcome=alert.outcome,
        rejection=alert.rejection,
        list_id=hit.list_id,
        list_name=watch_list.name if watch_list else "",
        sound=watch_list.sound if watch_list else "",
        colour=watch_list.colour if watch_list else "",
    )


def opened_alert(alert: Alert, sight: Sight, rule: Rule, cameras: Cameras, audit_id: int) -> OpenedAlertOut:
    """One alert opened under an audit row."""
    hit, entry, watch_list = alert.hit, rule.entry, rule.watch_list
    return OpenedAlertOut(
        **dict(alert_out(alert, cameras, watch_list)),
        audit_id=audit_id,
        passage=passage_out(hit.passage, cameras, audit_id, {}),
        sightings=[passage_out(one.passage, cameras, audit_id, {}) for one in sight.hits(alert.id)],
        others=[passage_out(one, cameras, audit_id, {}) for one in hit.others],
        says=[SaidOut.of(one) for one in hit.says],
        caveats=[SaidOut.of(one) for one in hit.caveats],
        strength=hit.strength,
        match=AlertMatchOut.of(hit.match) if hit.match else None,
        conflicts=[VehicleConflictOut.of(one) for one in alert.conflicts],
        answers=AlertAnswersOut.of(alert.answers) if alert.answers else None,
        is_overridden=alert.is_overridden,
        bars=[AlertBarOut.of(one) for one in sight.bars(alert)],
        entry=AlertEntryOut.of(entry) if entry else None,
        refreshed=str(watch_list.refreshed) if watch_list else None,
        refresh_within_s=watch_list.refresh_within_s if watch_list else None,
        steps=[step_out(step) for step in sight.steps(alert.id)],
    )


def step_out(event: Event) -> AlertStepOut:
    """A step as JSON."""
    return AlertStepOut(
        id=event.id,
        alert=event.alert,
        kind=event.kind,
        at=str(event.at),
        by=event.by,
        says=event.says,
        level=event.level,
    )


def _sign(hit: Hit) -> Literal["=", "≈", ""]:
    if hit.match is None:
        return ""
    return "=" if hit.match.is_exact else "≈"
