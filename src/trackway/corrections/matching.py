"""How a passage fits what was asked, with what officers say of it."""

from trackway.model.correction import Correction
from trackway.model.likeness import Match, match_of
from trackway.model.passage import Passage
from trackway.model.question import Question

__all__ = ["matched"]


def matched(question: Question, passage: Passage, correction: Correction | None) -> Match | None:
    """How the passage fits the question's pattern; ``None`` where no plate was asked.

    ``correction`` is the one that holds for it now, if any.
    """
    if question.pattern is None:
        return None
    corrected = correction.plate if correction else None
    return match_of(question.pattern, passage, question.look_alikes, corrected)
