"""A passage that was found as JSON: itself, and how it fits what was asked."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from trackway.corrections import matched
from trackway.model.camera import Camera
from trackway.model.correction import Correction
from trackway.model.daylight import is_dark
from trackway.model.likeness import MatchedBy
from trackway.model.passage import Passage, PassageId
from trackway.model.question import Question
from trackway.web.passage_json import PassageOut, passage_out

__all__ = ["DiffersOut", "FoundOut", "found_out"]


class DiffersOut(BaseModel):
    """A letter read otherwise than asked; ``at`` is its place in the plate that was read, from 0."""

    at: int
    asked: str
    read: str


class FoundOut(PassageOut):
    """A passage and how it fits the plate asked: ``=`` exactly, ``≈`` by look-alikes or by its alternatives.

    ``cost`` is the sum of its letters' costs, ``likelihood`` what orders the ≈ rows; both are null, as
    ``match`` is, where no plate was asked. ``is_likely`` is false below the fold. ``is_dark``: colours seen
    then are to be doubted.
    """

    match: Literal["=", "≈"] | None
    by: MatchedBy | None
    cost: float | None
    likelihood: float | None
    differs: list[DiffersOut]
    is_likely: bool
    is_dark: bool


def found_out(
    passage: Passage,
    question: Question,
    cameras: Mapping[int, Camera],
    audit_id: int,
    corrected: Mapping[PassageId, Correction],
) -> FoundOut:
    """A passage as JSON with how it fits the question; the rest as in ``passage_out``."""
    match = matched(question, passage, corrected.get(passage.id))
    camera = cameras.get(passage.camera)
    return FoundOut(
        **dict(passage_out(passage, cameras, audit_id, corrected)),
        match=None if match is None else "=" if match.is_exact else "≈",
        by=match.by if match else None,
        cost=match.cost if match else None,
        likelihood=round(match.likelihood, 7) if match else None,
        differs=[DiffersOut(at=d.at, asked=d.asked, read=d.read) for d in match.differs] if match else [],
        is_likely=match is None or match.is_likely,
        is_dark=camera is not None and is_dark(passage.at, camera.place),
    )
