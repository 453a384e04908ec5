"""Opening: everything that looking needs from files is loaded at once, before a process gives up files."""

from importlib import import_module

import cv2
import numpy as np

from trackway.vision.engine import Engine
from trackway.vision.plate_tint import open_tint
from trackway.vision.vehicle_network import open_look

__all__ = ["open_for_good"]

_LATE = ("numpy.ma", "numpy.linalg", "numpy.fft", "numpy.polynomial", "numpy.random", "numpy.ctypeslib")
"""What NumPy loads only when one of its functions first needs it."""


def open_for_good(engine: Engine) -> None:
    """Load the engine's models and those that tell colours and kinds, and let OpenCV start no threads.

    Nothing that follows or describes vehicles opens a file, loads a library or starts a thread after it.
    Raises what the engine raises that cannot be opened.
    """
    for name in _LATE:
        import_module(name)
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    engine.open()
    open_tint()
    open_look()
    grey = np.random.default_rng(1).integers(0, 255, (96, 160), np.uint8)  # nothing can be found in it
    engine.look(grey)
    engine.glance(grey)
