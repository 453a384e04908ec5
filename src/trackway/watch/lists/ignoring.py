"""Ignoring: which passages are none of our business, so that they are never stored."""

from collections.abc import Iterable, Sequence

from trackway.model.band import is_within
from trackway.model.passage import Passage
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch.entry import Entry

__all__ = ["Ignored"]

_SURE = 0.5
"""A kind or colour that was seen less surely than this does not make a vehicle another one."""


class Ignored:
    """The entries of all ignore lists, as of one version; in memory, for it is asked of every passage."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._exact: dict[str, list[Entry]] = {}
        self._wild: list[Entry] = []
        for entry in entries:
            if entry.pattern.is_exact:
                self._exact.setdefault(entry.pattern.text, []).append(entry)
            else:
                self._wild.append(entry)

    def of(self, passages: Sequence[Passage]) -> tuple[bool, ...]:
        """Of each passage whether it is of an ignored vehicle.

        By the plate that was voted alone: a doubtful reading is no reason to lose a passage. A vehicle that
        looks other than the ignored one is kept, for somebody may drive under its plate.
        """
        if not self._exact and not self._wild:
            return (False,) * len(passages)
        return tuple(map(self._ignores, passages))

    def _ignores(self, passage: Passage) -> bool:
        if passage.plate is None:
            return False
        text = passage.plate.text
        return any(_fits(entry, passage) for entry in self._exact.get(text, ())) or any(
            entry.pattern.matches(text) and _fits(entry, passage) for entry in self._wild
        )


def _fits(entry: Entry, passage: Passage) -> bool:
    expected = entry.expected
    seen_kind = passage.kind is not VehicleKind.UNKNOWN and passage.kind_confidence >= _SURE
    seen_colour = passage.colour is not Colour.UNKNOWN and passage.colour_confidence >= _SURE
    return (
        entry.holds(passage.at)
        and is_within(passage.at, entry.stretches)
        and (not entry.headings or passage.heading is Heading.UNKNOWN or passage.heading in entry.headings)
        and not (expected.kinds and seen_kind and passage.kind not in expected.kinds)
        and not (expected.colours and seen_colour and passage.colour not in expected.colours)
    )
