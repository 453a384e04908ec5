"""What an entry accepts: the specification of matching, one pattern against a few texts.

Let L be the texts that a pattern stands for: ``?`` any one character, ``*`` none or more. Of a text in a
plate's normal form (1 to 10 characters)

========== ===================================================================================
EXACT      accepts it when it is in L
LOOK_ALIKE when one letter of the pattern, or none, swapped for one of its look-alikes brings it into L
           (``model.likeness``: pairs of the fonts that the pattern's plates are written in)
ONE_LETTER when at most one letter inserted, left out or replaced by any other brings it into L
========== ===================================================================================

Each takes in the one before. An entry fits a passage when any text of its reading is accepted: the plate
that was voted, or another that the looks allow. What is slow here is the meaning; ``Index`` is the same
quickly, and tests compare the two.
"""

import math
from collections.abc import Iterable

from trackway.model.likeness import Differs, alike
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.plate import NotAPlate, Plate
from trackway.watch.entry import Exactness

__all__ = ["accepts", "is_accepted", "nearest", "texts_of"]


def texts_of(passage: Passage) -> tuple[str, ...]:
    """Every text of a passage's reading, the voted one first; none without a plate."""
    return (passage.plate.text, *passage.alternatives) if passage.plate is not None else ()


def accepts(pattern: PlatePattern, exactness: Exactness, texts: Iterable[str]) -> bool:
    """Whether any of these texts is accepted; one that is not in a plate's normal form never is."""
    return any(is_accepted(pattern, exactness, text) for text in texts)


def nearest(pattern: PlatePattern, text: str) -> tuple[Differs, ...]:
    """The fewest letters inserted, left out or replaced that bring a text into what a pattern stands for.

    Of as few the first found, a replaced letter before one too many before one missing (Levenshtein 1966).
    """
    return _fewest(pattern.text, text) if (few := within_one(pattern, text)) is None else few


def within_one(pattern: PlatePattern, text: str) -> tuple[Differs, ...] | None:
    """The same where it is one letter or none; ``None`` where it is more. Quicker, for it is often asked."""
    asked = pattern.text
    if "*" in asked:
        fewest = _fewest(asked, text)
        return fewest if len(fewest) <= 1 else None
    match len(text) - len(asked):
        case 0:
            others = _replaced(asked, text)
            return others if len(others) <= 1 else None
        case 1:
            gaps = (at for at in range(len(text)) if not _replaced(asked, text[:at] + text[at + 1 :]))
            return next(((Differs(at, "", text[at]),) for at in gaps), None)
        case -1:
            gaps = (at for at in range(len(asked)) if not _replaced(asked[:at] + asked[at + 1 :], text))
            return next(((Differs(at, asked[at], ""),) for at in gaps), None)
        case _:
            return None


def is_accepted(pattern: PlatePattern, exactness: Exactness, text: str) -> bool:
    """Whether one text is."""
    return _is_normal(text) and is_plate_accepted(pattern, exactness, text)


def is_plate_accepted(pattern: PlatePattern, exactness: Exactness, text: str) -> bool:
    """The same of a text that is known to be in normal form."""
    match exactness:
        case Exactness.EXACT:
            return pattern.matches(text)
        case Exactness.LOOK_ALIKE:
            return math.isfinite(alike(pattern, text, 1)[0])
        case Exactness.ONE_LETTER:
            return within_one(pattern, text) is not None


def _is_normal(text: str) -> bool:
    try:
        Plate(text)
    except NotAPlate:
        return False
    return True


def _replaced(pattern: str, text: str) -> tuple[Differs, ...]:
    """Where a text of the pattern's own length differs from it."""
    return tuple(
        Differs(at, asked, read)
        for at, (asked, read) in enumerate(zip(pattern, text, strict=True))
        if asked not in {"?", read}
    )


def _fewest(pattern: str, text: str) -> tuple[Differs, ...]:
    """Over letters of the text and symbols of the pattern: the fewest differences so far."""
    before: list[tuple[Differs, ...]] = [()]
    for symbol in pattern:
        missing = () if symbol == "*" else (Differs(0, symbol, ""),)
        before.append(before[-1] + missing)
    for at, read in enumerate(text):
        now = [(*before[0], Differs(at, "", read))]
        for place, symbol in enumerate(pattern, 1):
            if symbol == "*":
                now.append(min(before[place], now[place - 1], key=len))
            else:
                other = () if symbol in {"?", read} else (Differs(at, symbol, read),)
                ways = (
                    before[place - 1] + other,
                    (*before[place], Differs(at, "", read)),
                    (*now[place - 1], Differs(at + 1, symbol, "")),
                )
                now.append(min(ways, key=len))
        before = now
    return before[-1]
