"""Preview: what an entry would accept, shown before anybody asks for it."""

from dataclasses import dataclass

from trackway.model.likeness import Differs
from trackway.model.pattern import PlatePattern
from trackway.model.plate import plausible
from trackway.model.said import Said
from trackway.watch.entry import Exactness
from trackway.watch.match.how import letters_of
from trackway.watch.match.keys import derived
from trackway.watch.match.reach import accepted_plates, plates_within

__all__ = ["Example", "Preview", "preview"]

_EXAMPLES = 24
"""As many as are read on a page at a glance."""


@dataclass(frozen=True, slots=True)
class Example:
    """A reading that would be accepted: ``cost`` 0 for exact, more for letters less alike."""

    text: str
    cost: float
    differs: tuple[Differs, ...]
    is_plate: bool
    """Whether it fits a series; one that fits none can only be a misreading."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pattern would accept: ``plates`` is how many plates of the known series, existing or not, are
    within it; ``examples`` are the nearest readings, nearest first; ``says`` what to know before asking."""

    pattern: PlatePattern
    exactness: Exactness
    plates: int
    examples: tuple[Example, ...]
    says: tuple[Said, ...]


def preview(pattern: PlatePattern, exactness: Exactness) -> Preview:
    """What would be accepted, by the grammar of plates alone: no passage is looked at."""
    plates = plates_within(pattern, exactness)
    texts = set(accepted_plates(pattern, exactness, _EXAMPLES))
    if "*" not in pattern.text:
        texts |= {one for one in derived(pattern, exactness) if "?" not in one}
    examples = [_example(pattern, text) for text in texts]
    examples.sort(key=lambda one: (one.cost, len(one.differs), not one.is_plate, one.text))
    return Preview(pattern, exactness, plates, tuple(examples[:_EXAMPLES]), tuple(_says(pattern, plates)))


def _example(pattern: PlatePattern, text: str) -> Example:
    cost, differs, _ = letters_of(pattern, text)
    return Example(text, cost, differs, bool(plausible(text)))


def _says(pattern: PlatePattern, plates: int) -> list[Said]:
    if plates > 1:
        return [
            Said(
                f"{plates:,} 個可能的車牌會比中；除了要找的那一輛，其餘都是別人的車。",
                f"{plates:,} possible plates would be hits; all but the one wanted belong to others.",
            )
        ]
    if plates == 1:
        return [Said("只有這一個車牌會比中。", "This plate alone would be a hit.")]
    return [
        Said(
            f"{pattern.text} 不符合任何已知的車牌格式，請確認。",
            f"{pattern.text} fits no known series of plates; check it.",
        )
    ]
