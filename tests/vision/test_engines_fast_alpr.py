"""The fast-alpr family's own packages on files of their shapes; skipped loudly where they are not installed.

No weights of theirs are downloaded: models of a few bytes stand where the packages would have put theirs.
"""

import pickle
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.vision.scenes import street, with_plate
from tests.vision.tiny_onnx import constant_model

from trackway.model.reading import Box
from trackway.vision import Engine
from trackway.vision.engines import EngineMissing, LicenceClass, UnfitEngine, UnknownEngine, engine_named

EVERY = frozenset(LicenceClass)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
CONFIG = f"""max_plate_slots: 9
alphabet: '{ALPHABET}'
pad_char: '_'
img_height: 64
img_width: 128
keep_aspect_ratio: false
interpolation: linear
image_color_mode: rgb
"""

pytestmark = pytest.mark.skipif(
    find_spec("fast_alpr") is None,
    reason="NOT TESTED: the engine fast-alpr; pip install 'trackway[fast-alpr]' to test it",
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the packages keep their weights, empty."""
    for hub in ("open_image_models.detection.core.hub", "fast_plate_ocr.inference.hub"):
        monkeypatch.setattr(import_module(hub), "MODEL_CACHE_DIR", tmp_path)
    return tmp_path


def downloaded(kept: Path, box: Box) -> Path:
    """Files as downloaded: a detector that sees a plate there in a 640 x 360 picture, a reader of BKP2077."""
    finder = kept / "yolo-v9-t-384-license-plate-end2end"
    reader = kept / "cct-xs-v2-global-model"
    finder.mkdir()
    reader.mkdir()
    scale, top = 384 / 640, (384 - 216) / 2
    place = [box.x0 * scale, box.y0 * scale + top, box.x1 * scale, box.y1 * scale + top]
    rows = np.array([[0, *place, 0, 0.83], [0, 10, 90, 60, 110, 0, 0.2]], np.float32)
    constant_model(finder / "yolo-v9-t-384-license-plates-end2end.onnx", rows, takes=(1, 3, 384, 384))
    slots = np.full((1, 9, len(ALPHABET)), 0.1 / (len(ALPHABET) - 1), np.float32)
    for place_, symbol in enumerate("BKP2077__"):
        slots[0, place_, ALPHABET.index(symbol)] = 0.9
    path = reader / "cct_xs_v2_global.onnx"
    constant_model(path, slots, takes=(1, 64, 128, 3), takes_bytes=True, names=("input", "plate"))
    (reader / "cct_xs_v2_global_plate_config.yaml").write_text(CONFIG)
    return path


def test_what_its_packages_say_becomes_a_reading(kept: Path) -> None:
    picture, box = with_plate(street(), "BKP-2077", 110, 250, 170)
    downloaded(kept, box)
    engine = engine_named("fast-alpr", allowed=EVERY)
    assert engine.model.startswith("fast-alpr-")
    twin: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 (our own bytes)
    (found,) = engine.look(picture, 2.0)
    assert (found.text, found.found, found.at_s, found.corners) == ("BKP2077", 0.83, 2.0, ())
    assert found.box.overlap(box) > 0.9
    assert 0.8 < found.confidence < 1.0
    assert twin.glance(picture, 2.0) == (found,)


def test_weights_that_were_never_downloaded_are_not_downloaded(kept: Path) -> None:
    with pytest.raises(EngineMissing, match="have not been downloaded"):
        engine_named("fast-alpr", allowed=EVERY)
    assert list(kept.rglob("*")) == []


def test_names_of_models_are_checked(kept: Path) -> None:
    with pytest.raises(UnknownEngine, match="no model 'yolo-v99'"):
        engine_named("fast-alpr:yolo-v99", allowed=EVERY)
    with pytest.raises(EngineMissing, match="cct-s-v2-global-model"):
        engine_named("fast-alpr:yolo-v9-t-640-license-plate-end2end+cct-s-v2-global-model", allowed=EVERY)


def test_a_broken_download_is_one_sentence(kept: Path) -> None:
    picture, box = with_plate(street(), "BKP-2077", 110, 250, 170)
    downloaded(kept, box).write_bytes(b"<html>")
    with pytest.raises(UnfitEngine, match=r"cct_xs_v2_global\.onnx is no model"):
        engine_named("fast-alpr", allowed=EVERY).look(picture)
