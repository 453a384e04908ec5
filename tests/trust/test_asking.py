"""Nothing is asked before its row is on disk, and what came of it follows."""

import ast
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import FakeClock

import trackway
from trackway.model.errors import Denied, Invalid, NotFound, Unavailable
from trackway.model.question import Officer, Purpose, Role
from trackway.trust import Outcome, Trust


def rows_on_disk(path: Path) -> list[tuple[object, ...]]:
    """What another process sees right now."""
    with sqlite3.connect(path) as other:
        found = other.execute(
            "select a.id, a.username, a.action, a.case_no, a.reason, a.details, o.rows_found, o.failed,"
            " o.audit_id is not null from audit a left join audit_outcomes o on o.audit_id = a.id"
            " where a.case_no is not null order by a.id"
        ).fetchall()
    other.close()
    return found


def test_the_row_is_on_disk_before_the_question_runs(trust: Trust, path: Path, purpose: Purpose) -> None:
    with trust.asking(purpose, "search", {"pattern": "ABC*", "顏色": "白"}) as asked:
        ((number, *rest),) = rows_on_disk(path)
        assert number == asked.permit.audit_id
        assert rest == [
            "wang",
            "search",
            "花警刑字第1150001號",
            "失竊車輛協尋",
            '{"pattern": "ABC*", "顏色": "白"}',
            None,
            None,
            0,
        ]
        assert asked.permit.purpose is purpose
        asked.found(7)
    assert rows_on_disk(path)[0][6:] == (7, None, 1)


def test_a_failed_question_keeps_its_row_and_says_how(
    trust: Trust, path: Path, purpose: Purpose, chief: Officer
) -> None:
    with pytest.raises(NotFound, match="gone"), trust.asking(purpose, "view", {}):
        raise NotFound("gone")
    with pytest.raises(KeyError), trust.asking(purpose, "view", {}):
        raise KeyError("x")
    with pytest.raises(KeyboardInterrupt), trust.asking(purpose, "view", {}):
        raise KeyboardInterrupt
    assert [row[6:] for row in rows_on_disk(path)] == [
        (None, "not_found", 1),
        (None, "KeyError", 1),
        (None, "KeyboardInterrupt", 1),
    ]
    assert {row.outcome for row in trust.audit_rows(chief, action="view")} == {Outcome.FAILED}


def test_a_question_cut_off_is_seen_as_unfinished(trust: Trust, purpose: Purpose, chief: Officer) -> None:
    block = trust.asking(purpose, "search", {})
    block.__enter__()  # and the process dies here
    (row,) = trust.audit_rows(chief, action="search")
    assert (row.outcome, row.finished, row.rows_found) == (Outcome.UNFINISHED, None, None)


def test_nothing_is_asked_when_the_row_cannot_be_written(trust: Trust, purpose: Purpose) -> None:
    full = trust._database._connection
    pages = full.execute("pragma page_count").fetchone()[0]
    full.execute(f"pragma max_page_count = {pages}")
    ran = []
    with pytest.raises(Unavailable, match="full"):  # noqa: PT012
        for _ in range(1000):  # until the last page has no room for another row
            with trust.asking(purpose, "search", {"ballast": "x" * 500}):
                ran.append(1)
    before = len(ran)
    with pytest.raises(Unavailable), trust.asking(purpose, "search", {"ballast": "x" * 5000}):
        ran.append(1)
    assert len(ran) == before


def test_an_answer_whose_outcome_cannot_be_written_is_not_shown(trust: Trust, purpose: Purpose) -> None:
    with pytest.raises(Unavailable), trust.asking(purpose, "search", {}):
        trust.close()


def test_the_first_error_is_kept_when_the_outcome_fails_too(trust: Trust, purpose: Purpose) -> None:
    def ask() -> None:
        with trust.asking(purpose, "search", {}):
            trust.close()
            raise NotFound("gone")

    with pytest.raises(NotFound, match="gone") as caught:
        ask()
    assert "could not be written" in caught.value.__notes__[0]


def test_an_auditor_asks_nothing_and_the_try_is_kept(trust: Trust, path: Path, chief: Officer) -> None:
    auditor = trust.officers.add(chief, "lin", "林稽核", "correct horse 88", Role.AUDITOR).officer
    ran = []
    with pytest.raises(Denied, match="auditors"), trust.asking(Purpose(auditor, "1", "2"), "search", {}):
        ran.append(1)
    assert not ran
    assert rows_on_disk(path)[0][6:] == (None, "denied", 1)


@pytest.mark.parametrize("text", ["half \ud800", "\udcff"])
def test_text_that_no_file_can_hold_is_refused(trust: Trust, purpose: Purpose, text: str) -> None:
    with pytest.raises(Invalid, match="details of search"), trust.asking(purpose, "search", {"q": text}):
        pytest.fail("ran")


def test_who_and_when(trust: Trust, purpose: Purpose, chief: Officer, clock: FakeClock) -> None:
    began = clock.now()
    with trust.asking(purpose, "trail", {"plate": "ABC1235"}, address="10.0.0.9"):
        clock.advance(2.5)
    with trust.asking(Purpose(chief, "1150002", "測試"), "trail", {}):
        pass
    by_hand, by_web = trust.audit_rows(chief, action="trail")
    assert (by_web.at, by_web.finished) == (began, began.plus(2.5))
    assert (by_web.origin, by_web.address, by_web.name, by_web.role) == (
        "web",
        "10.0.0.9",
        "王小明",
        "investigator",
    )
    assert (by_hand.origin, by_hand.officer_id, by_hand.username) == ("cli", 0, "nobody")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set reason = 'other'",
        "delete from audit",
        "insert or replace into audit select * from audit",
        "replace into audit_outcomes select * from audit_outcomes",
        "update audit_outcomes set rows_found = 0",
        "delete from audit_outcomes",
    ],
)
def test_the_file_itself_refuses_to_change_rows(
    trust: Trust, path: Path, purpose: Purpose, statement: str
) -> None:
    with trust.asking(purpose, "search", {}) as asked:
        asked.found(3)
    before = rows_on_disk(path)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        other.execute(statement)
    other.close()
    assert rows_on_disk(path) == before


class TestPermitAgain:
    def test_opens_what_the_officers_own_question_showed(self, trust: Trust, purpose: Purpose) -> None:
        with trust.asking(purpose, "search", {}) as asked:
            pass
        assert trust.permit_again(purpose.officer, asked.permit.audit_id) == asked.permit

    def test_not_for_others(self, trust: Trust, purpose: Purpose, chief: Officer) -> None:
        with trust.asking(purpose, "search", {}) as asked:
            pass
        with pytest.raises(Denied):
            trust.permit_again(chief, asked.permit.audit_id)

    @pytest.mark.parametrize("which", ["sign_in", "none", "failed", "running"])
    def test_not_under_a_row_that_answered_nothing(
        self, trust: Trust, purpose: Purpose, wang: Officer, which: str
    ) -> None:
        def failed() -> int:
            with pytest.raises(NotFound), trust.asking(purpose, "view", {}) as asked:
                raise NotFound
            return asked.permit.audit_id

        rows: dict[str, Callable[[], int]] = {
            "sign_in": lambda: trust.note(wang, "sign_in", {}),
            "none": lambda: 4711,
            "failed": failed,
            "running": lambda: trust.asking(purpose, "search", {}).__enter__().permit.audit_id,
        }
        with pytest.raises(Denied, match="no answered question"):
            trust.permit_again(wang, rows[which]())

    def test_not_after_a_day(self, trust: Trust, purpose: Purpose, clock: FakeClock) -> None:
        with trust.asking(purpose, "search", {}) as asked:
            pass
        clock.advance(24 * 3600 + 1)
        with pytest.raises(Denied, match="older than a day"):
            trust.permit_again(purpose.officer, asked.permit.audit_id)


def test_only_trust_makes_permits() -> None:
    package = Path(trackway.__file__).parent
    makers = {
        source.relative_to(package).parts[0]
        for source in package.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Permit")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "Permit")
        )
    }
    assert makers == {"trust"}


class TestReading:
    def test_investigators_see_their_own_and_others_all(
        self, trust: Trust, purpose: Purpose, wang: Officer, chief: Officer
    ) -> None:
        with trust.asking(purpose, "search", {}):
            pass
        with trust.asking(Purpose(chief, "1", "2"), "search", {}):
            pass
        assert {row.username for row in trust.audit_rows(wang)} == {"wang"}
        assert [row.username for row in trust.audit_rows(chief, action="search")] == ["nobody", "wang"]
        assert [row.username for row in trust.audit_rows(chief, action="search", officer="wang")] == ["wang"]

    def test_pages_do_not_overlap_though_reading_adds_rows(
        self, trust: Trust, wang: Officer, chief: Officer
    ) -> None:
        numbers = [trust.note(wang, "cameras_exported", {"n": n}) for n in range(7)]
        seen: list[int] = []
        before: int | None = None
        while page := trust.audit_rows(chief, before=before, limit=3, action="cameras_exported"):
            seen += [row.id for row in page]
            before = page[-1].id
        assert seen == numbers[::-1]

    def test_reading_is_a_row_too(self, trust: Trust, chief: Officer) -> None:
        assert not trust.audit_rows(chief, action="audit_read")
        (row,) = trust.audit_rows(chief, action="audit_read")
        assert row.outcome is Outcome.NOTED
        assert row.details["action"] == "audit_read"
