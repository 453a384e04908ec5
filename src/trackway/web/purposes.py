"""Why an officer asks."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from trackway.trust import StatedPurpose
from trackway.web.parts import Parts, Who

__all__ = ["PurposeId", "routes"]


PurposeId = Annotated[int, Field(ge=1, le=2**53 - 1, description="The number of a purpose of one's own.")]


class PurposeBody(BaseModel):
    """A case and a reason."""

    case_no: str = Field(max_length=100)
    reason: str = Field(max_length=1000)


class PurposeOut(BaseModel):
    """A stated purpose; questions name it by its id."""

    id: int
    case_no: str
    reason: str

    @classmethod
    def of(cls, stated: StatedPurpose) -> "PurposeOut":
        """A purpose as JSON."""
        return cls(id=stated.id, case_no=stated.purpose.case_no, reason=stated.purpose.reason)


class PurposesOut(BaseModel):
    """The officer's own, last stated first."""

    purposes: list[PurposeOut]


def routes(parts: Parts) -> APIRouter:
    """``/purposes``."""
    router = APIRouter(tags=["purposes"])
    purposes = parts.trust.purposes

    @router.post("/purposes", status_code=201)
    def state_purpose(body: PurposeBody, who: Who) -> PurposeOut:
        """State a case number and a reason; the same two again give the same id."""
        return PurposeOut.of(purposes.state(who.officer, body.case_no, body.reason))

    @router.get("/purposes")
    def list_purposes(who: Who, limit: int = Query(default=20, ge=1, le=200)) -> PurposesOut:
        """One's own recent purposes."""
        return PurposesOut(purposes=[PurposeOut.of(one) for one in purposes.recent(who.officer, limit)])

    return router
