"""Labels: a CSV that says which plates stand in which photograph (docs/how-to/measure-reading.md)."""

import csv
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.reading.picture import Bgr, Known, Rectangle, font_of
from trackway.model.errors import Invalid, NotFound
from trackway.model.plate import parse_plate
from trackway.model.plate_series import Font

__all__ = ["Photograph", "read_labels"]

_TWO_WHEELS = ("motorcycle", "scooter", "moped", "機車")
_BOX = ("x0", "y0", "x1", "y1")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A labelled photograph: where it lies, and its plates. Opened when it is needed."""

    name: str
    path: Path
    known: tuple[Known, ...]

    def opened(self) -> Bgr:
        """The photograph in colour. Raises ``NotFound`` or ``Invalid``."""
        if not self.path.is_file():
            raise NotFound(f"The photograph {self.path} is named in the labels but not there.")
        picture = cv2.imdecode(np.fromfile(self.path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise Invalid(f"{self.path} is not a photograph that can be decoded.")
        return np.asarray(picture, np.uint8)


def read_labels(labels: Path, pictures: Path | None = None) -> tuple[Photograph, ...]:
    """Every photograph of the labels, in their order.

    ``pictures`` is the folder that ``file`` starts from: that of the labels when not given. Raises
    ``NotFound`` for missing labels and ``Invalid`` for a row that says too little, by its line.
    """
    if not labels.is_file():
        raise NotFound(f"The labels {labels} are not there.")
    folder = pictures or labels.parent
    with labels.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for line, row in enumerate(rows, start=2):
        if not row.get("file") or "plate" not in row:
            raise Invalid(f"{labels}, line {line}: a row needs the columns file and plate.")
        found.append(Photograph(row["file"], folder / row["file"], _known(row, f"{labels}, line {line}")))
    return tuple(found)


def _known(row: dict[str, str], where: str) -> tuple[Known, ...]:
    texts = [parse_plate(text).text for text in (row["plate"] or "").split("|") if text.strip()]
    vehicles, series = ((row.get(name) or "").split("|") for name in ("vehicle", "series"))
    box = _box(row, where) if len(texts) == 1 else None
    width = float(row.get("plate_px") or 0) if len(texts) == 1 else 0.0
    found = []
    for i, text in enumerate(texts):
        vehicle = vehicles[min(i, len(vehicles) - 1)].lower()
        said = series[min(i, len(series) - 1)].strip()
        kind = "scooter" if any(word in vehicle for word in _TWO_WHEELS) else "car"
        font = Font.F1992 if "1992" in said else Font.F2012 if said else font_of(text)
        name = said or str(parse_plate(text).series)
        found.append(Known(text, kind, name, font, box, width or (box[2] - box[0] if box else 0.0)))
    return tuple(found)


def _box(row: dict[str, str], where: str) -> Rectangle | None:
    values = [(row.get(name) or "").strip() for name in _BOX]
    if not any(values):
        return None
    try:
        x0, y0, x1, y1 = (float(value) for value in values)
    except ValueError:
        raise Invalid(f"{where}: x0, y0, x1, y1 must be four numbers, not {values}.") from None
    if x1 <= x0 or y1 <= y0:
        raise Invalid(f"{where}: the box {values} has no area.")
    return x0, y0, x1, y1
