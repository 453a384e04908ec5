"""Scripts and truth: what is to drive past a camera, and afterwards what did, frame by frame."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from trackway.model.errors import WrongUse
from trackway.model.plate import Plate
from trackway.model.reading import Box
from trackway.model.time import TAIPEI, Instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sim.clips.roadside import Roadside, Way, two_lanes
from trackway.sim.drawing import Light, PlateStyle

__all__ = ["ClipScript", "ClipTruth", "Look", "ScriptedPass", "TruePass"]

_LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class ScriptedPass:
    """One vehicle that is to pass.

    ``at_s`` is when its plate is at the line where the camera sees plates largest, seconds from the start
    of the clip; ``lane`` counts the road's lanes from 0. ``style`` is how the plate looks (new, of the
    class it hints at, when not given); ``plate`` is ``None`` for a vehicle without one.
    """

    plate: Plate | None
    kind: VehicleKind
    colour: Colour
    at_s: float
    lane: int = 0
    speed_kmh: float = 45.0
    style: PlateStyle | None = None

    def __post_init__(self) -> None:
        if not 3 <= self.speed_kmh <= 250:
            raise WrongUse(f"A vehicle is to pass at {self.speed_kmh} km/h; 3 to 250 can be drawn.")


_NOON = Instant.of(datetime(2026, 11, 2, 12, 0, tzinfo=TAIPEI))


@dataclass(frozen=True, slots=True)
class ClipScript:
    """A clip to be rendered: how long, in what light, who passes, and from where it is seen.

    ``starts_at`` and ``camera_name`` are what the camera burns into the picture; ``heading_deg`` is the
    compass direction in which the camera looks. ``noise`` is the sensor's, grey levels (one deviation).
    The same script always gives the same pictures.
    """

    seconds: float
    passes: tuple[ScriptedPass, ...]
    light: Light = Light.DAY
    road: Roadside = field(default_factory=two_lanes)
    fps: int = 15
    starts_at: Instant = _NOON
    camera_name: str = "CAM-001"
    heading_deg: float | None = None
    noise: float = 2.5
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= _LONGEST_S:
            raise WrongUse(f"A clip of {self.seconds} s cannot be rendered; give more than 0 up to 3600.")
        if not 1 <= self.fps <= 60:
            raise WrongUse(f"A clip of {self.fps} frames a second cannot be rendered; give 1 to 60.")
        for scripted in self.passes:
            if not 0 <= scripted.lane < len(self.road.lanes):
                raise WrongUse(f"There is no lane {scripted.lane}; this road has {len(self.road.lanes)}.")

    @property
    def frames(self) -> int:
        """How many pictures the clip has."""
        return max(1, round(self.seconds * self.fps))


@dataclass(frozen=True, slots=True)
class Look:
    """One vehicle in one frame: the box round it, and round its plate where that is wholly seen."""

    frame: int
    at_s: float
    vehicle: Box
    plate: Box | None


@dataclass(frozen=True, slots=True)
class TruePass:
    """What really passed: when it was in the picture, when its plate was seen best, and every look.

    ``best`` is the look with the widest plate (the largest vehicle when no plate was ever wholly seen).
    ``shows_plate`` says whether any look shows the plate: motorcycles that come towards the camera carry
    none in front. ``heading`` is the compass direction, where the script says how the camera stands.
    """

    scripted: ScriptedPass
    way: Way
    heading: Heading
    looks: tuple[Look, ...]
    best: Look

    @property
    def plate(self) -> Plate | None:
        """The plate it carries, seen or not."""
        return self.scripted.plate

    @property
    def shows_plate(self) -> bool:
        """Whether the plate was wholly in the picture and unhidden at least once."""
        return self.best.plate is not None

    @property
    def enters_s(self) -> float:
        """When it is first seen, seconds from the start of the clip."""
        return self.looks[0].at_s

    @property
    def leaves_s(self) -> float:
        """When it is last seen."""
        return self.looks[-1].at_s


@dataclass(frozen=True, slots=True)
class ClipTruth:
    """A rendered clip's truth: frames, frame rate, size, and the passes in the order of their best looks.

    A scripted pass that never came into the picture is in ``missed``.
    """

    frames: int
    fps: int
    width: int
    height: int
    passes: tuple[TruePass, ...]
    missed: tuple[ScriptedPass, ...]


def true_pass(scripted: ScriptedPass, looks: list[Look], script: ClipScript) -> TruePass:
    """The truth of one pass from its looks, at least one."""
    lane = script.road.lanes[scripted.lane]
    widths = [look.plate.width if look.plate else 0 for look in looks]
    areas = [look.vehicle.width * look.vehicle.height for look in looks]
    best = looks[int(np.argmax(widths if max(widths) else areas))]
    away = script.heading_deg
    bearing = None if away is None else away if lane.way is Way.AWAY else away + 180
    return TruePass(scripted, lane.way, Heading.of(bearing), tuple(looks), best)
