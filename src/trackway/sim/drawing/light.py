"""Light: the four kinds of light a roadside camera works in, and what each does to a surface."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["LIGHTS", "Light", "LightFacts", "graded", "shaded"]


class Light(StrEnum):
    """When and how the camera sees."""

    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"
    """Colour at night: street lamps, headlights, tail lamps."""
    INFRARED = "infrared"
    """Grey at night, with the camera's own infra-red lamp: plates shine back, colours are gone."""


@dataclass(frozen=True)
class LightFacts:
    """Amounts of light, BGR, where 1 shows a surface in its own colour.

    ``ambient`` comes from the sky, ``sun`` from ``sun_from`` (a unit vector towards it), ``sky`` is what
    glossy surfaces mirror (0 to 255). ``lamps`` says how strongly vehicle lamps glow, ``rear_plate`` and
    ``front_plate`` how brightly plates are lit.
    """

    ambient: tuple[float, float, float]
    sun: tuple[float, float, float]
    sun_from: tuple[float, float, float]
    sky: tuple[float, float, float]
    lamps: float
    rear_plate: float
    front_plate: float
    shadow: float
    has_sun: bool = False
    is_grey: bool = False


LIGHTS: dict[Light, LightFacts] = {
    Light.DAY: LightFacts(
        (0.60, 0.56, 0.54), (0.42, 0.47, 0.50), (-0.45, -0.30, 0.84), (236, 222, 210), 0.0, 0.96, 0.92, 0.55,
        has_sun=True,
    ),
    Light.DUSK: LightFacts(
        (0.46, 0.38, 0.36), (0.10, 0.16, 0.22), (-0.80, -0.30, 0.52), (150, 128, 132), 0.55, 0.66, 0.62, 0.35,
        has_sun=True,
    ),
    Light.NIGHT: LightFacts(
        (0.17, 0.17, 0.18), (0.06, 0.09, 0.11), (0.30, -0.40, 0.87), (34, 34, 38), 1.0, 0.62, 0.5, 0.25
    ),
    Light.INFRARED: LightFacts(
        (0.16, 0.16, 0.16), (0.32, 0.32, 0.32), (0.0, -0.95, 0.31), (40, 40, 40), 0.45, 0.92, 0.88, 0.15,
        is_grey=True,
    ),
}  # fmt: skip
"""Our choice, judged by eye against what such cameras show."""


def shaded(
    colours: NDArray[np.float64], normals: NDArray[np.float64], gloss: NDArray[np.float64], light: Light
) -> NDArray[np.float64]:
    """The colours (n, 3) of surfaces with these normals and this gloss in a light, 0 to 255."""
    facts = LIGHTS[light]
    upward = normals[:, 2:3]
    lit = np.array(facts.ambient) * (0.72 + 0.28 * upward)
    lit = lit + np.array(facts.sun) * np.maximum(normals @ np.array(facts.sun_from), 0)[:, None]
    # What looks up mirrors the sky; what stands upright mirrors the darker street.
    mirror = gloss[:, None] * (0.14 + 0.46 * np.maximum(upward, 0) ** 1.5)
    out = colours * lit * (1 - 0.6 * mirror) + np.array(facts.sky) * mirror
    return np.clip(graded(out, light), 0, 255)


def graded(colours: NDArray[np.float64], light: Light) -> NDArray[np.float64]:
    """Colours as the camera shows them: grey in infra-red."""
    if not LIGHTS[light].is_grey:
        return colours
    grey = colours @ np.array([0.2, 0.45, 0.35])
    return np.repeat(grey[..., None], 3, axis=-1)
