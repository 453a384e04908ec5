"""Pictures of simulated passages: the vehicle with its plate on its camera's road, and the looks at it."""

import hashlib
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import Unavailable
from trackway.model.look_alikes import look_alikes_of
from trackway.model.passage import Passage, Picture
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import Font, Series, facts_of
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import Instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import Roadside, one_lane
from trackway.sim.clips.backdrop import backdrop
from trackway.sim.drawing import Corners, Light, Pose, Vehicle, draw_vehicle
from trackway.sim.scene import Shown, Truth

__all__ = ["light_at", "passage_picture", "pictured"]

MODEL = "simulator"
"""What stands in passages and readings where real ones name the engine and its weights."""
_WIDTH, _HEIGHT = 800, 450
_ROADSIDES = 3
"""Different places the plate cameras look at; painting one takes a quarter of a second."""
_JPEG_QUALITY = 80
_BEHIND_LINE_M = {
    VehicleKind.COACH: 11.0,
    VehicleKind.BUS: 11.0,
    VehicleKind.TRUCK: 8.0,
    VehicleKind.VAN: 6.5,
}
_READINGS = 3


def light_at(at: Instant) -> Light:
    """The light in Hualien in November: day, dusk and dawn, infra-red lamps by night."""
    local = at.taipei()
    hour = local.hour + local.minute / 60
    if 6.3 <= hour < 16.9:
        return Light.DAY
    return Light.DUSK if 5.6 <= hour < 17.6 else Light.INFRARED


def passage_picture(passage: Passage, truth: Truth) -> bytes:
    """A JPEG of what the camera saw: the true vehicle from behind, with the time burnt in."""
    return _drawn(passage, truth)[0]


def pictured(shown: Shown) -> tuple[Passage, bytes]:
    """The passage with its picture and readings as evidence, and the picture's bytes to be kept."""
    jpeg, corners = _drawn(shown.passage, shown.truth)
    box = None if corners is None else _box(corners)
    picture = Picture(hashlib.sha256(jpeg).hexdigest(), at_s=0.0, plate_box=box)
    seen = _without_colours(shown.passage) if light_at(shown.truth.at) is Light.INFRARED else shown.passage
    passage = replace(seen, model=MODEL, pictures=(picture,))
    if passage.plate is None or box is None or corners is None:
        return passage, jpeg
    readings = _readings(passage, passage.plate, box, corners)
    return replace(passage, readings=readings, alternatives=_alternatives(readings[0])), jpeg


def _without_colours(passage: Passage) -> Passage:
    """What an infra-red picture can show: no colour, of the vehicle or of its plate."""
    return replace(passage, colour=Colour.UNKNOWN, colour_confidence=0.0, plate_colours=PlateColours.UNKNOWN)


def _drawn(passage: Passage, truth: Truth) -> tuple[bytes, Corners | None]:
    light = light_at(truth.at)
    road = _roadside(passage.camera % _ROADSIDES)
    scene = backdrop(road, light).copy()
    ahead = road.best_line(0.9) + _BEHIND_LINE_M.get(truth.kind, 5.5)
    sway = (passage.id % 7 - 3) * 0.08
    seen = draw_vehicle(
        scene,
        Vehicle(truth.kind, truth.colour, truth.plate),
        Pose(road.lanes[0].middle + sway, ahead, 0.0),
        road.lens,
        light,
    )
    _burn_in(scene, passage)
    ok, jpeg = cv2.imencode(".jpg", scene, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not ok:
        raise Unavailable("The OpenCV installed here cannot write JPEG.")
    return jpeg.tobytes(), seen.plate


def _box(corners: Corners) -> Box:
    low, high = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    return Box(
        max(0, int(low[0])), max(0, int(low[1])), min(_WIDTH, int(high[0])), min(_HEIGHT, int(high[1]))
    )


@lru_cache(maxsize=_ROADSIDES)
def _roadside(seed: int) -> Roadside:
    return one_lane(_WIDTH, _HEIGHT, seed=seed)


def _burn_in(scene: NDArray[np.uint8], passage: Passage) -> None:
    """Camera and recorded time along the lower edge, as such cameras write them."""
    local = passage.at.taipei()
    text = f"DEMO {passage.camera:05d}  {local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"
    scene[-22:] = scene[-22:] // 3
    cv2.putText(scene, text, (8, _HEIGHT - 6), cv2.FONT_HERSHEY_DUPLEX, 0.5, (235, 235, 235), 1, cv2.LINE_AA)


def _readings(passage: Passage, plate: Plate, box: Box, corners: Corners) -> tuple[Reading, ...]:
    """The looks that agreed, the best few: one letter is the weakest and has rivals."""
    font = facts_of(plate.series).font if plate.series is not Series.UNKNOWN else Font.F2012
    weakest = passage.id % len(plate.text)
    readings = []
    for look in range(min(_READINGS, passage.looks)):
        letters = tuple(
            _letter(symbol, passage.confidence if i == weakest else 0.99, font)
            for i, symbol in enumerate(plate.text)
        )
        readings.append(
            Reading(
                letters,
                found=0.97,
                box=box,
                at_s=round(0.12 * look, 2),
                model=MODEL,
                corners=tuple((round(float(x), 1), round(float(y), 1)) for x, y in corners),
                colours=passage.plate_colours,
            )
        )
    return tuple(readings)


def _letter(symbol: str, probability: float, font: Font) -> Letter:
    left = round(1.0 - probability, 2)
    rivals = list(look_alikes_of(symbol, font))[:2] if left >= 0.05 else []
    shares = (0.6, 0.3)
    return Letter(
        symbol,
        probability,
        tuple((rival, round(left * share, 3)) for rival, share in zip(rivals, shares, strict=False)),
    )


def _alternatives(reading: Reading) -> tuple[str, ...]:
    """Other texts the looks allow: each rival of a doubtful letter in its place."""
    return tuple(
        reading.text[:i] + rival + reading.text[i + 1 :]
        for i, letter in enumerate(reading.letters)
        for rival, _ in letter.rivals
    )
