"""Making the yardsticks' own environment: a virtual one, with packages whose weights lie in their wheels."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from trackway.model.errors import Unavailable

__all__ = ["made", "python_of"]

_HERE = Path(__file__).parent
_EXPORT = """
import shutil, sys
from importlib.util import find_spec
from pathlib import Path
from ultralytics import YOLO
weights = Path(find_spec("fastanpr").origin).with_name("best.pt")
shutil.move(YOLO(weights).export(format="onnx", imgsz=640, dynamic=True, simplify=False), sys.argv[1])
"""


def python_of(folder: Path) -> Path:
    """The interpreter of the environment in this folder."""
    return folder / "bin" / "python"


def made(folder: Path, *, with_agpl: bool) -> Iterator[str]:
    """Make the environment, saying each step before it is taken. Raises ``Unavailable`` when one fails.

    ``with_agpl`` adds the YOLOv8n yardstick, whose packages and weights are AGPL-3.0 and large.
    """
    pip = [str(python_of(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps: list[tuple[str, list[str]]] = [
        (f"an environment in {folder}", [sys.executable, "-m", "venv", str(folder)]),
        ("requirements.txt", [*pip, "-r", str(_HERE / "requirements.txt")]),
        ("packages.txt", [*pip, "--no-deps", "-r", str(_HERE / "packages.txt")]),
    ]
    if with_agpl:
        onnx = str(folder / "fastanpr.onnx")
        steps += [
            ("agpl.txt", [*pip, "-r", str(_HERE / "agpl.txt")]),
            ("fastanpr, without what it needs", [*pip, "--no-deps", "fastanpr==0.1.13"]),
            ("YOLOv8n as ONNX", [str(python_of(folder)), "-c", _EXPORT, onnx]),
        ]
    for says, command in steps:
        yield says
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Unavailable(f"The yardsticks' environment could not be made at {says}: {last}")
