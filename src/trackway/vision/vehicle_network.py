"""The network behind the look: our own, trained on drawn vehicles (docs/reference/vehicle-look.md)."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.model.vehicle import Colour, VehicleKind
from trackway.vision.vehicle_view import View, planes
from trackway.vision.weights import path_of, session

__all__ = ["COLOURS", "KINDS", "LOOK", "Shares", "open_look", "told"]

LOOK = "look.onnx"
"""The file of the weights, among the others."""

KINDS = (
    VehicleKind.SEDAN,
    VehicleKind.CAR,
    VehicleKind.SUV,
    VehicleKind.VAN,
    VehicleKind.PICKUP,
    VehicleKind.TRUCK,
    VehicleKind.BUS,
    VehicleKind.COACH,
    VehicleKind.SCOOTER,
    VehicleKind.HEAVY_MOTORCYCLE,
)
"""What the network tells apart, in its order. ``CAR`` is a hatchback here."""

COLOURS = (
    Colour.UNKNOWN,
    Colour.WHITE,
    Colour.SILVER,
    Colour.GREY,
    Colour.BLACK,
    Colour.RED,
    Colour.ORANGE,
    Colour.YELLOW,
    Colour.GREEN,
    Colour.BLUE,
    Colour.BROWN,
    Colour.PURPLE,
)
"""The same for colours."""

Shares = NDArray[np.float32]
"""Probabilities, (views, kinds) or (views, colours); each row adds up to 1."""


def told(views: Sequence[View]) -> tuple[Shares, Shares]:
    """What the network makes of each view (at least one): shares of ``KINDS`` and of ``COLOURS``."""
    stacked = np.stack([planes(view) for view in views])
    kinds, colours = _session().run(None, {"views": stacked})
    return np.asarray(kinds, np.float32), np.asarray(colours, np.float32)


def open_look() -> None:
    """Load the weights now."""
    _session()


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    """Opened at the first look: a process that never looks need not wait. Threads may share it."""
    return session(path_of(LOOK), 1)
