"""`trackway passages …`, run as the command line runs it."""

import json
from collections.abc import Iterator

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import NOON
from tests.passages.keeping import DAYS, KEPT_FROM, Folder, in_a_year, opened

from trackway.cli import run
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.model.question import Permit
from trackway.node.trackway_house import TrackwayHouse
from trackway.registry import Registry
from trackway.trust import Trust

WHY = ("--case", "花市刑字第1號", "--reason", "竊車案")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """One folder and its owner for all of this; every test starts it again."""
    with opened(tmp_path_factory.mktemp("kept"), FakeClock(NOON)) as made:
        yield made


@pytest.fixture
def folder(shared: Folder, clock: FakeClock, permit: Permit) -> Folder:
    shared.clock = clock
    shared.start_again(permit)
    clock.at = in_a_year(KEPT_FROM)
    return shared


@pytest.fixture
def house(clock: FakeClock) -> TrackwayHouse:
    made = TrackwayHouse()
    made._clock = clock  # type: ignore[assignment]  # a year goes by
    return made


def test_holding_expiring_asking_and_releasing(
    folder: Folder, house: TrackwayHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(*words: str, code: int = 0) -> str:
        assert run(house, ["passages", *words, "--data", str(folder.path)]) == code
        told = capsys.readouterr()
        return told.out if code == 0 else told.err

    assert f"{2 * KEPT_FROM}" in "".join(say("expire", "--dry-run", "--json"))
    assert "將銷毀 would be destroyed" in say("expire", "--dry-run")
    span = ("--from", "2026-09-22T00:00+08:00", "--to", "2026-12-01T00:00+08:00")
    what = ("--plates", "aaa-1111", *span, "--until", "2027-12-01T00:00+08:00")
    assert "--case" in say("hold", *what, "--approver", "王分局長", code=2)
    assert "somebody else" in say("hold", *what, "--approver", "", *WHY, code=2)
    assert "give --from" in say("hold", "--plates", "AAA-1111", *what[-2:], "--approver", "王", *WHY, code=2)
    hold = json.loads(say("hold", *what, "--approver", "王分局長", *WHY, "--json"))
    assert (hold["id"], hold["covers"], hold["plates"]) == (1, DAYS, ["AAA1111"])
    (proof,) = map(json.loads, say("expire", "--json").splitlines())
    assert (proof["passages"], proof["held"]) == (2 * KEPT_FROM, {"1": KEPT_FROM})
    assert "無屆期資料 Nothing is due." in say("expire")
    assert json.loads(say("deletions", "--json"))["sha256"] == proof["sha256"]
    assert "proof: deletions/000001-expiry.json" in say("deletions")
    assert "保全中 holds" in say("holds")
    rows = [json.loads(line) for line in say("held", "1", "AAA*", *WHY, "--json").splitlines()]
    assert [row["plate"]["text"] for row in rows] == ["AAA1111"] * KEPT_FROM
    assert "AAA1111" in say("held", "1", *WHY)
    assert "another case" in say("held", "1", "--case", "別案", "--reason", "好奇", code=1)
    assert "another case" in say("release", "1", "--case", "別案", "--reason", "好奇", code=1)
    assert "release of hold 1" in say("release", "1", *WHY)
    assert "已解除 released" in say("holds")
    with Trust(folder.path / "trust.sqlite", folder.clock) as trust:
        rows_of_audit = trust.audit_rows(trust.command_line_officer("nobody"))
    assert {"hold", "held", "release", "passages_destroyed"} <= {row.action for row in rows_of_audit}


def test_backing_up_verifying_and_restoring(
    folder: Folder,
    house: TrackwayHouse,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def say(*words: str, code: int = 0) -> str:
        assert run(house, ["passages", *words]) == code
        told = capsys.readouterr()
        return told.out if code == 0 else told.err

    away = tmp_path_factory.mktemp("away")
    made = json.loads(say("backup", "--data", str(folder.path), "--to", str(away / "backups"), "--json"))
    assert made["rows"]["store/passages"] == len(folder.filed)
    assert "store/passages: 28" in say("verify", made["folder"])
    assert "is not empty" in say("restore", made["folder"], "--data", str(folder.path), code=1)
    say("restore", made["folder"], "--data", str(away / "again"))
    with house.passages(away / "again") as store:
        assert store.count() == len(folder.filed)


def test_exporting_and_importing(
    folder: Folder, house: TrackwayHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(*words: str, code: int = 0) -> str:
        assert run(house, ["passages", *words, "--data", str(folder.path)]) == code
        told = capsys.readouterr()
        return told.out if code in (0, 1) else told.err

    place = Point(121.6, 23.97)
    with Registry(folder.path / "registry.sqlite") as registry:
        registry.save(cameras=[Camera("HL-001", 1, "中山路", CameraKind.PLATE, place)])
    out, span = (
        folder.path / "out.csv",
        ("--from", "2026-09-22T00:00+08:00", "--to", "2026-12-01T00:00+08:00"),
    )
    assert "--case" in say("export", str(out), *span, code=2)
    assert f"{DAYS} 筆已匯出" in say(
        "export", str(out), *span, "--pattern", "AAA*", "--cameras", "HL-001", *WHY
    )
    folder.empty()
    told = json.loads(say("import", str(out), "--json", code=1))
    assert (told["filed"], told["refused"]) == (
        DAYS - KEPT_FROM,
        KEPT_FROM,
    )  # the others may be kept no longer
    assert len(folder.ids("passages")) == DAYS - KEPT_FROM
    with Trust(folder.path / "trust.sqlite", folder.clock) as trust:
        rows = trust.audit_rows(trust.command_line_officer("nobody"))
    assert {"export", "passages_imported"} <= {row.action for row in rows}
