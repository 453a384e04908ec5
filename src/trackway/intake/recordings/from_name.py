"""Start and end times in the names that recorders give to their files. Used only when asked for.

A name is read only where it can mean one thing. Years of two digits, days before months and counts of seconds
can mean several, so they are asked about, not guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from trackway.model.errors import Invalid
from trackway.model.time import Instant

__all__ = ["AmbiguousName", "NamedTimes", "NoTimeInName", "start_from_name", "times_from_name"]

_DATE = r"(?P<year>20\d\d)(?P<s>[-_.]?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)"
_TIME = r"(?P<hour>[0-2]\d)(?P<c>[-_.:]?)(?P<minute>[0-5]\d)(?P=c)(?P<second>[0-5]\d)"
_WHOLE = re.compile(
    rf"(?<!\d){_DATE}(?:[-_ T.]{{0,2}}|_-_){_TIME}(?:\.?(?P<milli>\d{{3}}))?(?!\d)"
    r"(?:[ _]?(?P<half>[AaPp][Mm])(?![A-Za-z]))?(?P<zulu>Z(?![A-Za-z])|[_ ]?UTC(?![A-Za-z]))?"
)
"""``D01_20261122210000.mp4``, ``192.168.1.64_01_20261122210000123_20261122213000456.mp4``,
``Camera 01_NVR_20261122210000_20261122213000_1234567.mp4`` (Hikvision);
``NVR_ch1_main_20261122210000_20261122220000.dav`` (Dahua); ``CH01_20261122_210000.avi``,
``20261122_210000_213000_CH01.avi`` (Hanwha); ``CAM1_2026-11-22_21-00-00_UTC.mp4`` (Bosch);
``20261122_210000_1A2B_ACCC8E012345.mkv`` (Axis); ``Ch1_2026-11-22-21-00-00_2026-11-22-21-30-00.ts``
(Uniview);
``2026-11-22_21-00-00.mkv``, ``20261122T210000Z.mp4``, ``Cam1.20261122_210000.mp4``. Of two times the first is
the start, the second the end."""
_END_TIME = re.compile(rf"[-_ ~]{{1,3}}{_TIME}(?!\d)")
"""``…_210000_213000``: an end on the same day, or after midnight."""
_TIME_ONLY = re.compile(
    r"^(?P<hour>[0-2]\d)\.(?P<minute>[0-5]\d)\.(?P<second>[0-5]\d)"
    r"-(?P<hour2>[0-2]\d)\.(?P<minute2>[0-5]\d)\.(?P<second2>[0-5]\d)\["
)
"""``21.00.00-21.30.00[R][0@0][0].dav`` (Dahua); the day is a folder's name, ``2026-11-22``."""
_DAY_ONLY = re.compile(rf"^{_DATE}$")
_SHORT_YEAR = re.compile(
    r"(?<!\d)\d{2}[-_.]?\d{2}[-_.]?\d{2}[-_ T.]?[0-2]\d[-_.:]?[0-5]\d[-_.:]?[0-5]\d(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?<!\d)\d{2}[-_.]?\d{2}[-_.]?20\d\d[-_ T.]{0,2}[0-2]\d[-_.:]?[0-5]\d[-_.:]?[0-5]\d(?!\d)"
)
_SECONDS = re.compile(r"(?<!\d)1[5-9]\d{8}(?:\d{3})?(?!\d)")
_REPUBLIC = re.compile(
    r"(?<!\d)1[01]\d[-_.]?[01]\d[-_.]?[0-3]\d[-_ T.]?[0-2]\d[-_.:]?[0-5]\d[-_.:]?[0-5]\d(?!\d)"
)
_READINGS = (
    (_DAY_FIRST, "day or month first"),
    (_REPUBLIC, "a year of the Republic, or a count of milliseconds"),
    (_SHORT_YEAR, "a year of two digits, which could be a day as well"),
    (_SECONDS, "a count of seconds since 1970, or a serial number"),
)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_LONGEST = timedelta(hours=25)
"""A file longer than that is none of a recorder: its second time means something else. 25 h: a day, and an
hour that daylight saving gives back in other countries."""


class NoTimeInName(Invalid):
    """This file's name tells no start time; give it in a manifest."""


class AmbiguousName(NoTimeInName):
    """This file's name can mean several times; give its start in a manifest."""


@dataclass(frozen=True, slots=True)
class NamedTimes:
    """When a file starts by its name, and when it ends where the name says so."""

    start: Instant
    end: Instant | None = None


def start_from_name(path: Path, zone: tzinfo) -> Instant:
    """When the footage starts by the file's name, read in this zone. Raises ``NoTimeInName``."""
    return times_from_name(path, zone).start


def times_from_name(path: Path, zone: tzinfo) -> NamedTimes:
    """When the footage starts and ends by the file's name, read in this zone unless it names UTC itself.

    Raises ``AmbiguousName`` where it can mean several times, ``NoTimeInName`` where it means none.
    """
    moments = list(_whole(path.name, zone)) or list(_by_folder(path, zone))
    if moments:
        start = moments[0]
        end = next((one for one in moments[1:] if timedelta() < one - start <= _LONGEST), None)
        if end is None and len(moments) > 1 and moments[1] != start:
            raise AmbiguousName(
                f"The name of {path} holds two times that are no start and end; give its start in a manifest."
            )
        return NamedTimes(Instant.of(start), None if end is None else Instant.of(end))
    for pattern, meaning in _READINGS:
        if pattern.search(path.name):
            raise AmbiguousName(
                f"The name of {path} can mean several times ({meaning}); give its start in a manifest."
            )
    raise NoTimeInName(f"The name of {path} tells no start time; give it in a manifest.")


def _whole(name: str, zone: tzinfo) -> Iterator[datetime]:
    matches = list(_WHOLE.finditer(name))
    for match in matches:
        moment = _moment(match.groupdict(), zone)
        if moment is None:  # the 31st of February: some other number
            continue
        yield moment
        end = _END_TIME.match(name, match.end())
        if len(matches) == 1 and end is not None:
            yield from _same_day(moment, *(int(end[part]) for part in ("hour", "minute", "second")))


def _by_folder(path: Path, zone: tzinfo) -> Iterator[datetime]:
    time = _TIME_ONLY.match(path.name)
    if time is None:
        return
    for folder in path.parents:
        day = _DAY_ONLY.match(folder.name)
        if day is not None:
            start = _moment({**day.groupdict(), **time.groupdict()}, zone)
            if start is not None:
                yield start
                yield from _same_day(start, *(int(time[part]) for part in ("hour2", "minute2", "second2")))
            return


def _same_day(start: datetime, hour: int, minute: int, second: int) -> Iterator[datetime]:
    """The next time after ``start`` at which a clock shows so."""
    if hour > 23:
        return
    end = start.replace(hour=hour, minute=minute, second=second, microsecond=0)
    yield end if end > start else end + timedelta(days=1)


def _moment(facts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    year, month, day, hour, minute, second = (int(facts[part] or 0) for part in _PARTS)
    half = (facts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    micro = int(facts.get("milli") or 0) * 1000
    try:
        return datetime(
            year, month, day, hour, minute, second, micro, tzinfo=UTC if facts.get("zulu") else zone
        )
    except ValueError:
        return None
