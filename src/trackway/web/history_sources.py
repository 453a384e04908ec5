"""Where cameras' old footage is, over HTTP."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from trackway.intake.history import LogIn, OldFootage, SourceKind, Whereabouts
from trackway.model.errors import Unavailable
from trackway.model.question import Role
from trackway.registry import Registry
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]


class SourceBody(BaseModel):
    """Where a camera's footage is. A password that is left out stays, for the same address."""

    kind: SourceKind
    address: str = Field(default="", max_length=2000)
    channel: str = Field(default="1", max_length=200)
    zone: str = Field(default="Asia/Taipei", max_length=100)
    offset_s: float | None = None
    error_s: float | None = None
    kept_days: float | None = None
    username: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=1000, json_schema_extra={"format": "password"})


class SourceOut(BaseModel):
    """Where a camera's footage is."""

    camera_id: str
    kind: SourceKind
    address: str
    channel: str
    zone: str
    offset_s: float | None
    error_s: float | None
    kept_days: float | None


class SourcesOut(BaseModel):
    """The sources that were set; every other camera is looked for in our own recordings."""

    sources: list[SourceOut]


def routes(parts: Parts) -> APIRouter:
    """``/history/sources``."""
    router = APIRouter(tags=["history"], prefix="/history")
    trust, registry = parts.trust, parts.registry

    def old() -> OldFootage:
        if parts.history is None:
            raise Unavailable("This centre has no queue of searches of old footage.")
        return parts.history

    @router.get("/sources")
    def list_history_sources(who: Who) -> SourcesOut:
        """Where cameras' footage is, as it was set."""
        need(who, Role.ADMINISTRATOR)
        return SourcesOut(sources=[_source_out(one, registry) for one in old().jobs.sources.all()])

    @router.put("/sources/{camera_id}")
    def set_history_source(camera_id: str, body: SourceBody, who: Who) -> SourceOut:
        """Say where a camera's footage is."""
        need(who, Role.ADMINISTRATOR)
        camera = registry.camera(camera_id)
        facts = body.model_dump(exclude={"username", "password"})
        where = Whereabouts(camera.number, **facts)
        log_in = None if body.username is None else LogIn(body.username, body.password or "")
        trust.note(who.officer, "history_source", {"camera": camera_id, **facts}, address=who.address)
        old().jobs.sources.put(where, log_in)
        return _source_out(where, registry)

    @router.delete("/sources/{camera_id}", status_code=204)
    def drop_history_source(camera_id: str, who: Who) -> None:
        """Forget where a camera's footage is; it is looked for in our own recordings again."""
        need(who, Role.ADMINISTRATOR)
        camera = registry.camera(camera_id)
        trust.note(who.officer, "history_source_dropped", {"camera": camera_id}, address=who.address)
        old().jobs.sources.drop(camera.number)

    return router


def _source_out(one: Whereabouts, registry: Registry) -> SourceOut:
    return SourceOut(
        camera_id=registry.numbered(one.camera).id,
        kind=one.kind,
        address=one.address,
        channel=one.channel,
        zone=one.zone,
        offset_s=one.offset_s,
        error_s=one.error_s,
        kept_days=one.kept_days,
    )
