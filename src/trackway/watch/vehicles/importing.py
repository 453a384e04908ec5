"""A file of vehicles taken in as the register: CSV, TXT or XLSX of up to two million rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trackway.model.errors import Conflict, Invalid
from trackway.model.plate import NotAPlate, parse_plate
from trackway.model.said import Said
from trackway.model.vehicle import Colour, VehicleKind
from trackway.registry import ColumnUse, Row, RowProblem, SourceFile, Unreadable, key
from trackway.watch.sheet import (
    ColumnNames,
    Sheet,
    UnknownWord,
    batches,
    colours_named,
    kinds_named,
    open_sheet,
)
from trackway.watch.vehicles.fact import VehicleFact, VehicleStatus
from trackway.watch.vehicles.vehicles import Vehicles

__all__ = ["MOST_VEHICLES", "VehicleReport", "import_vehicles"]

MOST_VEHICLES = 2_000_000
"""Six times the vehicles of the county; more is another file than is meant."""
_MOST_PROBLEMS = 200
"""So many are named; the others counted."""
_AT_ONCE = 5_000
_NAMES: ColumnNames = {
    "plate": "platenumber plateno licenseplate license 車牌 車號 車牌號碼 牌照號碼 牌照 號牌",
    "kind": "type vehicletype vehiclekind exptype 車種 車型 車輛種類 車別 車類",
    "colour": "color vehiclecolor expcolor 顏色 車色 車身顏色",
    "make": "brand manufacturer expmake 廠牌 廠牌型式 品牌 廠牌車型",
    "status": "state platestatus 狀態 車輛狀態 牌照狀態 車籍狀態 異動狀態",
}
_STATUS: Mapping[VehicleStatus, str] = {
    VehicleStatus.IN_USE: "正常 使用中 行駛 領牌 有效 active valid registered",
    VehicleStatus.SUSPENDED: "停駛 停用 吊扣 繳存 suspended laidup",
    VehicleStatus.CANCELLED: "註銷 吊銷 繳銷 逾檢註銷 逕行註銷 牌照註銷 revoked canceled",
    VehicleStatus.SCRAPPED: "報廢 除籍 scrap",
    VehicleStatus.STOLEN: "失竊 失竊註銷 遭竊 協尋 stolenvehicle",
}
_STATUS_OF = {key(n): status for status, names in _STATUS.items() for n in (status.value, *names.split())}


@dataclass(frozen=True, slots=True)
class VehicleReport:
    """What came of a file: ``vehicles`` are on the register then; ``problems`` are the first few."""

    file_name: str
    columns: tuple[ColumnUse, ...]
    vehicles: int
    refused: int
    repeated: int
    problems: tuple[RowProblem, ...]
    is_dry_run: bool


def import_vehicles(
    vehicles: Vehicles,
    source: SourceFile,
    by: str,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> VehicleReport:
    """Take a file in as the register, in place of the one before; ``progress`` hears of rows read.

    Rows that cannot be used are left out and named. Raises ``Unreadable``, or ``Conflict`` when most rows
    are unfit: then the register stays what it is.
    """
    reading = _Reading(open_sheet(source, _NAMES, mapping or {}))
    if dry_run:
        count = sum(1 for _ in reading.facts())
        return reading.report(source.name, count, 0, is_dry_run=True)
    file_id = vehicles.start(source.name, source.sha256, by)
    read = written = 0
    try:
        for some in batches(reading.facts(), _AT_ONCE):
            written += vehicles.put(file_id, some)
            read += len(some)
            progress(read)
        if reading.refused > read:
            raise Conflict(
                f"{source.name} 有一半以上的列無法使用，車籍維持不變。 "
                f"More than half of the rows of {source.name} cannot be used; the register stays as it is."
            )
        vehicles.use(file_id, written, reading.refused)
    except BaseException:
        vehicles.drop(file_id)
        raise
    return reading.report(source.name, written, read - written, is_dry_run=False)


class _Reading:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._problems: list[RowProblem] = []
        self._refused = 0

    @property
    def refused(self) -> int:
        return self._refused + len(self._sheet.problems)

    def facts(self) -> Iterator[VehicleFact]:
        for count, row in enumerate(self._sheet.rows):
            if count >= MOST_VEHICLES:
                raise Unreadable(f"The file has more than {MOST_VEHICLES:,} vehicles.")
            try:
                plate = parse_plate(self._sheet.of(row, "plate")).text
            except (NotAPlate, Invalid) as error:
                self._refused += 1
                self._note(row, "plate", str(error), is_refused=True)
                continue
            yield VehicleFact(
                plate,
                self._kind(row),
                self._colour(row),
                self._sheet.of(row, "make")[:100],
                self._status(row),
            )

    def _kind(self, row: Row) -> VehicleKind:
        try:
            kinds = kinds_named(self._sheet.of(row, "kind"))
        except UnknownWord as error:
            self._note(row, "kind", str(error), is_refused=False)
            return VehicleKind.UNKNOWN
        return next(iter(kinds)) if len(kinds) == 1 else VehicleKind.UNKNOWN

    def _colour(self, row: Row) -> Colour:
        try:
            colours = colours_named(self._sheet.of(row, "colour"))
        except UnknownWord as error:
            self._note(row, "colour", str(error), is_refused=False)
            return Colour.UNKNOWN
        return next(iter(colours)) if len(colours) == 1 else Colour.UNKNOWN

    def _status(self, row: Row) -> VehicleStatus:
        text = self._sheet.of(row, "status")
        status = _STATUS_OF.get(key(text))
        if status is None and text:
            self._note(row, "status", f"{text[:40]!r} is no known status.", is_refused=False)
        return status or VehicleStatus.UNKNOWN

    def _note(self, row: Row, field: str, why: str, *, is_refused: bool) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            said = Said("這一格看不懂。" if not is_refused else "這一列不是車牌。", why)
            self._problems.append(RowProblem(row.number, field, said, row.original[:300], is_refused))

    def report(self, name: str, vehicles: int, repeated: int, *, is_dry_run: bool) -> VehicleReport:
        named = sorted((*self._problems, *self._sheet.problems), key=lambda one: one.row)
        return VehicleReport(
            name,
            self._sheet.uses,
            vehicles,
            self.refused,
            repeated,
            tuple(named[:_MOST_PROBLEMS]),
            is_dry_run,
        )
