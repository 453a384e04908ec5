"""Analysis: one kind of question an investigator asks, with its contract (see ``model/finding.py``).

A question is a frozen dataclass. Its parts are text, numbers, enumerations, the values that
``trails/fields.py`` knows, and tuples of them; pydantic's ``Field`` beside a part gives its title
(正體中文), its description (English) and its bounds. Forms, options of the command line and the API's schema
come from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from trackway.model.finding import Report
from trackway.model.said import Said
from trackway.trails.desk import Desk

__all__ = ["LEAD", "Analysis"]

LEAD = Said(
    "分析結果是偵查線索，不是依據；採取行動前請比對照片與車輛。",
    "A lead, not a ground: compare pictures and vehicle before anyone acts.",
)
"""Stands on every answer: travel history alone was taken as cause for a stop elsewhere, wrongly."""

Q = TypeVar("Q")


@dataclass(frozen=True, slots=True)
class Analysis(Generic[Q]):
    """One kind of question: its name in addresses and commands, its words, and how it is answered.

    ``title`` names it, ``asks`` says what it answers, ``score`` what a finding's score means. ``answer``
    takes the desk and the question; the same data give the same report.
    """

    name: str
    title: Said
    asks: Said
    score: Said
    question: type[Q]
    answer: Callable[[Desk, Q], Report]

    def ask(self, desk: Desk, question: object) -> Report:
        """The report on a question, which must be of this analysis's type."""
        assert isinstance(question, self.question)  # noqa: S101  the catalogue has made it
        return self.answer(desk, question)
