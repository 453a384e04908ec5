"""The analyses: what there are, and asking one."""

import time
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from trackway.trails.analysis import Analysis
from trackway.trails.catalogue import (
    ANALYSES,
    analysis_named,
    digest,
    evidence_ids,
    parse_question,
    question_json,
    question_schema,
)
from trackway.trails.desk import Desk
from trackway.trails.saved import Answered
from trackway.web.parts import Parts, Who
from trackway.web.purposes import PurposeId
from trackway.web.report_json import Evidence, ReportOut, SaidOut, report_out

__all__ = ["answered", "routes"]


class AnalysisOut(BaseModel):
    """One kind of question. ``schema`` is the JSON schema of its parts, where ``format`` names the control,
    ``title`` is Chinese and ``description`` English."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: str
    title: SaidOut
    asks: SaidOut
    score: SaidOut
    parts: dict[str, Any] = Field(alias="schema")


class AnalysesOut(BaseModel):
    """Every analysis, in the order in which people are shown them."""

    analyses: list[AnalysisOut]


class AnalysisBody(BaseModel):
    """A question of an analysis, its parts as its schema says."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    question: dict[str, Any] = Field(max_length=100)


def routes(parts: Parts) -> APIRouter:
    """``/analyses``."""
    router = APIRouter(tags=["analyses"])

    @router.get("/analyses")
    def list_analyses(who: Who) -> AnalysesOut:
        """Every analysis with the schema of its question."""
        return AnalysesOut(analyses=[_analysis_out(one) for one in ANALYSES])

    @router.post("/analyses/{name}")
    def ask_analysis(name: str, body: AnalysisBody, who: Who) -> ReportOut:
        """Ask: findings with their reasons, caveats and evidence, and how far to trust them."""
        return answered(parts, who, body.purpose_id, analysis_named(name), body.question)

    return router


def answered(
    parts: Parts, who: Who, purpose_id: int, analysis: Analysis[Any], given: Mapping[str, Any]
) -> ReportOut:
    """The report on a question given as JSON; its audit row is on disk before anything is asked."""
    began, now = time.monotonic(), parts.clock.now()
    purpose = parts.trust.purposes.of(who.officer, purpose_id)
    question = parse_question(analysis, given, now)
    absolute = question_json(analysis, question)
    known = parts.registry.snapshot()
    cameras = known.by_number
    with parts.trust.asking(purpose, analysis.name, {"question": absolute}, address=who.address) as asked:
        desk = Desk(parts.passages, asked.permit, cameras, now, known.stations, parts.roads())
        report = analysis.ask(desk, question)
        passages = parts.passages.several(asked.permit, evidence_ids(report))
        corrected = parts.corrections.standing([passage.id for passage in passages])
        asked.found(len(report.findings))
    in_short = Answered(analysis.name, absolute, digest(report), len(report.findings))
    evidence = Evidence(passages, cameras, corrected, asked.permit.audit_id)
    return report_out(report, in_short, evidence, round((time.monotonic() - began) * 1000, 1))


def _analysis_out(analysis: Analysis[Any]) -> AnalysisOut:
    return AnalysisOut(
        name=analysis.name,
        title=SaidOut.of(analysis.title),
        asks=SaidOut.of(analysis.asks),
        score=SaidOut.of(analysis.score),
        schema=question_schema(analysis),
    )
