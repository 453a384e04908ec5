"""GeoJSON: points and their properties; the old ``crs`` member is read where it still stands."""

from collections.abc import Mapping
from typing import cast

import msgspec

from trackway.model.errors import WrongUse
from trackway.registry.coordinates import Crs, parse_crs
from trackway.registry.csv_table import decode
from trackway.registry.report import RowProblem, Said
from trackway.registry.selection import MAX_CAMERAS
from trackway.registry.table import MAX_COLUMNS, Row, Table, Unreadable

__all__ = ["GEOMETRY_LAT", "GEOMETRY_LON", "point_table", "read_geojson"]

GEOMETRY_LON, GEOMETRY_LAT = "(幾何 geometry) lon", "(幾何 geometry) lat"
"""What the coordinates of a feature are called beside its properties."""


def read_geojson(content: bytes) -> Table:
    """The point features of a GeoJSON file, one row each; features of another shape become problems."""
    text, encoding = decode(content)
    try:
        whole = msgspec.json.decode(text.lstrip("\ufeff"), type=object)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(
            f"不是正確的 JSON（{error}）。 The file is not well-formed JSON ({error})."
        ) from error
    match whole:
        case {"type": "FeatureCollection", "features": list(features)}:
            pass
        case {"type": "Feature"}:
            features = [whole]
        case _:
            raise Unreadable(
                "JSON 裡沒有 GeoJSON 的 FeatureCollection。 "
                "The JSON is no GeoJSON: a FeatureCollection with features is needed."
            )
    rows: list[tuple[int, dict[str, str], str]] = []
    problems: list[RowProblem] = []
    for number, feature in enumerate(features, 1):
        original = msgspec.json.encode(feature).decode()[:2000]
        facts = _facts(feature)
        if facts is None:
            problems.append(_no_point(number, original))
        else:
            rows.append((number, facts, original))
    return point_table("geojson", rows, problems, encoding, _crs(cast("Mapping[str, object]", whole)))


def point_table(
    format_: str,
    rows: list[tuple[int, dict[str, str], str]],
    problems: list[RowProblem],
    encoding: str,
    crs: Crs | None,
) -> Table:
    """The table of features that are points: a column for every name any of them uses."""
    if not rows and not problems:
        raise Unreadable("檔案裡沒有任何點位。 The file holds no points at all.")
    if len(rows) > MAX_CAMERAS:
        raise Unreadable(
            f"檔案有 {len(rows):,} 個點，超過上限 {MAX_CAMERAS:,} 支鏡頭。 "
            f"The file has {len(rows):,} points; a register holds at most {MAX_CAMERAS:,} cameras."
        )
    columns = tuple(dict.fromkeys(name for _, facts, _ in rows for name in facts))
    if len(columns) > MAX_COLUMNS:
        raise Unreadable(
            f"檔案有 {len(columns):,} 種屬性，超過上限 {MAX_COLUMNS}。 "
            f"The features have {len(columns):,} different properties; at most {MAX_COLUMNS} are read."
        )
    return Table(
        format=format_,
        columns=columns,
        rows=tuple(
            Row(number, tuple(facts.get(name, "") for name in columns), original)
            for number, facts, original in rows
        ),
        problems=tuple(problems),
        encoding=encoding,
        crs=crs,
    )


def _facts(feature: object) -> dict[str, str] | None:
    match feature:
        case {"geometry": {"type": "Point", "coordinates": [x, y, *_]}}:
            pass
        case {"geometry": {"type": "MultiPoint", "coordinates": [[x, y, *_]]}}:
            pass
        case _:
            return None
    facts = {GEOMETRY_LON: _text(x), GEOMETRY_LAT: _text(y)}
    match feature:
        case {"id": (str() | int()) as id_}:
            facts["id"] = _text(id_)
    match feature:
        case {"properties": dict(properties)}:
            facts |= {" ".join(str(name).split()): _text(value) for name, value in properties.items()}
    return facts


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return " ".join(value.split())
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case bool() | int() | float():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()


def _crs(whole: Mapping[str, object]) -> Crs | None:
    match whole:
        case {"crs": {"properties": {"name": str(name)}}}:
            try:
                return parse_crs(name)
            except WrongUse as error:
                raise Unreadable(
                    f"檔案自稱座標系統為 {name}，無法轉換。 "
                    f"The file says its coordinates are in {name}, which cannot be converted here."
                ) from error
        case _:
            return None


def _no_point(number: int, original: str) -> RowProblem:
    why = Said("這個圖徵沒有點座標（Point）。", "This feature is not a Point with coordinates.")
    return RowProblem(number, "geometry", why, original, is_refused=True)
