"""Catalogue: every analysis there is, and their questions as text."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trackway.model.errors import NotFound, WrongUse
from trackway.model.finding import Finding, Report
from trackway.model.passage import PassageId
from trackway.model.time import Instant
from trackway.trails.analysis import Analysis
from trackway.trails.cloned.cloned import CLONED
from trackway.trails.common.common import COMMON
from trackway.trails.convoy.convoy import CONVOY
from trackway.trails.dwell.dwell import DWELL
from trackway.trails.first_seen.first_seen import FIRST_SEEN
from trackway.trails.habit.habit import HABIT
from trackway.trails.hit_and_run.hit_and_run import HIT_AND_RUN
from trackway.trails.next_camera.next_camera import NEXT_CAMERA
from trackway.trails.night_visitor.night_visitor import NIGHT_VISITOR
from trackway.trails.not_seen.not_seen import NOT_SEEN
from trackway.trails.racing.racing import RACING
from trackway.trails.section_speed.section_speed import SECTION_SPEED
from trackway.trails.stitching.stitching import STITCHING
from trackway.trails.travel_times.travel_times import TRAVEL_TIMES

__all__ = [
    "ANALYSES",
    "analysis_named",
    "digest",
    "evidence_ids",
    "parse_question",
    "question_json",
    "question_schema",
]

ANALYSES: tuple[Analysis[Any], ...] = (
    COMMON,
    FIRST_SEEN,
    CONVOY,
    CLONED,
    RACING,
    SECTION_SPEED,
    NIGHT_VISITOR,
    NOT_SEEN,
    DWELL,
    HABIT,
    HIT_AND_RUN,
    STITCHING,
    NEXT_CAMERA,
    TRAVEL_TIMES,
)
"""In the order in which people are shown them."""


def analysis_named(name: str) -> Analysis[Any]:
    """The analysis of that name. Raises ``NotFound``."""
    for analysis in ANALYSES:
        if analysis.name == name:
            return analysis
    raise NotFound(f"There is no analysis {name!r}; there are {', '.join(one.name for one in ANALYSES)}.")


@cache
def _adapter(analysis: str) -> TypeAdapter[Any]:
    return TypeAdapter(analysis_named(analysis).question)


def parse_question(analysis: Analysis[Any], given: Mapping[str, object], now: Instant) -> object:
    """The question of its parts as JSON has them. Raises ``WrongUse`` naming the part that is off."""
    unknown = given.keys() - question_schema(analysis)["properties"].keys()
    if unknown:
        raise WrongUse(f"{analysis.name} has no part {', '.join(sorted(unknown))}.")
    try:
        question: object = _adapter(analysis.name).validate_python(dict(given), context={"now": now})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        part = ".".join(str(piece) for piece in first["loc"]) or analysis.name
        raise WrongUse(f"{analysis.name}: {part}: {first['msg'].removeprefix('Value error, ')}") from error
    return question


def question_json(analysis: Analysis[Any], question: object) -> dict[str, Any]:
    """The question's parts as JSON; times are absolute, so that asking again asks the same."""
    parts: dict[str, Any] = _adapter(analysis.name).dump_python(question, mode="json")
    return parts


def question_schema(analysis: Analysis[Any]) -> dict[str, Any]:
    """JSON schema of the question; ``format`` names the control a page shows."""
    return _adapter(analysis.name).json_schema()


def evidence_ids(report: Report) -> tuple[PassageId, ...]:
    """Every passage the findings name, once, oldest first."""
    return tuple(sorted({identity for finding in report.findings for identity in finding.evidence}))


def digest(report: Report) -> str:
    """SHA-256 of the findings in hex: the same question on the same data gives the same.

    It covers plates, scores, passages and cameras; words and figures follow from them, and a camera may be
    given another name.
    """
    rows = [_row(finding) for finding in report.findings]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _row(finding: Finding) -> object:
    return [finding.plates, round(finding.score, 6), finding.evidence, finding.cameras]
