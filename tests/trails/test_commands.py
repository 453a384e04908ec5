"""`trackway find` and `trackway trail`, run as the command line runs them."""

import json
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from cyclopts import CycloptsError

from trackway.cli.find import commands
from trackway.cli.house import House
from trackway.corrections import Corrections
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Denied, Invalid, TrackwayError, WrongUse
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Officer, Role
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import MemoryPassages, PassageStore, open_passages
from trackway.registry import Registry
from trackway.trust import AuditRow, Outcome, Trust

NOON = Instant(1_790_049_600_000_000)  # 2026-09-22 12:00 in Taipei
WHY = ("--case", "花市刑字第1號", "--reason", "竊車案")
AREA = "circle:121.60,23.97,500"


class Noon:
    def now(self) -> Instant:
        return NOON.plus(3600)


@dataclass
class Town:
    """Three cameras and what passed them; the store is memory unless a test says otherwise."""

    folder: Path
    store: PassageStore
    clock: Noon

    @contextmanager
    def trust(self, data: Path) -> Iterator[Trust]:
        with Trust(data / "trust.sqlite", self.clock) as trust:
            yield trust

    @contextmanager
    def registry(self, data: Path) -> Iterator[Registry]:
        with Registry(data / "registry.sqlite") as registry:
            yield registry

    @contextmanager
    def passages(self, data: Path) -> Iterator[PassageStore]:
        yield self.store

    @contextmanager
    def corrections(self, data: Path) -> Iterator[Corrections]:
        with Corrections(data / "corrections.sqlite", self.clock) as corrections:
            yield corrections

    def audit(self) -> list[AuditRow]:
        auditor = Officer(1, "chen", "陳稽核", Role.AUDITOR)
        with Trust(self.folder / "trust.sqlite", self.clock) as trust:
            return [row for row in trust.audit_rows(auditor) if row.action in ("search", "trail")]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    place = Point(121.60, 23.97)
    with Registry(tmp_path / "registry.sqlite") as registry:
        registry.save(
            stations=[Station("S1", "仁里所", "吉安分局", place)],
            sites=[Site("P1", "中山路口", place)],
            cameras=[
                Camera("HL-001", 1, "中山路口北向", CameraKind.PLATE, place, 0.0, 60.0, "P1", "S1"),
                Camera("HL-002", 2, "中山路口南向", CameraKind.PLATE, Point(121.6001, 23.9701), site_id="P1"),
                Camera("HL-003", 3, "壽豐", CameraKind.PLATE, Point(121.50, 23.87)),
            ],
        )
    store = MemoryPassages()
    store.add(
        [
            passage(0, 1, "ABC-1235", colour=Colour.RED),
            passage(3, 2, "ABC-1235", colour=Colour.RED),
            passage(900, 3, "ABC-1235", colour=Colour.RED, looks=1, error_s=None),
            passage(60, 1, "NS3-882", kind=VehicleKind.SCOOTER, plate_colours=PlateColours.GREEN_WHITE),
            passage(70, 1, None),
            passage(80, 99, "QQQQ11", plate_colours=PlateColours.YELLOW_BLACK),
        ]
    )
    return Town(tmp_path, store, Noon())


def passage(
    seconds: float,
    camera: int,
    plate: str | None,
    *,
    colour: Colour = Colour.WHITE,
    kind: VehicleKind = VehicleKind.SEDAN,
    looks: int = 4,
    error_s: float | None = 2.0,
    plate_colours: PlateColours = PlateColours.UNKNOWN,
) -> Passage:
    at = NOON.plus(seconds)
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.IMPORT, error_s),
        camera=camera,
        source=Source.RECORDED,
        plate=parse_plate(plate) if plate else None,
        confidence=0.97 if plate else 0.0,
        looks=looks if plate else 0,
        kind=kind,
        colour=colour,
        heading=Heading.SW,
        speed_kmh=53.5,
        speed_error_kmh=2.4 if plate else None,
        lane=2,
        plate_colours=plate_colours,
        kind_confidence=0.93,
        colour_confidence=0.81,
        model="drawn-1",
        pictures=(Picture("ab" * 32, 1.25),),
    )


@dataclass
class Said:
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def plates(self) -> list[str | None]:
        return [one["plate"] and one["plate"]["display"] for one in self.objects]


Say = Callable[..., Said]


@pytest.fixture
def say(town: Town, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*words: str) -> Said:
        commands(cast("House", town))(
            [*words, "--data", str(town.folder)],
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        return Said(*capsys.readouterr())

    return run


def test_find_prints_what_people_read(say: Say) -> None:
    said = say("find", *WHY, "--from", "now-1d")
    rows = [line for line in said.out.splitlines() if "2026-09-22" in line]
    assert len(rows) == 6
    assert "2026-09-22 12:15:00" in rows[0]
    for part in ("?", "HL-003 壽豐", "ABC-1235 ¹", "0.97", "轎車", "紅", "西南", "│ 2 ", "54 ± 2"):
        assert part in rows[0]
    assert "QQQQ11 ✗ ≠" in rows[1]
    assert "黃底黑字" in rows[1]
    assert "綠底白字" in rows[3]
    assert "≠" not in rows[0] + rows[3]
    assert "±" not in rows[2].partition("西南")[2]
    assert "99 (未登錄 not on the register)" in rows[1]
    assert "2 s" in rows[5]
    assert said.err == ""


def test_find_prints_what_programs_read(say: Say) -> None:
    said = say("find", "abc-1235", *WHY, "--from", "now-1d", "--json", "--limit", "1")
    (one,) = said.objects
    assert one["id"] == str(passage_id(NOON.plus(900), 3, 0))
    assert one["at"] == "2026-09-22T04:15:00.000Z"
    assert (one["clock"], one["error_s"], one["source"]) == ("import", None, "recorded")
    assert one["camera"] == {
        "id": "HL-003", "number": 3, "name": "壽豐", "lon": 121.5, "lat": 23.87, "heading_deg": None,
    }  # fmt: skip
    assert one["plate"]["text"] == "ABC1235"
    assert one["plate"]["is_valid"] is True
    assert one["is_single_look"] is True
    assert (one["kind_confidence"], one["colour_confidence"]) == (0.93, 0.81)
    assert (one["speed_kmh"], one["speed_error_kmh"], one["lane"]) == (53.5, 2.4, 2)
    assert (one["plate_colours"], one["conflicts"]) == ("unknown", [])
    assert one["pictures"] == [{"digest": "ab" * 32, "at_s": 1.25, "plate_box": None}]
    assert "還有更多" in said.err


@pytest.mark.parametrize(
    ("words", "plates"),
    [
        (("?BC*",), ["ABC-1235", "ABC-1235", "ABC-1235"]),
        (("NS3882",), ["NS3-882"]),
        (("--kind", "scooter"), ["NS3-882"]),
        (("--colour", "red", "--area", AREA), ["ABC-1235", "ABC-1235"]),
        (("--area", "circle:121.50,23.87,100"), ["ABC-1235"]),
        (
            ("--area", "circle:121.50,23.87,100", "--area", AREA),
            ["ABC-1235", None, "NS3-882", "ABC-1235", "ABC-1235"],
        ),
        (("--plate-colours", "green-white"), ["NS3-882"]),
        (("--plate-colours", "green-white", "--plate-colours", "yellow-black"), ["QQQQ11", "NS3-882"]),
        (("--heading", "n"), []),
        (("--heading", "sw", "--heading", "n", "--kind", "scooter", "--kind", "bus"), ["NS3-882"]),
        (("--oldest-first", "--limit", "2"), ["ABC-1235", "ABC-1235"]),
        (("--min-confidence", "0.98"), []),
        (("--from", "2026-09-22T12:14:00+08:00", "--to", "2026-09-22T12:16:00+08:00"), ["ABC-1235"]),
    ],
)
def test_each_part_narrows(say: Say, words: tuple[str, ...], plates: list[str | None]) -> None:
    assert say("find", *words, *WHY, "--json").plates == plates


def test_the_time_taken_by_default_is_said(say: Say) -> None:
    said = say("find", *WHY, "--json")
    assert len(said.objects) == 6
    assert "30 天" in said.err
    assert "2026-08-23 13:00 – 2026-09-22 13:00" in said.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("find", "XXX*"), "沒有符合條件"),
        (("find", "--area", "circle:122.0,24.5,100"), "沒有鏡頭"),
        (("find", "--to", "2026-01-02T00:00Z"), "沒有任何過車紀錄"),
        (("trail", "XXX-0001"), "沒有符合條件"),
        (("trail", "ABC-1235", "--to", "2026-01-02T00:00Z"), "沒有任何過車紀錄"),
    ],
)
def test_an_empty_answer_says_why(say: Say, words: tuple[str, ...], why: str) -> None:
    for form in ((), ("--json",)):
        said = say(*words, *WHY, *form)
        assert said.out == ""
        assert why in said.err


def test_trail_tells_each_passage_and_the_leg_to_it(say: Say) -> None:
    said = say("trail", "ABC-1235", *WHY, "--from", "now-1d")
    assert "ABC-1235 軌跡 Trail" in said.out
    rows = [line for line in said.out.splitlines() if "2026-09-22" in line]
    assert ["12:00:00" in rows[0], "12:00:03" in rows[1], "12:15:00" in rows[2]] == [True] * 3
    assert "正常" in rows[1]
    assert "at the same site 3.0 s later" in rows[1]
    assert "15.1" in rows[2]
    assert "not seen 15 min; no usual time known" in rows[2]


def test_trail_for_programs(say: Say) -> None:
    said = say("trail", "abc1235", *WHY, "--from", "now-1d", "--json")
    legs = [one["leg"] for one in said.objects]
    assert legs[0] is None
    assert (legs[1]["status"], legs[1]["seconds"], legs[1]["error_s"]) == ("usual", 3.0, 4.0)
    assert (legs[2]["status"], legs[2]["usual_s"], legs[2]["error_s"]) == ("unknown", None, None)
    assert legs[2]["distance_m"] == pytest.approx(15_070, abs=50)


def test_every_question_is_on_the_audit(say: Say, town: Town) -> None:
    say("find", "ABC*", *WHY, "--from", "now-1d", "--area", AREA, "--colour", "red")
    say("trail", "ABC-1235", *WHY, "--from", "now-1d")
    trail, search = town.audit()
    account = pwd.getpwuid(os.getuid()).pw_name
    assert (search.username, search.case_no, search.reason) == (account, "花市刑字第1號", "竊車案")
    assert (search.action, search.outcome, search.rows_found) == ("search", Outcome.DONE, 2)
    assert search.details == {
        "pattern": "ABC*",
        "from": "2026-09-21T05:00:00.000Z",
        "to": "2026-09-22T05:00:00.000Z",
        "area": [AREA],
        "colours": ["red"],
        "look_alikes": 2,
        "limit": 200,
    }
    assert (trail.action, trail.rows_found, trail.details["plate"]) == ("trail", 3, "ABC1235")


def test_who_asks_for_another_is_written_down_too(say: Say, town: Town) -> None:
    say("find", *WHY, "--officer", "lin")
    (row,) = town.audit()
    assert (row.username, row.details["account"]) == ("lin", pwd.getpwuid(os.getuid()).pw_name)


@pytest.mark.parametrize("command", [("find", "ABC*"), ("trail", "ABC-1235")])
@pytest.mark.parametrize(
    "why",
    [
        (),
        ("--case", "1"),
        ("--reason", "x"),
        ("--case", " ", "--reason", "x"),
        ("--case", "1", "--reason", ""),
    ],
)
def test_without_case_and_reason_nothing_is_asked(
    say: Say, town: Town, command: tuple[str, ...], why: tuple[str, ...]
) -> None:
    with pytest.raises(WrongUse, match=r"案號與事由.*--case and --reason") as refused:
        say(*command, *why)
    assert refused.value.exit_code == 2
    assert town.audit() == []


def test_a_reason_that_says_nothing_is_denied(say: Say, town: Town) -> None:
    with pytest.raises(Denied):
        say("find", "--case", "1", "--reason", "...")
    assert town.audit() == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("find", "🚗"), WrongUse),
        (("find", "ABC*", "--from", "2026-09-22T12:00"), WrongUse),
        (("find", "ABC*", "--from", "yesterday"), WrongUse),
        (("find", "ABC*", "--from", "now", "--to", "now-1d"), WrongUse),
        (("find", "ABC*", "--area", "triangle:1,2"), WrongUse),
        (("find", "ABC*", "--limit", "0"), WrongUse),
        (("find", "ABC*", "--min-confidence", "2"), WrongUse),
        (("trail", "🚗"), Invalid),
        (("trail", "ABC*"), Invalid),
        (("find", "--colour", "pink"), CycloptsError),
    ],
)
def test_wrong_use_is_said_and_nothing_is_asked(
    say: Say, town: Town, words: tuple[str, ...], error: type[TrackwayError | CycloptsError]
) -> None:
    with pytest.raises(error):
        say(*words, *WHY)
    assert town.audit() == []


def test_a_store_that_fails_is_on_the_audit(say: Say, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Invalid("broken")

    monkeypatch.setattr(town.store, "find", fail, raising=False)
    with pytest.raises(Invalid, match="broken"):
        say("find", *WHY)
    (row,) = town.audit()
    assert (row.outcome, row.failed) == (Outcome.FAILED, "invalid")


def test_a_name_on_the_register_is_text_and_nothing_else(say: Say, town: Town) -> None:
    with Registry(town.folder / "registry.sqlite") as registry:
        registry.save(
            cameras=[Camera("HL-003", 3, "[bold]壽豐\x1b[31m", CameraKind.PLATE, Point(121.50, 23.87))]
        )
    said = say("find", *WHY, "--area", "circle:121.50,23.87,100")
    assert "[bold]壽豐" in said.out
    assert "\x1b" not in said.out


def test_with_the_owner_process_behind(say: Say, town: Town, tmp_path: Path) -> None:
    memory = cast("MemoryPassages", town.store)
    with open_passages(tmp_path / "passages") as store:
        store.add(list(memory._passages.values()))
        town.store = store
        assert say("find", "?BC*", *WHY, "--json").plates == ["ABC-1235"] * 3
        assert len(say("trail", "ABC-1235", *WHY, "--json").objects) == 3
