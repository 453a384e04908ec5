"""Dates as they stand in lists: of the common era or the Republic's (民國), with or without time and zone.

Year 115 of the Republic is 2026. What brings no zone is Taipei's time.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from trackway.model.errors import Invalid
from trackway.model.time import TAIPEI, Instant

__all__ = ["NotADate", "as_end", "as_start"]

_DAY_S = 86_400.0
"""Taipei keeps no summer time."""
_ROC = 1911
_LAST_ROC = 200
"""Years below are the Republic's: year 199 will be 2110."""
_DATE = re.compile(
    r"(?:民國|中華民國|ROC)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?", re.IGNORECASE
)
_PACKED = re.compile(r"(\d{3,4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"(?:\s*T\s*|\s+)(\d{1,2})\s*[:時點]\s*(\d{2})\s*(?:分|(?::(\d{2})(?:\.(\d{1,6}))?))?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")


class NotADate(Invalid):
    """This is no date; write it like 2026-12-31, 115/12/31 or 2026-12-31T18:00:00+08:00."""


def as_start(text: str) -> Instant:
    """The moment meant; a day alone is its first. Raises ``NotADate``."""
    return _read(text)[0]


def as_end(text: str, *, is_sheet: bool = False) -> Instant:
    """The moment up to which something holds; a day alone is included. Raises ``NotADate``.

    ``is_sheet``: a workbook writes days as their midnight.
    """
    at, is_day = _read(text)
    return at.plus(_DAY_S) if is_day or (is_sheet and text.strip().endswith("T00:00:00")) else at


@lru_cache(maxsize=4096)  # the same few days come again in every row
def _read(text: str) -> tuple[Instant, bool]:
    plain = text.strip().translate(_FULL_WIDTH)
    if len(plain) > 40:
        raise NotADate(f"{text[:40]!r} is no date; write it like 2026-12-31 or 115/12/31.")
    found = _DATE.match(plain) or _PACKED.match(plain)
    if found is None:
        raise NotADate(f"{text!r} is no date; write it like 2026-12-31 or 115/12/31.")
    time = _TIME.fullmatch(plain, found.end()) if found.end() < len(plain) else None
    if time is None and found.end() < len(plain):
        raise NotADate(f"{text!r} is no date; write it like 2026-12-31 or 115/12/31.")
    year, month, day = (int(part) for part in found.groups())
    try:
        on = date(year + _ROC if year < _LAST_ROC else year, month, day)
        if not 1990 <= on.year <= 2199:
            raise NotADate(f"{text!r} is of the year {on.year}; dates here are of 1990 to 2199.")
        if time is None:
            return Instant.of(datetime(on.year, on.month, on.day, tzinfo=TAIPEI)), True
        hour, minute, second = (int(part or 0) for part in time.groups()[:3])
        late = timedelta(days=1) if hour == 24 and minute == second == 0 else timedelta()
        fraction = int((time.group(4) or "0").ljust(6, "0"))
        zone = _zone(time.group(5))
        moment = (
            datetime(on.year, on.month, on.day, 0 if late else hour, minute, second, fraction, zone) + late
        )
    except (ValueError, OverflowError):
        raise NotADate(f"{text!r} is a day or time that no calendar has.") from None
    return Instant.of(moment), False


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return TAIPEI
    if text in "zZ":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
