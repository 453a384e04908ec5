"""MemoryPassages: passages in memory. Passes the same contract suite as the real store; keeps nothing."""

import itertools
import statistics
import threading
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trackway.model.errors import NotFound, Unavailable
from trackway.model.passage import Passage, PassageId, at_of, passage_id
from trackway.model.plate import Plate
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Instant, Span, Stamp
from trackway.passages.columns import NO_ERROR_KNOWN, NO_SPEED, Columns, parse_columns
from trackway.passages.described import fits_description
from trackway.passages.kept import (
    CLOCKS,
    COLOURS,
    HEADINGS,
    KINDS,
    PLATE_COLOURS,
    SOURCES,
    checked,
    coarse,
    milliseconds,
    word_of,
)
from trackway.passages.patterns import ranked
from trackway.passages.store import (
    MAX_HISTORY,
    Answer,
    EmptyBecause,
    TooMany,
    Usual,
    Way,
    by_plate,
    check_histories,
    check_plates,
    check_ways,
    need_permit,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MemoryPassages"]


class MemoryPassages:
    """The shipped double of the store: every answer by looking at every passage in the span."""

    def __init__(self) -> None:
        self._passages: dict[int, Passage] = {}
        self._order: list[int] = []
        self._lock = threading.Lock()

    def add(self, passages: Sequence[Passage]) -> None:
        """See ``PassageStore.add``."""
        wanted = checked(passages)
        with self._lock:
            for passage in wanted:
                if passage.id not in self._passages:
                    self._passages[passage.id] = passage
                    insort(self._order, passage.id)

    def add_columns(self, table: "pa.Table") -> None:
        """See ``PassageStore.add_columns``."""
        self.add([coarse(passage) for passage in _passages(parse_columns(table))])

    def find(self, permit: Permit, question: Question) -> Answer:
        """See ``PassageStore.find``."""
        need_permit(permit)
        if question.cameras is not None and not question.cameras:
            return Answer((), empty_because=EmptyBecause.NO_CAMERAS)
        seen = [
            p for p in self._in(question.span) if question.cameras is None or p.camera in question.cameras
        ]
        rows = [replace(p, readings=()) for p in seen if _is_wanted(p, question)]
        if question.order is Order.NEWEST:
            rows.reverse()
        others = [replace(p, readings=()) for p in seen if fits_description(p, question)]
        near, near_more = ranked(question, others, is_cut=False)
        if not rows and not near:
            return Answer((), empty_because=EmptyBecause.NO_MATCH if seen else EmptyBecause.NO_PASSAGES)
        return Answer(tuple(rows[: question.limit]), len(rows) > question.limit, None, near, near_more)

    def get(self, permit: Permit, identity: PassageId) -> Passage:
        """See ``PassageStore.get``."""
        need_permit(permit)
        with self._lock:
            found = self._passages.get(identity)
        if found is None:
            raise NotFound(f"There is no passage {identity}.")
        return found

    def several(self, permit: Permit, identities: Collection[PassageId]) -> tuple[Passage, ...]:
        """See ``PassageStore.several``."""
        return tuple(replace(self.get(permit, one), readings=()) for one in sorted(set(identities)))

    def history(self, permit: Permit, plate: str, span: Span) -> tuple[Passage, ...]:
        """See ``PassageStore.history``."""
        need_permit(permit)
        rows = [replace(p, readings=()) for p in self._in(span) if p.plate and p.plate.text == plate]
        if len(rows) > MAX_HISTORY:
            raise TooMany(f"{plate} was seen more than {MAX_HISTORY:,} times; choose a shorter time.")
        return tuple(rows)

    def histories(
        self, permit: Permit, plates: Collection[str], span: Span
    ) -> Mapping[str, tuple[Passage, ...]]:
        """See ``PassageStore.histories``."""
        need_permit(permit)
        check_plates(plates)
        wanted = set(plates)
        seen = [replace(p, readings=()) for p in self._in(span) if p.plate and p.plate.text in wanted]
        check_histories(len(seen))
        return by_plate(seen)

    def usual(
        self, permit: Permit, ways: Collection[Way], span: Span, *, other_than: str = ""
    ) -> Mapping[Way, Usual]:
        """See ``PassageStore.usual``."""
        need_permit(permit)
        check_ways(ways)
        by_plate: dict[str, list[Passage]] = {}
        for passage in self._in(span):
            if passage.plate and passage.plate.text != other_than:
                by_plate.setdefault(passage.plate.text, []).append(passage)
        found: dict[Way, Usual] = {}
        for way in ways:
            took = [s for passages in by_plate.values() for s in _took(passages, way)]
            if took:
                found[way] = Usual(statistics.median(took), len(took))
        return found

    def table(self, permit: Permit, statement: str, values: Mapping[str, object]) -> "pa.Table":
        """Passages in memory have no tables: an analysis needs the store on disk."""
        raise Unavailable("Passages kept in memory answer no analyses; open a store on disk.")

    def count(self) -> int:
        """See ``PassageStore.count``."""
        with self._lock:
            return len(self._passages)

    def _in(self, span: Span) -> list[Passage]:
        first, end = milliseconds(span)
        with self._lock:
            return [
                self._passages[identity]
                for identity in self._order[bisect_left(self._order, first, key=_ms) :]
                if _ms(identity) < end
            ]


def _ms(identity: int) -> int:
    return at_of(PassageId(identity)).ms


def _is_wanted(passage: Passage, question: Question) -> bool:
    text = passage.plate.text if passage.plate else ""
    is_meant = question.pattern is None or (text != "" and question.pattern.matches(text))
    return is_meant and fits_description(passage, question)


def _took(passages: Sequence[Passage], way: Way) -> Iterator[float]:
    """Seconds of each time one plate's passages (oldest first) go the way."""
    ends = [p for p in passages if p.camera in (way.start, way.end)]
    for earlier, later in itertools.pairwise(ends):
        seconds = (later.at.ms - earlier.at.ms) / 1000
        if earlier.camera == way.start and later.camera == way.end and 0 < seconds <= way.within_s:
            yield seconds


def _passages(read: Columns) -> Iterator[Passage]:
    plates = read.plate.to_pylist()
    for row in range(len(read)):
        at, camera = Instant(int(read.ms[row]) * 1000), int(read.camera[row])
        error_ms, speed = int(read.error_ms[row]), int(read.speed[row])
        speed_error = int(read.speed_error[row])
        yield Passage(
            id=passage_id(at, camera, int(read.sequence[row])),
            stamp=Stamp(
                at,
                word_of(CLOCKS, int(read.clock[row])),
                None if error_ms == NO_ERROR_KNOWN else error_ms / 1000,
            ),
            camera=camera,
            source=word_of(SOURCES, int(read.source[row])),
            plate=Plate(plates[row]) if plates[row] else None,
            confidence=int(read.confidence[row]) / 100,
            looks=int(read.looks[row]),
            kind=word_of(KINDS, int(read.kind[row])),
            colour=word_of(COLOURS, int(read.colour[row])),
            heading=word_of(HEADINGS, int(read.heading[row])),
            speed_kmh=None if speed == NO_SPEED else speed / 10,
            speed_error_kmh=None if speed_error == NO_SPEED else speed_error / 10,
            lane=int(read.lane[row]),
            plate_colours=word_of(PLATE_COLOURS, int(read.plate_colours[row])),
            kind_confidence=int(read.kind_confidence[row]) / 100,
            colour_confidence=int(read.colour_confidence[row]) / 100,
        )
