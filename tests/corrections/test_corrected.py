"""A corrected passage is found by what was read and by what an officer says it reads."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.corrections.conftest import permit_of
from tests.passages.conftest import NOON, passage

from trackway.corrections import CorrectedPassages, Corrections, matched
from trackway.model.correction import CorrectionKind
from trackway.model.passage import Passage
from trackway.model.pattern import parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour
from trackway.passages import EmptyBecause, MemoryPassages, NoPermit, PassageStore, open_passages

DAY = Span(NOON.plus(-43_200), NOON.plus(43_200))
PLATE = CorrectionKind.PLATE
PERMIT = permit_of("wang", 7)

Correct = Callable[[Passage, str], None]
ROWS = [
    passage(0, 1, "ABC-1235", colour=Colour.RED),
    passage(60, 2, "ABC-1238"),
    passage(120, 3, "WXY-9876", colour=Colour.RED, confidence=0.4),
    passage(180, 2, None),
]


@pytest.fixture
def store(corrections: Corrections) -> PassageStore:
    found = CorrectedPassages(MemoryPassages(), corrections)
    found.add(ROWS)
    return found


def test_histories_hold_what_officers_say_too(store: PassageStore, correct: Correct, permit: Permit) -> None:
    correct(ROWS[1], "ABC-1235")
    correct(ROWS[3], "ZZZ-0001")
    correct(ROWS[2], "XXX-0001")
    plates = ["ZZZ0001", "ABC1235", "ABC1238"]
    found = store.histories(permit, plates, DAY)
    ids = {plate: [passage.id for passage in passages] for plate, passages in found.items()}
    assert ids == {
        "ABC1235": [ROWS[0].id, ROWS[1].id],
        "ABC1238": [ROWS[1].id],
        "ZZZ0001": [ROWS[3].id],
    }
    assert list(found) == sorted(found)
    assert store.histories(permit, ["ABC1235"], Span(NOON.plus(-60), NOON.plus(59))).keys() == {"ABC1235"}


@pytest.fixture
def correct(corrections: Corrections, permit: Permit) -> Correct:
    def say(seen: Passage, plate: str) -> None:
        corrections.add(permit, seen, PLATE, parse_plate(plate))

    return say


def asked(**parts: object) -> Question:
    pattern = parts.pop("pattern", None)
    return Question(span=DAY, pattern=parse_pattern(str(pattern)) if pattern else None, **parts)  # type: ignore[arg-type]


def rows(store: PassageStore, permit: Permit, question: Question) -> list[int]:
    return [
        ROWS.index(next(one for one in ROWS if one.id == row.id)) for row in store.find(permit, question).rows
    ]


def test_found_by_both_texts_and_by_patterns(store: PassageStore, permit: Permit, correct: Correct) -> None:
    correct(ROWS[0], "ABC-1238")
    assert rows(store, permit, asked(pattern="ABC-1235")) == [0]
    assert rows(store, permit, asked(pattern="ABC-1238")) == [1, 0]
    assert rows(store, permit, asked(pattern="ABC1238", order=Order.OLDEST)) == [0, 1]
    assert rows(store, permit, asked(pattern="*238")) == [1, 0]
    assert rows(store, permit, asked(pattern="ABC*")) == [1, 0]
    assert rows(store, permit, asked()) == [3, 2, 1, 0]
    found = store.find(permit, asked(pattern="ABC1238")).rows
    assert [str(row.plate) for row in found] == ["ABC-1238", "ABC-1235"]
    assert [row.id for row in store.history(permit, "ABC1238", DAY)] == [ROWS[0].id, ROWS[1].id]
    assert [row.id for row in store.history(permit, "ABC1235", DAY)] == [ROWS[0].id]


def test_all_else_that_is_asked_still_holds(store: PassageStore, permit: Permit, correct: Correct) -> None:
    for seen in (ROWS[0], ROWS[1], ROWS[2], ROWS[3]):
        correct(seen, "NS3-882")
    everything = asked(pattern="NS3*")
    assert rows(store, permit, everything) == [3, 2, 1, 0]
    assert rows(store, permit, asked(pattern="NS3*", colours=frozenset({Colour.RED}))) == [2, 0]
    assert rows(store, permit, asked(pattern="NS3*", cameras=frozenset({2}))) == [3, 1]
    assert (
        store.find(permit, asked(pattern="NS3*", cameras=frozenset())).empty_because
        is EmptyBecause.NO_CAMERAS
    )
    assert rows(store, permit, asked(pattern="NS3*", min_confidence=0.9)) == [3, 2, 1, 0]
    assert rows(store, permit, asked(has_plate=True)) == [3, 2, 1, 0]
    assert rows(store, permit, asked(has_plate=False)) == [3]
    late = Question(span=Span(NOON.plus(60), NOON.plus(180)), pattern=parse_pattern("NS3*"))
    assert rows(store, permit, late) == [2, 1]
    assert store.find(permit, asked(pattern="ZZZ*")).empty_because is EmptyBecause.NO_MATCH


def test_a_limit_cuts_and_says_so(store: PassageStore, permit: Permit, correct: Correct) -> None:
    correct(ROWS[0], "NS3-882")
    correct(ROWS[2], "NS3-882")
    correct(ROWS[3], "ABC-1238")
    answer = store.find(permit, asked(pattern="NS3882", limit=1))
    assert ([row.id for row in answer.rows], answer.more) == ([ROWS[2].id], True)
    answer = store.find(permit, asked(pattern="NS3882", limit=2))
    assert ([row.id for row in answer.rows], answer.more) == ([ROWS[2].id, ROWS[0].id], False)
    answer = store.find(permit, asked(pattern="ABC*", limit=1))
    assert ([row.id for row in answer.rows], answer.more) == ([ROWS[3].id], True)
    answer = store.find(permit, asked(pattern="ABC*", limit=1, order=Order.OLDEST))
    assert ([row.id for row in answer.rows], answer.more) == ([ROWS[0].id], True)


def test_a_later_word_takes_it_back(
    store: PassageStore, permit: Permit, correct: Correct, corrections: Corrections
) -> None:
    correct(ROWS[0], "NS3-882")
    corrections.add(permit, ROWS[0], CorrectionKind.WITHDRAWN)
    assert rows(store, permit, asked(pattern="NS3882")) == []
    correct(ROWS[0], "NS3-883")
    corrections.add(permit, ROWS[0], CorrectionKind.UNREADABLE)
    assert rows(store, permit, asked(pattern="NS3883")) == []
    assert rows(store, permit, asked(pattern="ABC1235")) == [0]


def test_a_confirmed_doubtful_reading_is_no_longer_held_back(
    store: PassageStore, permit: Permit, corrections: Corrections
) -> None:
    doubtful = asked(pattern="WXY9876", min_confidence=0.9)
    assert rows(store, permit, doubtful) == []
    corrections.add(permit, ROWS[2], CorrectionKind.CONFIRMED)
    assert rows(store, permit, doubtful) == [2]
    assert rows(store, permit, asked(pattern="WXY9876")) == [2]


def test_nothing_is_answered_without_a_permit(store: PassageStore) -> None:
    with pytest.raises(NoPermit):
        store.find(None, asked(pattern="ABC*"))  # type: ignore[arg-type]
    with pytest.raises(NoPermit):
        store.history(None, "ABC1235", DAY)  # type: ignore[arg-type]
    with pytest.raises(NoPermit):
        store.get(None, ROWS[0].id)  # type: ignore[arg-type]


PLATES = ["ABC-1235", "ABC-1238", "ABD-1235", "NS3-882"]
said = st.lists(st.tuples(st.integers(0, 7), st.sampled_from([*PLATES, "", "withdraw"])), max_size=8)


@settings(max_examples=60)
@given(
    read=st.lists(st.sampled_from([*PLATES, ""]), min_size=8, max_size=8),
    said=said,
    question=st.builds(
        Question,
        span=st.just(DAY),
        pattern=st.sampled_from(["ABC*", "*", "NS3882", "AB?1235", "*8"]).map(parse_pattern),
        limit=st.integers(1, 9),
        order=st.sampled_from(Order),
    ),
)
def test_an_answer_is_what_looking_at_each_would_give(
    tmp_path_factory: pytest.TempPathFactory,
    read: list[str],
    said: list[tuple[int, str]],
    question: Question,
) -> None:
    """Against the plain truth: every passage whose reading or whose standing correction fits."""
    path: Path = tmp_path_factory.mktemp("said") / "corrections.sqlite"
    rows = [passage(second, 1 + second % 2, text or None) for second, text in enumerate(read)]
    meant: dict[int, str] = {}
    with Corrections(path, FakeClock(Instant(NOON.us))) as corrections:
        store = CorrectedPassages(MemoryPassages(), corrections)
        store.add(rows)
        for index, text in said:
            if text == "withdraw":
                corrections.add(PERMIT, rows[index], CorrectionKind.WITHDRAWN)
            elif text:
                corrections.add(PERMIT, rows[index], PLATE, parse_plate(text))
            else:
                corrections.add(PERMIT, rows[index], CorrectionKind.UNREADABLE)
            meant[index] = "" if text == "withdraw" else text
        wanted = question.pattern
        assert wanted is not None
        fitting = [
            row.id
            for index, row in enumerate(rows)
            if any(
                text and wanted.matches(parse_plate(text).text)
                for text in (read[index], meant.get(index, ""))
            )
        ]
        if question.order is Order.NEWEST:
            fitting.reverse()
        answer = store.find(PERMIT, question)
    assert [row.id for row in answer.rows] == fitting[: question.limit]
    assert answer.more == (len(fitting) > question.limit)


def test_the_real_store_finds_them_too(
    tmp_path: Path, corrections: Corrections, permit: Permit, correct: Correct
) -> None:
    with open_passages(tmp_path / "passages") as real:
        store = CorrectedPassages(real, corrections)
        store.add([*ROWS, passage(0.0004, 1, "QQQ-1111", sequence=1)])
        correct(ROWS[0], "NS3-882")
        correct(ROWS[3], "NS3-882")
        assert [row.id for row in store.find(permit, asked(pattern="NS3?82")).rows] == [
            ROWS[3].id,
            ROWS[0].id,
        ]
        assert [row.id for row in store.history(permit, "NS3882", DAY)] == [ROWS[0].id, ROWS[3].id]
        assert store.find(permit, asked(pattern="NS3*", colours=frozenset({Colour.BLUE}))).rows == ()


def test_what_an_officer_says_is_near_or_exact_too(
    store: PassageStore, corrections: Corrections, correct: Correct, permit: Permit
) -> None:
    def found(pattern: str, letters: int = 2) -> list[tuple[int, str, str]]:
        question = asked(pattern=pattern, look_alikes=letters)
        answer = store.find(permit, question)
        seen = [*answer.rows, *answer.near]
        said = corrections.standing([row.id for row in seen])
        matches = [(row, matched(question, row, said.get(row.id))) for row in seen]
        numbers = {row.id: number for number, row in enumerate(ROWS)}
        return [(numbers[row.id], match.sign, match.by.value) for row, match in matches if match]

    assert found("4BC-1235") == [(0, "≈", "vote")]
    correct(ROWS[2], "4BC-1235")
    assert found("4BC-1235") == [(2, "=", "correction"), (0, "≈", "vote")]
    assert found("ABC-1235") == [(0, "=", "vote"), (2, "≈", "correction")]
    assert found("ABC-1235", 0) == [(0, "=", "vote")]
    assert found("WXY-9876") == [(2, "=", "vote")]
    correct(ROWS[3], "W8C-0001")
    assert found("WBC*") == [(3, "≈", "correction")]
    assert store.find(permit, asked(pattern="WBC*", look_alikes=2)).empty_because is None
