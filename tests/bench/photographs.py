"""Stand-ins for photographs: drawn vehicles with invented plates, and their labels."""

import csv
from pathlib import Path

import cv2
import numpy as np

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Vehicle, portrait

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
