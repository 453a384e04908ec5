"""Patterns: what people type, and what it matches, held against SQLite's own LIKE."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import WrongUse
from trackway.model.pattern import NotAPattern, PlatePattern, parse_pattern

pieces = st.text("AB12?*", min_size=1, max_size=8)
texts = st.text("AB12", min_size=1, max_size=8)


@given(pieces, texts)
def test_matching_is_what_sql_like_says(pattern: str, text: str) -> None:
    wanted = parse_pattern(pattern)
    with sqlite3.connect(":memory:") as base:
        says = base.execute("select ? like ?", (text, wanted.like)).fetchone()[0]
    base.close()
    assert wanted.matches(text) == bool(says)


@given(pieces)
def test_normal_form_is_reached_at_once(pattern: str) -> None:
    wanted = parse_pattern(pattern)
    assert parse_pattern(wanted.text) == wanted == PlatePattern(wanted.text)
    assert wanted.text.startswith(wanted.prefix)
    assert wanted.is_exact == (wanted.prefix == wanted.text)


@pytest.mark.parametrize(
    ("typed", "text", "like"),
    [
        ("bkp-2075", "BKP2075", "BKP2075"),
        ("ＢＫＰ－２０７５", "BKP2075", "BKP2075"),
        ("bkp ？０７5", "BKP?075", "BKP_075"),
        ("BK*", "BK*", "BK%"),
        ("＊２０７5", "*2075", "%2075"),
        ("b**k***", "B*K*", "B%K%"),
        ("試31??", "試31??", "試31__"),
        ("*", "*", "%"),
    ],
)
def test_what_people_type(typed: str, text: str, like: str) -> None:
    pattern = parse_pattern(typed)
    assert (pattern.text, pattern.like) == (text, like)


@pytest.mark.parametrize(
    "typed", ["", " - ", "🚗", "BK%", "BK_5", "B" * 11, "?" * 11, "*A" * 30, "x" * 100_000, "A'; drop table"]
)
def test_what_is_no_pattern_says_why(typed: str) -> None:
    with pytest.raises(NotAPattern) as caught:
        parse_pattern(typed)
    assert isinstance(caught.value, WrongUse)
    assert 10 < len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["", "bk?", "BK-?", "A**", "A B"])
def test_a_pattern_value_takes_normal_form_only(text: str) -> None:
    with pytest.raises(NotAPattern):
        PlatePattern(text)


def test_a_question_mark_is_exactly_one() -> None:
    pattern = parse_pattern("BKP?075")
    assert pattern.matches("BKP2075")
    assert not pattern.matches("BKP075")
    assert not pattern.matches("BKP22075")
    assert parse_pattern("BKP*075").matches("BKP075")
