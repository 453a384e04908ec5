"""The vehicle register: files of vehicles in, facts of plates out."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.conftest import FakeClock

from trackway.model.errors import Conflict, NotFound
from trackway.model.vehicle import Colour, VehicleKind
from trackway.registry import SourceFile, Unreadable
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE
from trackway.watch.vehicles import VehicleFact, Vehicles, VehicleStatus, import_vehicles


@pytest.fixture
def vehicles(tmp_path: Path, clock: FakeClock) -> Iterator[Vehicles]:
    file = SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)
    yield Vehicles(file, clock)
    file.close()


def source(content: str | bytes, name: str = "vehicles.csv") -> SourceFile:
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())


def test_a_file_becomes_the_register(vehicles: Vehicles) -> None:
    text = (
        "車牌號碼,車種,顏色,廠牌,牌照狀態,備註\n"
        "BKP-2075,自用小客車,銀灰,TOYOTA,正常,x\n"
        "NAB-1234,普通重型機車,黑,KYMCO,失竊註銷,\n"
        "??,自用小客車,白,,正常,\n"
        "KLA-0001,飛碟,透明,,怪,\n"
        "BKP2075,大貨車,白,,正常,\n"
    )
    report = import_vehicles(vehicles, source(text), "lin")
    assert (report.vehicles, report.refused, report.repeated) == (3, 1, 1)
    assert [use.field for use in report.columns] == ["plate", "kind", "colour", "make", "status", None]
    assert [(one.row, one.field) for one in report.problems] == [
        (4, "plate"), (5, "kind"), (5, "colour"), (5, "status")
    ]  # fmt: skip
    assert vehicles.facts(["BKP2075", "NAB1234", "KLA0001", "ZZZ9999"]) == {
        "BKP2075": VehicleFact("BKP2075", VehicleKind.CAR, Colour.SILVER, "TOYOTA", VehicleStatus.IN_USE),
        "NAB1234": VehicleFact("NAB1234", VehicleKind.SCOOTER, Colour.BLACK, "KYMCO", VehicleStatus.STOLEN),
        "KLA0001": VehicleFact("KLA0001"),
    }
    assert vehicles.file().by == "lin"


def test_a_new_file_replaces_the_old_one(vehicles: Vehicles, tmp_path: Path) -> None:
    import_vehicles(vehicles, source("plate\nABC1001\nABC1002\n"), "lin")
    dry = import_vehicles(vehicles, source("plate\nABC1003\n"), "lin", dry_run=True)
    assert (dry.vehicles, dry.is_dry_run) == (1, True)
    assert len(vehicles.facts(["ABC1001", "ABC1003"])) == 1
    import_vehicles(vehicles, source("plate\nABC1003\n"), "lin")
    assert list(vehicles.facts(["ABC1001", "ABC1003"])) == ["ABC1003"]
    assert vehicles.facts([]) == {}


def test_an_unfit_file_changes_nothing(vehicles: Vehicles) -> None:
    with pytest.raises(NotFound):
        vehicles.file()
    import_vehicles(vehicles, source("plate\nABC1001\n"), "lin")
    with pytest.raises(Conflict):
        import_vehicles(vehicles, source("plate,kind\nABC1002,\n!,\n#,\n"), "lin")
    for damaged in (b"", b"\0\1\2", b"%PDF-1.7", b"PK\3\4 not a workbook", b"a,b\n1,2\n", b'{"a": 1}'):
        with pytest.raises(Unreadable):
            import_vehicles(vehicles, source(damaged), "lin")
    assert list(vehicles.facts(["ABC1001", "ABC1002"])) == ["ABC1001"]


def test_a_workbook_is_read_too(vehicles: Vehicles) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["車籍資料"], ["車號", "顏色"], ["ABC-1001", "紅色"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    import_vehicles(vehicles, source(out.getvalue(), "v.xlsx"), "lin")
    assert vehicles.facts(["ABC1001"])["ABC1001"].colour is Colour.RED
