"""Warps: a flat picture lands at its four corners, at any scale, and nothing else is touched."""

import numpy as np
import pytest

from trackway.model.errors import WrongUse
from trackway.model.plate import parse_plate
from trackway.sim.drawing import corners_of, draw_plate, plate_alpha, style_of, warp, warped

PLATE = parse_plate("BKP-2075")
STYLE = style_of(PLATE)
FLAT = draw_plate(PLATE, STYLE, 152)
SCENE = np.full((200, 300, 3), (10, 80, 160), np.uint8)


def test_upright_at_its_own_size_it_is_itself() -> None:
    out = warp(SCENE, FLAT, corners_of(40, 50, 40 + 152, 50 + 64))
    assert abs(out[50:114, 40:192].astype(int) - FLAT).mean() < 6  # twice resampled
    out[49:115, 39:193] = SCENE[0, 0]
    assert (out == SCENE).all()


def test_shrunk_it_keeps_its_light_instead_of_skipping_pixels() -> None:
    out = warp(SCENE, FLAT, corners_of(40, 50, 40 + 38, 50 + 16))
    assert abs(out[51:65, 41:77].mean() - FLAT[4:60, 4:148].mean()) < 6


def test_alpha_leaves_the_scene_at_the_round_corners() -> None:
    out = warp(SCENE, FLAT, corners_of(40, 50, 192, 114), plate_alpha(STYLE, 152))
    assert abs(out[50, 40].astype(int) - SCENE[0, 0]).max() < 8
    assert out[80, 45].min() > 150


def test_tilted_it_stays_within_its_corners() -> None:
    corners = np.array([[60, 40], [200, 70], [190, 130], [70, 110]], np.float64)
    changed = (warp(SCENE, FLAT, corners) != SCENE).any(axis=2)
    ys, xs = np.nonzero(changed)
    assert 59 <= xs.min() <= 61
    assert 199 <= xs.max() <= 200
    assert 39 <= ys.min() <= 41
    assert 129 <= ys.max() <= 130


@pytest.mark.parametrize("shift", [(-400.0, 0.0), (0.0, 900.0)])
def test_outside_the_scene_nothing_happens(shift: tuple[float, float]) -> None:
    corners = corners_of(40, 50, 192, 114) + np.array(shift)
    assert (warp(SCENE, FLAT, corners) == SCENE).all()
    assert warped(FLAT, corners, (300, 200))[2].size == 0


def test_over_the_edge_it_is_cut_off() -> None:
    out = warp(SCENE, FLAT, corners_of(-76, 50, 76, 114))
    assert abs(out[50:114, :76].astype(int) - FLAT[:, 76:]).mean() < 6


def test_corners_without_area_are_refused() -> None:
    with pytest.raises(WrongUse, match="Four corners"):
        warp(SCENE, FLAT, np.zeros((4, 2)))
