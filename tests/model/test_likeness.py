"""Likeness: every plate finds itself, a swapped letter is found at its cost, and costs only grow."""

import dataclasses
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trackway.model.likeness import (
    FOLD,
    MAX_LETTERS,
    Differs,
    MatchedBy,
    alike,
    fonts_of,
    match_of,
    swap_cost,
    variants,
)
from trackway.model.look_alikes import LOOK_ALIKES, UNMEASURED, cost
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.plate import Plate
from trackway.model.plate_series import SERIES, Font
from trackway.model.time import ClockOwner, Instant, Stamp

AT = Instant(1_790_049_600_000_000)
valid = st.sampled_from(SERIES).flatmap(lambda row: st.from_regex(row.regex, fullmatch=True))


def seen(text: str, confidence: float = 0.95, alternatives: tuple[str, ...] = ()) -> Passage:
    stamp = Stamp(AT, ClockOwner.SIMULATED)
    return Passage(passage_id(AT, 1, 0), stamp, 1, Source.SIMULATED, Plate(text), confidence, alternatives)


@given(valid, st.integers(0, MAX_LETTERS))
def test_every_plate_finds_itself_at_no_cost(text: str, letters: int) -> None:
    match = match_of(PlatePattern(text), seen(text), letters)
    assert match is not None
    assert (match.sign, match.cost, match.differs, match.by) == ("=", 0.0, (), MatchedBy.VOTE)
    assert alike(PlatePattern(text), text) == (0.0, ())


@given(valid, st.data())
def test_a_swapped_letter_is_found_at_the_cost_of_its_pair(text: str, data: st.DataObject) -> None:
    pattern = PlatePattern(text)
    singles = variants(pattern, 1)
    assume(singles)
    one = data.draw(st.sampled_from(singles))
    (differs,) = one.differs
    assert one.cost == swap_cost(differs.asked, differs.read, fonts_of(pattern))
    match = match_of(pattern, seen(one.pattern.text), 1)
    assert match is not None
    assert (match.sign, match.cost, match.differs) == ("≈", one.cost, one.differs)
    assert match_of(pattern, seen(one.pattern.text), 0) is None


@given(valid, st.data())
def test_costs_add_up_and_grow_with_each_letter(text: str, data: st.DataObject) -> None:
    pattern = PlatePattern(text)
    doubles = [one for one in variants(pattern, 2) if len(one.differs) == 2]
    assume(doubles)
    two = data.draw(st.sampled_from(doubles))
    parts = [swap_cost(differs.asked, differs.read, fonts_of(pattern)) for differs in two.differs]
    assert two.cost == pytest.approx(sum(parts))
    assert two.cost >= max(parts)
    assert alike(pattern, two.pattern.text) == (two.cost, two.differs)
    assert math.isinf(alike(pattern, two.pattern.text, 1)[0])
    one, both = (match_of(pattern, seen(v.pattern.text), 2) for v in (variants(pattern, 1)[0], two))
    assert one is not None
    assert both is not None
    assert one.likelihood >= both.likelihood


@given(valid)
def test_variants_are_cheapest_first_and_each_once(text: str) -> None:
    found = variants(PlatePattern(text))
    assert [one.cost for one in found] == sorted(one.cost for one in found)
    texts = [one.pattern.text for one in found]
    assert len(set(texts)) == len(texts) <= 1200
    assert text not in texts


@given(valid, st.data())
def test_wildcards_are_free_and_what_fits_them_costs_no_more(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    singles = variants(PlatePattern(text), 1)
    assume(singles)
    read = data.draw(st.sampled_from(singles)).pattern.text
    asked = PlatePattern(text[:place] + "?" + text[place + 1 :])
    assert alike(asked, text)[0] == 0
    assert alike(asked, read)[0] <= alike(PlatePattern(text), read)[0]
    assert alike(PlatePattern(text[:place] + "*" if place else "*"), read)[0] <= UNMEASURED


@pytest.mark.parametrize(
    ("pattern", "read", "cost_is", "differs"),
    [
        ("BKP-2075", "8KP2075", 0.26, (Differs(0, "B", "8"),)),
        ("BKP-2075", "BKP2O75", 0.09, (Differs(4, "0", "O"),)),
        ("BKP-2075", "8KP2O75", 0.35, (Differs(0, "B", "8"), Differs(4, "0", "O"))),
        ("?KP2*", "BKPZ075", 0.24, (Differs(3, "2", "Z"),)),
        ("*2075", "BKP2O75", 0.0, (Differs(4, "0", "O"),)),  # it may be a 1992 plate, whose O is drawn as 0
        ("*075", "12075", 0.0, ()),
        ("BKP2075", "XKP2075", math.inf, ()),
        ("BKP2075", "BKP207", math.inf, ()),
        ("試7340", "試734O", 0.0, (Differs(4, "0", "O"),)),
    ],
)
def test_patterns_and_what_they_may_have_been_read_as(
    pattern: str, read: str, cost_is: float, differs: tuple[Differs, ...]
) -> None:
    assert alike(parse_pattern(pattern), read) == (cost_is, differs)


@pytest.mark.parametrize("font", Font)
def test_a_swap_costs_what_the_glyphs_say_or_what_the_reader_was_measured_to_do(font: Font) -> None:
    for asked, others in LOOK_ALIKES[font].items():
        for read in others:
            assert swap_cost(asked, read, frozenset({font})) == cost(asked, read, font)
    for asked, read in ("HR", "RB", "G6", "39", "AN"):
        assert math.isinf(cost(asked, read, font))
        assert swap_cost(asked, read, frozenset({font})) == swap_cost(read, asked, frozenset({font}))
        assert swap_cost(asked, read, frozenset({font})) == UNMEASURED
    assert swap_cost("A", "A", frozenset({font})) == 0
    assert math.isinf(swap_cost("A", "Q", frozenset({font})))


def test_fonts_are_those_a_pattern_may_be_written_in() -> None:
    assert fonts_of(parse_pattern("BKP-2075")) == {Font.F2012}
    assert fonts_of(parse_pattern("4071-QR")) == {Font.F1992}
    assert fonts_of(parse_pattern("BKP*")) == set(Font)
    assert fonts_of(parse_pattern("QQQQQQQQQ")) == set(Font)  # no series: either may be


def test_an_alternative_of_the_vote_is_found_and_says_so() -> None:
    asked = parse_pattern("ABC-1235")
    match = match_of(asked, seen("WBC1235", 0.6, ("VBC1235", "ABC1235")), 2)
    assert match is not None
    assert (match.sign, match.cost, match.by) == ("≈", 0.0, MatchedBy.ALTERNATIVE)
    assert match.differs == (Differs(0, "A", "W"),)
    assert match.likelihood == pytest.approx(0.1)
    first = match_of(asked, seen("WBC1235", 0.6, ("ABC1235",)), 2)
    assert first is not None
    assert first.likelihood > match.likelihood
    assert match_of(asked, seen("WBC1235", 0.6, ("ABC1235",)), 0) is None
    shorter = match_of(asked, seen("BC1235", 0.6, ("ABC1235",)), 2)
    assert shorter is not None
    assert shorter.differs == (Differs(0, "A", ""),)


def test_a_correction_is_sure() -> None:
    asked = parse_pattern("ABC-1235")
    match = match_of(asked, seen("XXX9999"), 2, Plate("ABC1235"))
    assert match is not None
    assert (match.sign, match.by, match.likelihood) == ("=", MatchedBy.CORRECTION, 1.0)
    near = match_of(asked, seen("XXX9999"), 2, Plate("A8C1235"))
    assert near is not None
    assert (near.sign, near.by) == ("≈", MatchedBy.CORRECTION)
    assert match_of(asked, seen("XXX9999"), 0, Plate("A8C1235")) is None
    assert match_of(asked, dataclasses.replace(seen("ABC1235"), plate=None, confidence=0.0), 2) is None


@given(valid, st.floats(0, 1), st.floats(0, 1))
def test_a_doubtful_reading_is_likelier_to_be_another(text: str, one: float, other: float) -> None:
    pattern = PlatePattern(text)
    assume(variants(pattern, 1))
    read = variants(pattern, 1)[0].pattern.text
    sure, doubtful = (match_of(pattern, seen(read, c), 1) for c in (max(one, other), min(one, other)))
    assert sure is not None
    assert doubtful is not None
    assert sure.likelihood <= doubtful.likelihood


@given(valid, st.floats(0, 1))
def test_one_swapped_letter_never_goes_below_the_fold(text: str, confidence: float) -> None:
    pattern = PlatePattern(text)
    for one in variants(pattern, 1):
        match = match_of(pattern, seen(one.pattern.text, confidence), 1)
        assert match is not None
        assert match.likelihood >= FOLD
        assert match.is_likely
