"""Pictures of passages and clips of footage: they show whom the story says, and can be filed."""

import hashlib
from itertools import pairwise

import cv2
import numpy as np
import pytest

from trackway.model.camera import CameraKind
from trackway.model.place import distance_m
from trackway.model.plate_colours import PlateColours
from trackway.model.time import Instant
from trackway.model.vehicle import Colour
from trackway.passages import MemoryPassages
from trackway.sim import Footage, Scene, county, demo_footage, passage_picture, pictured, simulate
from trackway.sim.clips import Light
from trackway.sim.pictures import light_at

END = Instant(1_795_352_400_000_000)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return simulate(county(), END, seed=11, vehicles=2000, sample=20)


@pytest.fixture(scope="module")
def footage(scene: Scene) -> tuple[Footage, ...]:
    return demo_footage(scene)


def test_incidents_and_a_sample_are_shown(scene: Scene) -> None:
    shown = list(scene.shown())
    of_incidents = [each for each in shown if each.truth.incident]
    assert len(of_incidents) == sum(len(script.passes) for script in scene.scripts)
    assert len(of_incidents) < len(shown) <= len(of_incidents) + 20
    assert {each.truth.incident for each in of_incidents} == {i.id for i in scene.incidents}


def test_a_picture_shows_the_plate_where_its_box_is(scene: Scene) -> None:
    shown = list(scene.shown())
    for each in shown[:: len(shown) // 6]:
        passage, jpeg = pictured(each)
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        assert image.shape == (450, 800)
        (picture,) = passage.pictures
        assert picture.digest == hashlib.sha256(jpeg).hexdigest()
        box = picture.plate_box
        assert box is not None
        plate = image[box.y0 : box.y1, box.x0 : box.x1].astype(float)
        assert box.width > 30
        assert plate.std() > 25, "letters on a plate are dark on light, or light on dark"


def test_colours_are_told_only_where_the_picture_shows_them(scene: Scene) -> None:
    lights = set()
    for each in list(scene.shown())[::5]:
        passage, jpeg = pictured(each)
        light = light_at(each.truth.at)
        lights.add(light)
        if light is Light.INFRARED:
            assert (passage.colour, passage.colour_confidence) == (Colour.UNKNOWN, 0.0)
            assert passage.plate_colours is PlateColours.UNKNOWN
        for reading in passage.readings:
            assert reading.colours is passage.plate_colours
        if light is Light.DAY and passage.plate_colours is each.truth.plate_colours and passage.readings:
            assert _ground(jpeg, passage.readings[0].corners) == passage.plate_colours.ground
    assert lights >= {Light.DAY, Light.INFRARED}


def _ground(jpeg: bytes, corners: tuple[tuple[float, float], ...]) -> Colour:
    """The colour of the sheet, from the pixels just inside its corners."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    quad = np.array(corners)
    inside = quad + (quad.mean(axis=0) - quad) * np.array([0.12, 0.3])
    blue, green, red = np.median([image[round(y), round(x)] for x, y in inside], axis=0)
    if min(blue, green, red) > 0.75 * max(blue, green, red):
        return Colour.WHITE
    if green > red:
        return Colour.GREEN
    return Colour.YELLOW if green > 0.6 * red else Colour.RED


def test_pictures_differ_and_repeat(scene: Scene) -> None:
    one, other = list(scene.shown())[:2]
    assert passage_picture(one.passage, one.truth) == pictured(one)[1]
    assert passage_picture(one.passage, one.truth) != passage_picture(other.passage, other.truth)


def test_pictured_passages_can_be_filed_with_their_evidence(scene: Scene) -> None:
    shown = list(scene.shown())[::40]
    filed = [pictured(each)[0] for each in shown]
    store = MemoryPassages()
    store.add(filed)
    assert store.count() == len(filed)
    for passage in filed:
        if passage.plate is None:
            assert passage.readings == ()
            continue
        assert {reading.text for reading in passage.readings} == {passage.plate.text}
        assert min(r.confidence for r in passage.readings) == pytest.approx(passage.confidence)
        assert passage.plate.text not in passage.alternatives


@pytest.mark.parametrize(
    ("hour", "light"),
    [(12, Light.DAY), (6, Light.DUSK), (17, Light.DUSK), (20, Light.INFRARED), (3, Light.INFRARED)],
)
def test_light_follows_the_hour(hour: int, light: Light) -> None:
    midnight = Instant.of(END.taipei().replace(hour=0, minute=0, second=0))
    assert light_at(midnight.plus(hour * 3600 + 60)) is light


def test_clips_come_from_ordinary_cameras_of_incidents(scene: Scene, footage: tuple[Footage, ...]) -> None:
    assert len(footage) == 7
    assert {each.incident for each in footage} == {incident.id for incident in scene.incidents}
    assert len({each.camera.id for each in footage}) == 7
    assert all(each.camera.kind is CameraKind.ORDINARY for each in footage)
    assert all(20 <= each.script.seconds <= 26 for each in footage)
    assert all(each.starts_at.us % 1_000_000 == 0 for each in footage)


def test_each_clip_catches_its_vehicle_on_its_way(scene: Scene, footage: tuple[Footage, ...]) -> None:
    """Between the plate cameras before and after, at a time and speed that fit both."""
    places = [at.site.place for at in scene.county.plate_sites]
    for each in footage:
        script = next(s for s in scene.scripts if s.incident.id == each.incident)
        plates = {cast.plate for cast in script.cast}
        (when,) = {
            each.starts_at.plus(p.at_s)
            for p in each.script.passes
            if p.plate and p.plate.text in plates and abs(p.at_s - 8) < 0.6
        }
        who = next(p for p in each.script.passes if each.starts_at.plus(p.at_s) == when)
        cast = next(i for i, c in enumerate(script.cast) if c.plate == who.plate.text and c.kind is who.kind)  # type: ignore[union-attr]
        own = sorted((p for p in script.passes if p.cast == cast), key=lambda p: p.at)
        before = max((p for p in own if p.at < when), key=lambda p: p.at)
        after = min((p for p in own if p.at > when), key=lambda p: p.at)
        for gate_pass in (before, after):
            metres = distance_m(places[gate_pass.gate // 2], each.camera.place)
            assert metres / abs(when.since(gate_pass.at)) * 3.6 < 160, each.incident


def test_vehicles_in_a_clip_keep_their_distance(footage: tuple[Footage, ...]) -> None:
    for each in footage:
        for lane in (0, 1):
            at = sorted(p.at_s for p in each.script.passes if p.lane == lane)
            assert all(b - a > 1.4 for a, b in pairwise(at))
            assert len({p.speed_kmh for p in each.script.passes if p.lane == lane}) <= 1


def test_the_same_scene_gives_the_same_clips(scene: Scene, footage: tuple[Footage, ...]) -> None:
    assert demo_footage(scene) == footage
