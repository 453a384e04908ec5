"""Scoring: what was said against what is true, plate by plate.

A plate is found when something was said at its place; what says its text is its reading wherever the
labels' box lies. Everything else said is extra, but where the picture's own list of what does not count
(hidden or cut plates) covers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.reading.picture import Known, KnownPicture, Rectangle
from bench.reading.saying import Answer, Said
from bench.reading.wilson import Share

__all__ = ["CONFIDENT", "Outcome", "Tally", "distance", "scored"]

CONFIDENT = 0.9
"""What is stated so surely or more is believed without a second look."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One picture scored: every plate with what was said of it, and what was said of nothing."""

    name: str
    pairs: tuple[tuple[Known, Said | None], ...]
    extras: tuple[Said, ...]
    took_s: float

    @property
    def confident(self) -> tuple[tuple[Said, bool], ...]:
        """What was said confidently, and whether it is right: each must be the text of some plate here."""
        said = [s for _, s in self.pairs if s is not None] + list(self.extras)
        return tuple((s, self.is_right(s)) for s in said if s.confidence >= CONFIDENT)

    def is_right(self, said: Said) -> bool:
        """Whether what was said is a plate of this picture."""
        return any(known.is_text(said.text) for known, _ in self.pairs)


def scored(picture: KnownPicture, answer: Answer) -> Outcome:
    """Each plate of the picture with its reading: its own text first, then what lies at its place."""
    left = list(answer.said)
    chosen: dict[int, Said] = {}
    for is_text_asked in (True, False):
        for i, known in enumerate(picture.known):
            if i in chosen:
                continue
            fits = [s for s in left if (known.is_text(s.text) if is_text_asked else _at(s, known))]
            if fits:
                chosen[i] = max(fits, key=lambda said: (_shared(said, known), said.confidence))
                left.remove(chosen[i])
    extras = tuple(s for s in left if not any(_centre_in(s.box, box) for box in picture.ignored))
    pairs = tuple((known, chosen.get(i)) for i, known in enumerate(picture.known))
    return Outcome(picture.name, pairs, extras, answer.took_s)


def _at(said: Said, known: Known) -> bool:
    """Whether it was said of this plate's place: either one's middle lies in the other's box."""
    if known.box is None:
        return True
    return _centre_in(said.box, known.box) or _centre_in(known.box, said.box)


def _centre_in(box: Rectangle, other: Rectangle) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _shared(said: Said, known: Known) -> float:
    """Intersection over union of the two boxes; 0 where nobody drew one."""
    if known.box is None:
        return 0.0
    a, b = said.box, known.box
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def distance(one: str, other: str) -> int:
    """Least number of letters put in, left out or changed between two texts (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@dataclass
class Tally:
    """Outcomes counted: what one reader made of one set."""

    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one more picture."""
        self.outcomes.append(outcome)

    def pairs(self) -> Iterable[tuple[Known, Said | None]]:
        """Every plate with what was said of it."""
        return (pair for outcome in self.outcomes for pair in outcome.pairs)

    @property
    def found(self) -> Share:
        """Plates at whose place something was said."""
        pairs = list(self.pairs())
        return Share(sum(said is not None for _, said in pairs), len(pairs))

    def right(self, **where: str) -> Share:
        """Plates read wholly right; of one ``vehicle``, ``series`` or ``light`` only, where asked."""
        pairs = [(k, s) for k, s in self.pairs() if all(getattr(k, n) == v for n, v in where.items())]
        return Share(sum(s is not None and k.is_text(s.text) for k, s in pairs), len(pairs))

    def right_between(self, low_px: float, high_px: float) -> Share:
        """Plates of these widths (low to under high) read wholly right."""
        pairs = [(k, s) for k, s in self.pairs() if low_px <= k.width_px < high_px]
        return Share(sum(s is not None and k.is_text(s.text) for k, s in pairs), len(pairs))

    @property
    def characters(self) -> float:
        """1 less the edit distance over the length, over all letters; an unfound plate has none right."""
        letters = wrong = 0
        for known, said in self.pairs():
            letters += len(known.text)
            if said is None or not known.is_text(said.text):
                wrong += min(len(known.text), distance(said.text if said else "", known.text))
        return 1 - wrong / letters if letters else 0.0

    @property
    def confidently_wrong(self) -> Share:
        """Of all that was said confidently, what is no plate of its picture."""
        said = [right for outcome in self.outcomes for _, right in outcome.confident]
        return Share(said.count(False), len(said))

    @property
    def extras_per_100(self) -> float:
        """What was said of nothing, per 100 pictures."""
        return 100 * sum(len(o.extras) for o in self.outcomes) / max(1, len(self.outcomes))

    @property
    def ms(self) -> float:
        """Milliseconds of processor per picture, the middle one."""
        took = sorted(o.took_s for o in self.outcomes)
        return 1000 * took[len(took) // 2] if took else 0.0

    def words(self, name: str) -> Sequence[str]:
        """The values that ``vehicle``, ``series`` or ``light`` take, in order."""
        return sorted({str(getattr(known, name)) for known, _ in self.pairs()})
