"""Stand-ins for photographs: drawn vehicles with invented plates, and their labels."""

import csv
from pathlib import Path

import cv2
import numpy as np
from bench.reading.picture import Bgr

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Vehicle, draw_plate, portrait, style_of

INVENTED = (
    ("BKP-2075", VehicleKind.SEDAN, "car"),
    ("MTR-5826", VehicleKind.SCOOTER, "scooter"),
    ("3590-K7", VehicleKind.SUV, "car"),
)


def stand_ins(folder: Path) -> Path:
    """Photographs in the folder and their labels, ``plates.csv``."""
    rows = []
    for i, (text, kind, vehicle) in enumerate(INVENTED):
        plate = parse_plate(text)
        picture, seen = portrait(Vehicle(kind, Colour.SILVER, plate), 640)
        assert seen.plate is not None
        (x0, y0), (x1, y1) = np.floor(seen.plate.min(axis=0)), np.ceil(seen.plate.max(axis=0))
        cv2.imwrite(str(folder / f"{i}.png"), picture)
        box = dict(zip(("x0", "y0", "x1", "y1"), (int(v) for v in (x0, y0, x1, y1)), strict=True))
        rows.append({"file": f"{i}.png", "plate": text, "vehicle": vehicle, "series": "", **box})
    labels = folder / "plates.csv"
    with labels.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return labels


def drawn_plate(text: str) -> Bgr:
    """A plate seen straight on, 300 pixels wide in the middle of a plain picture of 640 x 360."""
    plate = parse_plate(text)
    flat = draw_plate(plate, style_of(plate), 300)
    out = np.full((360, 640, 3), 70, np.uint8)
    top, left = (360 - flat.shape[0]) // 2, 170
    out[top : top + flat.shape[0], left : left + 300] = flat
    return out
