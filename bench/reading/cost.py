"""Cost: milliseconds of one core per picture, finder and reader apart, and memory.

The engine is measured from outside, so that its inside may change. A road without plates costs the
finder alone; what each plate on it adds is the reader with its closer look.
"""

import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from bench.reading.picture import Bgr
from bench.result import Result, at_most, measured
from trackway.model.errors import Unavailable
from trackway.model.plate import parse_plate
from trackway.sim.clips import Light, two_lanes
from trackway.sim.clips.backdrop import backdrop
from trackway.sim.drawing import corners_of, draw_plate, style_of, warp
from trackway.vision import Engine, Luma

__all__ = ["costs"]

RUNS = 9
_SIZES = ((1280, 720), (1920, 1080))
_PLATES = ("BKP-2075", "MTR-5826", "RCH-0397", "KPL-6153")
_WIDE = 100
_NEAR_GOAL_MS = 20.0
_PEAK = """
import pickle, resource, sys
engine, picture = pickle.load(sys.stdin.buffer)
engine.look(picture)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def costs(name: str, engine: Engine) -> Iterator[Result]:
    """What a look costs in roads of two sizes, and the memory of a process that looks."""
    for width, height in _SIZES:
        road = backdrop(two_lanes(width, height, seed=3), Light.DAY)
        empty, full = _grey(road), _grey(_with_plates(road, _PLATES))
        seen = len(engine.look(full))
        finder, both = _ms(engine.look, empty), _ms(engine.look, full)
        says = f"median of {RUNS}, processor time, one thread, {width} x {height}"
        case = f"cost · {name} · {width} wide"
        yield measured("read", f"{case}, finder (no plate)", round(finder, 1), "ms/picture", None, says=says)
        one = _grey(_with_plates(road, _PLATES[:1]))
        found = len(engine.glance(one))
        near = f"{says}; a glance, as at footage: one plate {_WIDE} px wide shown, {found} read"
        took = round(_ms(engine.glance, one), 1)
        result = measured("read", f"{case}, near plates only", took, "ms/picture", None, says=near)
        yield at_most(result, _NEAR_GOAL_MS) if width == 1280 else result
        if not seen:
            continue
        each = (both - finder) / seen
        says = f"what each of {seen} plates seen adds to the finder, of {len(_PLATES)} shown"
        yield measured("read", f"{case}, each plate", round(each, 2), "ms/plate", None, says=says)
    peak = _peak_mb(engine, full)
    says = "a fresh process after one look at 1920 x 1080, libraries included"
    yield measured("read", f"cost · {name} · peak memory", peak, "MB", None, says=says)


def _grey(picture: Bgr) -> Luma:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _with_plates(road: Bgr, plates: Sequence[str]) -> Bgr:
    """The road with plates side by side in its lower half, each on something dark."""
    out = road.copy()
    height, width = out.shape[:2]
    for i, text in enumerate(plates):
        plate = parse_plate(text)
        flat = draw_plate(plate, style_of(plate), _WIDE)
        x, y = width * (2 * i + 1) // (2 * len(plates)), height * 2 // 3
        out[y - 60 : y + 110, x - 90 : x + 190] = 60
        out = warp(out, flat, corners_of(x, y, x + _WIDE, y + flat.shape[0]))
    return out


def _ms(look: Callable[[Luma], object], picture: Luma) -> float:
    took = []
    for _ in range(RUNS):
        began = time.process_time()
        look(picture)
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


def _peak_mb(engine: Engine, picture: Luma) -> int:
    command = [sys.executable, "-c", _PEAK]
    done = subprocess.run(command, input=pickle.dumps((engine, picture)), capture_output=True, check=False)
    if done.returncode:
        raise Unavailable("The process whose memory was to be measured failed.")
    return round(int(done.stdout) / 1024)
