"""`trackway history …`, as people type it, over a data folder with a USB copy beside it."""

import json
import shutil
from pathlib import Path

import pytest
from tests.footage import footage
from tests.intake.history.parts import CAMERAS

from trackway.cli import run
from trackway.node.trackway_house import TrackwayHouse
from trackway.registry import Registry

WHY = ("--case", "花警刑1150001", "--reason", "肇事逃逸")
NOON = ("--from", "2026-11-20T12:00:00+08:00", "--to", "2026-11-20T12:01:00+08:00")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with cameras, and a folder of files as a recorder's USB export has them."""
    folder, usb = tmp_path / "data", tmp_path / "usb" / "D01"
    folder.mkdir()
    usb.mkdir(parents=True)
    shutil.copy(footage("h264", seconds=2, fps=10, gop=20), usb / "ch01_20261120120010_20261120120012.mp4")
    with Registry(folder / "registry.sqlite") as registry:
        registry.save(cameras=CAMERAS)
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[dict[str, object]]:
    """The JSON lines that a command prints."""
    assert run(TrackwayHouse(), ["history", *arguments]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_from_a_usb_copy_to_a_job(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--data", str(data), "--json")
    usb = str(data.parent / "usb")
    options = ("--channel", "D01", "--offset-s", "10", "--error-s", "2", "--kept-days", "30")
    said(capsys, "sources", "set", "HL-001", "folder", usb, *options, *at)
    monkeypatch.setenv("TRACKWAY_RECORDER_PASSWORD", "s3cret-word")
    said(capsys, "sources", "set", "HL-002", "dahua", "http://127.0.0.1:9", "--username", "admin", *at)
    listed = said(capsys, "sources", "list", *at)
    assert [(one["camera"], one["kind"], one["offset_s"]) for one in listed] == [
        ("HL-001", "folder", 10.0),
        ("HL-002", "dahua", None),
    ]
    assert "s3cret" not in str(listed)
    (clock,) = said(capsys, "sources", "clock", "HL-001", *at)
    assert (clock["offset_s"], clock["error_s"], clock["owner"]) == (10.0, 2.0, "import")

    cameras = ("--camera", "HL-001", "--camera", "HL-002", "--camera", "HL-003")
    one, two, three, total = said(capsys, "estimate", *cameras, *NOON, *WHY, *at)
    assert (one["found_s"], one["left_s"], one["basis"]) == (2.0, 2.0, "assumed")
    assert "this machine itself" in str(two["error"])
    assert three["missing"][0]["cause"] == "not_asked"  # type: ignore[index]
    assert three["missing"][0]["says"] == "Nobody wanted it recorded then."  # type: ignore[index]
    assert (total["summary"], total["left_s"], total["needs_confirmation"]) == (True, 2.0, False)

    (job,) = said(capsys, "start", *cameras, *NOON, *WHY, *at)
    assert (job["number"], job["state"], job["cameras"], job["case"]) == (1, "running", 3, WHY[1])
    assert said(capsys, "stop", "1", *at)[0]["state"] == "stopped"
    assert said(capsys, "priority", "1", "9", *at)[0]["priority"] == 9
    assert said(capsys, "resume", "1", *at)[0]["state"] == "running"
    assert [one["number"] for one in said(capsys, "list", *at)] == [1]
    shown = said(capsys, "show", "1", *at)
    assert [one["state"] for one in shown[1:]] == ["wanted"] * 3
    said(capsys, "sources", "drop", "HL-002", "--data", str(data))
    with TrackwayHouse().trust(data) as trust:
        officer = trust.command_line_officer("nobody")
        actions = [row.action for row in trust.audit_rows(officer, limit=50)]
    wanted = ["history_estimate", "history_start", "history_stop", "history_priority", "history_resume"]
    assert [one for one in reversed(actions) if one.startswith("history")] == wanted


def test_people_read_words_and_hours(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    usb = str(data.parent / "usb")
    assert (
        run(TrackwayHouse(), ["history", "sources", "set", "HL-001", "folder", usb, "--channel", "D01", *at])
        == 0
    )
    hours = ("--from", "2026-11-20T11:07:40+08:00", "--to", "2026-11-20T12:00:12+08:00")
    asked = ("history", "estimate", "--camera", "HL-001", "--camera", "HL-002", *hours, *WHY, *at)
    assert run(TrackwayHouse(), list(asked)) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "未設定錄影 not asked for 52 min 32 s" in told
    assert "錄影主機沒有這段影像 not held by the recorder 52 min 30 s" in told
    assert "not_asked" not in told
    assert "not_held" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("estimate", "--camera", "HL-001", *NOON), 2, "--case"),
        (("estimate", *NOON, *WHY), 2, "No camera is chosen"),
        (("start", "--camera", "HL-001", *WHY), 2, "--from and --to"),
        (("start", "--camera", "HL-009", *NOON, *WHY), 1, "HL-009"),
        (("show", "7"), 1, "number 7"),
        (("run", "--workers", "0"), 2, "give 1 or more"),
        (("sources", "set", "HL-001", "hikvision"), 1, "needs an address"),
        (("sources", "set", "HL-001", "own", "--zone", "Hualien"), 2, "not a time zone"),
        (("sources", "set", "HL-001", "dahua", "http://admin:x@192.0.2.1"), 1, "no user name or password"),
    ],
)
def test_mistakes_end_in_one_sentence(
    arguments: tuple[str, ...], code: int, says: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(TrackwayHouse(), ["history", *arguments, "--data", str(data)]) == code
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
