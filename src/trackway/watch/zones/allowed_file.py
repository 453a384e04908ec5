"""Files of the allowed: a list as CSV, in and out.

``plate,name,kind,from,to,hours,weekdays,note``, with a header in English or Chinese; only plate and name are
needed. Days are Taipei's, ``2026-12-01`` or ``115/12/01`` of the Republic, and the last one is included.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from trackway.model.band import parse_band, parse_weekday
from trackway.model.errors import Invalid
from trackway.model.pattern import parse_pattern
from trackway.model.said import Said
from trackway.model.time import TAIPEI, Instant, parse_instant
from trackway.watch.zones.zone import Allowed, AllowedAs
from trackway.watch.zones.zones import MAX_ALLOWED, NewAllowed

__all__ = ["MAX_BYTES", "AllowedFile", "BadRow", "read_allowed", "write_allowed"]

MAX_BYTES = 4 * 2**20
"""20,000 rows of 200 bytes."""
_FIELDS = ("plate", "name", "kind", "from", "to", "hours", "weekdays", "note")
_CALLED = {
    "車牌": "plate", "車號": "plate", "牌照號碼": "plate", "姓名": "name", "名稱": "name", "車主": "name",
    "owner": "name", "類別": "kind", "種類": "kind", "起": "from", "起日": "from", "start": "from",
    "迄": "to", "迄日": "to", "end": "to", "until": "to", "時段": "hours", "星期": "weekdays", "備註": "note",
}  # fmt: skip
_KINDS = {
    "住戶": AllowedAs.RESIDENT, "居民": AllowedAs.RESIDENT, "施工": AllowedAs.WORKS, "工程": AllowedAs.WORKS,
    "緊急": AllowedAs.EMERGENCY, "救護": AllowedAs.EMERGENCY, "警用": AllowedAs.EMERGENCY,
    "公務": AllowedAs.OFFICIAL, "送貨": AllowedAs.DELIVERY, "其他": AllowedAs.OTHER,
    **{one.value: one for one in AllowedAs},
}  # fmt: skip
_DAY = re.compile(r"(\d{2,4})[-/.](\d{1,2})[-/.](\d{1,2})")
_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet takes for a formula; an apostrophe before it makes it text."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, by its number in the file, and why."""

    row: int
    why: Said


@dataclass(frozen=True, slots=True)
class AllowedFile:
    """What a file holds: allowed, and rows that are none."""

    allowed: tuple[NewAllowed, ...]
    bad: tuple[BadRow, ...]


def read_allowed(content: bytes, now: Instant) -> AllowedFile:
    """The allowed of a CSV file; one that says no beginning begins ``now``.

    Raises ``Invalid`` for a file that cannot be read as a table at all.
    """
    rows = _rows(content)
    if not rows:
        raise Invalid("The file of allowed is empty.")
    columns = [_CALLED.get(name, name) for name in (cell.strip().lower() for cell in rows[0][1])]
    if "plate" not in columns or "name" not in columns:
        raise Invalid("The file of allowed needs a header with the columns plate 車牌 and name 姓名.")
    if unknown := [name for name in columns if name and name not in _FIELDS]:
        raise Invalid(f"The column {unknown[0][:40]!r} is none of {', '.join(_FIELDS)}.")
    allowed: list[NewAllowed] = []
    bad: list[BadRow] = []
    for number, cells in rows[1:]:
        try:
            allowed.append(_permit(dict(zip(columns, map(_plain, cells), strict=False)), now))
        except Invalid as error:
            bad.append(BadRow(number, Said(f"第 {number} 列無法使用：{error}", f"Row {number}: {error}")))
    return AllowedFile(tuple(allowed), tuple(bad))


def write_allowed(allowed: Iterable[Allowed]) -> bytes:
    """An allowed list as a CSV file that ``read_allowed`` and Excel read, UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_FIELDS)
    for one in allowed:
        writer.writerow(
            _safe(cell)
            for cell in (
                one.pattern.text,
                one.name,
                one.as_.value,
                _moment(one.starts),
                _moment(one.ends) if one.ends else "",
                " ".join(map(str, sorted(one.bands))),
                " ".join(sorted(one.weekdays)),
                one.note,
            )
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    if len(content) > MAX_BYTES:
        raise Invalid(f"The file of allowed is larger than {MAX_BYTES // 2**20} MiB.")
    if b"\0" in content:
        raise Invalid("The file of allowed is not text; save it as CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp950")  # what Excel of a Chinese Windows writes
        except UnicodeDecodeError:
            raise Invalid("The file of allowed is neither UTF-8 nor Big5 text.") from None
    lines = text.splitlines()
    mark = max(",;\t", key=lines[0].count) if lines else ","
    found: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=True), 1):
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
            if len(found) > MAX_ALLOWED + 1:
                raise Invalid(f"The file of allowed has more than {MAX_ALLOWED:,} rows.")
    except csv.Error as error:
        raise Invalid(f"The file of allowed is no CSV: {error}.") from None
    return found


def _permit(row: Mapping[str, str], now: Instant) -> NewAllowed:
    kind = row.get("kind", "").lower()
    if kind and kind not in _KINDS:
        raise Invalid(f"{kind[:20]!r} is none of {', '.join(AllowedAs)}.")
    bands = [parse_band(part) for part in re.split(r"[ ,;、]+", row.get("hours", "")) if part]
    weekdays = [parse_weekday(part) for part in re.split(r"[ ,;、]+", row.get("weekdays", "")) if part]
    return NewAllowed(
        pattern=parse_pattern(row.get("plate", "")),
        name=row.get("name", ""),
        as_=_KINDS.get(kind, AllowedAs.OTHER),
        starts=_start(row.get("from", "")) or now,
        ends=_end(row.get("to", "")),
        bands=frozenset(bands),
        weekdays=frozenset(weekdays),
        note=row.get("note", ""),
    )


def _start(text: str) -> Instant | None:
    return (_day(text) or parse_instant(text)) if text else None


def _end(text: str) -> Instant | None:
    if not text:
        return None
    day = _day(text)
    return day.plus(timedelta(days=1).total_seconds()) if day else parse_instant(text)


def _day(text: str) -> Instant | None:
    """The first moment of a day, ``None`` for what is no day alone."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return Instant.of(datetime(year + 1911 if year < 1000 else year, month, day, tzinfo=TAIPEI))
    except ValueError:
        raise Invalid(f"{text!r} is no day of the calendar.") from None


def _moment(at: Instant) -> str:
    return at.taipei().isoformat(timespec="seconds")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
