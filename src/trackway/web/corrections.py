"""Correcting what was read: an officer's word beside the reading, and what a camera is known to misread."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.correction import CorrectionKind
from trackway.model.errors import NotFound
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.vision import Confusion, Misreads, learned
from trackway.web.parts import Parts, Who
from trackway.web.passage_json import CorrectionOut
from trackway.web.purposes import PurposeId

__all__ = ["routes"]


class CorrectionBody(BaseModel):
    """What the officer says. ``plate`` goes with the kind ``plate`` and with no other."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    kind: CorrectionKind
    plate: str | None = Field(default=None, max_length=200)
    seen: int = Field(
        ge=0,
        le=2**53 - 1,
        description="The id of the passage's last correction that the officer saw; 0: none.",
    )


class CorrectionsOut(BaseModel):
    """All that was said of a passage, in order, and what of it holds."""

    audit_id: int
    correction: CorrectionOut | None
    corrections: list[CorrectionOut]


class ConfusionOut(BaseModel):
    """One letter taken for another: ``count`` of the ``of`` times it was read (Wilson, 95 %).

    ``chance`` is the belief that ``meant`` stands there where ``read`` was read.
    """

    read: str
    meant: str
    count: int
    of: int
    low: float
    high: float
    chance: float

    @classmethod
    def of_confusion(cls, confusion: Confusion) -> "ConfusionOut":
        """A confusion as JSON."""
        share = confusion.share
        return cls(
            read=confusion.read,
            meant=confusion.meant,
            count=share.count,
            of=share.of,
            low=share.low,
            high=share.high,
            chance=confusion.chance,
        )


class EngineMisreadsOut(BaseModel):
    """What is known of one engine at a camera.

    ``right`` of ``judged`` readings were right (Wilson, 95 %: ``right_low`` to ``right_high``), of those
    that officers judged, who correct what is wrong more readily than they confirm what is right.
    """

    engine: str
    judged: int
    right: int
    right_low: float
    right_high: float
    unreadable: int
    missed: int
    version: int
    confusions: list[ConfusionOut]

    @classmethod
    def of(cls, engine: str, misreads: Misreads) -> "EngineMisreadsOut":
        """An engine's misreads as JSON."""
        return cls(
            engine=engine,
            judged=misreads.right.of,
            right=misreads.right.count,
            right_low=misreads.right.low,
            right_high=misreads.right.high,
            unreadable=misreads.unreadable,
            missed=misreads.missed,
            version=misreads.version,
            confusions=[ConfusionOut.of_confusion(one) for one in misreads.confusions],
        )


class MisreadsOut(BaseModel):
    """What a camera is known to misread, for each engine that officers judged."""

    camera: int
    engines: list[EngineMisreadsOut]


def routes(parts: Parts) -> APIRouter:
    """``/passages/…/corrections`` and ``/cameras/…/misreads``."""
    router = APIRouter(tags=["corrections"])
    trust, corrections = parts.trust, parts.corrections

    @router.post("/passages/{passage_id}/corrections", status_code=201)
    def correct_passage(
        passage_id: Annotated[str, Path(pattern=r"^[0-9]{1,19}$")], body: CorrectionBody, who: Who
    ) -> CorrectionsOut:
        """Say what a passage's plate really reads; a conflict if somebody else did so meanwhile."""
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        said = {"passage": passage_id, "kind": body.kind.value, "plate": body.plate}
        given = {name: value for name, value in said.items() if value is not None}
        with trust.asking(purpose, "correct", given, address=who.address) as asked:
            if int(passage_id) >= 2**63:
                raise NotFound(f"There is no passage {passage_id}.")
            identity = PassageId(int(passage_id))
            plate = None if body.plate is None else parse_plate(body.plate)
            passage = parts.passages.get(asked.permit, identity)
            corrections.add(asked.permit, passage, body.kind, plate, seen=body.seen)
            holding = corrections.standing([identity]).get(identity)
            said_of_it = corrections.of_passage(identity)
            asked.found(1)
        return CorrectionsOut(
            audit_id=asked.permit.audit_id,
            correction=CorrectionOut.of(holding) if holding else None,
            corrections=[CorrectionOut.of(one) for one in said_of_it],
        )

    @router.get("/cameras/{number}/misreads")
    def camera_misreads(number: Annotated[int, Path(ge=1, le=65_535)], _: Who) -> MisreadsOut:
        """What the camera of this number is known to misread, learned from corrections."""
        said = corrections.of_camera(number)
        engines = sorted({one.engine for one in said})
        return MisreadsOut(
            camera=number, engines=[EngineMisreadsOut.of(engine, learned(said, engine)) for engine in engines]
        )

    return router
