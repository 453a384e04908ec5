"""Rendered clips are good enough for the real engine: what is drawn can be read."""

import cv2
import numpy as np

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import ClipScript, Light, ScriptedPass, one_lane, rendered
from trackway.sim.drawing import style_of, worn
from trackway.vision import default_engine


def test_the_real_engine_reads_the_plates() -> None:
    rng = np.random.default_rng(5)
    kinds = (VehicleKind.SEDAN, VehicleKind.VAN, VehicleKind.SCOOTER, VehicleKind.PICKUP, VehicleKind.CAR)
    texts = ("BKP-2075", "RFA-1207", "NXR-5086", "AZB-5127", "7R-1846")
    passes = tuple(
        ScriptedPass(
            parse_plate(text),
            kind,
            Colour.GREY,
            0.2,
            style=worn(style_of(parse_plate(text)), rng),
            speed_kmh=30,
        )
        for text, kind in zip(texts, kinds, strict=True)
    )
    engine = default_engine()
    read = set()
    for scripted, light in zip(
        passes, (Light.DAY, Light.DUSK, Light.DAY, Light.NIGHT, Light.INFRARED), strict=True
    ):
        script = ClipScript(0.4, (scripted,), light, one_lane(), fps=10)
        picture, seen = list(rendered(script))[2]
        ((_, look),) = seen
        assert look.plate is not None
        luma = np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        read |= {r.text for r in engine.look(luma) if r.box.overlap(look.plate) > 0.2}
    assert len(read & {parse_plate(text).text for text in texts}) >= 4
