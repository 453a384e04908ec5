"""Footage for the tests of import: rendered once, about half a minute with three vehicles in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import ClipScript, ScriptedPass, one_lane, render_clip

TEXTS = ("BKP2075", "NXR5086", "RFA1207")
CAMERA = Camera("HL-001", 7, "測試", CameraKind.PLATE, Point(121.6, 23.98), heading_deg=0.0)


@pytest.fixture(scope="session", autouse=True)
def importable_tests() -> Iterator[None]:
    """Worker processes find what tests hand them by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[3]))
        yield


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vehicles at 3, 16 and 27 s of 31, each in view for some two seconds; between them all is quiet."""
    kinds = (VehicleKind.SEDAN, VehicleKind.SCOOTER, VehicleKind.VAN)
    passes = tuple(
        ScriptedPass(parse_plate(text), kind, Colour.BLUE, at_s, speed_kmh=40)
        for text, kind, at_s in zip(TEXTS, kinds, (3.0, 16.0, 27.0), strict=True)
    )
    path = tmp_path_factory.mktemp("footage") / "clip.mp4"
    truth = render_clip(ClipScript(31, passes, road=one_lane(960, 540), fps=8, heading_deg=0.0), path)
    assert len(truth.passes) == 3
    return path
