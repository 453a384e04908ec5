"""A report as JSON: findings, the passages behind them, and how far to trust them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from trackway.model.camera import Camera
from trackway.model.correction import Correction
from trackway.model.finding import Coverage, Finding, Report
from trackway.model.passage import Passage, PassageId
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.trails.analysis import LEAD
from trackway.trails.saved import Answered
from trackway.web.passage_json import PassageOut, PlateOut, SeenByOut, passage_out, seen_by

__all__ = ["Evidence", "ReportOut", "SaidOut", "report_out"]


class SaidOut(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, sentence: Said) -> "SaidOut":
        """A sentence as JSON."""
        return cls(zh=sentence.zh, en=sentence.en)


class FindingOut(BaseModel):
    """One row: a lead. ``evidence`` are ids of ``passages``, oldest first; ``facts`` figures by name."""

    score: float
    says: list[SaidOut]
    plates: list[PlateOut]
    evidence: list[str]
    caveats: list[SaidOut]
    cameras: list[SeenByOut]
    facts: dict[str, Any]


class CoverageOut(BaseModel):
    """How much of what was asked could have been seen. ``share`` is null where that was not looked at."""

    cameras: int
    share: float | None
    down: list[SeenByOut]
    weak: list[SeenByOut]
    unclocked: list[SeenByOut]
    says: list[SaidOut]


class ReportOut(BaseModel):
    """An answer. ``question`` has absolute times; ``digest`` is the same for the same findings."""

    audit_id: int
    analysis: str
    question: dict[str, Any]
    findings: list[FindingOut]
    passages: dict[str, PassageOut]
    coverage: CoverageOut
    caveats: list[SaidOut]
    more: bool
    empty: SaidOut | None
    facts: dict[str, Any]
    digest: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report is shown with: its passages, cameras by number, corrections, and the audit row."""

    passages: Sequence[Passage]
    cameras: Mapping[int, Camera]
    corrected: Mapping[PassageId, Correction]
    audit_id: int


def report_out(report: Report, asked: Answered, evidence: Evidence, elapsed_ms: float) -> ReportOut:
    """A report as JSON; its pictures open under the audit row of the question."""
    cameras = evidence.cameras
    return ReportOut(
        audit_id=evidence.audit_id,
        analysis=asked.analysis,
        question=dict(asked.question),
        findings=[_finding_out(finding, cameras) for finding in report.findings],
        passages={
            str(one.id): passage_out(one, cameras, evidence.audit_id, evidence.corrected)
            for one in evidence.passages
        },
        coverage=_coverage_out(report.coverage, cameras),
        caveats=_said((*report.caveats, LEAD)),
        more=report.more,
        empty=None if report.empty is None else SaidOut.of(report.empty),
        facts=dict(report.facts),
        digest=asked.digest,
        elapsed_ms=elapsed_ms,
    )


def _finding_out(finding: Finding, cameras: Mapping[int, Camera]) -> FindingOut:
    return FindingOut(
        score=finding.score,
        says=_said(finding.says),
        plates=[PlateOut.of(Plate(plate)) for plate in finding.plates],
        evidence=[str(one) for one in finding.evidence],
        caveats=_said(finding.caveats),
        cameras=[seen_by(number, cameras) for number in finding.cameras],
        facts=dict(finding.facts),
    )


def _coverage_out(coverage: Coverage, cameras: Mapping[int, Camera]) -> CoverageOut:
    return CoverageOut(
        cameras=coverage.cameras,
        share=coverage.share,
        down=[seen_by(number, cameras) for number in coverage.down],
        weak=[seen_by(number, cameras) for number in coverage.weak],
        unclocked=[seen_by(number, cameras) for number in coverage.unclocked],
        says=_said(coverage.says),
    )


def _said(sentences: Sequence[Said]) -> list[SaidOut]:
    return [SaidOut.of(one) for one in sentences]
