"""Files that an owner brings: our own networks through a manifest, and tiny models for every layout."""

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.vision.scenes import street, with_plate
from tests.vision.tiny_onnx import constant_model

from trackway.model.reading import Box
from trackway.vision import Engine, Luma
from trackway.vision.alphabet import _READER as OUR_ALPHABET
from trackway.vision.engines import EngineRefused, LicenceClass, UnfitEngine, engine_named

PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Keys = dict[str, object]
Bring = Callable[..., Engine]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def detector(tmp_path: Path) -> Keys:
    """Our own finder as an owner's file."""
    shutil.copy(str(files("trackway.vision.weights") / "finder.onnx"), tmp_path / "finder.onnx")
    sha256 = digest(tmp_path / "finder.onnx")
    return {
        "file": "finder.onnx",
        "sha256": sha256,
        "input": [640, 384],
        "layout": "maps",
        "least_score": 0.5,
    }


@pytest.fixture
def reader(tmp_path: Path) -> Keys:
    """Our own reader as an owner's file."""
    shutil.copy(str(files("trackway.vision.weights") / "reader.onnx"), tmp_path / "reader.onnx")
    sha256 = digest(tmp_path / "reader.onnx")
    return {
        "file": "reader.onnx",
        "sha256": sha256,
        "input": [160, 48],
        "layout": "ctc",
        "alphabet": OUR_ALPHABET,
    }


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Write the manifest and open its engine."""

    def bring(detector: Keys, reader: Keys, **top: object) -> Engine:
        whole = {"name": "bureau", "version": "7", "licence": "own", **top}
        (tmp_path / "engine.json").write_text(json.dumps({**whole, "detector": detector, "reader": reader}))
        return engine_named("onnx:engine.json", folder=tmp_path)

    return bring


def scene() -> tuple[Luma, Box]:
    """A picture of the tiny detectors' own shape with one plate in it."""
    return with_plate(street(640, 384), "BKP-2075", 110, 250, 170)


def said(text: str, sure: float = 0.9) -> NDArray[np.float32]:
    """What a reader of 8 slots over PLAIN and _ would answer: (1, 8, 37)."""
    rows = np.full((1, 8, len(PLAIN) + 1), (1 - sure) / len(PLAIN), np.float32)
    for place, symbol in enumerate(text.ljust(8, "_")):
        rows[0, place, (PLAIN + "_").index(symbol)] = sure
    return rows


class TestOurOwnFiles:
    def test_they_read_through_a_manifest(self, bring: Bring, detector: Keys, reader: Keys) -> None:
        engine = bring(detector, reader)
        assert engine.model.startswith("bureau-7-")
        twin: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 (our own bytes)
        for text, width in (("BKP-2075", 110), ("4071-QR", 60), ("NXR-5086", 200)):
            picture, box = with_plate(street(), text, width, 250, 170)
            (found,) = engine.look(picture, 2.5)
            assert found.text == text.replace("-", "")
            assert found.box.overlap(box) > 0.5
            assert len(found.corners) == 4
            assert (found.at_s, found.model) == (2.5, engine.model)
            assert twin.glance(picture, 2.5) == (found,)
        assert engine.look(street(seed=5)) == ()

    def test_a_file_that_changed_is_refused(
        self, bring: Bring, detector: Keys, reader: Keys, tmp_path: Path
    ) -> None:
        with (tmp_path / "reader.onnx").open("ab") as file:
            file.write(b"\0")
        with pytest.raises(UnfitEngine, match=r"reader\.onnx is not the file.*SHA-256"):
            bring(detector, reader)

    @pytest.mark.parametrize(
        ("part", "changed", "says"),
        [
            ("reader", {"input": [128, 32]}, r"reader\.onnx takes a tensor of shape"),
            ("reader", {"channels": "rgb"}, r"reader\.onnx takes a tensor of shape"),
            ("reader", {"alphabet": PLAIN}, r"reader\.onnx answers with the shape \[1, 40, 44\].*rows of 37"),
            ("detector", {"layout": "yolo"}, r"finder\.onnx answers with the shape.*layout yolo"),
            ("detector", {"layout": "corners"}, r"finder\.onnx answers with the shape.*rows of 9"),
            ("detector", {"input": [600, 380]}, r"finder\.onnx does not take its input"),
        ],
    )
    def test_what_does_not_fit_is_said_at_the_first_look(
        self, bring: Bring, detector: Keys, reader: Keys, *, part: str, changed: Keys, says: str
    ) -> None:
        given = {"detector": detector, "reader": reader}
        given[part] |= changed
        engine = bring(given["detector"], given["reader"])
        with pytest.raises(UnfitEngine, match=says):
            engine.look(scene()[0])


def rows_of(box: Box) -> dict[str, NDArray[np.float32]]:
    """The same plate, and something else that is none, in every layout."""
    x0, y0, x1, y1 = map(float, (box.x0, box.y0, box.x1, box.y1))
    middle = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0]
    yolo = np.zeros((1, 6, 50), np.float32)
    yolo[0, :, 7] = [*middle, 0.8, 0.1]
    yolo[0, :, 8] = [middle[0] + 2, *middle[1:], 0.7, 0.1]  # the same plate again
    yolo[0, :, 9] = [500, 40, 80, 40, 0.1, 0.9]  # of another class
    return {
        "rows": np.array([[[x0, y0, x1, y1, 0.8, 0], [400, 20, 480, 60, 0.2, 0]]], np.float32),
        "end2end": np.array([[0, x0, y0, x1, y1, 0, 0.8], [0, 400, 20, 480, 60, 1, 0.9]], np.float32),
        "yolo": yolo,
        "corners": np.array([[x0, y0, x1, y0, x1, y1, x0, y1, 0.8]], np.float32),
    }


@pytest.mark.parametrize("layout", ["rows", "end2end", "yolo", "corners"])
def test_every_layout_of_boxes(bring: Bring, reader: Keys, tmp_path: Path, layout: str) -> None:
    picture, box = scene()
    path = constant_model(tmp_path / "d.onnx", rows_of(box)[layout], takes=(1, 3, 384, 640))
    part: Keys = {
        "file": "d.onnx", "sha256": digest(path), "input": [640, 384], "layout": layout, "channels": "rgb"
    }  # fmt: skip
    if layout in {"end2end", "yolo"}:
        part["plate_class"] = 0
    (found,) = bring(part, reader).look(picture)
    assert (found.text, found.found) == ("BKP2075", 0.8)
    assert found.box.overlap(box) > 0.95
    assert len(found.corners) == (4 if layout == "corners" else 0)


def test_a_picture_of_another_shape_is_drawn_into_the_middle(
    bring: Bring, reader: Keys, tmp_path: Path
) -> None:
    picture, box = with_plate(street(1280, 720), "BKP-2075", 220, 500, 340)
    rows = np.array([[box.x0 / 2, box.y0 / 2 + 12, box.x1 / 2, box.y1 / 2 + 12, 0.8, 0]], np.float32)
    path = constant_model(tmp_path / "d.onnx", rows, takes=(1, 1, 384, 640))
    part: Keys = {"file": "d.onnx", "sha256": digest(path), "input": [640, 384], "layout": "rows"}
    (found,) = bring(part, reader).look(picture)
    assert found.text == "BKP2075"
    assert found.box.overlap(box) > 0.95


@pytest.mark.parametrize("answer", [[np.nan] * 6, [1e30, 0, 2e30, 9, 0.9, 0], [5, 5, 5, 5, 0.9, 0]])
def test_rows_that_are_no_place_are_left_out(
    bring: Bring, reader: Keys, tmp_path: Path, answer: list[float]
) -> None:
    path = constant_model(tmp_path / "d.onnx", np.array([answer], np.float32))
    part: Keys = {"file": "d.onnx", "sha256": digest(path), "input": [160, 96], "layout": "rows"}
    assert bring(part, reader).look(scene()[0]) == ()


@pytest.mark.parametrize("text", ["BKP2077", "AAA1111", "1234"])
def test_slots_and_bytes(bring: Bring, detector: Keys, tmp_path: Path, text: str) -> None:
    """A reader as fast-plate-ocr exports it: bytes, channels last, all slots in one row or one row each."""
    for answer in (said(text), said(text).reshape(1, -1)):
        path = constant_model(tmp_path / "r.onnx", answer, takes=(1, 64, 128, 3), takes_bytes=True)
        part: Keys = {
            "file": "r.onnx", "sha256": digest(path), "input": [128, 64], "layout": "slots", "padding": "_",
            "alphabet": PLAIN + "_", "channels": "rgb", "order": "nhwc",
        }  # fmt: skip
        (found,) = bring(detector, part).look(scene()[0])
        assert found.text == text
        assert 0.5 < found.confidence < 1.0


def test_ctc_with_its_blank_last(bring: Bring, detector: Keys, tmp_path: Path) -> None:
    steps = np.full((15, 1, len(PLAIN) + 1), -9.0, np.float32)  # logits, the batch in the middle
    for step in range(15):
        steps[step, 0, PLAIN.index("BKP2077"[step // 2]) if step % 2 == 0 and step < 14 else -1] = 9.0
    path = constant_model(tmp_path / "r.onnx", steps, takes=(1, 1, 32, 100))
    part: Keys = {
        "file": "r.onnx", "sha256": digest(path), "input": [100, 32], "layout": "ctc-blank-last",
        "alphabet": PLAIN,
    }  # fmt: skip
    (found,) = bring(detector, part).look(scene()[0])
    assert found.text == "BKP2077"
    assert found.confidence > 0.9


def test_a_reader_that_answers_no_numbers_reads_nothing(bring: Bring, detector: Keys, tmp_path: Path) -> None:
    path = constant_model(tmp_path / "r.onnx", np.full((1, 9, 37), np.nan, np.float32), takes=(1, 1, 32, 100))
    part: Keys = {
        "file": "r.onnx", "sha256": digest(path), "input": [100, 32], "layout": "ctc", "alphabet": PLAIN
    }  # fmt: skip
    assert bring(detector, part).look(scene()[0]) == ()


def test_what_does_not_fit_is_said_though_there_is_no_plate(
    bring: Bring, detector: Keys, tmp_path: Path
) -> None:
    path = constant_model(tmp_path / "r.onnx", np.zeros((1, 9, 36), np.float32), takes=(1, 1, 32, 100))
    part: Keys = {
        "file": "r.onnx", "sha256": digest(path), "input": [100, 32], "layout": "ctc", "alphabet": PLAIN
    }  # fmt: skip
    engine = bring(detector, part)
    with pytest.raises(UnfitEngine, match=r"r\.onnx answers with the shape \[1, 9, 36\].*rows of 37"):
        engine.look(street(seed=5))


def test_weights_that_no_digest_vouches_for_are_not_loaded(
    bring: Bring, reader: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where onnxruntime would look for them
    path = constant_model(tmp_path / "d.onnx", np.zeros((1, 6), np.float32), weights_in="d.bin")
    part: Keys = {"file": "d.onnx", "sha256": digest(path), "input": [160, 96], "layout": "rows"}
    with pytest.raises(UnfitEngine, match="export the model as one file"):
        bring(part, reader).look(scene()[0])


def test_a_file_that_changes_after_the_manifest_was_read_is_not_run(
    bring: Bring, detector: Keys, reader: Keys, tmp_path: Path
) -> None:
    engine = bring(detector, reader)
    constant_model(tmp_path / "reader.onnx", np.zeros((1, 9, 37), np.float32))
    with pytest.raises(UnfitEngine, match=r"reader\.onnx is not the file that the manifest speaks of"):
        engine.look(scene()[0])


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not a model", "no model that can be run"), (b"", "no model that can be run"), (None, "Frobnicate")],
)
def test_what_cannot_be_run_is_one_sentence(
    bring: Bring, reader: Keys, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = constant_model(tmp_path / "d.onnx", np.zeros((1, 6), np.float32), operator="Frobnicate")
    if content is not None:
        path.write_bytes(content)
    part: Keys = {"file": "d.onnx", "sha256": digest(path), "input": [160, 96], "layout": "rows"}
    with pytest.raises(UnfitEngine, match=says) as error:
        bring(part, reader).look(scene()[0])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("part", "changed", "says"),
    [
        ("detector", {"layout": "boxes"}, "detector.layout must be one of rows"),
        ("detector", {"file": "gone.onnx"}, "detector.file names"),
        ("detector", {"sha256": "abc"}, "detector.sha256 must be"),
        ("detector", {"input": [640]}, "detector.input must be"),
        ("detector", {"input": [True, 640]}, "detector.input must be"),
        ("detector", {"least_score": 2}, "detector.least_score must be a number from 0 to 1"),
        ("detector", {"plate_class": -1}, "detector.plate_class must be"),
        ("detector", {"lay_out": "rows"}, "did you mean layout"),
        ("reader", {"alphabet": "AAB"}, "reader.alphabet names a character twice"),
        ("reader", {"alphabet": ""}, "reader.alphabet must not be empty"),
        ("reader", {"layout": "slots"}, "reader.padding must be the one character"),
        ("reader", {"deviation": 0}, "reader.deviation must be"),
        ("top", {"name": 5}, "name must be a text"),
        ("top", {"version": ""}, "version must not be empty"),
        ("top", {"author": "me"}, "author is no key"),
    ],
)
def test_a_manifest_names_the_key_that_is_wrong(
    bring: Bring, detector: Keys, reader: Keys, *, part: str, changed: Keys, says: str
) -> None:
    parts: dict[str, Keys] = {"detector": detector, "reader": reader, "top": {}}
    parts[part] |= changed
    with pytest.raises(UnfitEngine) as error:
        bring(parts["detector"], parts["reader"], **parts["top"])
    assert says in str(error.value)


def test_toml_reads_the_same_and_nonsense_is_refused(
    bring: Bring, detector: Keys, reader: Keys, tmp_path: Path
) -> None:
    def table(name: str, keys: Keys) -> str:
        return f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())

    text = 'name = "bureau"\nversion = "7"\nlicence = "own"\n' + table("detector", detector)
    (tmp_path / "engine.toml").write_text(text + table("reader", reader), encoding="utf-8")
    engine = engine_named("onnx:engine.toml", folder=tmp_path)
    assert engine.model == bring(detector, reader).model
    for name, content in (
        ("a.toml", "name = "),
        ("b.json", "{"),
        ("c.json", "[" * 100_000),
        ("d.json", "[]"),
    ):
        (tmp_path / name).write_text(content)
        with pytest.raises(UnfitEngine, match=name):
            engine_named(f"onnx:{name}", folder=tmp_path)
    (tmp_path / "e.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UnfitEngine, match=r"e\.toml is no TOML"):
        engine_named("onnx:e.toml", folder=tmp_path)


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "CC-BY-NC-SA-4.0", "", "ask me"])
def test_a_licence_that_is_not_allowed(
    bring: Bring, detector: Keys, reader: Keys, tmp_path: Path, licence: str
) -> None:
    with pytest.raises(EngineRefused, match=r"engine\.json is refused"):
        bring(detector, reader, licence=licence)
    every = frozenset(LicenceClass)
    assert engine_named("onnx:engine.json", folder=tmp_path, allowed=every).model.startswith("bureau-7-")
