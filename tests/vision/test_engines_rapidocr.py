"""PP-OCR from the rapidocr wheel on drawn plates; skipped loudly where the extra is not installed."""

import pickle
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from tests.vision.scenes import street, with_plate

from trackway.vision import Engine, Luma
from trackway.vision.engines import engine_named

pytestmark = pytest.mark.skipif(
    find_spec("rapidocr") is None,
    reason="NOT TESTED: the engine rapidocr; pip install 'trackway[rapidocr]' to test it",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_named("rapidocr")


@pytest.mark.parametrize(("text", "width"), [("BKP-2075", 60), ("4071-QR", 110), ("NXR-5086", 240)])
def test_a_drawn_plate_is_found_and_read(engine: Engine, text: str, width: int) -> None:
    picture, box = with_plate(street(), text, width, 250, 170)
    for readings in (engine.look(picture, 1.5), engine.glance(picture, 1.5)):
        assert readings[0].text == text.replace("-", "")
        assert readings[0].box.overlap(box) > 0.3
        assert readings[0].confidence > 0.9
        assert (readings[0].at_s, readings[0].model) == (1.5, engine.model)


def test_where_nothing_is_written_nothing_is_read(engine: Engine) -> None:
    blank: Luma = np.full((240, 320), 128, np.uint8)
    for picture in (blank, street(seed=5)):
        assert engine.look(picture) == ()


def test_it_pickles_as_its_recipe_and_never_loads_the_package(engine: Engine) -> None:
    picture, _ = with_plate(street(), "BKP-2075", 90, 250, 170)
    twin: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 (our own bytes)
    assert twin.model == engine.model
    assert twin.look(picture) == engine.look(picture)
    assert "rapidocr" not in sys.modules
