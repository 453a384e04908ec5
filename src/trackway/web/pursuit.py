"""Where to go now: of an alert, the trail so far, the cameras that come next, and the nearest stations."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel

from trackway.model.errors import NotFound
from trackway.model.passage import Passage
from trackway.model.question import Officer, Purpose
from trackway.model.time import Instant, Span
from trackway.model.trail import Leg
from trackway.trails import trail
from trackway.trails.catalogue import digest, question_json
from trackway.trails.desk import Desk
from trackway.trails.next_camera.next_camera import NEXT_CAMERA, NextCameraQuestion
from trackway.trails.saved import Answered
from trackway.trails.where import Place
from trackway.video.stream import StreamKey, StreamRole
from trackway.watch.alerts import Alert
from trackway.web.parts import Parts, Who
from trackway.web.passage_json import PassageOut, passage_out
from trackway.web.report_json import Evidence, ReportOut, report_out
from trackway.web.trails import LegOut

__all__ = ["routes"]

_BACK_S = 6 * 3600.0
"""The trail of a shift: what came before it does not help whoever drives there now."""
_FRESH_S = 2 * 3600.0
"""After two hours others' journeys say nothing of where it comes next (``trails.next_camera``)."""


class PursuitOut(BaseModel):
    """What helps to find the vehicle now. Times are microseconds since 1970, UTC.

    ``passages`` are its trail of the last hours with the ``legs`` between them, empty for a vehicle without a
    plate. ``next`` are the gates it may come to, likeliest first, with arrival times and stations. ``live``
    is the camera of the last passage where its picture can be seen live.
    """

    audit_id: int
    at_us: int
    last_us: int
    passages: list[PassageOut]
    legs: list[LegOut]
    next: ReportOut
    live: str | None


def routes(parts: Parts) -> APIRouter:
    """``/alerts/{alert_id}/pursuit``."""
    router = APIRouter(tags=["alerts"])

    @router.post("/alerts/{alert_id}/pursuit")
    def pursue(alert_id: int, who: Who) -> PursuitOut:
        """Where the vehicle of an alert was, and where it may be met. The alert itself is the purpose."""
        alert = parts.watching.alerts.seen_by(who.officer).alert(alert_id)
        purpose = _purpose(who.officer, alert)
        now = parts.clock.now()
        details = {"alert": alert_id, "plate": alert.hit.plate}
        with parts.trust.asking(purpose, "pursuit", details, address=who.address) as asked:
            known = parts.registry.snapshot()
            desk = Desk(parts.passages, asked.permit, known.by_number, now, known.stations, parts.roads())
            passages: tuple[Passage, ...] = ()
            legs: tuple[Leg, ...] = ()
            if (plate := alert.hit.passage.plate) is not None:
                span = Span(min(now, alert.hit.passage.at).plus(-_BACK_S), now.plus(1))
                found = trail(parts.passages, known.by_number, asked.permit, plate, span)
                passages, legs = found.passages, found.legs
            question = _question(desk, passages, alert.hit.passage, now)
            report = NEXT_CAMERA.ask(desk, question)
            shown = parts.passages.several(asked.permit, {i for one in report.findings for i in one.evidence})
            corrected = parts.corrections.standing([one.id for one in (*passages, *shown)])
            asked.found(len(passages) + len(report.findings))
        audit_id = asked.permit.audit_id
        last = passages[-1] if passages else alert.hit.passage
        absolute = question_json(NEXT_CAMERA, question)
        in_short = Answered(NEXT_CAMERA.name, absolute, digest(report), len(report.findings))
        return PursuitOut(
            audit_id=audit_id,
            at_us=now.us,
            last_us=last.at.us,
            passages=[passage_out(one, known.by_number, audit_id, corrected) for one in passages],
            legs=[LegOut.of(leg) for leg in legs],
            next=report_out(report, in_short, Evidence(shown, known.by_number, corrected, audit_id), 0.0),
            live=_live(parts, last),
        )

    return router


def _purpose(officer: Officer, alert: Alert) -> Purpose:
    """Nobody types a case number while a vehicle drives away: the alert says why it is asked."""
    return Purpose(officer, f"警示 {alert.id}", f"攔截警示車輛 Pursuit: {alert.hit.title}"[:1000])


def _question(desk: Desk, passages: Sequence[Passage], told: Passage, now: Instant) -> NextCameraQuestion:
    """By its plate where that is on file; else by the camera that the alert told of."""
    if passages:
        last = passages[-1]
        return NextCameraQuestion(at=min(now, last.at.plus(_FRESH_S)), plate=last.plate)
    camera = desk.cameras.get(told.camera)
    if camera is None:
        raise NotFound(f"The camera number {told.camera} of this alert is not on the register.")
    return NextCameraQuestion(at=told.at, place=Place(camera=camera.id))


def _live(parts: Parts, last: Passage) -> str | None:
    """The camera's own name where it is recorded now."""
    if parts.recorded is None or parts.recorded.live is None:
        return None
    key = StreamKey(last.camera, StreamRole.MAIN)
    camera = parts.registry.snapshot().by_number.get(last.camera)
    return camera.id if camera and key in parts.recorded.catalogue.streams() else None
