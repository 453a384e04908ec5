"""Near passages: those that fit a pattern only by look-alikes, or by another text their looks allow.

::

    pattern ──► its variants ──► dictionary of plates ──► passages of those plates ──┐
            └─► index on alternatives ──► passages whose looks also allow it ────────┴─► ranked

A whole plate has some 150 variants, which are looked up; a pattern with wildcards is matched as a class of
look-alikes per letter. Either way only the dictionary is searched, some hundred times smaller than the
passages.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from trackway.model.likeness import alike, decades, fonts_of, match_of, variants
from trackway.model.look_alikes import OVERSURE
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.question import Question
from trackway.passages.described import described, where

__all__ = ["Ask", "identities_told", "near_rows", "ranked"]

_MAX_NEAR_PLATES = 100
"""Plates a near question is asked by. Each costs a granule of 8,192 rows in every part: 1.5 ms of processor
measured on a month of 100 million passages, so twelve months some 2 s. A person who looks at look-alikes of
more plates than that has asked too loosely to tell them apart."""
_MAX_LOOKED_AT = 1_000
"""Plates from the dictionary that are looked at letter by letter: some 50 ms."""
_SCANNED_S = 2 * 86_400
"""Up to this span a loose pattern is matched row by row, so that a plate that is far down the dictionary is
found all the same: some seven million rows in the county, a third of a second."""
_MAX_TOLD = 2_000
"""Passages whose looks allow one text beside the vote: more of one plate are seldom in a year."""


class Ask(Protocol):
    """Runs a named statement of ``patterns.sql`` with its values."""

    def __call__(self, name: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Its rows."""
        ...


def near_rows(ask: Ask, question: Question) -> tuple[Sequence[Sequence[Any]], bool]:
    """Rows of passages whose plate looks like the pattern, and whether there are others."""
    pattern = question.pattern
    if pattern is None or not variants(pattern, question.look_alikes):
        return [], False
    plates, is_cut = _plates_alike(ask, pattern, question)
    if is_cut and question.span.seconds <= _SCANNED_S:
        values = described(question) | {"alike": _alike_regex(pattern), "like": pattern.like}
        rows = ask("near_newest", values)
        near = [row for row in rows if math.isfinite(alike(pattern, row[3], question.look_alikes)[0])]
        return near, len(rows) > question.limit
    if not plates:
        return [], is_cut
    weighed = [alike(pattern, plate, question.look_alikes)[1] for plate in plates]
    values = described(question) | {
        "plates": plates,
        "letters": [float(len(differs)) for differs in weighed],
        "decades": [decades(differs, fonts_of(pattern)) for differs in weighed],
        "oversure": OVERSURE,
    }
    rows = ask("near_of_plates", values)
    return rows, is_cut or len(rows) > question.limit


def identities_told(ask: Ask, question: Question) -> tuple[Sequence[Sequence[Any]], bool]:
    """Time, camera and sequence of passages whose looks also allow a whole plate; whether others do too."""
    pattern = question.pattern
    if pattern is None or not question.look_alikes or not pattern.is_exact:
        return [], False
    rows = ask("told_otherwise", where(question) | {"text": pattern.text, "limit": _MAX_TOLD + 1})
    return rows[:_MAX_TOLD], len(rows) > _MAX_TOLD


def ranked(
    question: Question, near: Collection[Passage], *, is_cut: bool
) -> tuple[tuple[Passage, ...], bool]:
    """The likeliest of these, at most as many as the question wants; whether there are others.

    What fits exactly is left out: it is among the rows. Of two as likely the newer comes first.
    """
    pattern = question.pattern
    if pattern is None or not question.look_alikes:
        return (), False
    matches = {p.id: (p, match_of(pattern, p, question.look_alikes)) for p in near}
    fitting = [(m.likelihood, p.id, p) for p, m in matches.values() if m is not None and not m.is_exact]
    fitting.sort(key=lambda one: (-one[0], -one[1]))
    return tuple(p for _, _, p in fitting[: question.limit]), is_cut or len(fitting) > question.limit


def _plates_alike(ask: Ask, pattern: PlatePattern, question: Question) -> tuple[list[str], bool]:
    """Plates in the dictionary that look like the pattern, the cheapest; whether there are others."""
    times = where(question)
    if pattern.is_exact:
        texts = [one.pattern.text for one in variants(pattern, question.look_alikes)]
        found = [plate for (plate,) in ask("plates_among", times | {"texts": texts})]
        is_cut = False
    else:
        values = times | {
            "alike": _alike_regex(pattern),
            "alike_by_one": _one_of([one.pattern for one in variants(pattern, 1)]),
            "like": pattern.like,
            "limit": _MAX_LOOKED_AT + 1,
        }
        rows = ask("plates_alike", values)
        found, is_cut = [plate for (plate,) in rows[:_MAX_LOOKED_AT]], len(rows) > _MAX_LOOKED_AT
    costs = {plate: alike(pattern, plate, question.look_alikes)[0] for plate in found}
    near = sorted((cost, plate) for plate, cost in costs.items() if math.isfinite(cost))
    return [plate for _, plate in near[:_MAX_NEAR_PLATES]], is_cut or len(near) > _MAX_NEAR_PLATES


def _alike_regex(pattern: PlatePattern) -> str:
    """A regular expression for the pattern with any of its letters swapped for look-alikes."""
    swapped: dict[int, set[str]] = {}
    for one in variants(pattern, 1):
        for differs in one.differs:
            swapped.setdefault(differs.at, {differs.asked}).add(differs.read)
    return "^" + "".join(_part(s, swapped.get(n, {s})) for n, s in enumerate(pattern.text)) + "$"


def _one_of(patterns: Sequence[PlatePattern]) -> str:
    """A regular expression for any of these patterns; without any, one that fits no plate."""
    if not patterns:
        return "^-$"
    return "^(" + "|".join("".join(_part(s, {s}) for s in one.text) for one in patterns) + ")$"


def _part(symbol: str, allowed: Collection[str]) -> str:
    if symbol in "?*":
        return "." if symbol == "?" else ".*"
    letters = "".join(sorted(allowed))
    return f"[{letters}]" if len(letters) > 1 else re.escape(letters)
