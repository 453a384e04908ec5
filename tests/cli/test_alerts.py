"""`trackway alerts`: an exercise begun, listed and shown; covert alerts are not for the machine's account."""

import json
from pathlib import Path

import pytest
from tests.watch.alerts.parts import hit

from trackway.cli.main import run
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.node.trackway_house import TrackwayHouse


@pytest.fixture
def data(tmp_path: Path) -> Path:
    house = TrackwayHouse()
    with house.registry(tmp_path) as registry:
        registry.save(cameras=[Camera("HL-001", 1, "中山路口", CameraKind.PLATE, Point(121.606, 23.976))])
    with house.watch(tmp_path) as rooms:
        rooms.alerts.take([hit(house.clock.now())])
        rooms.alerts.take([hit(house.clock.now(), rule="entry:9", plate="QQZ-9876", covert=True)])
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, object]]:
    assert run(TrackwayHouse(), ["alerts", *map(str, arguments), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_exercise_is_begun_listed_and_shown(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (drill,) = asked(capsys, "drill", "QQB-0456", "--camera", "HL-001", "--priority", "1", "--data", data)
    assert (drill["drill"], drill["priority"], drill["title"]) == (
        True,
        1,
        "演練：QQB0456 Exercise: QQB0456",
    )
    listed = asked(capsys, "list", "--data", data)
    assert [one["plate"] for one in listed] == ["QQB0456", "QQA0123"]
    (shown,) = asked(capsys, "show", drill["id"], "--data", data)
    steps = shown["steps"]
    assert isinstance(steps, list)
    assert [step["kind"] for step in steps] == ["opened", "noted"]
    assert run(TrackwayHouse(), ["alerts", "list", "--data", str(data)]) == 0
    assert "【演練】" in capsys.readouterr().out
    with TrackwayHouse().trust(data) as trust:
        rows = trust.audit_rows(trust.command_line_officer("nobody"))
    assert {row.action for row in rows} >= {"alert_drill", "alerts_listed", "alert_opened"}


def test_what_is_covert_is_not_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["plate"] for one in asked(capsys, "list", "--past", "--data", data)] == ["QQA0123"]
    with TrackwayHouse().watch(data) as rooms:
        covert = max(event.alert for event in rooms.alerts.events(0))
    assert run(TrackwayHouse(), ["alerts", "show", str(covert), "--data", str(data)]) == 1
    assert f"There is no alert {covert}." in capsys.readouterr().err


def test_what_cannot_be_is_refused_with_a_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["drill", "QQB-0456", "--camera", "HL-999"],
        ["drill", "QQB-0456", "--camera", "HL-001", "--priority", "9"],
        ["list", "--plate", "QQA-0123"],
        ["list", "--limit", "0"],
        ["show", "9" * 20],
    ):
        assert run(TrackwayHouse(), ["alerts", *arguments, "--data", str(data)]) in (1, 2)
        assert capsys.readouterr().err.startswith("trackway: ")
