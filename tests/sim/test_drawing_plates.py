"""Drawn plates: the right letters in the right colours at the right size, and always the same ones."""

from dataclasses import replace
from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trackway.model.errors import NotFound, WrongUse
from trackway.model.plate import parse_plate
from trackway.model.plate_classes import VehicleClass
from trackway.model.plate_series import SERIES, Font, SeriesFacts
from trackway.sim.drawing import (
    PLACE_NAMES,
    PlateFrame,
    Sticker,
    Wear,
    draw_plate,
    ink_mask,
    letter_boxes,
    plate_alpha,
    plate_size,
    style_of,
    worn,
)
from trackway.sim.drawing.glyphs import glyph
from trackway.sim.drawing.han import HAN

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _raster(font: Font, symbol: str) -> NDArray[np.bool_]:
    mask = np.zeros((124, 124), np.uint8)
    at = [np.round((c + 12) * 16).astype(np.int32) for c in glyph(font, symbol).contours]
    cv2.fillPoly(mask, at, (255,), shift=4)
    return mask > 127


@pytest.mark.parametrize("font", list(Font))
@pytest.mark.parametrize("symbol", [*SYMBOLS, *HAN])
def test_every_symbol_fills_its_box(font: Font, symbol: str) -> None:
    ys, xs = np.nonzero(_raster(font, symbol))
    assert 12 - 2 <= ys.min() <= 12 + 8
    assert 112 - 8 <= ys.max() <= 112 + 6
    assert xs.min() >= 12 - 5
    assert xs.max() <= 12 + 5 + (100 if symbol in HAN else 50)


def test_only_the_old_o_and_0_and_the_new_i_and_1_share_a_shape() -> None:
    alike = set()
    for font in Font:
        shapes = {symbol: _raster(font, symbol) for symbol in SYMBOLS}
        for one, other in combinations(SYMBOLS, 2):
            both, either = (shapes[one] & shapes[other]).sum(), (shapes[one] | shapes[other]).sum()
            if both / either > 0.94:
                alike.add((font, one, other))
    assert alike == {(Font.F1992, "0", "O"), (Font.F2012, "1", "I")}
    assert (_raster(Font.F1992, "0") == _raster(Font.F1992, "O")).all()


def test_the_marks_of_the_two_styles() -> None:
    # 2012: 1 is a bare bar, 3 is flat on top, B has spurs at its left. 1992: a flag, a round top, no spurs.
    assert (
        np.ptp(np.nonzero(_raster(Font.F2012, "1"))[1]) < 16 < np.ptp(np.nonzero(_raster(Font.F1992, "1"))[1])
    )
    assert _raster(Font.F2012, "3")[15].sum() > 40
    assert _raster(Font.F1992, "3")[15].sum() < 34
    assert (
        np.nonzero(_raster(Font.F2012, "B")[15])[0].min() < np.nonzero(_raster(Font.F2012, "B")[60])[0].min()
    )
    assert (
        np.nonzero(_raster(Font.F1992, "B")[15])[0].min() == np.nonzero(_raster(Font.F1992, "B")[60])[0].min()
    )


def test_a_symbol_of_no_plate_is_refused() -> None:
    with pytest.raises(NotFound, match="'€' stands on no plate"):
        glyph(Font.F2012, "€")


WHITE, BLACK, RED, GREEN, YELLOW, BLUE = "white", "black", "red", "green", "yellow", "blue"


def _named(bgr: NDArray[np.float64]) -> str:
    _, green, red = (float(v) for v in bgr)
    if max(bgr) - min(bgr) < 40:
        return WHITE if min(bgr) > 150 else BLACK
    if red > 200 and green > 150:
        return YELLOW
    return RED if red == max(bgr) else GREEN if green == max(bgr) else BLUE


@pytest.mark.parametrize(
    ("text", "vehicle_class", "size", "ground", "ink"),
    [
        ("BKP-2075", VehicleClass.PRIVATE_CAR, (380, 160), WHITE, BLACK),
        ("TQM-3695", VehicleClass.TAXI, (380, 160), WHITE, RED),
        ("KEA-5531", VehicleClass.PRIVATE_TRUCK, (380, 160), WHITE, GREEN),
        ("KLG-1127", VehicleClass.TRUCK, (380, 160), GREEN, WHITE),
        ("KAB-6680", VehicleClass.COACH, (380, 160), RED, WHITE),
        ("KQA-7725", VehicleClass.SHUTTLE, (380, 160), YELLOW, BLACK),
        ("EAX-0359", VehicleClass.ELECTRIC_CAR, (380, 160), WHITE, BLACK),
        ("WAC-1207", VehicleClass.DISABLED_CAR, (380, 160), WHITE, BLACK),
        ("NXR-5086", VehicleClass.SCOOTER, (260, 140), WHITE, BLACK),
        ("QAL-1193", VehicleClass.LIGHT_SCOOTER, (260, 140), GREEN, WHITE),
        ("SAC-2260", VehicleClass.SMALL_LIGHT_SCOOTER, (260, 140), WHITE, RED),
        ("LAD-8267", VehicleClass.HEAVY_MOTORCYCLE, (300, 150), YELLOW, BLACK),
        ("LGA-3350", VehicleClass.LARGE_HEAVY_MOTORCYCLE, (300, 150), RED, WHITE),
        ("4071-QR", VehicleClass.PRIVATE_CAR, (320, 150), WHITE, BLACK),
        ("471-HU", VehicleClass.TRUCK, (320, 150), GREEN, WHITE),
        ("640-KZW", VehicleClass.SCOOTER, (260, 140), WHITE, BLACK),
        ("試7340", VehicleClass.TEST_CAR, (320, 150), WHITE, BLUE),
        ("試C3097", VehicleClass.TEST_CAR, (320, 150), WHITE, RED),
        ("使73", VehicleClass.EMBASSY, (320, 150), RED, BLACK),
    ],
)
def test_size_and_colours_of_a_class(
    text: str, vehicle_class: VehicleClass, size: tuple[int, int], ground: str, ink: str
) -> None:
    plate = parse_plate(text)
    style = style_of(plate, vehicle_class)
    picture = draw_plate(plate, style, size[0])
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.uint8
    mask = ink_mask(plate, style, size[0])
    form = style.form
    rows = slice(round(form.top), round(form.top + form.cap))
    assert _named(np.median(picture[rows][mask[rows] == 255], axis=0)) == ink
    assert (
        _named(np.median(picture[rows, 8:-8][cv2.dilate(mask, np.ones((9, 9)))[rows, 8:-8] == 0], axis=0))
        == ground
    )


def test_electric_cars_carry_green_bands_and_their_name() -> None:
    plate = parse_plate("EAX-0359")
    picture = draw_plate(plate, style_of(plate), 380)
    assert _named(picture[10, 60].astype(float)) == GREEN
    assert _named(picture[153, 190].astype(float)) == GREEN
    assert (picture[8:24, 140:240].min(axis=2) > 180).sum() > 100  # the white characters of 電動車


@pytest.mark.parametrize("row", SERIES, ids=lambda row: row.series.value)
def test_letter_boxes_hold_the_ink_in_reading_order(row: SeriesFacts) -> None:
    plate = parse_plate(row.example)
    style = style_of(plate)
    boxes = letter_boxes(plate, style, 320)
    assert "".join(symbol for symbol, _ in boxes) == plate.text
    assert all(a.x0 < b.x0 and a.x1 <= b.x1 for (_, a), (_, b) in pairwise(boxes))
    width, height = plate_size(style, 320)
    assert all(0 <= b.x0 < b.x1 <= width and 0 <= b.y0 < b.y1 <= height for _, b in boxes)
    mask = ink_mask(plate, style, 320).astype(float)
    inside = sum(mask[b.y0 : b.y1, b.x0 : b.x1].sum() for _, b in boxes)
    dot = "-" in plate.display
    assert (0.9 if dot else 0.99) < inside / mask.sum() <= (0.995 if dot else 1.001)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([row.example for row in SERIES]), st.integers(16, 300), st.integers(0, 2**32 - 1))
def test_any_plate_in_any_state_is_drawn_and_always_alike(text: str, width: int, seed: int) -> None:
    plate = parse_plate(text)
    style = worn(style_of(plate), np.random.default_rng(seed))
    first = draw_plate(plate, style, width)
    assert first.shape == (*plate_size(style, width)[::-1], 3)
    assert (first == draw_plate(plate, style, width)).all()


def test_two_numbers_and_two_states_are_not_the_same_picture() -> None:
    plate = parse_plate("BKP-2075")
    style = style_of(plate)
    new = draw_plate(plate, style, 256).astype(int)
    for other in (
        draw_plate(parse_plate("BKP-2076"), style, 256),
        draw_plate(plate, replace(style, wear=Wear(dirt=0.7, seed=3)), 256),
        draw_plate(plate, replace(style, wear=Wear(faded=0.8, seed=3)), 256),
        draw_plate(plate, replace(style, wear=Wear(bold=3)), 256),
        draw_plate(plate, replace(style, frame=PlateFrame.BLACK), 256),
        draw_plate(plate, replace(style, sticker=Sticker.SHOP), 256),
        draw_plate(plate, replace(style, has_screws=False), 256),
    ):
        assert (abs(new - other).max(axis=2) > 40).sum() > 20


@pytest.mark.parametrize("name", PLACE_NAMES)
def test_old_plates_may_name_a_place_above_the_number(name: str) -> None:
    plate = parse_plate("4071-QR")
    style = style_of(plate)
    plain, named = (draw_plate(plate, replace(style, small_print=print_), 320) for print_ in ("", name))
    changed = abs(plain.astype(int) - named).max(axis=2) > 60
    assert changed[4:32].sum() > 150
    assert changed[36:].sum() == 0


def test_the_corners_are_round() -> None:
    alpha = plate_alpha(style_of(parse_plate("BKP-2075")), 256)
    assert alpha[0, 0] == 0
    assert alpha[-1, -1] == 0
    assert alpha[0, 128] == 255
    assert alpha[54, 0] == 255


@pytest.mark.parametrize("width", [0, 15, 4097])
def test_an_impossible_width_is_refused(width: int) -> None:
    plate = parse_plate("BKP-2075")
    with pytest.raises(WrongUse, match="16 to 4096 pixels wide"):
        draw_plate(plate, style_of(plate), width)
