"""Rule: what alerts must know of the entry, zone or test that they are hits of, at this moment."""

from collections.abc import Callable
from dataclasses import dataclass

from trackway.model.said import Said
from trackway.watch.entry import Entry, WatchList

__all__ = ["Rule", "RuleBook", "nobody", "unknown_rule"]


def nobody(username: str) -> bool:
    """For what nobody is known to be let into."""
    return False


@dataclass(frozen=True, slots=True)
class Rule:
    """How what an alert rests on stands now.

    ``ended`` says why it holds no longer, ``None`` while it does. ``sees`` is whether a user name may know of
    its covert hits: requester, approver and recipients may. ``entry`` and ``watch_list`` are those of a
    hit of a list.
    """

    ended: Said | None = None
    sees: Callable[[str], bool] = nobody
    entry: Entry | None = None
    watch_list: WatchList | None = None


RuleBook = Callable[[str, tuple[str, ...]], Rule]
"""The rule of a name such as ``entry:12``, for hits told to these groups."""


def unknown_rule(_: str, __: tuple[str, ...]) -> Rule:
    """A rule of which nothing is known: it holds, and its covert hits are nobody's to see."""
    return Rule()
