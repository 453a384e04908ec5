"""Several plates at once: a pasted list or a file, answered plate by plate."""

import time
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.pasted import parse_plate_list
from trackway.trails import NotSeen, SeenPlate, several
from trackway.web.areas import AreaBody
from trackway.web.parts import Parts, Who
from trackway.web.passage_json import PlateOut, SeenByOut, seen_by
from trackway.web.passages import Moment, cameras_asked, span_of
from trackway.web.purposes import PurposeId

__all__ = ["routes"]


class SeveralBody(BaseModel):
    """A list of plates as it was pasted, up to 10,000, with the time and place to look at."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    plates: str = Field(max_length=400_000, description="One per line, or a CSV with a column for the plate.")
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    area: AreaBody | None = None
    cameras: Annotated[list[str] | None, Field(max_length=65_535)] = None


class SeenPlateOut(BaseModel):
    """One plate: how often it was seen, first and last; or why it was not."""

    plate: PlateOut
    line: int
    count: int
    elsewhere: int
    cameras: int
    first: str | None
    last: str | None
    last_camera: SeenByOut | None
    not_seen: NotSeen | None


class RefusedOut(BaseModel):
    """A line that holds no plate, by its number from 1."""

    line: int
    text: str
    why: str


class SeveralOut(BaseModel):
    """The plates in the order of the list, the lines that hold none, and how many stood there twice."""

    audit_id: int
    plates: list[SeenPlateOut]
    refused: list[RefusedOut]
    repeated: int
    cameras_asked: int | None
    elapsed_ms: float


def routes(parts: Parts) -> APIRouter:
    """``/passages/several``."""
    router = APIRouter(tags=["passages"])
    trust, registry = parts.trust, parts.registry

    @router.post("/passages/several")
    def search_several(body: SeveralBody, who: Who) -> SeveralOut:
        """For each plate of a list when and where it was seen, or why it was not."""
        began = time.monotonic()
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        asked_for = body.model_dump(mode="json", by_alias=True, exclude={"purpose_id"}, exclude_unset=True)
        with trust.asking(purpose, "several", asked_for, address=who.address) as asked:
            listed, span = parse_plate_list(body.plates), span_of(body.start, body.end, parts.clock)
            cameras = cameras_asked(body.area, body.cameras, registry)
            found = several(parts.passages, asked.permit, listed.plates, span, cameras)
            asked.found(sum(len(one.passages) for one in found))
        known = registry.snapshot().by_number

        def out(one: SeenPlate, line: int) -> SeenPlateOut:
            last = one.passages[-1] if one.passages else None
            return SeenPlateOut(
                plate=PlateOut.of(one.plate),
                line=line,
                count=len(one.passages),
                elsewhere=one.elsewhere,
                cameras=len({passage.camera for passage in one.passages}),
                first=str(one.passages[0].at) if one.passages else None,
                last=str(last.at) if last else None,
                last_camera=seen_by(last.camera, known) if last else None,
                not_seen=one.not_seen,
            )

        return SeveralOut(
            audit_id=asked.permit.audit_id,
            plates=[out(one, line) for one, line in zip(found, listed.lines, strict=True)],
            refused=[RefusedOut(line=one.line, text=one.text, why=one.why) for one in listed.refused],
            repeated=listed.repeated,
            cameras_asked=None if cameras is None else len(cameras),
            elapsed_ms=round((time.monotonic() - began) * 1000, 1),
        )

    return router
