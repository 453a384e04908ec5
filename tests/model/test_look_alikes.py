"""Look-alikes: costs, variants that fit the grammar, and what a doubtful reading may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import WrongUse
from trackway.model.look_alikes import (
    LOOK_ALIKES,
    UNMEASURED,
    Repair,
    cost,
    fit,
    folded,
    look_alike_texts,
    look_alikes_of,
    same_under_font,
)
from trackway.model.plate import Plate, plausible
from trackway.model.plate_series import SERIES, Font, Series
from trackway.model.reading import Letter

valid = st.sampled_from(SERIES).flatmap(lambda row: st.from_regex(row.regex, fullmatch=True))
standard = st.from_regex(next(r for r in SERIES if r.series is Series.STANDARD).regex, fullmatch=True)


def letters(text: str, probability: float = 0.95) -> list[Letter]:
    return [Letter(symbol, probability) for symbol in text]


@pytest.mark.parametrize("font", Font)
def test_costs_go_both_ways_and_come_cheapest_first(font: Font) -> None:
    for one, others in LOOK_ALIKES[font].items():
        assert list(others.values()) == sorted(others.values())
        assert one not in others
        for other, amount in others.items():
            assert 0 <= amount <= UNMEASURED
            assert cost(other, one, font) == amount


def test_costs_of_the_two_fonts() -> None:
    assert cost("0", "O", Font.F1992) == 0.0
    assert cost("0", "O", Font.F2012) == pytest.approx(0.09)
    assert cost("B", "8", Font.F2012) == pytest.approx(0.26)
    assert cost("B", "D", Font.F1992) == pytest.approx(0.15)
    assert cost("A", "A", Font.F2012) == 0.0
    assert cost("A", "Z", Font.F2012) == float("inf")
    assert set(look_alikes_of("4", Font.F2012)) == {"A", "1", "9"}
    assert look_alikes_of("試", Font.F1992) == {}


def test_o_and_nought_are_one_shape_in_the_1992_font_only() -> None:
    assert same_under_font("OQ5093", "0Q5O93")
    assert not same_under_font("OQ5093", "0Q5O93", Font.F2012)
    assert not same_under_font("OQ5093", "OO5093")
    assert folded("OQ5O93", Font.F1992) == "0Q5093"


@given(valid, st.sampled_from([0.0, 0.1, 0.3]))
def test_variants_fit_the_grammar_and_the_budget(text: str, budget: float) -> None:
    variants = look_alike_texts(text, budget)
    assert text not in {variant.text for variant in variants}
    assert len({variant.text for variant in variants}) == len(variants)
    assert [variant.cost for variant in variants] == sorted(variant.cost for variant in variants)
    for variant in variants:
        assert plausible(variant.text)
        assert variant.series in plausible(variant.text)
        assert len(variant.text) == len(text)
        assert variant.cost <= budget + 1e-9


@given(standard)
def test_variants_go_both_ways(text: str) -> None:
    for variant in look_alike_texts(text, 0.3):
        assert text in {back.text for back in look_alike_texts(variant.text, 0.3)}


def test_variants_of_a_text_that_fits_nothing() -> None:
    assert look_alike_texts("8KP2O75", 0.4)[0].text == "BKP2075"
    assert look_alike_texts("AAAAAAA") == ()
    assert len(look_alike_texts("0000B0", 2.0, limit=20)) == 20


@pytest.mark.parametrize("budget", [-0.1, 2.1, float("nan")])
def test_a_budget_out_of_bounds_is_refused(budget: float) -> None:
    with pytest.raises(WrongUse):
        look_alike_texts("BKP2075", budget)


@given(valid)
def test_a_sure_reading_that_fits_stays_as_it_is(text: str) -> None:
    row = next(row for row in SERIES if row.series is plausible(text)[0])
    if set(row.rare) & set(text):
        return  # a letter that no such plate has may well be a misread
    best, *rest = fit(letters(text, 0.99999))
    assert best.text == text
    assert best.repairs == ()
    assert best.share + sum(other.share for other in rest) == pytest.approx(1)


@pytest.mark.parametrize(
    ("read", "means"),
    [
        ("8KP2O75", "BKP2075"),
        ("BKPZO75", "BKP2075"),
        ("BKP2D7S", "BKP2075"),
        ("4KP2075", "AKP2075"),
        ("I23KZW", "123KZW"),
        ("試734O", "試7340"),
    ],
)
def test_places_decide_between_letters_and_digits(read: str, means: str) -> None:
    best = fit(letters(read))[0]
    assert best.text == means
    assert best.repairs == tuple(
        Repair(i, r, m) for i, (r, m) in enumerate(zip(read, means, strict=True)) if r != m
    )
    assert not Plate(read).is_valid  # the reading itself stays what it was


def test_a_rival_the_reader_named_outweighs_a_likeness() -> None:
    doubtful = letters("BKP2045")
    doubtful[5] = Letter("4", 0.6, (("7", 0.39),))
    assert fit(doubtful)[0].text == "BKP2075"
    assert {fit(letters("BKP2045"))[0].text, fit(letters("BKP2045"))[1].text} == {"BKP2015", "BKP2095"}


def test_the_dot_helps_the_fit() -> None:
    assert fit(letters("UV3862"))[0].split == 2
    scooter = fit(letters("UV3862"), seen_split=3)[0]
    assert (scooter.text, scooter.series, scooter.split) == ("UV3862", Series.SCOOTER_MIXED, 3)


@pytest.mark.parametrize("read", ["", "A", "AAAAAAA", "??? ", "ABCDEFGHIJKL"])
def test_nothing_fits(read: str) -> None:
    assert fit(letters(read)) == ()


@given(st.text("AB8O0I1S5試?", max_size=9), st.floats(0, 1))
def test_fits_are_ranked_and_fit(read: str, probability: float) -> None:
    found = fit(letters(read, probability))
    assert [f.share for f in found] == sorted((f.share for f in found), reverse=True)
    for each in found:
        assert each.series in plausible(each.text)
        assert len(each.text) == len(read)
