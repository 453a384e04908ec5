"""Rows of text into what they say of a camera; what cannot be right is named, row by row.

::

    row ──► place (two numbers) ──► Draft ◄── words: name, kind, station, year …
               └─ problems: the row is refused        └─ problems: this value only is left out
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from trackway.model.camera import CameraKind
from trackway.model.place import Point
from trackway.registry.columns import Columns
from trackway.registry.coordinates import Axis, Fit, Frame, NotANumber, Unit, fit, number, pair
from trackway.registry.escaping import unescaped
from trackway.registry.fields import Field
from trackway.registry.report import RowProblem, Said
from trackway.registry.table import Row, Table
from trackway.registry.words import MisfitError, camera_name, heading, kind, made_id, our_number, view, year

__all__ = ["Draft", "Group", "Located", "locate", "read_drafts"]

_MAX_ID, _MAX_TEXT = 200, 500
"""As the schema has them: longer is a paragraph in the wrong column."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters that JSON from strangers may hold."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Group:
    """A station or a site as one row names it; empty text is what the row does not say."""

    id: str
    name: str
    precinct: str = ""
    place: Point | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row says of a camera; ``None`` is what it does not say, and so is an empty name."""

    row: int
    original: str
    id: str
    name: str
    place: Point
    kind: CameraKind | None
    heading_deg: float | None
    fov_deg: float | None
    model: str | None
    installed_year: int | None
    engine: str | None
    number: int | None
    station: Group | None
    site: Group | None


@dataclass(frozen=True, slots=True)
class Located:
    """A row with its two numbers (east, north) as written, in whatever system."""

    row: Row
    x: float
    y: float


def locate(table: Table, columns: Columns) -> tuple[list[Located], list[RowProblem]]:
    """The rows with their pairs of numbers, and a problem for each row that has none."""
    found: list[Located] = []
    problems: list[RowProblem] = []
    for row in table.rows:
        try:
            found.append(Located(row, *_pair(row.cells, columns)))
        except MisfitError as misfit:
            problems.append(_refused(row, _place_field(columns), misfit.why))
    return found, problems


def read_drafts(
    located: Sequence[Located], columns: Columns, frame: Frame, *, was_escaped: bool
) -> tuple[list[Draft], list[RowProblem]]:
    """What every row says of a camera, in WGS84, and what of it cannot be.

    ``was_escaped``: the file is a spreadsheet's, whose apostrophes before formulas are no part of the text.
    """
    drafts: list[Draft] = []
    problems: list[RowProblem] = []
    xs = np.array([at.x for at in located], dtype=np.float64)
    ys = np.array([at.y for at in located], dtype=np.float64)
    lons, lats = frame.to_wgs84(xs, ys)
    for at, lon, lat in zip(located, lons.tolist(), lats.tolist(), strict=True):
        why = _misplaced(at, frame)
        if why is not None:
            problems.append(_refused(at.row, _place_field(columns), why))
            continue
        cells = _Cells(at.row, columns, was_escaped=was_escaped)
        draft = cells.draft(Point(lon, lat))
        problems += cells.problems
        if not any(problem.is_refused for problem in cells.problems):
            drafts.append(draft)
    return drafts, problems


def _refused(row: Row, field: str, why: Said) -> RowProblem:
    return RowProblem(row.number, field, why, row.original, is_refused=True)


def _place_field(columns: Columns) -> str:
    if Field.PLACE in columns.place:
        return columns.name(Field.PLACE)
    return f"{columns.name(Field.LON)}, {columns.name(Field.LAT)}"


_SWAPPED = Said(
    "經度與緯度對調了；系統不會自行對調，請改正後再匯入這一列。",
    "Longitude and latitude are swapped; they are not turned round unasked, so correct this row.",
)


def _pair(cells: Sequence[str], columns: Columns) -> tuple[float, float]:
    if Field.PLACE in columns.place:
        text = columns.of(cells, Field.PLACE)
        if not text:
            raise MisfitError("沒有座標。", "There are no coordinates.")
        try:
            return pair(text)
        except NotANumber:
            raise MisfitError(
                f"「{text}」不是一組座標。", f"“{text}” is not a pair of coordinates."
            ) from None
    (x, x_axis), (y, y_axis) = (
        _coordinate(columns.of(cells, field), columns.name(field)) for field in (Field.LON, Field.LAT)
    )
    if x_axis is Axis.NORTH or y_axis is Axis.EAST:
        raise MisfitError(_SWAPPED.zh, _SWAPPED.en)
    return x, y


def _coordinate(text: str, name: str) -> tuple[float, Axis | None]:
    if not text:
        raise MisfitError(f"「{name}」是空的，沒有座標。", f"“{name}” is empty: there is no coordinate.")
    try:
        return number(text)
    except NotANumber:
        raise MisfitError(
            f"「{name}」的「{text}」不是座標。", f"“{text}” in “{name}” is not a coordinate."
        ) from None


def _misplaced(at: Located, frame: Frame) -> Said | None:
    """Why a pair cannot be a place of a camera in this file; ``None`` when it can."""
    found = fit(at.x, at.y)
    if found is (Fit.DEGREES if frame.unit is Unit.DEGREES else Fit.METRES):
        return None
    if found in {Fit.SWAPPED_DEGREES, Fit.SWAPPED_METRES}:
        return _SWAPPED
    if found is Fit.NOWHERE:
        where = f"({at.x:.10g}, {at.y:.10g})"
        return Said(f"座標 {where} 不在臺灣。", f"The coordinates {where} are not in Taiwan.")
    return Said(
        "這一列的單位（度或公尺）與其他列不同。",
        f"This row is in {'metres' if found is Fit.METRES else 'degrees'}, the rest of the file is not.",
    )


class _Cells:
    """The cells of one row, and what was found wrong while reading them."""

    def __init__(self, row: Row, columns: Columns, *, was_escaped: bool) -> None:
        self._row = row
        self._columns = columns
        self._was_escaped = was_escaped
        self.problems: list[RowProblem] = []

    def draft(self, place: Point) -> Draft:
        """What the row says of a camera at this place."""
        site = self._group(Field.SITE_ID, Field.SITE, None, (Field.SITE_LON, Field.SITE_LAT))
        name = camera_name(
            self._text(Field.NAME) or (site.name if site else ""),
            self._text(Field.ROAD),
            self._text(Field.KM),
            self._text(Field.DIRECTION),
        )
        return Draft(
            row=self._row.number,
            original=self._row.original,
            id=self._id(name, place),
            name=name,
            place=place,
            kind=self._value(Field.KIND, kind),
            heading_deg=self._value(Field.HEADING, heading),
            fov_deg=self._value(Field.FOV, view),
            model=self._text(Field.MODEL) or None,
            installed_year=self._value(Field.YEAR, year),
            engine=self._text(Field.ENGINE) or None,
            number=self._value(Field.NUMBER, our_number),
            station=self._group(
                Field.STATION_ID, Field.STATION, Field.PRECINCT, (Field.STATION_LON, Field.STATION_LAT)
            ),
            site=site,
        )

    def _id(self, name: str, place: Point) -> str:
        if Field.ID not in self._columns.place:
            if not name:
                self._refuse(Field.NAME, "沒有編號也沒有名稱。", "There is neither an id nor a name.")
            return made_id(name, place)
        if not self._columns.of(self._row.cells, Field.ID):
            self._refuse(Field.ID, "沒有編號。", "There is no id.")
        return self._text(Field.ID, _MAX_ID)

    def _text(self, field: Field, most: int = _MAX_TEXT) -> str:
        text = self._columns.of(self._row.cells, field)
        if not text:
            return ""
        if self._was_escaped:
            text = unescaped(text)
        if len(text) > most:
            self._refuse(field, f"超過 {most} 個字。", f"It is longer than {most} characters.")
            return ""
        if _CONTROL.search(text):
            self._refuse(field, "含有控制字元。", "It holds control characters.")
            return ""
        return text

    def _value(self, field: Field, read: Callable[[str], T]) -> T | None:
        text = self._text(field)
        if not text:
            return None
        try:
            return read(text)
        except MisfitError as misfit:
            name = self._columns.name(field)
            left_out = Said(f"{misfit.why.zh}此值略過。", f"{misfit.why.en} The value is left out.")
            self.problems.append(
                RowProblem(self._row.number, name, left_out, self._row.original, is_refused=False)
            )
            return None

    def _group(
        self, id_: Field, name: Field, precinct: Field | None, place: tuple[Field, Field]
    ) -> Group | None:
        group = Group(
            id=self._text(id_, _MAX_ID),
            name=self._text(name),
            precinct=self._text(precinct) if precinct else "",
            place=self._group_place(place),
        )
        return group if group.id or group.name else None

    def _group_place(self, fields: tuple[Field, Field]) -> Point | None:
        lon, lat = (self._value(field, _degrees) for field in fields)
        if lon is None or lat is None:
            return None
        if fit(lon, lat) is Fit.DEGREES:
            return Point(lon, lat)
        self.problems.append(
            RowProblem(
                self._row.number,
                self._columns.name(fields[0]),
                Said("不是臺灣的經緯度，此值略過。", "Not degrees of a place in Taiwan; left out."),
                self._row.original,
                is_refused=False,
            )
        )
        return None

    def _refuse(self, field: Field, zh: str, en: str) -> None:
        self.problems.append(_refused(self._row, self._columns.name(field), Said(zh, en)))


def _degrees(text: str) -> float:
    try:
        return number(text)[0]
    except NotANumber:
        raise MisfitError(f"「{text}」不是座標。", f"“{text}” is not a coordinate.") from None
