"""Questions that officers keep, to be asked again."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from trackway.trails.catalogue import analysis_named, parse_question, question_json
from trackway.trails.saved import Answered, SavedQuestion
from trackway.web.analyses import answered
from trackway.web.parts import Parts, Who
from trackway.web.purposes import PurposeId
from trackway.web.report_json import ReportOut

__all__ = ["routes"]

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]


class ReportAgainOut(ReportOut):
    """An answer to a saved question; ``same`` says whether its findings are those of when it was saved."""

    same: bool


class SaveBody(BaseModel):
    """What to keep: the question and its answer in short, under the audit row of that answer."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=200)
    analysis: str = Field(max_length=100)
    question: dict[str, Any] = Field(max_length=100)
    audit_id: int = Field(ge=1, le=2**53 - 1)
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    findings: int = Field(ge=0)


class SavedOut(BaseModel):
    """A question kept."""

    id: int
    title: str
    analysis: str
    question: dict[str, Any]
    case_no: str
    audit_id: int
    digest: str
    findings: int
    at: str

    @classmethod
    def of(cls, kept: SavedQuestion) -> "SavedOut":
        """A saved question as JSON."""
        return cls(
            id=kept.id,
            title=kept.title,
            analysis=kept.answered.analysis,
            question=dict(kept.answered.question),
            case_no=kept.case_no,
            audit_id=kept.audit_id,
            digest=kept.answered.digest,
            findings=kept.answered.findings,
            at=str(kept.at),
        )


class SavedListOut(BaseModel):
    """One's own, last saved first."""

    saved: list[SavedOut]


class AskAgainBody(BaseModel):
    """Why it is asked again."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId


def routes(parts: Parts) -> APIRouter:
    """``/saved``."""
    router = APIRouter(tags=["analyses"])
    saved = parts.saved

    @router.get("/saved")
    def list_saved(who: Who) -> SavedListOut:
        """One's own saved questions."""
        return SavedListOut(saved=[SavedOut.of(one) for one in saved.of(who.officer)])

    @router.post("/saved", status_code=201)
    def save_question(body: SaveBody, who: Who) -> SavedOut:
        """Keep a question that was answered under one of one's own audit rows within the last day."""
        analysis = analysis_named(body.analysis)
        question = question_json(analysis, parse_question(analysis, body.question, parts.clock.now()))
        permit = parts.trust.permit_again(who.officer, body.audit_id)
        in_short = Answered(analysis.name, question, body.digest, body.findings)
        return SavedOut.of(saved.save(permit, body.title, in_short))

    @router.post("/saved/{number}/ask")
    def ask_saved(number: Number, body: AskAgainBody, who: Who) -> ReportAgainOut:
        """Ask a saved question again."""
        before = saved.one(who.officer, number).answered
        report = answered(parts, who, body.purpose_id, analysis_named(before.analysis), before.question)
        return ReportAgainOut(**dict(report), same=report.digest == before.digest)

    @router.delete("/saved/{number}", status_code=204)
    def drop_saved(number: Number, who: Who) -> None:
        """Remove a saved question."""
        saved.drop(who.officer, number)

    return router
