"""Rendered scenes, calibration and confusions: the same every time, and true to what is drawn."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from bench.reading.calibration import error, reliability, stated
from bench.reading.confusions import confusions
from bench.reading.inventing import invented
from bench.reading.picture import Known, KnownPicture
from bench.reading.saying import Answer, Said
from bench.reading.scenes import Scene
from bench.reading.scoring import Tally, scored
from bench.reading.signs import sign, words
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.plate_series import Font, Series

HERE = (10.0, 10.0, 90.0, 50.0)


def test_a_scene_is_the_same_every_time_and_its_plates_lie_inside() -> None:
    scenes = [Scene("rendered scenes", number) for number in range(5)]
    plates, pictures = 0, set()
    for scene in scenes:
        made, again = scene.made(), scene.made()
        assert np.array_equal(made.picture, again.picture)
        assert made.known == again.known
        pictures.add(made.picture.tobytes())
        height, width = made.picture.shape[:2]
        for known in made.known:
            assert known.box is not None
            assert 0 <= known.box[0] < known.box[2] <= width
            assert 0 <= known.box[1] < known.box[3] <= height
            assert known.width_px >= 24
            plates += 1
    assert plates >= 3
    assert len(pictures) == len(scenes)


def test_scenes_without_plates_have_none() -> None:
    for kind in ("no plate", "other text"):
        made = Scene(kind, 3).made()
        assert (made.known, made.ignored) == ((), ())


def test_every_series_is_invented_and_fits_itself() -> None:
    rng = np.random.default_rng(0)
    seen: set[Series] = set()
    for _ in range(1500):
        made = invented(rng)
        assert made.facts.regex.fullmatch(made.plate.text)
        seen.add(made.facts.series)
    assert seen == set(Series) - {Series.UNKNOWN}


def test_signs_are_written_in_both_kinds_of_letters() -> None:
    rng = np.random.default_rng(1)
    said = [words(rng) for _ in range(60)]
    assert len(set(said)) > 30
    for text in said:
        board = sign(text, rng)
        assert board.max() - board.min() > 100
        assert board.shape[1] > board.shape[0] / 2


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_bins_hold_every_reading_once(points: list[tuple[float, bool]]) -> None:
    bins = reliability(points)
    assert sum(b.right.of for b in bins) == len(points)
    assert sum(b.right.hits for b in bins) == sum(right for _, right in points)
    assert all(a.mean <= b.mean for a, b in pairwise(bins))
    assert 0 <= error(bins) <= 1
    if len(points) >= 10:
        sizes = [b.right.of for b in bins]
        assert max(sizes) - min(sizes) <= 1


def test_error_is_the_gap_between_stated_and_true() -> None:
    honest = [(0.75, i % 4 != 0) for i in range(40)]
    assert error(reliability(honest, bins=1)) == pytest.approx(0)
    assert error(reliability([(0.9, False)] * 20)) == pytest.approx(0.9)


def test_letters_taken_for_others_are_counted_by_font() -> None:
    def outcome(text: str, font: Font, said: Said) -> Tally:
        known = Known(text, "car", "", font, HERE, 80.0)
        picture = KnownPicture("invented", np.zeros((8, 8, 3), np.uint8), (known,))
        return Tally([scored(picture, Answer((said,), 0.0))])

    tallies = [
        outcome("BKP2075", Font.F2012, Said("BKP2075", 0.9, HERE, raw="8KP2075")),
        outcome("BKP2075", Font.F2012, Said("BKP2015", 0.9, HERE, raw="BKP2O15")),
        outcome("1022VH", Font.F1992, Said("1O22VM", 0.9, HERE)),
        outcome("ABC1235", Font.F2012, Said("XYZ9876", 0.9, HERE)),
        outcome("ABC1235", Font.F2012, Said("ABC123", 0.9, HERE)),
    ]
    after, before = confusions(tallies), confusions(tallies, is_raw=True)
    assert after[Font.F2012] == Counter({("7", "1"): 1})
    assert before[Font.F2012] == Counter({("B", "8"): 1, ("0", "O"): 1, ("7", "1"): 1})
    assert after[Font.F1992] == Counter({("H", "M"): 1})
    assert [(sure, right) for sure, right in stated(tallies[:2])] == [(0.9, True), (0.9, False)]
