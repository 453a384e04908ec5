"""The real engine on drawn plates."""

import pickle

import cv2
import numpy as np
import pytest
from tests.vision.scenes import reading, street, with_plate

from trackway.model.plate import Plate, parse_plate
from trackway.model.reading import Box
from trackway.model.vehicle import VehicleKind
from trackway.sim.drawing import draw_plate, letter_boxes, style_of
from trackway.vision import Engine, Luma, default_engine, kind_of


@pytest.fixture(scope="module")
def engine() -> Engine:
    return default_engine()


@pytest.mark.parametrize("width", [60, 110, 240])
@pytest.mark.parametrize("text", ["BKP-2075", "4071-QR", "NXR-5086"])
def test_a_drawn_plate_is_found_and_read(engine: Engine, text: str, width: int) -> None:
    picture, box = with_plate(street(), text, width, 250, 170)
    wanted = text.replace("-", "")
    for readings in (engine.look(picture, 1.5), engine.glance(picture, 1.5)):
        assert readings[0].text == wanted
        assert readings[0].box.overlap(box) > 0.5
        assert (readings[0].at_s, readings[0].model) == (1.5, engine.model)


def test_two_plates_are_both_read(engine: Engine) -> None:
    picture, _ = with_plate(street(), "BKP-2075", 90, 120, 100)
    picture, _ = with_plate(picture, "640-KZW", 90, 420, 230)
    assert {one.text for one in engine.look(picture)} == {"BKP2075", "640KZW"}


def test_where_nothing_is_written_nothing_is_read(engine: Engine) -> None:
    blank: Luma = np.full((240, 320), 128, np.uint8)
    noise: Luma = np.random.default_rng(0).integers(0, 255, (240, 320), dtype=np.uint8)
    for picture in (blank, noise, street(seed=5)):
        assert engine.look(picture) == ()


def test_the_same_picture_reads_the_same_in_another_process_too(engine: Engine) -> None:
    picture, _ = with_plate(street(), "BKP-2075", 90, 250, 170)
    twin: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 (our own bytes)
    assert twin.model == engine.model
    assert twin.look(picture) == engine.look(picture)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BKP2075", VehicleKind.CAR),
        ("NXR5086", VehicleKind.SCOOTER),
        ("4071QR", VehicleKind.CAR),
        ("640KZW", VehicleKind.SCOOTER),
        ("TAB2075", VehicleKind.TAXI),
        ("AAB2075", VehicleKind.UNKNOWN),  # given to cars and to scooters
        ("QQQQQ", VehicleKind.UNKNOWN),
    ],
)
def test_the_plate_hints_at_the_kind(text: str, kind: VehicleKind) -> None:
    assert kind_of(Plate(text)) is kind


def test_the_scene_s_truth_is_what_it_says() -> None:
    assert reading("BKP2075", Box(0, 0, 9, 4), sure=0.5).confidence == 0.5


@pytest.mark.parametrize("place", [0, 5])
def test_a_letter_faded_from_the_end_leaves_the_rest_doubtful(engine: Engine, place: int) -> None:
    """What is left may be a plate of another series; only its place on the sheet tells."""
    plate = parse_plate("8013-KP")
    style = style_of(plate)
    flat = cv2.cvtColor(draw_plate(plate, style, 200), cv2.COLOR_BGR2GRAY)
    box = letter_boxes(plate, style, 200)[place][1]
    flat[box.y0 - 2 : box.y1 + 2, box.x0 - 2 : box.x1 + 2] = np.median(flat)
    picture = street()
    picture[130 : 150 + 2 * flat.shape[0], 160:480] = 50
    picture[170 : 170 + flat.shape[0], 220:420] = flat
    (reading,) = engine.look(picture)
    assert reading.text != plate.text
    assert reading.confidence < 0.9
