"""What a demonstration shows: its scripted incidents."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trackway.model.errors import Lost, NotFound
from trackway.web.parts import Parts, Who

__all__ = ["routes"]


class IncidentOut(BaseModel):
    """One scripted incident and where to look at it."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    kind: str
    title_zh: str
    title_en: str
    story_zh: str
    story_en: str
    plates: list[str]
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    link: str


class DemoOut(BaseModel):
    """The incidents of the demonstration county."""

    incidents: list[IncidentOut]


def routes(parts: Parts) -> APIRouter:
    """``/demo``."""
    router = APIRouter(tags=["demo"])

    @router.get("/demo", response_model=DemoOut)
    def read_demo(_: Who) -> Response:
        """The scripted incidents; 404 when this is no demonstration."""
        if parts.demo is None:
            raise NotFound("This is no demonstration.")
        try:
            found = DemoOut.model_validate_json(parts.demo.read_bytes())
        except (OSError, ValidationError) as error:
            raise Lost(f"The demonstration's story {parts.demo} cannot be read; build it again.") from error
        return Response(found.model_dump_json(by_alias=True), media_type="application/json")

    return router
