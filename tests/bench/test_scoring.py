"""Scoring, shares and labels: small truths worked out by hand, and what must hold for all."""

from pathlib import Path

import numpy as np
import pytest
from bench.reading.labels import read_labels
from bench.reading.picture import Known, KnownPicture, Rectangle
from bench.reading.saying import Answer, Said
from bench.reading.scoring import Tally, distance, scored
from bench.reading.sets import SETS, variant
from bench.reading.wilson import Share
from hypothesis import given
from hypothesis import strategies as st
from tests.bench.photographs import stand_ins

from trackway.model.plate_series import Font

HERE: Rectangle = (100, 100, 200, 150)
THERE: Rectangle = (400, 100, 500, 150)
WORDS = st.text("AB01", max_size=6)


def known(text: str, box: Rectangle | None = HERE, font: Font = Font.F2012) -> Known:
    return Known(text, "car", "standard", font, box, 100.0)


def tally(plates: tuple[Known, ...], said: tuple[Said, ...], ignored: tuple[Rectangle, ...] = ()) -> Tally:
    picture = KnownPicture("invented", np.zeros((8, 8, 3), np.uint8), plates, ignored)
    return Tally([scored(picture, Answer(said, 0.01))])


def test_a_plate_is_right_found_or_missed() -> None:
    plates = (known("BKP2075"), known("MTR5826", THERE), known("ABC1235", (700, 0, 800, 50)))
    counted = tally(plates, (Said("BKP2075", 0.99, HERE), Said("MTR5825", 0.95, THERE)))
    assert (counted.found.hits, counted.right().hits, counted.right().of) == (2, 1, 3)
    assert counted.characters == pytest.approx(1 - (1 + 7) / 21)
    assert counted.confidently_wrong == Share(1, 2)
    assert counted.extras_per_100 == 0


def test_o_and_0_are_one_shape_in_the_1992_font_only() -> None:
    said = (Said("1O22VH", 0.5, HERE),)
    assert tally((known("1022VH", font=Font.F1992),), said).right().value == 1
    assert tally((known("1022VH"),), said).right().value == 0


def test_what_was_said_of_nothing_is_extra_unless_it_does_not_count() -> None:
    said = (Said("BKP2075", 0.99, HERE), Said("TEL0800", 0.93, THERE))
    counted = tally((known("BKP2075"),), said)
    assert (counted.extras_per_100, counted.confidently_wrong) == (100, Share(1, 2))
    counted = tally((known("BKP2075"),), said, ignored=((390, 90, 510, 160),))
    assert (counted.extras_per_100, counted.confidently_wrong) == (0, Share(0, 1))


def test_the_own_text_goes_before_the_place() -> None:
    plates = (known("BKP2075", None), known("MTR5826", None))
    counted = tally(plates, (Said("MTR5826", 0.9, HERE), Said("BKP2O75", 0.4, THERE)))
    assert (counted.right().hits, counted.found.hits) == (1, 2)


@given(WORDS, WORDS)
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)  # the third from Newcombe, Statistics in Medicine 17 (1998), table I
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)


def test_sets_keep_the_plate_where_they_say(tmp_path: Path) -> None:
    photographs = read_labels(stand_ins(tmp_path))
    for name in SETS:
        made = variant(name, photographs[0])
        assert made is not None
        again = variant(name, photographs[0])
        assert again is not None
        assert np.array_equal(made.picture, again.picture)
        box = made.known[0].box
        assert box is not None
        height, width = made.picture.shape[:2]
        assert 0 <= box[0] < box[2] <= width
        assert 0 <= box[1] < box[3] <= height
        if name.startswith(("60", "45")):
            assert box[2] - box[0] == pytest.approx(float(name[:2]))


def test_labels_say_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "plates.csv").write_text(
        "file,plate,vehicle,series,x0,y0,x1,y1,plate_px\n"
        "a.jpg,GRT-408|MTR-5826,motorcycle,mixed,,,,,\n"
        "b.jpg,IK-5093,rental car,2L+4D (1992 series),10,20,110,70,64.5\n",
        encoding="utf-8",
    )
    both, one = read_labels(tmp_path / "plates.csv")
    assert [(k.text, k.vehicle, k.box) for k in both.known] == [
        ("GRT408", "scooter", None),
        ("MTR5826", "scooter", None),
    ]
    assert (one.known[0].vehicle, one.known[0].font, one.known[0].width_px) == ("car", Font.F1992, 64.5)
