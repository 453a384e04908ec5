"""Scenes: what drives past a plate camera, in pieces that can be put together to any busyness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import ClipScript, Lane, Look, Roadside, ScriptedPass, Way
from trackway.sim.drawing import Lens

__all__ = ["FPS", "GOP_S", "SIZE", "Scene", "is_active", "quiet", "rush", "single"]

SIZE = (1920, 1080)
FPS = 25
GOP_S = 2.0
_ACTIVE = 0.002
"""Of the picture: a vehicle is there once its outline is so large, like a scooter at the end of the view."""
_KINDS = (
    VehicleKind.SEDAN, VehicleKind.SCOOTER, VehicleKind.VAN, VehicleKind.SUV, VehicleKind.PICKUP,
    VehicleKind.SEDAN, VehicleKind.TRUCK, VehicleKind.SCOOTER,
)  # fmt: skip
_COLOURS = (Colour.WHITE, Colour.BLACK, Colour.GREY, Colour.RED, Colour.BLUE, Colour.SILVER)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Scene:
    """Some seconds of a script, a whole number of groups of pictures, and how many vehicles pass in it."""

    script: ClipScript
    vehicles: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        return self.script.road.lens.width, self.script.road.lens.height


def road(size: tuple[int, int] = SIZE) -> Roadside:
    """Both lanes of a country road, seen from 14 m on; car plates up to some 125 of 1920 px."""
    lens = Lens(*size, 2.3 * size[0], 4.2, 8.0, -11.0)
    return Roadside(lens, (Lane(-2.0, 3.2, Way.AWAY), Lane(-5.2, 3.2, Way.TOWARDS)), 3)


def quiet(seconds: float, seed: int = 1, size: tuple[int, int] = SIZE) -> Scene:
    """Nobody drives."""
    return Scene(ClipScript(seconds, (), road=road(size), fps=FPS, seed=seed), 0)


def single(n: int, size: tuple[int, int] = SIZE) -> Scene:
    """The n-th vehicle alone: slow to fast, of every kind, both ways; every eighth carries no plate."""
    speed = (32, 45, 58, 72, 95)[n % 5]
    lane = (n // 2) % 2
    crossing_s = 74.0 / (speed / 3.6)
    seconds = GOP_S * np.ceil((crossing_s + 1.2) / GOP_S)
    at_s = 1.0 + 10.0 / (speed / 3.6) if lane == 0 else seconds - 0.8 - 6.0 / (speed / 3.6)
    passing = _passing(n, at_s, lane, speed)
    return Scene(ClipScript(float(seconds), (passing,), road=road(size), fps=FPS, seed=n), 1)


def rush(seconds: float, first: int, size: tuple[int, int] = SIZE) -> Scene:
    """A rush hour: a vehicle every other second, at much the same speed, both ways."""
    count = int(seconds / 2.0)
    passes = tuple(
        _passing(first + i, 1.0 + 2.0 * i + 0.45 * (i % 3), i % 2, 50 + 3 * (i % 2)) for i in range(count)
    )
    return Scene(ClipScript(seconds, passes, road=road(size), fps=FPS, seed=first), count)


def is_active(looks: Sequence[Look], size: tuple[int, int]) -> bool:
    """Whether somebody is there, by the truth of one frame."""
    least = _ACTIVE * size[0] * size[1]
    return any(look.vehicle.width * look.vehicle.height >= least for look in looks)


def _passing(n: int, at_s: float, lane: int, speed: float) -> ScriptedPass:
    kind = _KINDS[n % len(_KINDS)]
    turns = ((7, 3), (5, 11), (11, 2))
    letters = "".join(_LETTERS[(n * step + shift) % len(_LETTERS)] for step, shift in turns)
    plate = None if n % 8 == 5 else parse_plate(f"{letters}-{(n * 1237 + 2051) % 9000 + 1000}")
    return ScriptedPass(plate, kind, _COLOURS[n % len(_COLOURS)], at_s, lane, speed)
