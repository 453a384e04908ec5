"""A roster as a CSV file: shifts week after week, and substitutions of single days.

::

    群組,帳號,星期,時段,日期,代替
    值班台,wang,一二三四五,08:00-20:00,,
    值班台,chen,,,2026-12-01,wang
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trackway.model.band import Band, NotABand, Weekday, parse_band, parse_weekday
from trackway.model.errors import Invalid
from trackway.watch.duty.group import Shift, Substitution

__all__ = ["RosterFile", "RosterProblem", "read_roster"]

_MOST_BYTES = 1_000_000
_MOST_ROWS = 5_000
"""Far more than all shifts of a county's police."""
_NAMES = {
    "group": ("群組", "通知群組", "group"),
    "username": ("帳號", "使用者", "username", "user"),
    "weekdays": ("星期", "週", "weekdays", "days"),
    "band": ("時段", "時間", "band", "hours"),
    "day": ("日期", "date", "day"),
    "away": ("代替", "代班對象", "instead of", "instead_of"),
}
_EVERY_DAY = {"", "每日", "每天", "daily"}
_WHOLE_DAY = {"", "全日", "全天", "all day"}
_RANGE = re.compile(r"(.+?)\s*(?:[-–~至到])\s*(.+)")
_DAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """A row that cannot be used, and why."""

    row: int
    says: str


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a file says: the shifts of every group it names, substitutions, and rows that cannot be used."""

    shifts: Mapping[str, tuple[Shift, ...]]
    substitutions: Mapping[str, tuple[Substitution, ...]]
    problems: tuple[RosterProblem, ...]


def read_roster(content: bytes) -> RosterFile:
    """Read a roster, in UTF-8 or, as spreadsheets in Taiwan write it, Big5. Raises ``Invalid`` for none."""
    if len(content) > _MOST_BYTES:
        raise Invalid(f"A roster has at most {_MOST_BYTES:,} bytes.")
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    shifts: dict[str, list[Shift]] = {}
    substitutions: dict[str, list[Substitution]] = {}
    problems: list[RosterProblem] = []
    try:
        columns = _columns(next(reader, []))
        for number, cells in enumerate(reader, start=2):
            if number > _MOST_ROWS:
                raise Invalid(f"A roster has at most {_MOST_ROWS:,} rows.")
            if not any(cell.strip() for cell in cells):
                continue
            row = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
            try:
                _take(row, shifts, substitutions)
            except Invalid as error:
                problems.append(RosterProblem(number, str(error)))
    except csv.Error as error:
        raise Invalid(f"The roster is no CSV file: line {reader.line_num}: {error}.") from error
    return RosterFile(
        {name: tuple(rows) for name, rows in shifts.items()},
        {name: tuple(rows) for name, rows in substitutions.items()},
        tuple(problems),
    )


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Invalid("The roster is no text in UTF-8 or Big5.")


def _columns(header: list[str]) -> Mapping[str, int]:
    found = {
        name: at
        for at, cell in enumerate(header)
        for name, names in _NAMES.items()
        if cell.strip().lower() in names
    }
    missing = [_NAMES[name][0] for name in ("group", "username", "band") if name not in found]
    if missing:
        raise Invalid(f"The roster's first row names no {', '.join(missing)}.")
    return found


def _take(
    row: Mapping[str, str],
    shifts: dict[str, list[Shift]],
    substitutions: dict[str, list[Substitution]],
) -> None:
    group, username = row["group"], row["username"].lower()
    if not group or not username:
        raise Invalid("It names no group or no user name.")
    if row.get("day") or row.get("away"):
        away = row.get("away", "").lower()
        if not away:
            raise Invalid("It names a day and nobody who is stood in for.")
        substitutions.setdefault(group, []).append(Substitution(_date(row.get("day", "")), away, username))
        return
    band = Band(0, 24 * 60) if row["band"].lower() in _WHOLE_DAY else parse_band(row["band"])
    shift = Shift(username, band, _weekdays(row.get("weekdays", "")))
    if shift in shifts.setdefault(group, []):
        raise Invalid("The same shift stands in a row above.")
    shifts[group].append(shift)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Invalid(f"{text[:20]!r} is no date; write it like 2026-12-01.") from None


def _weekdays(text: str) -> frozenset[Weekday]:
    """``一二三``, ``一至五``, ``mon,tue``, ``mon-fri``; empty for every day."""
    plain = text.strip().lower()
    if plain in _EVERY_DAY:
        return frozenset()
    if between := _RANGE.fullmatch(plain):
        first, last = (_DAYS.index(parse_weekday(part)) for part in between.groups())
        return frozenset(_DAYS[(first + n) % 7] for n in range((last - first) % 7 + 1))
    parts = [part for part in re.split(r"[,、;\s]+", plain) if part]
    try:
        return frozenset(map(parse_weekday, parts))
    except NotABand:
        letters = [one for part in parts for one in part if one not in "週周"]
        return frozenset(map(parse_weekday, letters))
