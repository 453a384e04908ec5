"""PassageStore: where passages are kept and found again; what it is asked and what it answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from trackway.model.errors import Denied, NotFound, WrongUse
from trackway.model.passage import Passage, PassageId
from trackway.model.question import Permit, Question
from trackway.model.time import Span

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "MAX_HISTORIES",
    "MAX_HISTORY",
    "MAX_PLATES",
    "MAX_WAYS",
    "Answer",
    "EmptyBecause",
    "NoPermit",
    "PassageStore",
    "TooMany",
    "Usual",
    "Way",
    "by_plate",
    "check_histories",
    "check_plates",
    "check_ways",
    "need_permit",
    "one_of",
]

MAX_HISTORY = 20_000
"""The busiest taxi of the county passes some 150 cameras a day; this holds its 130 days."""
MAX_PLATES = 10_000
"""Plates whose histories are asked for at once: the longest list anyone pastes, and what the engine
weighs when it chooses between its orders."""
MAX_HISTORIES = 50_000
"""Passages of several plates at once: some 100 MB while they are handed over, a second of work."""
MAX_WAYS = 500
"""Pairs of cameras asked for at once: a trail of that many different legs is longer than anyone reads."""


class NoPermit(Denied):
    """The store of passages answers only with a permit; ask through trust first."""


class TooMany(WrongUse):
    """The question would bring more passages than anyone can look at; narrow it."""


class EmptyBecause(StrEnum):
    """Why an answer has no rows."""

    NO_CAMERAS = "no_cameras_in_area"
    """The set of cameras asked for is empty."""
    NO_PASSAGES = "no_passages_in_span"
    """Those cameras filed nothing at all in that time."""
    NO_MATCH = "nothing_matches"
    """There were passages, but none as described."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: passages in the order asked for, without their readings.

    ``more`` says that the limit cut some off. ``near`` are those that fit the pattern only by look-alikes
    or by another text their looks allow, the likeliest first and at most as many again; ``near_more`` says
    that there are others. ``empty_because`` is set when there are neither, and only then.
    """

    rows: tuple[Passage, ...]
    more: bool = False
    empty_because: EmptyBecause | None = None
    near: tuple[Passage, ...] = ()
    near_more: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """From one camera to another (their numbers), for vehicles that took at most ``within_s`` seconds.

    The bound keeps those out that went home in between.
    """

    start: int
    end: int
    within_s: float

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise WrongUse(f"A way leads from one camera to another, not from {self.start} to itself.")
        if not 0 < self.within_s <= 7 * 86400:
            raise WrongUse(f"A way within {self.within_s} s is not between 0 and 7 days.")


@dataclass(frozen=True, slots=True)
class Usual:
    """The median time vehicles needed for a way, and how many times that is the median of."""

    median_s: float
    sample: int


class PassageStore(Protocol):
    """Where passages are kept and found again.

    A passage is stored once per identity: storing it again changes nothing, and of two that claim the
    same identity the first stays. What is kept of times in questions is whole milliseconds, as in the
    identity: a passage is in a span when its millisecond touches it. Every confidence is kept in
    hundredths, rounded down, speed in tenths of km/h, and the error of a speed in tenths, rounded up.
    Passages without evidence are kept coarser, as ``columns()`` says, and speeds are searched in whole km/h.

    Every question needs a permit. Usable from several threads. Raises ``NoPermit``, ``Invalid`` for a
    passage that cannot be filed (nothing of the batch is stored then), ``Unavailable`` when the store
    does not answer (try again: adding is idempotent).
    """

    def add(self, passages: Sequence[Passage]) -> None:
        """File passages with their evidence; they are on disk on return."""
        ...

    def add_columns(self, table: "pa.Table") -> None:
        """File many passages without evidence from a table as ``columns()`` describes.

        Quickest in order of time, 100,000 or more at once.
        """
        ...

    def find(self, permit: Permit, question: Question) -> Answer:
        """The passages a question asks for, by identity (that is, time) in the order it wants."""
        ...

    def get(self, permit: Permit, identity: PassageId) -> Passage:
        """One passage with all its evidence, readings too. Raises ``NotFound``."""
        ...

    def several(self, permit: Permit, identities: Collection[PassageId]) -> tuple[Passage, ...]:
        """These passages, oldest first, without their readings: what the findings of an analysis name.

        Raises ``NotFound`` naming one that is not there.
        """
        ...

    def history(self, permit: Permit, plate: str, span: Span) -> tuple[Passage, ...]:
        """Every passage of one plate (normal form), oldest first.

        Raises ``TooMany`` beyond ``MAX_HISTORY`` rather than leave some out.
        """
        ...

    def histories(
        self, permit: Permit, plates: Collection[str], span: Span
    ) -> Mapping[str, tuple[Passage, ...]]:
        """Every passage of each of some plates (normal form), oldest first; plates not seen are absent.

        In order of plate. Raises ``TooMany`` beyond ``MAX_PLATES`` plates, or beyond ``MAX_HISTORIES``
        passages rather than leave some out.
        """
        ...

    def usual(
        self, permit: Permit, ways: Collection[Way], span: Span, *, other_than: str = ""
    ) -> Mapping[Way, Usual]:
        """How long vehicles with a plate needed for each way within a span; ways nobody took are absent.

        Counted is each passage at the way's start whose plate is next seen, of the two cameras, at its
        end. ``other_than`` is a plate left out: its own delay is no measure of itself.
        """
        ...

    def count(self) -> int:
        """How many passages are stored."""
        ...

    def table(self, permit: Permit, statement: str, values: Mapping[str, object]) -> "pa.Table":
        """What a statement of an analysis gives, as columns; its values travel beside it, never in it.

        Statements are blocks of ``.sql`` files over the tables of ``schema.sql``. Raises ``TooMany`` when it
        needs more time or memory than a question may have; ``Unavailable`` also where there are no tables.
        """
        ...


def need_permit(permit: Permit) -> None:
    """Refuse what is no permit, whatever the type checker was told."""
    if not isinstance(permit, Permit):
        raise NoPermit


def one_of(passages: Mapping[PassageId, Passage], identity: PassageId) -> Passage:
    """The passage of that identity. Raises ``NotFound``."""
    try:
        return passages[identity]
    except KeyError:
        raise NotFound(f"There is no passage {identity}.") from None


def check_plates(plates: Collection[str]) -> None:
    """Refuse more plates than can be asked for at once."""
    if len(plates) > MAX_PLATES:
        raise TooMany(f"{len(plates):,} plates at once are more than {MAX_PLATES:,}; ask for fewer.")


def check_histories(count: int) -> None:
    """Refuse more passages of several plates than anyone can look at."""
    if count > MAX_HISTORIES:
        raise TooMany(f"These plates were seen more than {MAX_HISTORIES:,} times; choose a shorter time.")


def by_plate(passages: Sequence[Passage]) -> Mapping[str, tuple[Passage, ...]]:
    """Passages with a plate, put together by it, in order of plate and then of time."""
    found: dict[str, list[Passage]] = {}
    for passage in sorted(passages, key=lambda passage: passage.id):
        if passage.plate is not None:
            found.setdefault(passage.plate.text, []).append(passage)
    return {plate: tuple(found[plate]) for plate in sorted(found)}


def check_ways(ways: Collection[Way]) -> None:
    """Refuse more ways than anyone can use."""
    if len(ways) > MAX_WAYS:
        raise TooMany(f"{len(ways):,} ways at once are more than {MAX_WAYS}; choose a shorter time.")
