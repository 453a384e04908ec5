"""`trackway correct` and `trackway cameras misreads`, run as the command line runs them."""

import json
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from trackway.model.question import Officer, Role
from trackway.passages import MemoryPassages, PassageStore
from trackway.registry import Registry
from trackway.trust import Outcome, Trust

WHY = ("--case", "花市刑字第1號", "--reason", "核對判讀")
AUDITOR = Officer(1, "chen", "陳稽核", Role.AUDITOR)
SEEN, UNREAD = passage(0, 1, "ABC-1235"), passage(60, 1, None)
ACCOUNT = pwd.getpwuid(os.getuid()).pw_name


@dataclass
class Small:
    """One camera and two passages of it."""

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


@pytest.fixture
def small(tmp_path: Path) -> Small:
    with Registry(tmp_path / "registry.sqlite") as registry:
        registry.save(cameras=[Camera("HL-001", 1, "中山路口", CameraKind.PLATE, Point(121.6, 23.97))])
    memory = MemoryPassages()
    memory.add([SEEN, UNREAD])
    return Small(tmp_path, FakeClock(NOON.plus(3600)), memory)


Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(small: Small, capsys: pytest.CaptureFixture[str]) -> Say:
    def call(*words: object) -> tuple[int, str, str]:
        code = run(cast("House", small), [*map(str, words), "--data", str(small.folder)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def rows(small: Small, action: str = "correct") -> list[Any]:
    with Trust(small.folder / "trust.sqlite", small.clock) as trust:
        return [row for row in trust.audit_rows(AUDITOR) if row.action == action]


def test_a_correction_is_audited_and_shown_and_found(say: Say, small: Small) -> None:
    code, out, _ = say("correct", SEEN.id, "--plate", "abc-1238", *WHY)
    assert (code, out.strip()) == (0, f"改正 ABC-1238 corrected by {ACCOUNT} at 2026-09-22 13:00")
    (row,) = rows(small)
    assert (row.username, row.case_no, row.outcome, row.rows_found) == (ACCOUNT, WHY[1], Outcome.DONE, 1)
    assert row.details == {"passage": str(SEEN.id), "kind": "plate", "plate": "ABC1238"}

    for wanted in ("ABC-1238", "ABC-1235", "*38"):
        code, out, _ = say("find", wanted, *WHY, "--from", "now-1d", "--json")
        (one,) = map(json.loads, out.splitlines())
        assert one["plate"]["display"] == "ABC-1235"
        assert one["correction"]["plate"]["display"] == "ABC-1238"
        assert (one["correction"]["username"], one["correction"]["audit_id"]) == (ACCOUNT, row.id)
    code, out, _ = say("trail", "ABC-1238", *WHY, "--from", "now-1d", "--json")
    assert json.loads(out)["id"] == str(SEEN.id)
    code, out, _ = say("trail", "ABC-1238", *WHY, "--from", "now-1d")
    assert "改正 ABC-1238 corrected by" in out
    code, out, _ = say("find", *WHY, "--from", "now-1d")
    (heads,) = [line for line in out.splitlines() if "時間 Time" in line]
    assert heads.strip("┃ ").split("┃")[-1].strip() == "改正 Correction"
    assert "ABC-1235" in out
    assert f"改正 ABC-1238 corrected by {ACCOUNT} at 2026-09-22 13:00" in out


def test_the_other_words(say: Say, small: Small) -> None:
    assert say("correct", SEEN.id, "--confirm", *WHY)[1].startswith("判讀無誤 confirmed by")
    assert say("correct", SEEN.id, "--unreadable", *WHY)[1].startswith("無法辨識 unreadable by")
    assert say("correct", SEEN.id, "--withdraw", *WHY)[1].startswith("撤回改正 withdrawn by")
    _, out, _ = say("correct", UNREAD.id, "--plate", "NS3-882", "--officer", "lin", *WHY, "--json")
    said = json.loads(out)
    assert (said["passage"], said["kind"], said["read"], said["username"]) == (
        str(UNREAD.id),
        "plate",
        "",
        "lin",
    )
    assert rows(small)[0].details["account"] == ACCOUNT
    assert "改正 Correction" in say("find", *WHY, "--from", "now-1d")[1]
    say("correct", UNREAD.id, "--withdraw", *WHY)
    assert "改正 Correction" not in say("find", *WHY, "--from", "now-1d")[1]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((SEEN.id, *WHY), 2, "Give one of"),
        ((SEEN.id, "--confirm", "--unreadable", *WHY), 2, "Give one of"),
        ((SEEN.id, "--confirm"), 2, "案號"),
        ((SEEN.id, "--plate", "🚗", *WHY), 1, "no plate|stands on no plate"),
        ((0, "--confirm", *WHY), 2, "no passage's id"),
        ((1 << 63, "--confirm", *WHY), 2, "no passage's id"),
        (("x", "--confirm", *WHY), 2, "int"),
    ],
)
def test_wrong_use_leaves_no_trace(
    say: Say, small: Small, words: tuple[Any, ...], code: int, says: str
) -> None:
    found, out, err = say("correct", *words)
    assert (found, out) == (code, "")
    assert any(part in err for part in says.split("|"))
    assert rows(small) == []


def test_what_cannot_be_done_is_on_the_audit(say: Say, small: Small) -> None:
    assert say("correct", passage(5).id, "--confirm", *WHY)[0] == 1
    assert say("correct", UNREAD.id, "--confirm", *WHY)[0] == 1
    assert [row.failed for row in rows(small)] == ["nothing_to_confirm", "not_found"]


def test_what_a_camera_misreads(say: Say, small: Small) -> None:
    assert "尚無改正" in say("cameras", "misreads", "HL-001")[1]
    assert say("cameras", "misreads", "HL-999")[0] == 1
    say("correct", SEEN.id, "--plate", "ABC-1238", *WHY)
    say("correct", UNREAD.id, "--plate", "NS3-882", *WHY)
    more = passage(90, 1, "NS3-882")
    small.memory.add([more])
    say("correct", more.id, "--confirm", *WHY)
    code, out, _ = say("cameras", "misreads", "HL-001", "--json")
    assert code == 0
    (found,) = map(json.loads, out.splitlines())
    assert (found["engine"], found["judged"], found["right"], found["missed"]) == ("drawn-1", 2, 1, 1)
    assert (found["version"], found["unreadable"]) == (3, 0)
    assert found["right_low"] < 0.5 < found["right_high"]
    (one,) = found["confusions"]
    assert (one["read"], one["meant"], one["count"], one["of"]) == ("5", "8", 1, 1)
    out = say("cameras", "misreads", "HL-001")[1]
    assert "1 / 2" in out
    assert "1 漏讀 missed" in out
    assert "1 / 1" in out
