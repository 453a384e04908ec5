"""Clips: what a vote over a pass gives over one look, and how fast footage is read.

::

    photograph ─► drives up a road scene, plate 55 to 125 pixels wide ─► clip ─► passes ─► vote
    script of traffic, 1920 x 1080 ─► clip and truth ─► passes ─► found, right, x real time

Clips are kept in the bench's folder for the next run.
"""

import json
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from bench.reading.figures import of_share
from bench.reading.inventing import invented
from bench.reading.labels import Photograph
from bench.reading.picture import Bgr, Known
from bench.reading.sets import faded_in, road_of
from bench.reading.wilson import Share
from bench.result import Result, measured
from trackway.model.vehicle import Colour
from trackway.sim.clips import ClipScript, ScriptedPass, render_clip, two_lanes
from trackway.sim.clips.encoding import PRODUCT_CODEC, ClipWriter
from trackway.sim.clips.sensor import exposed
from trackway.video import frames
from trackway.vision import Engine, Passing, passes

__all__ = ["photograph_passes", "traffic"]

CLIPS = 24
TRAFFIC_S = 24.0
_FPS, _SECONDS = 12, 2.5
_FROM_PX, _TO_PX = 55.0, 125.0
_SIZE = (1280, 720)
_BIT_RATE = 2_500_000
_NOISE = 3.5


def photograph_passes(
    name: str, engine: Engine, photographs: Sequence[Photograph], folder: Path
) -> Iterator[Result]:
    """Passes of photographs with one plate, right by vote and right by single looks."""
    with_box = [p for p in photographs if len(p.known) == 1 and p.known[0].box is not None]
    step = max(1, len(with_box) // CLIPS)
    chosen = with_box[::step][:CLIPS]
    if not chosen:
        return
    voted, wrong, surest, widest, every = [], 0, [], [], []
    for photograph in chosen:
        known = photograph.known[0]
        seen = list(passes(frames(_clip(photograph, folder)), engine))
        voted.append(any(one.plate is not None and known.is_text(one.plate.text) for one in seen))
        wrong += sum(one.plate is not None and not known.is_text(one.plate.text) for one in seen)
        looks = [reading for one in seen for reading in one.readings]
        every += [known.is_text(look.text) for look in looks]
        best = max(looks, key=lambda look: look.confidence, default=None)
        surest.append(best is not None and known.is_text(best.text))
        best = max(looks, key=lambda look: look.box.width, default=None)
        widest.append(best is not None and known.is_text(best.text))
    case = "clips of photographs"
    yield of_share(case, name, "passes right by vote", _share(voted), _share(widest))
    yield of_share(case, name, "right by the widest look", _share(widest))
    yield of_share(case, name, "right by the surest look", _share(surest))
    yield of_share(case, name, "all looks", _share(every))
    says = f"passages with a plate that is not the one shown, in {len(chosen)} clips"
    yield measured("read", f"{case} · {name} · wrong passages", wrong, "passages", None, says=says)


def _share(rights: Sequence[bool]) -> Share:
    return Share(sum(rights), len(rights))


def _clip(photograph: Photograph, folder: Path) -> Path:
    codec = "libx264" if "libx264" in av.codecs_available else PRODUCT_CODEC
    known = photograph.known[0]
    key = f"{photograph.path}:{known.box}:{known.width_px}:{codec}:{_FPS}:{_SECONDS}:{_FROM_PX}:{_TO_PX}"
    path = folder / f"pass-{zlib.crc32(key.encode()):08x}.mp4"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(zlib.crc32(photograph.name.encode()))
    side = float(rng.choice([-1, 1]))
    road, picture, count = road_of(int(rng.integers(6))), photograph.opened(), round(_SECONDS * _FPS)
    part = path.with_suffix(".part.mp4")
    with ClipWriter(part, _SIZE, _FPS, codec, _BIT_RATE) as writer:
        for i in range(-_FPS // 2, count):  # half a second of empty road first
            frame = road.copy()
            if i >= 0:
                _lay(frame, picture, known, i / (count - 1), side)
            writer.write(exposed(frame, _NOISE, rng))
    part.replace(path)
    return path


def _lay(frame: Bgr, picture: Bgr, known: Known, at: float, side: float) -> None:
    """Lay the photograph where its vehicle is at this part of its pass; changes ``frame``."""
    if known.box is None:
        return
    scale = (_FROM_PX + (_TO_PX - _FROM_PX) * at) / known.width_px
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    piece = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    x0, y0, x1, y1 = known.box
    middle = (_SIZE[0] * (0.5 + 0.16 * side * (2 * at - 1)), _SIZE[1] * (0.45 + 0.27 * at))
    faded_in(frame, piece, round(middle[0] - scale * (x0 + x1) / 2), round(middle[1] - scale * (y0 + y1) / 2))


# -- traffic ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _True:
    """A pass that really was: its plate, when, and whether the plate could be seen."""

    text: str
    enters_s: float
    leaves_s: float
    shows_plate: bool


def traffic(name: str, engine: Engine, folder: Path) -> Iterator[Result]:
    """A rendered road at 1920 x 1080: passages found and right, and how many times real time."""
    path, truth = _traffic_clip(folder)
    began = time.process_time()
    seen = list(passes(frames(path), engine))
    took = time.process_time() - began
    shown = [one for one in truth if one.shows_plate]
    texts = {one.plate.text for one in seen if one.plate is not None}
    case = f"traffic of {TRAFFIC_S:.0f} s at 1080p"
    found = Share(sum(any(_meets(one, p) for p in seen) for one in truth), len(truth))
    yield of_share(case, name, "passes found", found)
    yield of_share(case, name, "plates right", Share(sum(one.text in texts for one in shown), len(shown)))
    wrong = sum(text not in {one.text for one in truth} for text in texts)
    yield measured(
        "read", f"{case} · {name} · wrong plates", wrong, "plates", None, says="no such plate passed"
    )
    says = f"one core, decoding included; {took:.1f} s of processor"
    yield measured(
        "read", f"{case} · {name} · speed", round(TRAFFIC_S / took, 2), "x real time", None, says=says
    )


def _meets(true: _True, passing: Passing) -> bool:
    return passing.first_s <= true.leaves_s + 0.5 and passing.last_s >= true.enters_s - 0.5


def _traffic_clip(folder: Path) -> tuple[Path, list[_True]]:
    path = folder / f"traffic-{TRAFFIC_S:.0f}.mp4"
    facts = path.with_suffix(".json")
    if not facts.exists():
        folder.mkdir(parents=True, exist_ok=True)
        truth = render_clip(_script(), path)
        rows = [
            [one.plate.text if one.plate else "", one.enters_s, one.leaves_s, one.shows_plate]
            for one in truth.passes
        ]
        facts.write_text(json.dumps(rows))
    return path, [_True(*row) for row in json.loads(facts.read_text())]


def _script() -> ClipScript:
    rng = np.random.default_rng(11)
    colours = (Colour.WHITE, Colour.SILVER, Colour.BLACK, Colour.RED, Colour.BLUE)
    driving = []
    at = 3.0
    while at < TRAFFIC_S - 2:
        made = invented(rng)
        colour = colours[int(rng.integers(len(colours)))]
        speed, lane = float(rng.uniform(35, 80)), int(rng.integers(2))
        driving.append(ScriptedPass(made.plate, made.kind, colour, at, lane, speed, made.style))
        at += float(rng.uniform(1.5, 3.0))
    return ClipScript(TRAFFIC_S, tuple(driving), road=two_lanes(1920, 1080, seed=4), fps=12, seed=5)
