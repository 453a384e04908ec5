"""Rule: what alerts must know of the entry, zone or test that they are hits of, at this moment."""

from collections.abc import Callable
from dataclasses import dataclass

from trackway.model.said import Said

__all__ = ["Rule", "RuleBook", "unknown_rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How what an alert rests on stands now.

    ``ended`` says why it holds no longer; empty while it does. ``insiders`` are the user names of those who
    may know of its covert hits: requester, approver and recipients. ``case_no`` is the case it was asked for.
    """

    ended: Said | None = None
    insiders: frozenset[str] = frozenset()
    case_no: str = ""


RuleBook = Callable[[str, tuple[str, ...]], Rule]
"""The rule of a name such as ``entry:12``, for hits told to these groups."""


def unknown_rule(_: str, __: tuple[str, ...]) -> Rule:
    """A rule of which nothing is known: it holds, and its covert hits are nobody's to see."""
    return Rule()
