"""CorrectedPassages: a store of passages that also finds passages by what officers say they read."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trackway.corrections.corrections import Corrections
from trackway.model.correction import Correction, CorrectionKind
from trackway.model.likeness import alike, match_of
from trackway.model.passage import Passage, PassageId, at_of
from trackway.model.pattern import PlatePattern
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Instant, Span
from trackway.passages import MAX_HISTORY, Answer, PassageStore, TooMany, Usual, Way, check_histories

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CorrectedPassages"]

_ANY_PLATE = PlatePattern("*")
_SAME_MS = 64
"""No camera has more passages in one millisecond."""


class CorrectedPassages:
    """The same store, and its passages found by their corrections too; a ``PassageStore`` itself.

    A passage is found by the plate that was read and by the plate an officer says it is. The passages
    are given as they were filed: what was said of them is in ``Corrections``. A least confidence is
    about readings, so it holds back nobody's correction.
    """

    def __init__(self, store: PassageStore, corrections: Corrections) -> None:
        self._store = store
        self._corrections = corrections

    def add(self, passages: Sequence[Passage]) -> None:
        """See ``PassageStore.add``."""
        self._store.add(passages)

    def add_columns(self, table: "pa.Table") -> None:
        """See ``PassageStore.add_columns``."""
        self._store.add_columns(table)

    def find(self, permit: Permit, question: Question) -> Answer:
        """See ``PassageStore.find``."""
        answer = self._store.find(permit, question)
        pattern = question.pattern or (_ANY_PLATE if question.has_plate else None)
        if pattern is None or question.has_plate is False:
            return answer
        is_newest = question.order is Order.NEWEST
        known = {row.id for row in answer.rows}
        fitting = [one for one in self._fitting(pattern, question) if one.passage not in known]
        if answer.more:  # what comes after the last row would be cut off again
            last = answer.rows[-1].id
            fitting = [one for one in fitting if (one.passage > last) is is_newest]
        more = self._passages(permit, question, fitting[::-1] if is_newest else fitting)
        rows = sorted((*answer.rows, *more), key=lambda row: row.id, reverse=is_newest)
        shown = tuple(rows[: question.limit])
        near, near_more = self._near(permit, question, answer, {row.id for row in rows})
        if not shown and not near:
            return answer
        return Answer(shown, answer.more or len(rows) > question.limit, None, near, near_more)

    def get(self, permit: Permit, identity: PassageId) -> Passage:
        """See ``PassageStore.get``."""
        return self._store.get(permit, identity)

    def several(self, permit: Permit, identities: Collection[PassageId]) -> tuple[Passage, ...]:
        """See ``PassageStore.several``."""
        return self._store.several(permit, identities)

    def history(self, permit: Permit, plate: str, span: Span) -> tuple[Passage, ...]:
        """See ``PassageStore.history``."""
        read = self._store.history(permit, plate, span)
        pattern = PlatePattern(plate)
        question = Question(span=span, pattern=pattern, limit=MAX_HISTORY)
        known = {passage.id for passage in read}
        fitting = [one for one in self._fitting(pattern, question) if one.passage not in known]
        more = self._passages(permit, question, fitting)
        if len(read) + len(more) > MAX_HISTORY:
            raise TooMany(f"{plate} was seen more than {MAX_HISTORY:,} times; choose a shorter time.")
        return tuple(sorted((*read, *more), key=lambda passage: passage.id))

    def histories(
        self, permit: Permit, plates: Collection[str], span: Span
    ) -> Mapping[str, tuple[Passage, ...]]:
        """See ``PassageStore.histories``; a passage stands under the plate that was asked for."""
        read = self._store.histories(permit, plates, span)
        found = {plate: {passage.id: passage for passage in some} for plate, some in read.items()}
        wanted, alone = set(plates), Question(span=span, limit=1)
        for one in self._corrections.standing_plates(span):
            if one.plate is not None and one.plate.text in wanted:
                of_plate = found.setdefault(one.plate.text, {})
                of_plate |= {passage.id: passage for passage in self._passages(permit, alone, [one])}
        check_histories(sum(map(len, found.values())))
        return {
            plate: tuple(sorted(found[plate].values(), key=lambda passage: passage.id))
            for plate in sorted(found)
            if found[plate]
        }

    def usual(
        self, permit: Permit, ways: Collection[Way], span: Span, *, other_than: str = ""
    ) -> Mapping[Way, Usual]:
        """See ``PassageStore.usual``; a median over many, which corrections of a few do not move."""
        return self._store.usual(permit, ways, span, other_than=other_than)

    def count(self) -> int:
        """See ``PassageStore.count``."""
        return self._store.count()

    def table(self, permit: Permit, statement: str, values: Mapping[str, object]) -> "pa.Table":
        """See ``PassageStore.table``; an analysis counts passages as they were read."""
        return self._store.table(permit, statement, values)

    def _near(
        self, permit: Permit, question: Question, answer: Answer, exact: Collection[PassageId]
    ) -> tuple[tuple[Passage, ...], bool]:
        """Near passages, with those that officers say read something like it; whether there are others."""
        pattern, letters = question.pattern, question.look_alikes
        if pattern is None or not letters:
            return (), False
        near = {row.id: row for row in answer.near if row.id not in exact}
        alike_ones = [
            one
            for one in self._said(question)
            if one.plate is not None
            and not pattern.matches(one.plate.text)
            and math.isfinite(alike(pattern, one.plate.text, letters)[0])
        ]
        said = {one.passage: one.plate for one in alike_ones if one.passage not in exact}
        fetch = [one for one in alike_ones if one.passage in said and one.passage not in near]
        near |= {row.id: row for row in self._passages(permit, question, fetch)}
        matches = [(match_of(pattern, row, letters, said.get(row.id)), row) for row in near.values()]
        ordered = sorted(
            ((match.likelihood, row.id, row) for match, row in matches if match and not match.is_exact),
            key=lambda one: (-one[0], -one[1]),
        )
        is_cut = answer.near_more or len(ordered) > question.limit
        return tuple(row for _, _, row in ordered[: question.limit]), is_cut

    def _said(self, question: Question) -> list[Correction]:
        """Corrections to some plate in the span, at the cameras asked for, oldest passage first."""
        return [
            one
            for one in self._corrections.standing_plates(question.span)
            if one.plate is not None
            and (one.kind is CorrectionKind.PLATE or question.min_confidence > 0)
            and (question.cameras is None or one.camera in question.cameras)
        ]

    def _fitting(self, pattern: PlatePattern, question: Question) -> list[Correction]:
        """Corrections to a plate the pattern means, at the cameras asked for, oldest passage first.

        What was only confirmed the store finds by itself, unless the reading was too doubtful for it.
        """
        said = self._said(question)
        return [one for one in said if one.plate is not None and pattern.matches(one.plate.text)]

    def _passages(
        self, permit: Permit, question: Question, corrections: Sequence[Correction]
    ) -> list[Passage]:
        """The passages of these corrections that fit all else the question says, at most one over its limit.

        Each is asked for by its own millisecond and camera, so that the store itself judges the rest.
        """
        found: list[Passage] = []
        for correction in corrections:
            if len(found) > question.limit:
                break
            at_ms = at_of(correction.passage).ms
            only = replace(
                question,
                span=Span(Instant(at_ms * 1000), Instant(at_ms * 1000 + 1000)),
                pattern=None,
                has_plate=None,
                cameras=frozenset({correction.camera}),
                min_confidence=0.0,
                look_alikes=0,
                limit=_SAME_MS,
            )
            rows = self._store.find(permit, only).rows
            found.extend(passage for passage in rows if passage.id == correction.passage)
        return found
