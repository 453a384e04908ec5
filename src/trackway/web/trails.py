"""One vehicle's trail: its passages in order and what is known of the ways between them."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.plate import parse_plate
from trackway.model.trail import Leg, LegStatus
from trackway.trails import trail
from trackway.web.parts import Parts, Who
from trackway.web.passage_json import PassageOut, PlateOut, passage_out
from trackway.web.passages import Moment, span_of
from trackway.web.purposes import PurposeId

__all__ = ["routes"]


class TrailBody(BaseModel):
    """Whose trail, and when."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    plate: str = Field(max_length=200)
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


class LegOut(BaseModel):
    """The way from one passage to the next: metres in a straight line, seconds, and what that means."""

    status: LegStatus
    distance_m: float
    seconds: float
    usual_s: float | None
    error_s: float | None
    says: str

    @classmethod
    def of(cls, leg: Leg) -> "LegOut":
        """A leg as JSON."""
        return cls(
            status=leg.status,
            distance_m=round(leg.distance_m, 1),
            seconds=leg.seconds,
            usual_s=leg.usual_s,
            error_s=leg.error_s,
            says=leg.says,
        )


class TrailOut(BaseModel):
    """The passages, oldest first, and the legs between them, one fewer."""

    audit_id: int
    plate: PlateOut
    passages: list[PassageOut]
    legs: list[LegOut]


def routes(parts: Parts) -> APIRouter:
    """``/trails``."""
    router = APIRouter(tags=["trails"])
    trust, registry = parts.trust, parts.registry

    @router.post("/trails")
    def follow_plate(body: TrailBody, who: Who) -> TrailOut:
        """Where one plate was, when, and what is known of the ways between."""
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        asked_for = body.model_dump(mode="json", by_alias=True, exclude={"purpose_id"})
        with trust.asking(purpose, "trail", asked_for, address=who.address) as asked:
            plate, span = parse_plate(body.plate), span_of(body.start, body.end, parts.clock)
            cameras = registry.snapshot().by_number
            found = trail(parts.passages, cameras, asked.permit, plate, span)
            corrected = parts.corrections.standing([passage.id for passage in found.passages])
            asked.found(len(found.passages))
        audit_id = asked.permit.audit_id
        return TrailOut(
            audit_id=audit_id,
            plate=PlateOut.of(found.plate),
            passages=[passage_out(passage, cameras, audit_id, corrected) for passage in found.passages],
            legs=[LegOut.of(leg) for leg in found.legs],
        )

    return router
