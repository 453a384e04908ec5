"""Confusions: which letter was taken for which, by the font that the plate is printed in."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bench.reading.picture import Known
from bench.reading.saying import Said
from bench.reading.scoring import Tally, distance
from trackway.model.plate_series import Font

__all__ = ["Confusions", "confusions"]

Confusions = dict[Font, Counter[tuple[str, str]]]
"""Per font: (what is printed, what was read) and how often."""

_MOST_WRONG = 2
"""A text with more letters wrong than this is no reading of the plate: it aligns with nothing."""


def confusions(tallies: Iterable[Tally], *, is_raw: bool = False) -> Confusions:
    """Single letters taken for others, where lengths agree; ``is_raw``: before the grammar, where told."""
    found: Confusions = {font: Counter() for font in Font}
    for tally in tallies:
        for known, said in tally.pairs():
            found[known.font].update(_substitutions(known, said, is_raw=is_raw))
    return found


def _substitutions(known: Known, said: Said | None, *, is_raw: bool) -> Iterator[tuple[str, str]]:
    text = "" if said is None else (said.raw or "") if is_raw else said.text
    if len(text) != len(known.text) or distance(text, known.text) > _MOST_WRONG:
        return
    for true, read in zip(known.text, text, strict=True):
        if true != read and not (known.font is Font.F1992 and {true, read} == {"0", "O"}):
            yield true, read
