"""`trackway cameras import | export | list | inside | near | retire`: the register at the command line."""

import os
import pwd
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trackway.cli import calibrate
from trackway.cli.house import House
from trackway.model.area import parse_area
from trackway.model.camera import Camera, CameraKind, Station
from trackway.model.errors import Conflict, Denied, Invalid, NotFound, Unavailable, WrongUse
from trackway.model.place import Point
from trackway.registry import (
    ImportReport,
    Registry,
    Said,
    StationCount,
    export_csv,
    export_geojson,
    import_cameras,
    parse_crs,
)

__all__ = ["commands"]

_HELP = "鏡頭名冊 The register: import, export, list, select and calibrate cameras."
_SHOWN_PROBLEMS = 50
"""Rows of trouble that a screen takes; all of them are in the JSON and in the kept report."""

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
Kind = Annotated[
    list[CameraKind] | None, Parameter(negative="", help="plate 車牌辨識 or ordinary 一般; both if left out.")
]
Format = Literal["csv", "geojson"]


def commands(house: House) -> App:
    """The commands about the register of cameras."""
    app, cameras = App(), App(name="cameras", help=_HELP)
    app.command(cameras)

    @cameras.command(name="import")
    def import_(
        file: Path,
        /,
        *,
        data: Path,
        map_: Annotated[list[str] | None, Parameter(name="--map", negative="")] = None,
        crs: str = "",
        kind: CameraKind = CameraKind.ORDINARY,
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """匯入鏡頭 Put the cameras of a CSV, XLSX, GeoJSON or KML file on the register.

        Rows that cannot be used are listed with the reason; the others are taken.

        Parameters
        ----------
        file
            The list of cameras.
        data
            The data folder.
        map_
            FIELD=COLUMN where a column's name does not tell, such as --map lon=X座標; may be repeated.
        crs
            wgs84, twd97 or twd67; told from column names and values when left out.
        kind
            What cameras are whose row does not say.
        dry_run
            Say what would happen and write nothing.
        """
        mapping = _mapping(map_ or [])
        wanted = parse_crs(crs) if crs else None
        with house.registry(data) as registry:
            report = import_cameras(
                registry,
                file,
                by=_who(),
                at=house.clock.now(),
                mapping=mapping,
                crs=wanted,
                kind=kind,
                dry_run=dry_run,
            )
        if json:
            print(report.json().decode())
        else:
            _print_report(report)
        if not report.is_usable:
            raise Invalid(
                f"{report.file_name} 沒有一列可用。 "
                f"None of the {report.rows:,} rows of {report.file_name} could be used."
            )

    @cameras.command
    def export(
        file: Path | None = None,
        /,
        *,
        data: Path,
        format_: Annotated[Format | None, Parameter(name="--format")] = None,
        area: str = "",
        kind: Kind = None,
        crs: str = "wgs84",
        overwrite: Annotated[bool, Parameter(negative="")] = False,
    ) -> None:
        """匯出鏡頭 Write cameras to a CSV (for Excel) or GeoJSON file.

        Parameters
        ----------
        file
            Where to; its ending says the format. The standard output when left out.
        data
            The data folder.
        format_
            csv or geojson, where the file's name does not say.
        area
            Only those inside circle:LON,LAT,METRES, rectangle:W,S,E,N or polygon:LON,LAT LON,LAT LON,LAT.
        crs
            twd97 or twd67 adds eastings and northings in metres.
        overwrite
            Replace the file if it is there.
        """
        write = export_geojson if _format(file, format_) == "geojson" else export_csv
        with house.registry(data) as registry:
            content = write(registry, _chosen(registry, area, kind), parse_crs(crs))
        if file is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            _write(file, content, overwrite=overwrite)

    @cameras.command(name="list")
    def list_(*, data: Path, area: str = "", kind: Kind = None, json: Json = False) -> None:
        """列出鏡頭 The cameras in use, by number.

        Parameters
        ----------
        data
            The data folder.
        area
            Only those inside circle:LON,LAT,METRES, rectangle:W,S,E,N or polygon:LON,LAT LON,LAT LON,LAT.
        """
        with house.registry(data) as registry:
            _print_cameras(registry, _chosen(registry, area, kind), json=json)

    @cameras.command
    def inside(
        *,
        data: Path,
        area: str,
        kind: Kind = None,
        stations: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """圈選鏡頭 The cameras inside an area, and the stations they belong to.

        Parameters
        ----------
        data
            The data folder.
        area
            circle:LON,LAT,METRES, rectangle:W,S,E,N or polygon:LON,LAT LON,LAT LON,LAT.
        stations
            Only the stations, with how many of the cameras each keeps.
        """
        with house.registry(data) as registry:
            found = registry.inside(parse_area(area), kind)
            if not stations:
                _print_cameras(registry, found.cameras, json=json)
            if stations or not json:
                _print_stations(found.stations, json=json)

    @cameras.command
    def near(
        at: str,
        /,
        *,
        data: Path,
        within: float = 500.0,
        kind: Kind = None,
        json: Json = False,
    ) -> None:
        """附近鏡頭 The cameras near a point, nearest first.

        Parameters
        ----------
        at
            LON,LAT in degrees, such as 121.6044,23.9769.
        data
            The data folder.
        within
            Metres.
        """
        point = _point(at)
        with house.registry(data) as registry:
            found = registry.near(point, within, kind)
            away = {near.camera.id: near.distance_m for near in found}
            _print_cameras(registry, [near.camera for near in found], json=json, away=away)

    @cameras.command
    def retire(ids: list[str], /, *, data: Path) -> None:
        """停用鏡頭 Take cameras off the map; their numbers and passages stay.

        Parameters
        ----------
        ids
            The cameras' ids.
        data
            The data folder.
        """
        with house.registry(data) as registry:
            registry.retire(ids)
        print(f"已停用 {len(ids)} 支鏡頭。 {len(ids)} cameras were retired.")

    calibrate.add_to(cameras, house)
    return app


def _who() -> str:
    """The account at the command line; the web has officers."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _mapping(pairs: Iterable[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, found, column = pair.partition("=")
        if not (found and field.strip() and column.strip()):
            raise WrongUse(f"--map {pair!r} is not FIELD=COLUMN, such as --map lon=X座標.")
        mapping[field.strip()] = column.strip()
    return mapping


def _point(text: str) -> Point:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise WrongUse(
            f"{text!r} is not a point; write LON,LAT in degrees, such as 121.6044,23.9769."
        ) from None
    return Point(lon, lat)


def _format(file: Path | None, wanted: Format | None) -> Format:
    if wanted is not None:
        return wanted
    match file.suffix.lower() if file else "":
        case ".csv":
            return "csv"
        case ".geojson" | ".json":
            return "geojson"
        case _:
            raise WrongUse(f"{str(file or '')!r} does not say csv or geojson; give --format.")


def _chosen(registry: Registry, area: str, kinds: Sequence[CameraKind] | None) -> Sequence[Camera]:
    if area:
        return registry.inside(parse_area(area), kinds).cameras
    return [camera for camera in registry.cameras() if kinds is None or camera.kind in kinds]


def _write(file: Path, content: bytes, *, overwrite: bool) -> None:
    try:
        with file.open("wb" if overwrite else "xb") as out:
            out.write(content)
    except FileExistsError:
        raise Conflict(f"{file} is there already; give --overwrite to replace it.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no folder {file.parent} to write {file.name} into.") from None
    except PermissionError:
        raise Denied(f"This account may not write {file}.") from None
    except OSError as error:
        raise Unavailable(f"{file} cannot be written: {error.strerror}.") from error


# -- what is printed ------------------------------------------------------------------------------------


def _console() -> Console:
    # Into a pipe or a file there is no screen to fit: a wide page keeps a row on one line.
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False, emoji=False)


def _plain(text: object) -> Text:
    """Text from a file as text: neither markup nor a terminal's control sequences."""
    return Text("".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in str(text)))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _row(table: Table, *cells: object) -> None:
    table.add_row(*[_plain("" if cell is None else cell) for cell in cells])


def _print_cameras(
    registry: Registry,
    cameras: Sequence[Camera],
    *,
    json: bool,
    away: Mapping[str, float] | None = None,
) -> None:
    stations = {station.id: station for station in registry.stations()}
    if json:
        for camera in cameras:
            print(msgspec.json.encode(_facts(camera, away)).decode())
        return
    headings = ["號碼 No.", "編號 id", "名稱 name", "類別 kind", "經度 lon", "緯度 lat", "派出所 station"]
    table = _table(f"{len(cameras):,} 支鏡頭 cameras", *headings, *(["距離 m"] if away else []))
    for camera in cameras:
        _row(
            table,
            camera.number,
            camera.id,
            camera.name,
            "車牌辨識 plate" if camera.kind is CameraKind.PLATE else "一般 ordinary",
            f"{camera.place.lon:.6f}",
            f"{camera.place.lat:.6f}",
            _station_name(stations.get(camera.station_id or "")),
            *([f"{away[camera.id]:,.0f}"] if away else []),
        )
    _console().print(table)


def _station_name(station: Station | None) -> str:
    return f"{station.precinct} {station.name}".strip() if station else ""


def _facts(camera: Camera, away: Mapping[str, float] | None) -> dict[str, str | float | None]:
    """The camera with the names that the HTTP interface uses."""
    return {
        "id": camera.id,
        "number": camera.number,
        "name": camera.name,
        "kind": camera.kind.value,
        "lon": camera.place.lon,
        "lat": camera.place.lat,
        "heading_deg": camera.heading_deg,
        "fov_deg": camera.fov_deg,
        "site_id": camera.site_id,
        "station_id": camera.station_id,
        "model": camera.model,
        "installed_year": camera.installed_year,
        "engine": camera.engine,
        **({"distance_m": round(away[camera.id], 1)} if away else {}),
    }


def _print_stations(stations: Sequence[StationCount], *, json: bool) -> None:
    if json:
        for one in stations:
            facts = {"id": one.station.id, "name": one.station.name, "precinct": one.station.precinct}
            print(msgspec.json.encode({**facts, "count": one.count}).decode())
        return
    table = _table(
        f"{len(stations):,} 個派出所 stations", "分局 precinct", "派出所 station", "鏡頭數 cameras"
    )
    for one in stations:
        _row(table, one.station.precinct, one.station.name, one.count)
    _console().print(table)


def _print_report(report: ImportReport) -> None:
    console = _console()
    for table in (_summary(report), _columns(report), _problems(report)):
        if table.row_count:
            console.print(table)
    for note in report.notes:
        console.print(_plain(f"※ {note}"))


def _summary(report: ImportReport) -> Table:
    title = "試匯，未寫入任何資料 Dry run, nothing was written" if report.is_dry_run else "匯入結果 Imported"
    table = Table(title=title, title_justify="left", show_header=False)
    places = [
        report.format.upper(),
        *([report.encoding] if report.encoding else []),
        *([f"工作表 sheet {report.sheet}"] if report.sheet else []),
        *(
            [f"標題在第 {report.header_row} 列 header in row {report.header_row}"]
            if report.header_row
            else []
        ),
    ]
    accuracy = Said(f"誤差約 {report.accuracy_m:g} 公尺。", f"Good to about {report.accuracy_m:g} m.")
    _row(table, "檔案 file", report.file_name)
    _row(table, "格式 format", ", ".join(places))
    _row(table, "座標 coordinates", f"{report.crs_because}{f' {accuracy}' if report.accuracy_m else ''}")
    _row(table, "資料列 rows", f"{report.rows:,}")
    _row(table, "新增 new", f"{len(report.new):,}")
    _row(table, "更新 updated", f"{len(report.updated):,}")
    _row(table, "相同 unchanged", f"{report.unchanged:,}")
    _row(table, "重複 repeated", f"{report.repeated:,}")
    _row(table, "未採用 refused", f"{report.refused:,}")
    if report.new_stations:
        _row(table, "新派出所 new stations", "、".join(report.new_stations))
    if report.new_sites:
        _row(table, "新點位 new sites", f"{len(report.new_sites):,}")
    if report.kept_as:
        _row(table, "原始檔 kept as", report.kept_as)
    return table


def _columns(report: ImportReport) -> Table:
    table = _table("欄位對應 Columns", "檔案欄位 column", "對應 field", "把握 confidence", "說明 remark")
    sure = {"given": "指定 given", "certain": "確定 certain", "likely": "可能 likely", "guess": "推測 guess"}
    for use in report.columns:
        confidence = sure[use.confidence] if use.confidence else ""
        _row(table, use.column, use.field or "（略過 ignored）", confidence, use.note)
    return table


def _problems(report: ImportReport) -> Table:
    left = len(report.problems) - _SHOWN_PROBLEMS
    more = f"（前 {_SHOWN_PROBLEMS} 筆，另有 {left:,} 筆見 --json；the rest with --json）" if left > 0 else ""
    table = _table(
        f"有問題的列 Rows with problems{more}", "列 row", "", "欄位 field", "原因 why", "原文 as written"
    )
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        taken = "未採用 refused" if problem.is_refused else "已採用 taken"
        original = problem.original if len(problem.original) <= 120 else f"{problem.original[:120]}…"
        _row(table, problem.row, taken, problem.field, problem.why, original)
    return table
