"""Lists of plates as people bring them. Plates here are invented."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import WrongUse
from trackway.model.pasted import MAX_PASTED, parse_plate_list
from trackway.model.plate_series import SERIES

valid = st.sampled_from(SERIES).flatmap(lambda row: st.from_regex(row.regex, fullmatch=True))


def texts(text: str) -> list[str]:
    return [plate.text for plate in parse_plate_list(text).plates]


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("ABC-1235\nXYZ-8835\n", ["ABC1235", "XYZ8835"]),
        ("abc 1235\r\n\r\n ｘｙｚ－８８３５ ", ["ABC1235", "XYZ8835"]),
        ("ABC-1235, XYZ-8835；NS3-882", ["ABC1235", "XYZ8835", "NS3882"]),
        ("\ufeff車牌,車主\nABC-1235,王先生\nXYZ-8835,李小姐", ["ABC1235", "XYZ8835"]),
        ('"No.","Plate number"\n1,"ABC-1235"\n2,"XYZ-8835"', ["ABC1235", "XYZ8835"]),
        ("ABC-1235,白色轎車\nXYZ-8835,贓車", ["ABC1235", "XYZ8835"]),
        ("ABC-1235,white\nXYZ-8835,red", ["ABC1235", "XYZ8835"]),
        ("ABC-1235\nABC1235\nabc.1235", ["ABC1235"]),
    ],
)
def test_ways_to_bring_a_list(text: str, plates: list[str]) -> None:
    assert texts(text) == plates


def test_lines_that_hold_no_plate_are_told_by_number() -> None:
    found = parse_plate_list("ABC-1235\n王先生的車\n\nXYZ-8835\nABCDEFGHIJKLM\nABC1235\n")
    assert [plate.text for plate in found.plates] == ["ABC1235", "XYZ8835"]
    assert found.lines == (1, 4)
    assert [(one.line, one.text) for one in found.refused] == [(2, "王先生的車"), (5, "ABCDEFGHIJKLM")]
    assert all(one.why for one in found.refused)
    assert found.repeated == 1


@given(st.lists(valid, min_size=1, max_size=30, unique=True))
def test_every_plate_of_the_grammar_comes_through(plates: list[str]) -> None:
    assert texts("\n".join(plates)) == plates


@given(st.text(max_size=300))
def test_any_text_at_all_is_answered_or_refused(text: str) -> None:
    with contextlib.suppress(WrongUse):
        found = parse_plate_list(text)
        assert found.plates or found.refused
        assert len(found.plates) == len(found.lines) == len(set(found.plates))


def test_too_long_and_empty_lists_are_refused() -> None:
    many = "\n".join(f"ABC-{n:04d}\nABD-{n:04d}" for n in range(MAX_PASTED // 2))
    assert len(parse_plate_list(many).plates) == MAX_PASTED
    with pytest.raises(WrongUse, match="more than"):
        parse_plate_list(many + "\nXYZ-8835")
    with pytest.raises(WrongUse, match="empty"):
        parse_plate_list(" \n\n")
