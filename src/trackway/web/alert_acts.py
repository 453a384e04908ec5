"""What officers do about alerts: seen, verified, overridden, dispatched, closed, rejected; and exercises."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.errors import NotFound
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.model.question import Purpose, Role
from trackway.watch import LOWEST, Act, Category, Terms
from trackway.watch.alerts import Answers, Outcome, Rejection, invented_hit
from trackway.web.alert_desk import AlertDesk, AlertId
from trackway.web.alert_json import OpenedAlertOut
from trackway.web.parts import Caller, Parts, Who, need

__all__ = ["routes"]

_Text = Annotated[str, Field(max_length=1_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**53 - 1, description="The version of the alert that the officer saw.")


class ShowBody(_Body):
    """It is seen."""


class VerifyBody(_Body):
    """Three answers, given looking at the picture of the passage ``looked_at``."""

    looked_at: str = Field(pattern=r"^[0-9]{1,19}$")
    plate_right: bool
    vehicle_matches: bool
    still_valid: bool


class OverrideBody(_Body):
    """Why somebody may be sent although something speaks against it."""

    reason: _Text


class DispatchBody(_Body):
    """Who is sent."""

    unit: _Text = ""


class CloseBody(_Body):
    """What came of it."""

    outcome: Outcome
    note: _Text = ""


class RejectBody(_Body):
    """Why it is no such thing."""

    why: Rejection
    note: _Text = ""


class AlertNoteBody(_Body):
    """Something to remember."""

    text: _Text


class AlertDrillBody(BaseModel):
    """An invented passage to practise on, now, at a camera of the register."""

    model_config = ConfigDict(extra="forbid")

    plate: str = Field(max_length=64)
    camera: int = Field(ge=1, le=65_535)
    category: Category = Category.OTHER
    priority: int = Field(default=3, ge=1, le=LOWEST)


def routes(parts: Parts) -> APIRouter:
    """``/alerts/…``: acts and exercises."""
    router = APIRouter(tags=["alerts"])
    desk = AlertDesk(parts)

    @router.post("/alerts/{alert_id}/show")
    def show_alert(alert_id: AlertId, body: ShowBody, who: Who) -> OpenedAlertOut:
        """Say that one is looking at it; a conflict if another officer was first."""
        return desk.act(
            who,
            alert_id,
            "alert_show",
            body.model_dump(),
            lambda: desk.alerts.show(alert_id, who.officer, body.version),
        )

    @router.post("/alerts/{alert_id}/verify")
    def verify_alert(alert_id: AlertId, body: VerifyBody, who: Who) -> OpenedAlertOut:
        """Answer the three questions, looking at the picture."""
        answers = Answers(body.plate_right, body.vehicle_matches, body.still_valid)
        return desk.act(
            who,
            alert_id,
            "alert_verify",
            body.model_dump(),
            lambda: desk.alerts.verify(
                alert_id, who.officer, body.version, answers, PassageId(int(body.looked_at))
            ),
        )

    @router.post("/alerts/{alert_id}/override")
    def override_alert(alert_id: AlertId, body: OverrideBody, who: Who) -> OpenedAlertOut:
        """Answer for sending somebody although something speaks against it."""
        return desk.act(
            who,
            alert_id,
            "alert_override",
            body.model_dump(),
            lambda: desk.alerts.override(alert_id, who.officer, body.version, body.reason),
        )

    @router.post("/alerts/{alert_id}/dispatch")
    def dispatch_alert(alert_id: AlertId, body: DispatchBody, who: Who) -> OpenedAlertOut:
        """Say that somebody is sent; a conflict while anything bars it."""
        return desk.act(
            who,
            alert_id,
            "alert_dispatch",
            body.model_dump(),
            lambda: desk.alerts.dispatch(alert_id, who.officer, body.version, body.unit),
        )

    @router.post("/alerts/{alert_id}/close")
    def close_alert(alert_id: AlertId, body: CloseBody, who: Who) -> OpenedAlertOut:
        """Say what came of it."""
        return desk.act(
            who,
            alert_id,
            "alert_close",
            body.model_dump(mode="json"),
            lambda: desk.alerts.close(alert_id, who.officer, body.version, body.outcome, body.note),
        )

    @router.post("/alerts/{alert_id}/reject")
    def reject_alert(alert_id: AlertId, body: RejectBody, who: Who) -> OpenedAlertOut:
        """Say that it is no such thing, and why."""
        return desk.act(
            who,
            alert_id,
            "alert_reject",
            body.model_dump(mode="json"),
            lambda: desk.alerts.reject(alert_id, who.officer, body.version, body.why, body.note),
        )

    @router.post("/alerts/{alert_id}/note")
    def note_alert(alert_id: AlertId, body: AlertNoteBody, who: Who) -> OpenedAlertOut:
        """Write something down with it."""
        return desk.act(
            who,
            alert_id,
            "alert_note",
            body.model_dump(),
            lambda: desk.alerts.note(alert_id, who.officer, body.version, body.text),
        )

    @router.post("/alerts/drills", status_code=201)
    def start_drill(body: AlertDrillBody, who: Who) -> OpenedAlertOut:
        """Start an exercise on an invented passage."""
        need(who, Role.ADMINISTRATOR)
        if body.camera not in parts.registry.snapshot().by_number:
            raise NotFound(f"There is no camera number {body.camera} on the register.")
        terms = Terms(body.category, body.priority, Act.DISPATCH)
        hit = invented_hit(parse_plate(body.plate), body.camera, parts.clock.now(), terms)
        said = body.model_dump(mode="json")
        return desk.under(
            who, _exercise(who), "alert_drill", said, lambda: desk.alerts.drill(who.officer, hit)
        )

    @router.post("/alerts/{alert_id}/drill", status_code=201)
    def drill_alert(alert_id: AlertId, who: Who) -> OpenedAlertOut:
        """Start an exercise on what an alert tells of."""
        need(who, Role.ADMINISTRATOR)
        desk.sight_of(who).alert(alert_id)
        said = {"alert": alert_id}
        return desk.under(
            who, _exercise(who), "alert_drill", said, lambda: desk.alerts.drill_again(who.officer, alert_id)
        )

    return router


def _exercise(who: Caller) -> Purpose:
    return Purpose(who.officer, "演練 exercise", "演練 exercise")
