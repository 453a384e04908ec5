"""Past passages of an entry: what looking for them would read, and what they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from trackway.model.passage import Passage, passage_id
from trackway.model.question import Permit
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.passages import PassageStore
from trackway.sqlite import named_blocks
from trackway.watch.entry import Entry
from trackway.watch.match import derived

__all__ = ["MOST_ROWS", "Estimate", "Past", "estimate", "past"]

MOST_ROWS = 200_000_000
"""Some fifty days of the whole county at four million passages a day. One core looks through some ten million
a second where any one letter may differ, and the store gives a question half a minute."""
_MOST_FOUND = 2_000
"""More passages of one entry are a pattern that fits strangers: the newest are told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What looking back would cost: rows read, of at most ``most_rows``.

    ``refused`` says why it will not be done; ``None`` when it will.
    """

    span: Span
    rows: int
    most_rows: int = MOST_ROWS

    @property
    def refused(self) -> Said | None:
        """Why it is too dear, and what would not be."""
        if self.rows <= self.most_rows:
            return None
        days = self.span.seconds / 86_400
        fit = int(days * self.most_rows / self.rows)
        return Said(
            f"往回找 {days:.0f} 天要讀 {self.rows:,} 列，超過上限 {self.most_rows:,} 列；"
            f"請改為 {fit} 天以內。",
            f"Looking back {days:.0f} days reads {self.rows:,} rows, more than the {self.most_rows:,} "
            f"allowed; ask for {fit} days at most.",
        )


@dataclass(frozen=True, slots=True)
class Past:
    """The passages found, oldest first; ``is_cut``: there were more than are given, these are the newest."""

    passages: tuple[Passage, ...]
    is_cut: bool


def estimate(store: PassageStore, permit: Permit, span: Span, most_rows: int = MOST_ROWS) -> Estimate:
    """What looking for any entry in a span would read. It costs next to nothing itself."""
    rows = store.table(permit, _sql()["retro_rows"], _bounds(span)).to_pydict()["rows"][0]
    return Estimate(span, int(rows), most_rows)


def past(store: PassageStore, permit: Permit, entry: Entry, span: Span) -> Past:
    """Passages of which the voted plate or another text is accepted, wherever and whenever in the span."""
    values = {**_bounds(span), "regex": _regex(entry), "limit": _MOST_FOUND + 1}
    found = {
        passage_id(Instant(ms * 1000), camera, sequence)
        for name in ("retro_voted", "retro_told")
        for ms, camera, sequence in _rows(store.table(permit, _sql()[name], values).to_pydict())
    }
    newest = sorted(found)[-_MOST_FOUND:]
    return Past(store.several(permit, newest) if newest else (), len(found) > _MOST_FOUND)


def _regex(entry: Entry) -> str:
    """What an entry accepts as one regular expression over a whole plate; its letters need no escaping."""
    patterns = sorted(derived(entry.pattern, entry.exactness))
    return "^(" + "|".join(one.replace("?", ".").replace("*", ".*") for one in patterns) + ")$"


def _rows(columns: Mapping[str, list[Any]]) -> Iterator[tuple[int, int, int]]:
    return zip(columns["ms"], columns["camera"], columns["sequence"], strict=True)


def _bounds(span: Span) -> dict[str, object]:
    return {"first": span.start.ms, "end": -(-span.end.us // 1000)}


@cache
def _sql() -> Mapping[str, str]:
    return named_blocks((files("trackway.watch.retro") / "retro.sql").read_text(encoding="utf-8"))
