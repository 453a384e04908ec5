"""Entries and lists as rows, and rows as entries and lists."""

import sqlite3

import msgspec

from trackway.model.area import area_text, parse_area
from trackway.model.band import Band, Weekday
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sqlite import Value
from trackway.watch.entry import (
    Act,
    Approval,
    Category,
    Entry,
    Exactness,
    Expected,
    ListKind,
    Terms,
    WatchList,
)
from trackway.watch.lists.draft import Draft

__all__ = ["EXACTNESS", "body_of", "entry_of", "list_of", "row_of", "terms_json", "terms_of"]

EXACTNESS = tuple(Exactness)
"""By their code, narrowest first: 0 exact, 1 look-alike, 2 any one letter."""


class _Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What nothing is searched by. Short names, for there are a million of these."""

    reason: str = ""
    basis: str = ""
    kinds: list[VehicleKind] = []
    colours: list[Colour] = []
    make: str = ""
    category: Category = Category.OTHER
    priority: int = 3
    act: Act = Act.NOTIFY
    danger: str = ""
    bands: list[tuple[int, int]] = []
    weekdays: list[Weekday] = []
    area: str = ""
    headings: list[Heading] = []
    retro: int = 0
    note: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Body)
_TERMS = msgspec.json.Decoder(Terms)
_NAMES = msgspec.json.Decoder(tuple[str, ...])


def body_of(draft: Draft, terms: Terms) -> bytes:
    """What of an entry is kept as one piece; two that mean the same are equal."""
    return _ENCODER.encode(
        _Body(
            draft.reason,
            draft.legal_basis,
            sorted(draft.expected.kinds),
            sorted(draft.expected.colours),
            draft.expected.make,
            terms.category,
            terms.priority,
            terms.act,
            terms.danger,
            [(band.start, band.end) for band in sorted(draft.bands)],
            sorted(draft.weekdays),
            "" if draft.area is None else area_text(draft.area),
            sorted(draft.headings),
            draft.retro_days,
            draft.note,
        )
    )


def row_of(draft: Draft, terms: Terms) -> dict[str, Value]:
    """The columns that follow from the draft alone."""
    return {
        "pattern": draft.pattern.text,
        "exactness": EXACTNESS.index(draft.exactness),
        "start_us": draft.start.us,
        "end_us": None if draft.end is None else draft.end.us,
        "is_covert": int(terms.covert),
        "recipients": _ENCODER.encode(terms.recipients).decode(),
        "case_no": draft.case_no,
        "source_ref": draft.source_ref,
        "body": body_of(draft, terms),
    }


def entry_of(row: sqlite3.Row) -> Entry:
    """The entry of a row of ``list_rows``; without recipients of its own it has its list's."""
    body = _DECODER.decode(row["body"])
    approver, approved_us, withdrawn_us = row["approver"], row["approved_us"], row["withdrawn_us"]
    return Entry(
        id=row["id"],
        list_id=row["list_id"],
        pattern=PlatePattern(row["pattern"]),
        force=Span(Instant(row["start_us"]), Instant(row["end_us"])),
        reason=body.reason,
        legal_basis=body.basis,
        case_no=row["case_no"],
        requester=row["requester"],
        added=Instant(row["added_us"]),
        approval=None if approved_us is None else Approval(approver, Instant(approved_us)),
        emergency=bool(row["is_emergency"]),
        exactness=EXACTNESS[row["exactness"]],
        expected=Expected(frozenset(body.kinds), frozenset(body.colours), body.make),
        terms=Terms(
            body.category,
            body.priority,
            body.act,
            bool(row["is_covert"]),
            _NAMES.decode(row["recipients"]),
            body.danger,
        ),
        bands=frozenset(Band(start, end) for start, end in body.bands),
        weekdays=frozenset(body.weekdays),
        area=parse_area(body.area) if body.area else None,
        headings=frozenset(body.headings),
        retro_days=body.retro,
        note=body.note,
        source_ref=row["source_ref"],
        withdrawn=None if withdrawn_us is None else Instant(withdrawn_us),
    )


def terms_json(terms: Terms) -> str:
    """Terms as they stand with a list."""
    return _ENCODER.encode(terms).decode()


def terms_of(row: sqlite3.Row) -> Terms:
    """The terms of a list's row."""
    return _TERMS.decode(row["terms"])


def list_of(row: sqlite3.Row, entries: int) -> WatchList:
    """The list of a row, with how many entries it has."""
    return WatchList(
        id=row["id"],
        name=row["name"],
        kind=ListKind(row["kind"]),
        owner=row["owner"],
        terms=terms_of(row),
        refreshed=Instant(row["refreshed_us"]),
        refresh_within_s=row["refresh_within_s"],
        sound=row["sound"],
        colour=row["colour"],
        entries=entries,
    )
