from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.recordings.conftest import CAMERA
from tests.video.clips import grey_steps, write_clip

from trackway.intake.recordings import (
    NoTimeInName,
    by_name,
    footage_in,
    in_a_row,
    read_manifest,
    start_from_name,
    start_in_zone,
    zone_named,
)
from trackway.model.errors import Invalid, NotFound, WrongUse
from trackway.model.time import ClockOwner, Instant, parse_instant

TAIPEI = ZoneInfo("Asia/Taipei")
NINE = parse_instant("2026-11-22T21:00:00+08:00")


def manifest(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_english_columns(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        "file,camera,start,clock,offset_s,error_s\n"
        "a.mp4,HL-001,2026-11-22T21:00:00+08:00,station,-2.5,1\n"
        "/abs/b.mp4,HL-001,2026-11-22T13:00:00Z,,,\n",
    )
    first, second = read_manifest(path, [CAMERA]).recordings
    assert first.path == tmp_path / "a.mp4"
    assert first.start == NINE.plus(-2.5)
    assert (first.clock, first.error_s, first.camera) == (ClockOwner.STATION, 1.0, CAMERA)
    assert second.path == Path("/abs/b.mp4")
    assert (second.start, second.clock, second.error_s) == (NINE, ClockOwner.IMPORT, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_chinese_columns_as_excel_writes_them(tmp_path: Path, encoding: str) -> None:
    text = (
        "檔案,鏡頭,開始時間,時區,時鐘,時差,誤差\r\n"
        "路口.mp4,HL-001,2026-11-22 21:00:00,Asia/Taipei,錄影主機,3,2\r\n"
    )
    (one,) = read_manifest(manifest(tmp_path, text, encoding), [CAMERA]).recordings
    assert one.path.name == "路口.mp4"
    assert one.start == NINE.plus(3)
    assert (one.clock, one.error_s) == (ClockOwner.STATION, 2.0)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a.mp4,HL-001,2026-11-22T21:00:00", "no time zone"),
        ("a.mp4,HL-001,gestern", "not a start time"),
        ("a.mp4,HL-002,2026-11-22T21:00:00Z", "HL-002"),
        (",HL-001,2026-11-22T21:00:00Z", "no file"),
        ("a.mp4,HL-001,2026-11-22T21:00:00Z,moon", "moon"),
        ("a.mp4,HL-001,2026-11-22T21:00:00Z,,viel", "viel"),
        ("a.mp4,HL-001,2026-11-22T21:00:00Z,,nan", "nan"),
        ("a.mp4,HL-001,2026-11-22T21:00:00Z,,,-1", "negative"),
        ("a.mp4", "camera"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_stand(tmp_path: Path, row: str, says: str) -> None:
    text = f"file,camera,start,clock,offset_s,error_s\n{row}\ngood.mp4,HL-001,2026-11-22T21:00:00Z\n"
    listed = read_manifest(manifest(tmp_path, text), [CAMERA])
    assert [one.path.name for one in listed.recordings] == ["good.mp4"]
    (problem,) = listed.problems
    assert says in problem
    assert "row 2" in problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("file,camera\na.mp4,HL-001\n", "no column start"),
        ("file,camera,start\n", "lists no file"),
        ("a,b\0c\n", "no column file"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_manifest(manifest(tmp_path, text), [CAMERA])


def test_a_manifest_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes(b"\xff\xfe\x00\x81" * 100)
    with pytest.raises(Invalid, match="neither UTF-8 nor Big5"):
        read_manifest(tmp_path / "manifest.csv", [CAMERA])
    with pytest.raises(NotFound, match="gone"):
        read_manifest(tmp_path / "gone.csv", [CAMERA])


def test_files_are_found_in_the_folders_given(tmp_path: Path) -> None:
    deep = tmp_path / "footage" / "day"
    deep.mkdir(parents=True)
    (deep / "a.mp4").touch()
    path = manifest(tmp_path, "file,camera,start\na.mp4,HL-001,2026-11-22T21:00:00Z\n")
    assert read_manifest(path, [CAMERA]).recordings[0].path == tmp_path / "a.mp4"
    found = read_manifest(path, [CAMERA], folders=[tmp_path / "footage"]).recordings[0]
    assert found.path == deep / "a.mp4"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("D01_20261122210000.mp4", "2026-11-22T21:00:00+08:00"),
        ("192.168.1.64_01_20261122210000123.mp4", "2026-11-22T21:00:00.123+08:00"),
        ("NVR_ch1_main_20261122210000_20261122220000.dav", "2026-11-22T21:00:00+08:00"),
        ("2026-11-22_21-00-00.mkv", "2026-11-22T21:00:00+08:00"),
        ("20261122T210000.mp4", "2026-11-22T21:00:00+08:00"),
        ("cam 2026.11.22 21.00.00.avi", "2026-11-22T21:00:00+08:00"),
        ("2026-11-22/001/dav/21.00.00-21.30.00[R][0@0][0].dav", "2026-11-22T21:00:00+08:00"),
    ],
)
def test_names_that_recorders_give(name: str, start: str) -> None:
    assert start_from_name(Path(name), TAIPEI) == parse_instant(start)


@pytest.mark.parametrize(
    "name",
    ["clip.mp4", "20261322210000.mp4", "20260230_120000.mp4", "0912345678.mp4", "21.00.00-21.30.00[R].dav"],
)
def test_names_that_tell_no_time(name: str) -> None:
    with pytest.raises(NoTimeInName, match="manifest"):
        start_from_name(Path(name), TAIPEI)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 (as a recorder writes it)
def test_every_second_survives_in_a_name(moment: datetime) -> None:
    wanted = moment.replace(microsecond=0)
    assert start_from_name(Path(f"ch02_{wanted:%Y%m%d%H%M%S}.mp4"), TAIPEI) == Instant.of(
        wanted.replace(tzinfo=TAIPEI)
    )


def test_files_in_a_row(tmp_path: Path) -> None:
    first = write_clip(tmp_path / "1.mp4", grey_steps(25))
    (tmp_path / "2.mp4").write_text("no footage")
    third = write_clip(tmp_path / "3.mp4", grey_steps(50))
    (tmp_path / "notes.txt").touch()
    found = footage_in([tmp_path])
    assert [path.name for path in found.files] == ["1.mp4", "2.mp4", "3.mp4"]
    assert found.others == 1
    started = in_a_row(found.files, NINE)
    assert [(path, start.since(NINE)) for path, start in started.starts] == [
        (first, 0),
        (tmp_path / "2.mp4", pytest.approx(1.0, abs=0.05)),
        (third, pytest.approx(1.0, abs=0.05)),
    ]
    named = by_name([tmp_path / "20261122_210000.mp4", first], TAIPEI)
    assert named.starts == ((tmp_path / "20261122_210000.mp4", NINE),)
    assert "1.mp4" in named.problems[0]


def test_zones() -> None:
    assert start_in_zone("2026-11-22T21:00:00", zone_named("Asia/Taipei")) == NINE
    assert start_in_zone("2026-11-22T21:00:00", zone_named("+08:00")) == NINE
    assert start_in_zone("2026-11-22T13:00:00Z", TAIPEI) == NINE  # its own zone goes first
    for name in ("Taipei/Asia", "", "../etc/passwd", "+99:00"):
        with pytest.raises(WrongUse, match="not a time zone"):
            zone_named(name)
