"""`trackway streams …`: what is recorded, at the command line, with an audit row and never a password."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.cli import House, run
from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import TrackwayError
from trackway.model.place import Point
from trackway.model.time import Instant
from trackway.registry import Registry, read_streams_file
from trackway.trust import Trust
from trackway.video.addresses import Networks
from trackway.video.stream import StreamRole

from .conftest import NOON

SECRET = "hunter2 with  two spaces"
URL = "rtsp://10.1.2.3/main"


class Noon:
    def now(self) -> Instant:
        return NOON


class StreamsOnly:
    """As much of a house as these commands open."""

    clock = Noon()

    def registry(self, data: Path) -> Registry:
        return Registry(data / "registry.sqlite")

    def trust(self, data: Path) -> Trust:
        return Trust(data / "trust.sqlite", self.clock)

    def networks(self, data: Path) -> Networks:
        return Networks(("10.0.0.0/8",))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Registry(tmp_path / "data" / "registry.sqlite") as registry:
        registry.save(
            cameras=[Camera(f"HL-{n}", n, "", CameraKind.ORDINARY, Point(121.6, 23.97)) for n in (1, 2)]
        )
    return tmp_path / "data"


@pytest.fixture
def trackway(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def do(command: str, *rest: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run(cast("House", StreamsOnly()), ["streams", command, *rest, "--data", str(data)])
        printed = capsys.readouterr()
        assert SECRET not in printed.out + printed.err
        return code, printed.out, printed.err

    return do


def audit(data: Path) -> list[tuple[str, str]]:
    with Trust(data / "trust.sqlite", Noon()) as trust:
        rows = trust.audit_rows(trust.command_line_officer("root"))
    return [(row.action, json.dumps(dict(row.details))) for row in rows]


def password(data: Path, camera: str = "HL-1", role: StreamRole = StreamRole.MAIN) -> str:
    with Registry(data / "registry.sqlite") as registry:
        return registry.stream_address(camera, role).password


def test_set_list_stop_history_remove(trackway: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = trackway(
        "set", "HL-1", URL, "--username", "admin", "--retention", "important", stdin=f"{SECRET}\n"
    )
    assert (code, password(data)) == (0, SECRET)
    for words in ("主碼流 main", URL, "重要 important", "是 yes", "有密碼 password set"):
        assert words in out
    monkeypatch.setenv("TRACKWAY_CAMERA_PASSWORD", "from the environment")
    assert trackway("set", "HL-1", f"{URL}/2", "--role", "sub", "--username", "u", "--no-recorded")[0] == 0
    assert password(data, role=StreamRole.SUB) == "from the environment"
    assert trackway("set", "HL-1", f"{URL}/3", "--username", "admin", "--keep-password")[0] == 0
    assert password(data) == SECRET
    code, out, _ = trackway("list", "--json")
    main, sub = map(json.loads, out.splitlines())
    assert (main["url"], main["has_password"], main["is_recorded"]) == (f"{URL}/3", True, True)
    assert (sub["role"], sub["is_recorded"]) == ("sub", False)
    assert "password" not in main
    assert trackway("record", "HL-1", "--stop", "--json")[0] == 0
    assert json.loads(trackway("list", "--json")[1].splitlines()[0])["is_recorded"] is False
    assert len(trackway("history", "HL-1", "--json")[1].splitlines()) == 4
    assert trackway("remove", "HL-1", "--role", "sub")[0] == 0
    assert len(trackway("list", "--json")[1].splitlines()) == 1
    rows = audit(data)
    assert [action for action, _ in rows] == ["stream_removed", *["stream_set"] * 4]
    assert SECRET not in str(rows)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["set", "HL-9", URL], 1, "no camera 'HL-9'"),
        (["set", "HL-1", "rtsp://8.8.8.8/"], 1, "none of the networks"),
        (["set", "HL-1", "rtsp://127.0.0.1/"], 1, "this machine"),
        (["set", "HL-1", "rtsp://admin:hunter2@10.1.2.3/"], 1, "no user name and password"),
        (["set", "HL-1", URL, "--password", "x"], 2, "--password"),
        (["set", "HL-1", URL, "--username", "admin"], 2, "standard input"),
        (["record", "HL-1"], 1, "no main stream"),
        (["import", "none.csv"], 1, "no file none.csv"),
    ],
)
def test_mistakes_end_in_one_sentence(trackway: Run, arguments: list[str], code: int, says: str) -> None:
    found, _, err = trackway(*arguments)
    assert found == code
    assert says in err
    assert "hunter2" not in err
    assert len(err.splitlines()) == 1


def test_a_file_sets_many(trackway: Run, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "streams.csv"
    path.write_text(
        "鏡頭編號,碼流,網址,帳號,密碼,保存,錄影\n"
        f'HL-1,主,{URL},admin,"{SECRET}",重要,是\n'
        f"HL-1,子,{URL}/sub,admin,{SECRET},,否\n"
        f"HL-2,,rtsp://8.8.8.8/,admin,{SECRET},,\n"
        f"HL-3,,{URL},admin,{SECRET},,\n"
        f"HL-1,main,{URL},admin,{SECRET},,\n"
        f"HL-2,third,{URL},admin,{SECRET},,\n",
        encoding="cp950",
    )
    code, out, _ = trackway("import", str(path), "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["set"] == 2
    assert trackway("list", "--json")[1] == ""
    code, out, _ = trackway("import", str(path), "--json")
    assert [row["row"] for row in json.loads(out)["refused"]] == [4, 5, 6, 7]
    assert (password(data), password(data, role=StreamRole.SUB)) == (SECRET, SECRET)
    assert audit(data)[0][0] == "streams_imported"


def test_a_file_without_a_header_repeats_nothing(trackway: Run, tmp_path: Path) -> None:
    path = tmp_path / "streams.csv"
    path.write_text(f"HL-1,{URL},admin,{SECRET}\n")
    code, out, err = trackway("import", str(path))
    assert (code, out) == (1, "")
    assert "first line names the columns" in err


def test_passwords_are_forgotten_when_their_key_is_lost(trackway: Run, data: Path) -> None:
    trackway("set", "HL-1", URL, "--username", "admin", stdin=f"{SECRET}\n")
    (data / "keys" / "camera-passwords.key").unlink()
    code, _, err = trackway("set", "HL-2", URL, "--username", "admin", stdin="other\n")
    assert code == 1
    assert "streams forget-passwords" in err
    assert trackway("forget-passwords")[0] == 0
    assert trackway("set", "HL-2", URL, "--username", "admin", stdin="other\n")[0] == 0
    assert password(data, "HL-2") == "other"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    for body in (content, b"camera,url,password\n" + content):
        try:
            found = read_streams_file(body, ["HL-1"])
        except TrackwayError:
            continue
        assert found.rows or found.problems
