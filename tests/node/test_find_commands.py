"""`trackway find`, `look-alikes` and `several`, run as the command line runs them. Plates are invented."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import NOON, passage

from trackway.cli.house import House
from trackway.cli.main import run
from trackway.corrections import CorrectedPassages, Corrections
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.model.vehicle import Colour
from trackway.passages import MemoryPassages, PassageStore
from trackway.registry import Registry
from trackway.trust import Trust

WHY = ("--case", "花市刑字第1號", "--reason", "核對", "--from", "now-2d")
NIGHT = 12 * 3600  # after noon: midnight


@dataclass
class Small:
    """Two cameras and seven passages of them."""

    folder: Path
    clock: FakeClock
    memory: MemoryPassages

    @contextmanager
    def trust(self, data: Path) -> Iterator[Trust]:
        with Trust(data / "trust.sqlite", self.clock) as trust:
            yield trust

    @contextmanager
    def registry(self, data: Path) -> Iterator[Registry]:
        with Registry(data / "registry.sqlite") as registry:
            yield registry

    @contextmanager
    def corrections(self, data: Path) -> Iterator[Corrections]:
        with Corrections(data / "corrections.sqlite", self.clock) as corrections:
            yield corrections

    @contextmanager
    def passages(self, data: Path) -> Iterator[PassageStore]:
        with self.corrections(data) as corrections:
            yield CorrectedPassages(self.memory, corrections)


Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    with Registry(tmp_path / "registry.sqlite") as registry:
        registry.save(
            cameras=[
                Camera("HL-001", 1, "中山路口", CameraKind.PLATE, Point(121.6, 23.97)),
                Camera("HL-002", 2, "民生路口", CameraKind.PLATE, Point(121.61, 23.98)),
            ]
        )
    memory = MemoryPassages()
    memory.add(
        [
            passage(0, 1, "BKP-2075"),
            passage(60, 2, "8KP2075", confidence=0.6),
            passage(120, 1, "8KPZ075", confidence=0.99),
            replace(passage(180, 1, "WKP-2075", confidence=0.5), alternatives=("BKP2075",)),
            passage(240, 2, "XYZ-8835", speed_kmh=97.0),
            passage(NIGHT, 1, None, colour=Colour.RED),
            passage(NIGHT + 60, 2, "XYZ-8835"),
        ]
    )
    small = Small(tmp_path, FakeClock(NOON.plus(86_400)), memory)

    def call(*words: object) -> tuple[int, str, str]:
        code = run(cast("House", small), [*map(str, words), "--data", str(tmp_path)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def rows(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_look_alikes_come_behind_with_what_differs(say: Say) -> None:
    code, out, _ = say("find", "bkp2075", *WHY, "--json")
    assert code == 0
    assert [(row["match"], row["by"], row["is_likely"]) for row in rows(out)] == [
        ("=", "vote", True),
        ("≈", "alternative", True),
        ("≈", "vote", True),
        ("≈", "vote", False),
    ]
    assert rows(out)[2]["differs"] == [{"at": 0, "asked": "B", "read": "8"}]
    assert rows(out)[3]["cost"] == 0.5
    _, out, _ = say("find", "bkp2075", *WHY)
    assert "≈ W→B 次選" in out
    assert "≈ 8→B Z→2 ?" in out
    _, out, _ = say("find", "bkp2075", "--exact", *WHY, "--json")
    assert [row["plate"]["text"] for row in rows(out)] == ["BKP2075"]


def test_bands_weekdays_speeds_and_vehicles_without_a_plate(say: Say) -> None:
    def times(*words: object) -> list[str]:
        return [row["at"][11:16] for row in rows(say("find", *words, *WHY, "--json")[1])]

    assert times("--band", "22:00-05:00") == ["16:01", "16:00"]
    assert times("--band", "22:00-05:00", "--weekday", "wed,四") == []
    assert times("--band", "22:00-05:00", "--weekday", "二") == ["16:01", "16:00"]  # it began on Tuesday
    assert times("--speed-from", 90) == ["04:04"]
    assert times("--lane", 1) == []
    assert times("--no-plate") == ["16:00"]
    _, out, _ = say("find", "--no-plate", "--colour", "red", *WHY)
    assert "紅 ☾" in out  # a colour told in the dark
    code, _, err = say("find", "BKP*", "--no-plate", *WHY)
    assert (code, "--no-plate" in err) == (2, True)
    assert say("find", "--band", "noon", *WHY)[0] == 2


def test_a_list_of_plates(say: Say, tmp_path: Path) -> None:
    listed = tmp_path / "plates.csv"
    listed.write_text("車牌,備註\nbkp 2075,甲\n?,乙\nXYZ-8835,丙\nABC-1235,丁\n", encoding="utf-8")
    code, out, err = say("several", listed, *WHY, "--json")
    assert code == 0
    assert [(row["plate"], row["count"], row["line"], row["not_seen"]) for row in rows(out)] == [
        ("BKP2075", 1, 2, None),
        ("XYZ8835", 2, 4, None),
        ("ABC1235", 0, 5, "not_in_span"),
    ]
    assert "第 3 行不是車牌" in err
    _, out, _ = say("several", listed, *WHY, "--area", "circle:121.61,23.98,50")
    assert "只在其他鏡頭看到" in out
    assert say("several", tmp_path / "none.csv", *WHY)[0] == 1
    listed.write_bytes(b"\xff\xfe\x00")
    assert say("several", listed, *WHY)[0] == 1


def test_what_is_accepted_is_shown_beforehand(capsys: pytest.CaptureFixture[str]) -> None:
    house = cast("House", None)  # nothing is opened
    assert run(house, ["look-alikes", "BKP-2075", "--json"]) == 0
    found = rows(capsys.readouterr().out)
    assert found[0]["differs"] == [{"at": 4, "asked": "0", "read": "O"}]
    assert [one["cost"] for one in found] == sorted(one["cost"] for one in found)
    assert run(house, ["look-alikes", "BKP*", "--letters", "3"]) == 2
