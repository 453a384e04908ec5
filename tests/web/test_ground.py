"""A camera's ground over HTTP."""

import math
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import Town

from trackway.model.place import Point, destination

URL = "/api/v1/cameras/HL-001/ground"
FOOT = Point(121.6060, 23.9760)
SPOTS = [(0.05, 0.9), (0.95, 0.9), (0.7, 0.2), (0.3, 0.2)]
LANE = {"outline": [[0.1, 1.0], [0.35, 0.2], [0.5, 0.2], [0.5, 1.0]], "name": "北上", "way": "away"}


def body(**more: object) -> dict[str, Any]:
    places = [destination(FOOT, turn, 15.0) for turn in (225.0, 135.0, 45.0, 315.0)]
    points = [
        {"x": x, "y": y, "lon": place.lon, "lat": place.lat}
        for (x, y), place in zip(SPOTS, places, strict=True)
    ]
    return {"points": points, "lanes": [LANE], **more}


def actions(town: Town) -> list[str]:
    chief = town.trust.command_line_officer("nobody")
    rows = town.trust.audit_rows(chief)
    return [row.action for row in rows if row.action.startswith("camera_ground")]


def test_tried_kept_shown_and_taken_away(town: Town, chen: TestClient, wang: TestClient) -> None:
    assert wang.get(URL).status_code == 404
    tried = chen.put(URL, json=body(dry_run=True)).json()
    assert (tried["at"], actions(town)) == (None, [])
    assert chen.get(URL).status_code == 404
    kept = chen.put(URL, json=body()).json()
    assert (kept["by"], actions(town)) == ("chen", ["camera_ground_saved"])
    shown = wang.get(URL).json()
    assert shown == kept
    for mark, (x, y) in zip(shown["marks"], SPOTS, strict=True):
        assert (mark["x"], mark["y"]) == (x, y)
        assert math.hypot(mark["across_m"], mark["along_m"]) == pytest.approx(15, abs=0.01)
        assert mark["misses_by_m"] < 0.01
        assert (mark["lon"] > 121.606) == (x > 0.5)
    assert shown["lanes"] == [{"number": 1, **LANE}]
    assert shown["grid"]
    assert all(len(line) > 1 for line in shown["grid"])
    assert shown["errors"][0]["error_m"] > 0
    assert len(town.registry.ground("HL-001").view.lanes) == 1
    assert chen.delete(URL).status_code == 204
    assert wang.get(URL).status_code == 404
    assert chen.delete(URL).status_code == 404
    assert actions(town) == ["camera_ground_cleared", "camera_ground_saved"]


def test_metres_on_the_road_instead_of_a_map(chen: TestClient) -> None:
    places = [(-3.0, 10.0), (3.0, 10.0), (3.0, 40.0), (-3.0, 40.0)]
    points = [
        {"x": x, "y": y, "across_m": a, "along_m": b} for (x, y), (a, b) in zip(SPOTS, places, strict=True)
    ]
    kept = chen.put(URL, json={"points": points, "along_deg": 12.5, "height_m": 6.0}).json()
    assert (kept["bearing_deg"], kept["height_m"], kept["marks"][0]["lon"]) == (12.5, 6.0, None)


def test_only_administrators_change_it(wang: TestClient) -> None:
    for answer in (wang.put(URL, json=body()), wang.delete(URL)):
        assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "denied")


@pytest.mark.parametrize(
    ("said", "status", "says"),
    [
        ({"points": []}, 422, "at least 4"),
        ({"points": body()["points"][:3]}, 422, "at least 4"),
        ({"points": [{"x": 0.1, "y": 0.1}] * 4}, 422, "Every point needs"),
        (body(lanes=[{"outline": [[0, 0], [1, 1]]}]), 422, "corners"),
        (body(points=[body()["points"][i] for i in (0, 0, 2, 3)]), 422, "same"),
        (body(height_m=1e9), 422, "over the road"),
        (body(points=body()["points"] * 51), 422, "at most 200"),
    ],
)
def test_what_is_no_calibration(chen: TestClient, said: dict[str, Any], status: int, says: str) -> None:
    answer = chen.put(URL, json=said)
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_no_such_camera(chen: TestClient) -> None:
    assert chen.put("/api/v1/cameras/HL-404/ground", json=body()).status_code == 404
