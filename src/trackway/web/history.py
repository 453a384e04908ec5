"""Searches of old footage over HTTP: estimate, start, see how far they are, stop, go on."""

from fastapi import APIRouter

from trackway.intake.history import Job, OldFootage, Wanted
from trackway.model.camera import Camera
from trackway.model.errors import NotFound, Unavailable
from trackway.model.question import Officer, Role
from trackway.model.time import Span, parse_instant
from trackway.web.areas import area_of
from trackway.web.history_json import (
    EstimateOut,
    JobDetailOut,
    JobId,
    JobsOut,
    PriorityBody,
    StartBody,
    WantedBody,
    detail_out,
    estimates_out,
    job_out,
)
from trackway.web.parts import Parts, Who

__all__ = ["routes"]


def routes(parts: Parts) -> APIRouter:
    """``/history`` and what is below it."""
    router = APIRouter(tags=["history"], prefix="/history")
    trust, registry = parts.trust, parts.registry

    def old() -> OldFootage:
        if parts.history is None:
            raise Unavailable("This centre has no queue of searches of old footage.")
        return parts.history

    def own(number: int, officer: Officer) -> Job:
        """A job that this officer may see: one's own; administrators and auditors everybody's."""
        job = old().jobs.job(number)
        if officer.username != job.username:
            _need_role(officer)
        return job

    @router.post("/estimate")
    def estimate_history(body: WantedBody, who: Who) -> EstimateOut:
        """What a search would find, fetch and take. Recorders are asked; nothing is fetched."""
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        with trust.asking(purpose, "history_estimate", _asked(body), address=who.address):
            cameras, span = _wanted(body, parts)
            found = old().estimate([one.number for one in cameras], span, body.priority)
        return estimates_out(found, span, registry)

    @router.post("/jobs", status_code=201)
    def start_history(body: StartBody, who: Who) -> JobDetailOut:
        """Start a search; what it finds is in every search of passages while it runs."""
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        with trust.asking(purpose, "history_start", _asked(body), address=who.address) as asked:
            cameras, span = _wanted(body, parts)
            wanted = Wanted(tuple(one.number for one in cameras), span, asked.permit, body.priority)
            job = old().start(wanted, confirmed=body.confirmed)
        return detail_out(old(), job, registry)

    @router.get("/jobs")
    def list_history(who: Who) -> JobsOut:
        """One's own searches; administrators and auditors see everybody's."""
        every = who.officer.role is not Role.INVESTIGATOR
        jobs = [one for one in old().jobs.all() if every or one.username == who.officer.username]
        return JobsOut(jobs=[job_out(one, old().jobs.progress(one.id)) for one in jobs])

    @router.get("/jobs/{number}")
    def show_history(number: JobId, who: Who) -> JobDetailOut:
        """How far a search is, camera by camera."""
        return detail_out(old(), own(number, who.officer), registry)

    @router.post("/jobs/{number}/stop")
    def stop_history(number: JobId, who: Who) -> JobDetailOut:
        """Stop a search; what it found stays."""
        job = own(number, who.officer)
        trust.note(who.officer, "history_stop", {"job": job.id}, address=who.address)
        return detail_out(old(), old().jobs.stop(job.id), registry)

    @router.post("/jobs/{number}/resume")
    def resume_history(number: JobId, who: Who) -> JobDetailOut:
        """Go on with a search, and try once more what failed in it."""
        job = own(number, who.officer)
        trust.note(who.officer, "history_resume", {"job": job.id}, address=who.address)
        return detail_out(old(), old().jobs.resume(job.id), registry)

    @router.post("/jobs/{number}/priority")
    def prioritise_history(number: JobId, body: PriorityBody, who: Who) -> JobDetailOut:
        """Give a search another priority."""
        job = own(number, who.officer)
        details = {"job": job.id, "priority": body.priority}
        trust.note(who.officer, "history_priority", details, address=who.address)
        return detail_out(old(), old().jobs.prioritise(job.id, body.priority), registry)

    return router


def _need_role(officer: Officer) -> None:
    """Refuse an investigator."""
    if officer.role is Role.INVESTIGATOR:
        raise NotFound("There is no such search of old footage of yours.")


def _asked(body: WantedBody) -> dict[str, object]:
    return body.model_dump(mode="json", by_alias=True, exclude={"purpose_id"}, exclude_unset=True)


def _wanted(body: WantedBody, parts: Parts) -> tuple[list[Camera], Span]:
    now = parts.clock.now
    span = Span(parse_instant(body.start, now), parse_instant(body.end, now))
    chosen: dict[int, Camera] = {}
    if body.area is not None:
        chosen |= {one.number: one for one in parts.registry.inside(area_of(body.area)).cameras}
    for name in body.cameras or ():
        camera = parts.registry.camera(name)
        chosen[camera.number] = camera
    return list(chosen.values()), span
