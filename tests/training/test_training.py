"""Training from end to end, small: long, so only in `make campaign`, which sets its environment up."""

import csv
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from trackway.model.plate import parse_plate
from trackway.sim.drawing import draw_plate, style_of
from trackway.vision import PlateEngine
from trackway.vision.engines import engine_named

CHECKOUT = Path(__file__).parents[2]
PYTHON = CHECKOUT / ".venv-train" / "bin" / "python"

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not PYTHON.exists(), reason=f"{PYTHON} is not there; `make train-setup` makes it"),
]


def trained(*arguments: str) -> str:
    """What a training program says when it ends well."""
    done = subprocess.run(
        [str(PYTHON), *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_toy_training_makes_weights_that_an_engine_opens(tmp_path: Path) -> None:
    said = trained("training/run.py", "toy", "--out", str(tmp_path))
    assert "tint.onnx" in said
    engine = engine_named(f"trackway:{tmp_path}")
    assert engine.model != PlateEngine().model
    engine.look(np.zeros((360, 640), np.uint8))  # nothing sensible after ten steps, but it runs


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path) -> None:
    small = ["--plates", "60", "--decoys", "30", "--backgrounds", "4", "--reader-batch", "4"]
    reader = ["training/run.py", "reader", "--out", str(tmp_path), "--reader-steps", "6", *small]
    assert "reader: 6 steps" not in trained(*reader, "--seconds", "0.001")
    assert (tmp_path / "reader.paused.pt").exists()
    assert "reader: 6 steps" in trained(*reader)
    assert not (tmp_path / "reader.paused.pt").exists()


def test_fine_tuning_on_own_pictures_is_measured_and_loads(tmp_path: Path) -> None:
    """Rendered stand-ins for a bureau's pictures: a lens so soft that strokes run together."""
    rng = np.random.default_rng(5)
    with (tmp_path / "plates.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "plate"])
        for i in range(40):
            letters = "".join(rng.choice(list("BDEHKMNPRWX"), 3))
            digits = "".join(rng.choice(list("0356789"), 4))
            plate = parse_plate(f"{letters}-{digits}")
            drawn = draw_plate(plate, style_of(plate), 150)
            scene = np.full((240, 400, 3), 70, np.uint8)
            scene[80 : 80 + drawn.shape[0], 120:270] = drawn
            cv2.imwrite(str(tmp_path / f"{i}.png"), cv2.GaussianBlur(scene, (0, 0), 2.5))
            rows.writerow([f"{i}.png", plate.display])
    out = tmp_path / "own"
    said = trained(
        "training/finetune.py", "--labels", str(tmp_path / "plates.csv"), "--out", str(out),
        "--steps", "30", "--plates", "200",
    )  # fmt: skip
    before, after = (float(word) for word in said.split("right before ")[1].split("\n")[0].split(", after "))
    assert after >= before - 0.13  # one of eight may be lost by chance; more would be damage
    assert engine_named(f"trackway:{out}").model != PlateEngine().model
