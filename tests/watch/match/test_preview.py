"""Preview and false alerts: what an entry would accept, and how many strangers that brings a day."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from tests.watch.match.wanted import TEXTS, patterns

from trackway.model.likeness import variants
from trackway.model.pattern import PlatePattern
from trackway.model.plate import plausible
from trackway.watch import Exactness
from trackway.watch.match import Traffic, Wanted, accepts, false_alerts, preview
from trackway.watch.match.false_alerts import _share
from trackway.watch.match.reach import _Automaton, _count, _shapes

E = Exactness


@pytest.mark.parametrize(
    ("pattern", "exactness", "plates"),
    [
        ("BKP2075", E.EXACT, 1),
        ("BKP20??", E.EXACT, 81),  # new plates have no 4
        ("BKP20??", E.LOOK_ALIKE, 648),
        ("BKP2075", E.ONE_LETTER, 119),
        ("1BKP2", E.EXACT, 0),
    ],
)
def test_plates_are_counted(pattern: str, exactness: E, plates: int) -> None:
    shown = preview(PlatePattern(pattern), exactness)
    assert shown.plates == plates
    said = shown.says[0].en
    assert (f"{plates:,} possible" in said) == (plates > 1)
    assert ("fits no known series" in said) == (plates == 0)


@pytest.mark.parametrize(
    ("pattern", "exactness"), [("使7?", E.ONE_LETTER), ("領*3", E.LOOK_ALIKE), ("47C6", E.ONE_LETTER)]
)
def test_the_count_is_that_of_looking_at_each(pattern: str, exactness: E) -> None:
    short = [places for shape, places in _shapes().items() if len(shape) <= 3]
    for places in short:
        each = ["".join(one) for one in itertools.product(*places)]
        automaton = _Automaton(PlatePattern(pattern), exactness)
        assert _count(automaton, places) == sum(
            accepts(PlatePattern(pattern), exactness, [text]) for text in each
        )


@given(patterns(), TEXTS)
def test_the_automaton_accepts_what_is_specified(pattern: str, text: str) -> None:
    for exactness in E:
        automaton = _Automaton(PlatePattern(pattern), exactness)
        states = automaton.start
        for symbol in text:
            states = automaton.step(states, symbol)
        assert automaton.is_end(states) == accepts(PlatePattern(pattern), exactness, [text])


@pytest.mark.parametrize("exactness", E)
@pytest.mark.parametrize("pattern", ["BKP2075", "BK?2*", "*A*B*12*"])
def test_examples_are_accepted_nearest_first(pattern: str, exactness: E) -> None:
    examples = preview(PlatePattern(pattern), exactness).examples
    assert 0 < len(examples) <= 24
    assert [one.cost for one in examples] == sorted(one.cost for one in examples)
    for one in examples:
        assert accepts(PlatePattern(pattern), exactness, [one.text]), one
        assert one.is_plate == bool(plausible(one.text))
        assert (one.differs == ()) == PlatePattern(pattern).matches(one.text)


def test_examples_say_which_letters() -> None:
    examples = preview(PlatePattern("BKP2075"), E.LOOK_ALIKE).examples
    assert examples[0].text == "BKP2075"
    first = next(one for one in examples if one.text == "8KP2075")
    assert [(d.at, d.asked, d.read) for d in first.differs] == [(0, "B", "8")]
    assert 0 < first.cost < 0.3


@pytest.mark.parametrize("plate", ["BKP2075", "4071QR", "IK5093", "試7340"])
def test_the_shares_of_all_misreadings_are_one(plate: str) -> None:
    others = variants(PlatePattern(plate), 1)
    assert sum(_share(plate, one.pattern.text) for one in others) == pytest.approx(1.0)


def traffic(**passages: float) -> Traffic:
    per_day = np.array(list(passages.values()))
    return Traffic(7.0, tuple(passages), per_day, np.minimum(per_day, 1.0), misread=0.02, told=0.1)


def test_strangers_within_reach_are_counted_and_the_one_wanted_is_not() -> None:
    seen = traffic(BKP2075=4.0, BKP2076=3.0, BKP2071=0.5, XXX1111=9.0)
    told = false_alerts([Wanted(5, "BKP207?", E.EXACT), Wanted(6, "BKP2075", E.ONE_LETTER)], seen)
    assert told.within_reach == pytest.approx(4 + 3 + 0.5 + 3 + 0.5)
    assert told.vehicles == pytest.approx(1 + 1 + 0.5)
    assert [(one.entry, one.hits) for one in told.widest] == [(5, 7.5), (6, 3.5)]
    assert (told.entries, told.days) == (2, 7.0)


def test_an_exact_plate_has_the_misreadings_of_its_look_alikes() -> None:
    wanted = [Wanted(5, "BKP2075", E.EXACT)]
    alike, other = traffic(BKP2075=4.0, BKP2O75=3.0), traffic(BKP2075=4.0, XKP2075=3.0)
    told = false_alerts(wanted, alike)
    assert told.within_reach == 0
    assert 0 < told.misread < 3.0 * (0.02 + 0.1)
    assert told.hits == told.misread == told.widest[0].hits
    assert false_alerts(wanted, other).hits == 0
    nothing = Traffic(0.0, (), np.zeros(0), np.zeros(0), 0.0, 0.0)
    assert false_alerts(wanted, nothing).days == 0
