"""Which column of a file is which field: known names in Chinese and English, then the values themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from trackway.model.errors import WrongUse
from trackway.registry.coordinates import Crs, Fit, NotANumber, fit, number
from trackway.registry.fields import Field, Match, claimed_crs, is_ordinal, kind_named, matches
from trackway.registry.geojson_table import GEOMETRY_LAT, GEOMETRY_LON
from trackway.registry.kml_table import FOLDER, FOLDER_ABOVE
from trackway.registry.report import ColumnUse, Confidence, Said
from trackway.registry.table import Table, Unreadable

__all__ = ["Columns", "known_columns", "map_columns"]


_PAIRED = {Field.LON: "經度 lon", Field.LAT: "緯度 lat"}
_Chosen = dict[Field, tuple[int, Match]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row; ``uses`` says so for people, ``crs`` what the names claim."""

    place: Mapping[Field, int]
    uses: tuple[ColumnUse, ...]
    crs: Crs | None
    crs_column: str | None

    def of(self, cells: Sequence[str], field: Field) -> str:
        """The text of that field in a row; empty when the file has no such column."""
        place = self.place.get(field)
        return "" if place is None else cells[place]

    def name(self, field: Field) -> str:
        """What the file calls the field."""
        place = self.place.get(field)
        return str(field) if place is None else self.uses[place].column


def known_columns(cells: Sequence[str]) -> int:
    """How many of these cells are names of columns that are surely known: what a header is found by."""
    return sum(
        any(match.confidence is Confidence.CERTAIN for match in matches(cell)) for cell in cells if cell
    )


def map_columns(table: Table, mapping: Mapping[str, str], crs: Crs | None) -> Columns:
    """The use of every column: those in ``mapping`` (field → column) as told, the rest by name and values.

    ``crs`` decides between two pairs of coordinates where a file holds both.
    """
    given = _given(table, mapping)
    chosen: _Chosen = {
        field: (place, Match(field, Confidence.GIVEN, crs=claimed_crs(table.columns[place])))
        for field, place in given.items()
    }
    found = [
        (place, match)
        for place, column in enumerate(table.columns)
        if place not in given.values()
        for match in _matches(column)
        if match.field not in given
    ]
    _choose_pair(chosen, found, crs)
    for place, match in sorted(found, key=_surest):
        taken = {where for where, _ in chosen.values()}
        if match.field not in chosen and place not in taken and match.field not in _PAIRED:
            chosen[match.field] = (place, match)
    _folders(table, chosen)
    _drop_strange_kinds(table, chosen)
    if Field.LON in chosen and Field.LAT in chosen:
        chosen.pop(Field.PLACE, None)
    elif Field.PLACE in chosen:
        for field in _PAIRED:
            chosen.pop(field, None)
    else:
        _guess_pair(table, chosen)
    _demand_coordinates(table, chosen)
    claims = [chosen[field] for field in (Field.LON, Field.PLACE) if field in chosen]
    return Columns(
        place={field: place for field, (place, _) in chosen.items()},
        uses=tuple(_uses(table, chosen, found)),
        crs=claims[0][1].crs,
        crs_column=table.columns[claims[0][0]],
    )


def _matches(column: str) -> tuple[Match, ...]:
    if column in {GEOMETRY_LON, GEOMETRY_LAT}:
        return (Match(Field.LON if column == GEOMETRY_LON else Field.LAT, Confidence.CERTAIN, order=-1),)
    return matches(column)


def _surest(item: tuple[int, Match]) -> tuple[bool, int]:
    return item[1].confidence is not Confidence.CERTAIN, item[1].order


def _given(table: Table, mapping: Mapping[str, str]) -> dict[Field, int]:
    given: dict[Field, int] = {}
    aliases = {"x": Field.LON, "y": Field.LAT, "heading": Field.HEADING, "fov": Field.FOV, "year": Field.YEAR}
    for name, column in mapping.items():
        try:
            field = aliases.get(name.lower()) or Field(name.lower())
        except ValueError:
            raise WrongUse(
                f"沒有 {name!r} 這個欄位。 {name!r} is no field; the fields are {', '.join(Field)}."
            ) from None
        wanted = " ".join(column.split())
        if wanted not in table.columns:
            raise WrongUse(
                f"檔案裡沒有 {column!r} 這一欄。 The file has no column {column!r}; "
                f"it has {_listed(table.columns)}."
            )
        given[field] = table.columns.index(wanted)
    return given


def _choose_pair(chosen: _Chosen, found: list[tuple[int, Match]], crs: Crs | None) -> None:
    """Longitude and latitude from one system: the one asked for, else degrees before metres."""

    def rank(item: tuple[int, Match]) -> tuple[bool, bool, int, int]:
        match = item[1]
        order = [Crs.WGS84, Crs.TWD97, Crs.TWD67, None]
        return (
            match.order >= 0,  # the geometry of a feature before its properties
            match.confidence is not Confidence.CERTAIN,
            -1 if crs is not None and match.crs is crs else order.index(match.crs),
            match.order,
        )

    for field in _PAIRED:
        candidates = sorted((item for item in found if item[1].field is field), key=rank)
        taken = {where for where, _ in chosen.values()}
        free = [item for item in candidates if item[0] not in taken]
        if field not in chosen and free:
            chosen[field] = free[0]


def _folders(table: Table, chosen: _Chosen) -> None:
    """Folders of a KML that are called after stations and precincts are stations and precincts."""
    for column, ending, field in (
        (FOLDER, "所", Field.STATION),
        (FOLDER, "分局", Field.PRECINCT),
        (FOLDER_ABOVE, "分局", Field.PRECINCT),
    ):
        if column in table.columns and field not in chosen:
            place = table.columns.index(column)
            values = [row.cells[place] for row in table.rows if row.cells[place]]
            if values and sum(value.endswith(ending) for value in values) >= 0.8 * len(values):
                chosen[field] = (place, Match(field, Confidence.GUESS))


def _drop_strange_kinds(table: Table, chosen: _Chosen) -> None:
    """A column called 類型 may be about anything; where none of its words is a kind it is not ours."""
    place, match = chosen.get(Field.KIND, (-1, None))
    if match is None or match.confidence is Confidence.GIVEN:
        return
    if not any(kind_named(row.cells[place]) for row in table.rows):
        del chosen[Field.KIND]


def _guess_pair(table: Table, chosen: _Chosen) -> None:
    """Columns without a telling name whose numbers are places in Taiwan."""
    if Field.LON in chosen or Field.LAT in chosen:
        return
    sample = table.rows[:200]
    enough = 0.9 * len(sample)
    every = {place: [_float(row.cells[place]) for row in sample] for place in range(len(table.columns))}
    numbers = {place: values for place, values in every.items() if sum(map(isfinite, values)) >= enough}
    good = [
        (east, north)
        for east in numbers
        for north in numbers
        if east != north
        and sum(
            fit(x, y) in {Fit.DEGREES, Fit.METRES} for x, y in zip(numbers[east], numbers[north], strict=True)
        )
        >= enough
    ]
    if len(good) == 1:
        for field, place in zip(_PAIRED, good[0], strict=True):
            chosen[field] = (place, Match(field, Confidence.GUESS))


def _float(text: str) -> float:
    try:
        return number(text)[0]
    except NotANumber:
        return nan


def _demand_coordinates(table: Table, chosen: Mapping[Field, object]) -> None:
    if Field.PLACE in chosen or (Field.LON in chosen and Field.LAT in chosen):
        return
    missing = "、".join(text for field, text in _PAIRED.items() if field not in chosen)
    raise Unreadable(
        f"找不到座標欄（{missing}）；檔案的欄位是 {_listed(table.columns)}。"
        "請用 --map lon=欄名 --map lat=欄名 指定。 "
        f"No column for {missing} was found among these; name them with --map lon=COLUMN --map lat=COLUMN."
    )


def _uses(
    table: Table, chosen: Mapping[Field, tuple[int, Match]], found: Sequence[tuple[int, Match]]
) -> Iterator[ColumnUse]:
    by_place = dict(chosen.values())
    for place, column in enumerate(table.columns):
        match = by_place.get(place)
        if match is not None:
            yield ColumnUse(column, str(match.field), match.confidence, _remark(match.field))
            continue
        others = [other.field for where, other in found if where == place]
        rivals = [field for field in others if field in chosen]
        if rivals:
            used = table.columns[chosen[rivals[0]][0]]
            note = Said(f"{rivals[0]} 已取自「{used}」。", f"{rivals[0]} is taken from “{used}”.")
        elif Field.KIND in others:
            note = Said("內容不是鏡頭類別。", "Its values are no kinds of cameras.")
        elif is_ordinal(column):
            note = Said("列的流水號不是鏡頭的編號。", "A row's ordinal is not a camera's id.")
        else:
            note = Said("不認得的欄名。", "Not a known name.")
        yield ColumnUse(column, None, None, note)


def _remark(field: Field) -> Said | None:
    if field is Field.DIRECTION:
        return Said(
            "寫進名稱；車行方向不是鏡頭朝向。", "Goes into the name; it is not where the lens points."
        )
    if field in {Field.ROAD, Field.KM}:
        return Said("寫進名稱。", "Goes into the name.")
    return None


def _listed(columns: Sequence[str]) -> str:
    shown = "、".join(columns[:20])
    return shown if len(columns) <= 20 else f"{shown}…（{len(columns)}）"
