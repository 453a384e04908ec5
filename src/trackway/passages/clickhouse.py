"""ClickHousePassages: the store of passages in ClickHouse, asked through the official client.

The same against the owner process of this machine and against a server. Every statement stands in
``queries.sql`` or ``schema.sql``; values travel as parameters in the body, so that no plate is ever part
of a statement or of an address that someone may log.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError, StreamFailureError

from trackway.model.errors import Lost, NotFound, TrackwayError, Unavailable
from trackway.model.passage import Passage, PassageId, at_of, camera_of
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Span
from trackway.passages.bulk import batches
from trackway.passages.columns import parse_columns
from trackway.passages.described import described, fits_description, where
from trackway.passages.kept import checked, milliseconds
from trackway.passages.named import named_sql
from trackway.passages.patterns import identities_told, near_rows, ranked
from trackway.passages.rows import (
    EVIDENCE,
    PASSAGES,
    PLATES,
    Evidence,
    evidence_columns,
    passage_columns,
    plate_columns,
    read_evidence,
    read_passage,
    read_readings,
)
from trackway.passages.store import (
    MAX_HISTORIES,
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
    one_of,
)
from trackway.passages.upgrades import lay

if TYPE_CHECKING:
    import pyarrow as pa
    from clickhouse_connect.driver.client import Client

__all__ = ["ClickHousePassages", "Link", "lay_tables"]

Given = TypeVar("Given")
Settings = Mapping[str, int]
"""The engine's settings for one statement, beyond the usual."""

_MAX_PLATES = 500
"""Up to so many plates a pattern is asked by plate, beyond by time until the page is full: 500 rows of a
page are found after reading (500 / share of plates that fit) rows, and asking by plate reads a granule of
8,192 rows per plate and part. With some million plates and six parts the two meet near here."""
_PAGE = 5_000
"""Keys sent at once when the evidence of a page is fetched."""
_BATCH = 10_000
"""Passages with evidence filed at once: some 20 MB with twenty readings each."""
_READ_LIMITS = {"max_execution_time": 30, "max_memory_usage": 2 << 30, "max_threads": 4}
"""A question that takes longer is one nobody waits for; one that takes more memory would hurt the others."""
_WRITE_LIMITS = {"max_execution_time": 120, "max_memory_usage": 4 << 30}
_TOO_DEAR = {158, 159, 160, 241, 307, 396}
"""ClickHouse's codes for more rows, time, memory or bytes than the limits above."""
_BUSY = {202, 209}
"""Its codes for too many questions at once, and for a connection that did not keep up."""
_DAMAGED = {32, 33, 39, 40, 89, 107, 128, 129, 131, 227, 228, 246, 271, 432}
"""Its codes for files that are short, missing, or not what their checksums or sizes say."""
_FULL = {243}
"""Its code for a disk without room."""
_MAIN_ORDER_ONLY = {"optimize_use_projections": 0}


class Link(Protocol):
    """The way to a server; may find another when the one it had is gone."""

    def client(self) -> "Client":
        """The client to use now."""
        ...

    def renewed(self, gone: "Client") -> "Client":
        """Another client, when ``gone`` does not answer any more. Raises ``Unavailable``."""
        ...


def lay_tables(client: "Client") -> None:
    """Make the tables on a server that lacks them; bring those of an earlier version to this one."""
    lay(lambda statement: str(client.command(statement)))


class ClickHousePassages:
    """See ``PassageStore``. ``link`` is the way to the server."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def add(self, passages: Sequence[Passage]) -> None:
        """See ``PassageStore.add``."""
        ordered = sorted(checked(passages), key=lambda passage: passage.id)
        for first in range(0, len(ordered), _BATCH):
            batch = ordered[first : first + _BATCH]
            self._insert("arriving_evidence", EVIDENCE, evidence_columns(batch))
            self._insert("plates", PLATES, plate_columns(batch))
            self._insert("arriving", PASSAGES, passage_columns(batch))

    def add_columns(self, table: "pa.Table") -> None:
        """See ``PassageStore.add_columns``."""
        for plates, passages in batches(parse_columns(table)):
            self._insert_arrow("plates", plates)
            self._insert_arrow("arriving", passages)

    def find(self, permit: Permit, question: Question) -> Answer:
        """See ``PassageStore.find``."""
        need_permit(permit)
        if question.cameras is not None and not question.cameras:
            return Answer((), empty_because=EmptyBecause.NO_CAMERAS)
        rows = self._wanted(question)
        near, near_more = self._near(question)
        if not rows and not near:
            seen = self._ask("anything", where(question))
            return Answer(
                (),
                empty_because=EmptyBecause.NO_MATCH if seen else EmptyBecause.NO_PASSAGES,
                near_more=near_more,
            )
        found = self._passages(rows[: question.limit])
        return Answer(found, more=len(rows) > question.limit, near=near, near_more=near_more)

    def get(self, permit: Permit, identity: PassageId) -> Passage:
        """See ``PassageStore.get``."""
        need_permit(permit)
        key = {"ms": at_of(identity).ms, "camera": camera_of(identity), "sequence": identity & 0x3F}
        rows = self._ask("passage", key)
        if not rows:
            raise NotFound(f"There is no passage {identity}.")
        texts = self._ask("readings", key)
        return read_passage(rows[0], self._evidence(rows), read_readings(texts[0][0]) if texts else ())

    def several(self, permit: Permit, identities: Collection[PassageId]) -> tuple[Passage, ...]:
        """See ``PassageStore.several``."""
        need_permit(permit)
        wanted = sorted(set(identities))
        found: list[Passage] = []
        for first in range(0, len(wanted), _PAGE):
            page = wanted[first : first + _PAGE]
            keys = [(at_of(identity).ms, camera_of(identity)) for identity in page]
            cells = sorted({(ms // 3_600_000 * 3600, camera) for ms, camera in keys})
            rows = self._ask("several", {"cells": cells, "times": sorted({ms for ms, _ in keys})})
            of_page = {passage.id: passage for passage in self._passages(rows)}
            found.extend(one_of(of_page, identity) for identity in page)
        return tuple(found)

    def history(self, permit: Permit, plate: str, span: Span) -> tuple[Passage, ...]:
        """See ``PassageStore.history``."""
        need_permit(permit)
        question = Question(span=span, order=Order.OLDEST, limit=MAX_HISTORY)
        rows = self._ask("find_plates", described(question) | {"plates": [plate], "newest": False})
        if len(rows) > MAX_HISTORY:
            raise TooMany(f"{plate} was seen more than {MAX_HISTORY:,} times; choose a shorter time.")
        return self._passages(rows)

    def histories(
        self, permit: Permit, plates: Collection[str], span: Span
    ) -> Mapping[str, tuple[Passage, ...]]:
        """See ``PassageStore.histories``."""
        need_permit(permit)
        check_plates(plates)
        first, end = milliseconds(span)
        times: dict[str, Any] = {"first": first, "end": end}
        among = self._ask("plates_among", times | {"texts": list(plates)}, "patterns.sql") if plates else []
        seen = [plate for (plate,) in among]
        if not seen:
            return {}
        rows = self._ask("histories", times | {"plates": seen, "limit": MAX_HISTORIES + 1})
        check_histories(len(rows))
        return by_plate(self._passages(rows))

    def usual(
        self, permit: Permit, ways: Collection[Way], span: Span, *, other_than: str = ""
    ) -> Mapping[Way, Usual]:
        """See ``PassageStore.usual``."""
        need_permit(permit)
        check_ways(ways)
        wanted = list(dict.fromkeys(ways))
        if not wanted:
            return {}
        first, end = milliseconds(span)
        rows = self._ask(
            "usual",
            {
                "first": first,
                "end": end,
                "at": [way.start for way in wanted] + [way.end for way in wanted],
                "numbers": [*range(len(wanted))] * 2,
                "starting": [True] * len(wanted) + [False] * len(wanted),
                "within_ms": [round(way.within_s * 1000) for way in wanted] * 2,
                "cameras": sorted({camera for way in wanted for camera in (way.start, way.end)}),
                "other_than": other_than,
            },
        )
        return {wanted[number]: Usual(median_s, sample) for number, median_s, sample in rows}

    def count(self) -> int:
        """See ``PassageStore.count``."""
        return int(self._ask("count", {})[0][0])

    def table(self, permit: Permit, statement: str, values: Mapping[str, object]) -> "pa.Table":
        """See ``PassageStore.table``."""
        need_permit(permit)

        def ask(client: "Client", settings: Settings) -> "pa.Table":
            return client.query_arrow(
                statement, parameters=dict(values), settings={**_READ_LIMITS, **settings}, use_strings=True
            )

        return self._whole(ask)

    def _wanted(self, question: Question) -> Sequence[Sequence[Any]]:
        said = described(question)
        pattern = question.pattern
        if pattern is not None:
            if question.has_plate is False:
                return []
            plates = [pattern.text] if pattern.is_exact else self._plates(question)
            if len(plates) <= _MAX_PLATES:
                newest = question.order is Order.NEWEST
                return self._ask("find_plates", said | {"plates": plates, "newest": newest}) if plates else []
        name = "find_newest" if question.order is Order.NEWEST else "find_oldest"
        has_plate = True if pattern is not None else question.has_plate
        return self._ask(
            name,
            said
            | {
                "like": pattern.like if pattern is not None else "%",
                "any_plate": has_plate is None,
                "has_plate": bool(has_plate),
            },
        )

    def _plates(self, question: Question) -> list[str]:
        """The plates a pattern fits; one more than ``_MAX_PLATES`` when there are too many to list."""
        assert question.pattern is not None  # noqa: S101  the caller has looked
        first, end = milliseconds(question.span)
        values = {"first": first, "end": end, "like": question.pattern.like, "limit": _MAX_PLATES + 1}
        return [plate for (plate,) in self._ask("plates_like", values)]

    def _near(self, question: Question) -> tuple[tuple[Passage, ...], bool]:
        """Passages that fit by look-alikes or by their alternatives only, likeliest first; whether more."""
        if question.has_plate is False:
            return (), False

        def ask(name: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
            return self._ask(name, values, "patterns.sql")

        rows, is_cut = near_rows(ask, question)
        told, is_told_cut = identities_told(ask, question)
        keys = {(ms, camera, sequence) for ms, camera, sequence in told} - {tuple(row[:3]) for row in rows}
        if keys:
            at = self._ask("several", _places(keys))
            also = self._passages([row for row in at if tuple(row[:3]) in keys])
        else:
            also = ()
        fitting = [passage for passage in also if fits_description(passage, question)]
        return ranked(question, (*self._passages(rows), *fitting), is_cut=is_cut or is_told_cut)

    def _passages(self, rows: Sequence[Sequence[Any]]) -> tuple[Passage, ...]:
        evidence = self._evidence(rows)
        return tuple(read_passage(row, evidence) for row in rows)

    def _evidence(self, rows: Sequence[Sequence[Any]]) -> Mapping[PassageId, Evidence]:
        times = sorted({row[0] for row in rows if row[-1]})
        cameras = sorted({row[1] for row in rows if row[-1]})
        found: dict[PassageId, Evidence] = {}
        for first in range(0, len(times), _PAGE):
            part = times[first : first + _PAGE]
            hours = sorted({ms // 3_600_000 * 3600 for ms in part})
            keys = {"hours": hours, "cameras": cameras, "times": part}
            found.update(read_evidence(row) for row in self._ask("evidence", keys))
        return found

    def _ask(
        self, name: str, values: Mapping[str, Any], file: str = "queries.sql"
    ) -> Sequence[Sequence[Any]]:
        statement, parameters = named_sql(file)[name], dict(values)

        def ask(client: "Client", settings: Settings) -> Sequence[Sequence[Any]]:
            answer = client.query(statement, parameters=parameters, settings={**_READ_LIMITS, **settings})
            rows: Sequence[Sequence[Any]] = answer.result_rows
            return rows

        return self._whole(ask)

    def _whole(self, ask: "Callable[[Client, Settings], Given]") -> "Given":
        """Ask, and once more of the first order alone where the second is damaged."""
        try:
            return self._through(lambda client: ask(client, {}))
        except Lost:
            # The engine does not sync the second order: a power cut may have spoilt it. The first has it all.
            return self._through(lambda client: ask(client, _MAIN_ORDER_ONLY))

    def _insert(self, table: str, columns: Mapping[str, str], data: list[list[Any]]) -> None:
        if not data[0]:
            return

        def insert(client: "Client") -> None:
            client.insert(
                table,
                data,
                column_names=list(columns),
                column_type_names=list(columns.values()),
                column_oriented=True,
                settings=dict(_WRITE_LIMITS),
            )

        self._through(insert)

    def _insert_arrow(self, table: str, rows: "pa.Table") -> None:
        if rows.num_rows:
            self._through(lambda client: client.insert_arrow(table, rows, settings=dict(_WRITE_LIMITS)))

    def _through(self, act: "Callable[[Client], Given]") -> "Given":
        """Do it, and once more by another way when the server is gone: everything here may be done twice."""
        client = self.link.client()
        try:
            return act(client)
        except ClickHouseError as error:
            if not _is_gone(error):
                raise _in_our_words(error) from error
        client = self.link.renewed(client)
        try:
            return act(client)
        except ClickHouseError as error:
            raise _in_our_words(error) from error


def _is_gone(error: ClickHouseError) -> bool:
    """Whether nobody answered, as against an answer that says no."""
    return getattr(error, "code", None) is None and isinstance(error, OperationalError | StreamFailureError)


def _in_our_words(error: ClickHouseError) -> TrackwayError:
    code = getattr(error, "code", None)
    if code in _TOO_DEAR:
        return TooMany(
            f"The question needs more than {_READ_LIMITS['max_execution_time']} s or more memory than it may "
            "have; narrow the time, the area or the pattern."
        )
    if code in _BUSY:
        return Unavailable("The store of passages has more questions than it can answer now; try again.")
    if code in _FULL:
        return Unavailable("The disk that holds the passages is full; make room and try again.")
    if code in _DAMAGED:
        return Lost(f"Files of the store of passages are damaged (ClickHouse error {code}).")
    if code is None:
        return Unavailable("The store of passages does not answer; try again.")
    return Unavailable(
        f"The store of passages failed (ClickHouse error {code}, {getattr(error, 'name', '')})."
    )


def _places(keys: Collection[tuple[int, int, int]]) -> dict[str, Any]:
    """Where to read for these times, cameras and sequences."""
    return {
        "cells": sorted({(ms // 3_600_000 * 3600, camera) for ms, camera, _ in keys}),
        "times": sorted({ms for ms, _, _ in keys}),
    }
