"""Files into lists: mapping, both calendars, damage, differences, approval as one, loss, and out again."""

import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.watch.lists.conftest import DAY_S, draft, list_called

from trackway.model.errors import Conflict, Invalid, NotFound, WrongUse
from trackway.model.time import TAIPEI, Instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.registry import Confidence, SourceFile, Unreadable
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Category, Entry, Exactness, Expected, Terms, WatchList
from trackway.watch.lists import (
    COLUMNS,
    Change,
    Defaults,
    EntryState,
    ImportAsk,
    ImportReport,
    Imports,
    Lists,
    MassLoss,
    NotAnothers,
    PageAsked,
    export_csv,
)
from trackway.watch.sheet import open_sheet

WHY = Defaults("失竊協尋", "警察職權行使法第28條", "刑偵字第115號", days=30)


@pytest.fixture
def imports(database: SqliteFile, clock: FakeClock, lists: Lists) -> Imports:
    return Imports(database, clock, lists)


def source(content: str | bytes, name: str = "stolen.csv") -> SourceFile:
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())


def plates(lists: Lists, *states: EntryState) -> list[str]:
    page = lists.page(PageAsked(states=frozenset(states or {EntryState.IN_FORCE}), limit=1000), "lin")
    return sorted(shown.entry.pattern.text for shown in page.entries)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.new, report.changed, report.gone, report.same, report.refused


def text_of(rows: Sequence[str], header: str = "plate") -> SourceFile:
    return source("\n".join((header, *rows)) + "\n")


def test_a_chinese_header_is_understood(
    lists: Lists, imports: Imports, stolen: WatchList, clock: FakeClock
) -> None:
    text = (
        "失竊車輛清冊（測試）\n"
        "車號;類別;優先序;案號;到期日;車色;車種;備註;承辦人\n"
        "ABC-1001;失車;1;A-1;115/12/31;紅;自用小客車;見過;王\n"
        "abc-1002;失竊車牌;2;A-2;2026-12-31 18:00;銀灰、白;怪車;;\n"
    )
    report = imports.take(source(text.encode("cp950"), "stolen.txt"), ImportAsk(stolen.id, "lin", WHY))
    assert counts(report) == (2, 0, 0, 0, 0)
    assert (report.encoding, report.header_row, report.is_waiting) == ("cp950", 2, True)
    assert [(use.column, use.field) for use in report.columns][-2:] == [("備註", "note"), ("承辦人", None)]
    assert [(one.row, one.field, one.is_refused) for one in report.problems] == [(4, "exp_type", False)]
    assert plates(lists) == []
    assert report.batch is not None
    imports.approve(report.batch, "chen")
    one, two = sorted(
        (shown.entry for shown in lists.page(PageAsked(), "lin").entries), key=lambda entry: entry.id
    )
    assert one.holds(clock.now())
    assert (one.pattern.text, one.terms.category, one.terms.priority) == (
        "ABC1001", Category.STOLEN_VEHICLE, 1
    )  # fmt: skip
    assert one.force.end == Instant.of(datetime(2027, 1, 1, tzinfo=TAIPEI))
    assert one.expected.kinds == {VehicleKind.CAR}
    assert (one.requester, one.approval and one.approval.by) == ("lin", "chen")
    assert two.force.end == Instant.of(datetime(2026, 12, 31, 18, tzinfo=TAIPEI))
    assert two.expected.colours == {Colour.SILVER, Colour.WHITE}
    assert (two.case_no, two.reason) == ("A-2", "失竊協尋")


def test_a_plain_text_is_one_plate_a_line(lists: Lists, imports: Imports, stolen: WatchList) -> None:
    report = imports.take(source("ABC-1001\nABC-1002\n\nABC-1001\n??\n"), ImportAsk(stolen.id, "lin", WHY))
    assert counts(report) == (2, 0, 0, 0, 2)
    assert report.header_row is None
    assert [one.row for one in report.problems] == [4, 5]
    assert plates(lists, EntryState.WAITING) == ["ABC1001", "ABC1002"]


def test_a_column_can_be_named_by_hand(imports: Imports, stolen: WatchList) -> None:
    text = "甲,乙\nABC-1001,115/12/31\n"
    ask = ImportAsk(stolen.id, "lin", WHY, mapping={"plate": "甲", "expires_at": "乙"})
    report = imports.dry_run(source(text), ask)
    assert counts(report) == (1, 0, 0, 0, 0)
    assert {use.confidence for use in report.columns} == {Confidence.GIVEN}
    for mapping in ({"plate": "丙"}, {"nothing": "甲"}):
        with pytest.raises(WrongUse):
            imports.dry_run(source(text), ImportAsk(stolen.id, "lin", WHY, mapping=mapping))
    with pytest.raises(Unreadable):
        imports.dry_run(source(text), ImportAsk(stolen.id, "lin", WHY))


def test_a_workbook_brings_its_days(lists: Lists, imports: Imports, stolen: WatchList) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["車牌", "到期日"], ["ABC-1001", datetime(2026, 12, 31)]):  # noqa: DTZ001  as Excel has it
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    imports.take(source(out.getvalue(), "stolen.xlsx"), ImportAsk(stolen.id, "lin", WHY))
    (shown,) = lists.page(PageAsked(), "lin").entries
    assert shown.entry.force.end == Instant.of(datetime(2027, 1, 1, tzinfo=TAIPEI))


def test_rows_without_an_end_need_a_default(imports: Imports, stolen: WatchList) -> None:
    never = Defaults(WHY.reason, WHY.legal_basis, WHY.case_no)
    report = imports.dry_run(
        text_of(["ABC-1001,", "ABC-1002,115/12/31", "ABC-1003,115/1/1"], "plate,expires_at"),
        ImportAsk(stolen.id, "lin", never),
    )
    assert counts(report) == (1, 0, 0, 0, 2)
    assert "no expiry" in report.problems[0].why.en
    with pytest.raises(Invalid, match="None of the rows"):
        imports.take(text_of(["ABC-1001"]), ImportAsk(stolen.id, "lin", never))
    assert imports.all("lin") == ()


def test_a_file_that_replaces_tells_new_changed_gone_and_same(
    lists: Lists, imports: Imports, stolen: WatchList, clock: FakeClock
) -> None:
    by_hand = lists.approve(lists.add(stolen.id, draft(clock, "KEEP-99"), "lin").id, "chen")
    ask = ImportAsk(stolen.id, "lin", WHY, replaces=True)
    first = imports.take(text_of(["ABC1001,紅", "ABC1002,白", "ABC1003,"], "plate,顏色"), ask)
    assert first.batch is not None
    imports.approve(first.batch, "chen")
    before = lists.version()
    clock.advance(DAY_S)
    second_file = text_of(["ABC1001,紅", "ABC1002,黑", "ABC1004,"], "plate,顏色")
    dry = imports.dry_run(second_file, ask)
    assert counts(dry) == (1, 1, 1, 1, 0)
    assert {(line.change, line.pattern, line.fields) for line in dry.lines} == {
        (Change.NEW, "ABC1004", ()),
        (Change.CHANGED, "ABC1002", ("expected", "start")),
        (Change.GONE, "ABC1003", ()),
    }
    assert lists.version() == before
    second = imports.take(second_file, ask)
    assert plates(lists) == ["ABC1001", "ABC1002", "ABC1003", "KEEP99"]
    assert lists.list_(stolen.id).refreshed < clock.now()
    assert second.batch is not None
    imports.approve(second.batch, "chen")
    assert plates(lists) == ["ABC1001", "ABC1002", "ABC1004", "KEEP99"]
    assert lists.list_(stolen.id).refreshed == clock.now()
    assert lists.entry(by_hand.id).holds(clock.now())
    changes = lists.changes(before)
    assert sorted(entry.pattern.text for entry in changes.entries) == ["ABC1002", "ABC1004"]
    assert len(changes.gone) == 2
    clock.advance(29.5 * DAY_S)
    assert plates(lists) == ["ABC1001", "ABC1002", "ABC1004"], "the second file put the ends off"
    clock.advance(DAY_S)
    assert plates(lists) == []


def test_an_import_is_approved_by_another_and_once(lists: Lists, imports: Imports, stolen: WatchList) -> None:
    ask = ImportAsk(stolen.id, "lin", WHY)
    one, two, three = (
        imports.take(text_of([plate]), ask).batch or 0 for plate in ("AAA1111", "BBB2222", "CCC3333")
    )
    with pytest.raises(NotAnothers):
        imports.approve(one, "lin")
    (waiting,) = lists.page(PageAsked(text="AAA1111"), "chen").entries
    with pytest.raises(Conflict, match="import"):
        lists.approve(waiting.entry.id, "chen")
    imports.approve(two, "chen")
    with pytest.raises(Conflict, match="newer"):
        imports.approve(one, "chen")
    imports.reject(three, "lin")
    for act in (imports.approve, imports.reject):
        with pytest.raises(Conflict):
            act(three, "chen")
    assert plates(lists) == ["BBB2222"]
    assert lists.matchable().patterns == ["BBB2222"]
    assert plates(lists, EntryState.WITHDRAWN) == ["CCC3333"]
    with pytest.raises(NotFound):
        imports.approve(99, "chen")


def test_a_standing_approval_lets_a_file_hold_at_once(
    lists: Lists, imports: Imports, stolen: WatchList
) -> None:
    report = imports.take(text_of(["ABC1001"]), ImportAsk(stolen.id, "lin", WHY, standing="chen"))
    assert not report.is_waiting
    assert plates(lists) == ["ABC1001"]
    with pytest.raises(NotAnothers):
        imports.take(text_of(["ABC1001"]), ImportAsk(stolen.id, "lin", WHY, standing="lin"))


def test_a_list_that_would_half_vanish_needs_a_yes(lists: Lists, imports: Imports, stolen: WatchList) -> None:
    ask = ImportAsk(stolen.id, "lin", WHY, replaces=True, standing="chen")
    imports.take(text_of(["AAA1111", "BBB2222", "CCC3333"]), ask)
    half = text_of(["AAA1111", "DDD4444"])
    assert imports.dry_run(half, ask).is_mass_loss
    with pytest.raises(MassLoss, match="2 are not"):
        imports.take(half, ask)
    assert plates(lists) == ["AAA1111", "BBB2222", "CCC3333"]
    yes = ImportAsk(stolen.id, "lin", WHY, replaces=True, standing="chen", accepts_loss=True)
    imports.take(half, yes)
    assert plates(lists) == ["AAA1111", "DDD4444"]


def test_a_slip_in_a_row_does_not_end_its_entry(lists: Lists, imports: Imports, stolen: WatchList) -> None:
    ask = ImportAsk(stolen.id, "lin", WHY, replaces=True, standing="chen")
    imports.take(text_of(["AAA1111,115/12/31", "BBB2222,"], "plate,到期日"), ask)
    report = imports.take(text_of(["AAA1111,soon", "BBB2222,"], "plate,到期日"), ask)
    assert counts(report) == (0, 0, 0, 1, 1)
    assert plates(lists) == ["AAA1111", "BBB2222"]


def test_a_number_of_the_source_follows_a_plate_that_was_put_right(
    lists: Lists, imports: Imports, stolen: WatchList
) -> None:
    ask = ImportAsk(stolen.id, "lin", WHY, replaces=True, standing="chen")
    imports.take(text_of(["AAA1111,N-1"], "plate,來源編號"), ask)
    report = imports.take(text_of(["AAA1112,N-1"], "plate,來源編號"), ask)
    assert counts(report) == (0, 1, 0, 0, 0)
    assert plates(lists) == ["AAA1112"]


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\n\n", b"\0\0\0", b"\xff\xfe\x00", b"PK\x03\x04junk", b"%PDF-1.4", b"plate\n", b'"plate\nABC',
     b"<html></html>", b'{"plate": 1}', b"hello there\nno plates\n", b"a,b,c\n1,2,3\n"],
)  # fmt: skip
def test_what_is_no_list_is_refused_whole(
    lists: Lists, imports: Imports, stolen: WatchList, damaged: bytes
) -> None:
    with pytest.raises(Invalid):
        imports.take(source(damaged), ImportAsk(stolen.id, "lin", WHY))
    assert lists.page(PageAsked(), "lin").entries == ()
    assert imports.all("lin") == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    with suppress(Invalid):
        list(open_sheet(source(content), COLUMNS, {}).rows)


def test_covert_lists_hide_their_imports(lists: Lists, imports: Imports) -> None:
    covert = lists.make_list(replace(list_called("專案"), terms=Terms(covert=True)), "lin")
    with pytest.raises(Invalid, match="covert"):
        imports.take(text_of(["AAA1111"]), ImportAsk(covert.id, "lin", WHY))
    batch = imports.take(text_of(["AAA1111"]), ImportAsk(covert.id, "lin", WHY, asked="chen")).batch or 0
    assert [len(imports.all(who)) for who in ("lin", "chen", "wu")] == [1, 1, 0]
    with pytest.raises(NotFound):
        imports.approve(batch, "wu")
    imports.approve(batch, "chen")
    assert [len(lists.page(PageAsked(), who).entries) for who in ("lin", "chen", "wu")] == [1, 1, 0]


_words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
).filter(lambda text: any(c.isalnum() for c in text))
_plates = st.from_regex(r"[A-HJ-NP-Z]{3}[0-9]{4}", fullmatch=True)
_hours = st.integers(1, 8000)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            _plates, _words, _words, _words, st.sampled_from(Exactness), st.sampled_from(Category),
            st.integers(1, 5), st.sets(st.sampled_from(VehicleKind)), _hours,
        ),
        min_size=1, max_size=5, unique_by=lambda row: row[0],
    )
)  # fmt: skip
def test_what_goes_out_comes_in_again_the_same(rows: list[tuple[object, ...]]) -> None:
    """Export, import elsewhere, export: the same bytes; and the first list says that all is the same."""
    clock = FakeClock(Instant(1_795_352_400_123_456))
    with TemporaryDirectory() as folder:
        database = SqliteFile(Path(folder) / "watch.sqlite", WATCH_FILE)
        lists = Lists(database, clock)
        here, there = (lists.make_list(list_called(name), "lin") for name in ("here", "there"))
        for plate, reason, note, ref, exactness, category, priority, kinds, hours in rows:
            given = draft(
                clock,
                str(plate),
                reason=reason,
                note=note,
                source_ref=ref,
                exactness=exactness,
                terms=Terms(category, priority),  # type: ignore[arg-type]
                expected=Expected(frozenset(kinds) - {VehicleKind.UNKNOWN}),  # type: ignore[call-overload]
                end=clock.now().plus(hours * 3600),  # type: ignore[operator]
            )
            lists.approve(lists.add(here.id, given, "lin").id, "chen")
        exported = _exported(lists, here.id)
        ask = ImportAsk(there.id, "lin", standing="chen")
        imports = Imports(database, clock, lists)
        refs = {row[3] for row in rows}
        report = imports.take(source(exported), ask)
        assert report.refused == len(rows) - len(refs), "one number of the source is one entry"
        if not report.refused:
            assert _exported(lists, there.id) == exported
            assert counts(imports.dry_run(source(exported), ask)) == (0, 0, 0, len(rows), 0)
        database.close()


def _exported(lists: Lists, list_id: int) -> bytes:
    entries: list[Entry] = [one.entry for one in lists.page(PageAsked(list_id), "lin").entries]
    return b"".join(export_csv(sorted(entries, key=lambda entry: entry.pattern.text)))
