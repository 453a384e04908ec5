"""`trackway read` on drawn vehicles: what was seen of them, and what the letters alone expect."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import cv2
import pytest

from trackway.cli.house import House
from trackway.cli.main import run
from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Light, Vehicle, portrait
from trackway.vision import Engine, default_engine

Read = Callable[..., list[str]]


@pytest.fixture
def read(capsys: pytest.CaptureFixture[str]) -> Read:
    class Small:
        def engine(self, *_: object, **__: object) -> Engine:
            return default_engine()

    def call(*words: object) -> list[str]:
        assert run(cast("House", Small()), ["read", *map(str, words)]) == 0
        return capsys.readouterr().out.splitlines()

    return call


@pytest.fixture
def red_car(tmp_path: Path) -> Path:
    vehicle = Vehicle(VehicleKind.SEDAN, Colour.RED, parse_plate("BKP-2075"))
    picture, _ = portrait(vehicle, 960, 180.0)
    cv2.imwrite(str(tmp_path / "car.png"), picture)
    return tmp_path / "car.png"


@pytest.fixture
def scooter_by_night(tmp_path: Path) -> Path:
    vehicle = Vehicle(VehicleKind.SCOOTER, Colour.BLUE, parse_plate("MKJ-2075"))
    picture, _ = portrait(vehicle, 960, 0.0, Light.NIGHT)
    cv2.imwrite(str(tmp_path / "scooter.png"), picture)
    return tmp_path / "scooter.png"


def test_what_was_seen_has_its_confidence(read: Read, red_car: Path) -> None:
    (line,) = map(json.loads, read(red_car, "--json"))
    assert (line["plate"], line["vehicle"], line["vehicle_expected"]) == ("BKP2075", "car", "car")
    assert line["colour"] == "red"
    assert 0.5 < line["colour_confidence"] < 1
    assert 0.5 < line["vehicle_confidence"] < 1
    (sentence,) = read(red_car)
    assert f"red {line['colour_confidence']:.0%}, car {line['vehicle_confidence']:.0%}" in sentence


def test_no_colour_is_told_by_night(read: Read, scooter_by_night: Path) -> None:
    (line,) = map(json.loads, read(scooter_by_night, "--json"))
    assert (line["vehicle"], line["vehicle_expected"]) == ("scooter", "scooter")
    assert (line["colour"], line["colour_confidence"]) == ("unknown", 0.0)
    (sentence,) = read(scooter_by_night)
    assert "scooter" in sentence
    assert "unknown" not in sentence


def test_a_kind_that_was_not_seen_is_marked_as_expected(read: Read, tmp_path: Path) -> None:
    vehicle = Vehicle(VehicleKind.SCOOTER, Colour.BLUE, parse_plate("MKJ-2075"))
    picture, seen = portrait(vehicle, 960, 0.0)
    assert seen.plate is not None
    (x0, y0), (x1, y1) = seen.plate.min(axis=0).astype(int) - 6, seen.plate.max(axis=0).astype(int) + 7
    cv2.imwrite(str(tmp_path / "plate.png"), cv2.resize(picture[y0:y1, x0:x1], None, fx=3, fy=3))
    (line,) = map(json.loads, read(tmp_path / "plate.png", "--json"))
    assert (line["vehicle"], line["vehicle_confidence"]) == ("scooter", 0.0)
    (sentence,) = read(tmp_path / "plate.png")
    assert "scooter expected" in sentence
