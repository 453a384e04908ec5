"""Start times in the names that recorders give to their files. Used only when asked for."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from trackway.model.errors import Invalid
from trackway.model.time import Instant

__all__ = ["NoTimeInName", "start_from_name"]

_DATE = r"(?P<year>20\d\d)(?P<s>[-_.]?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)"
_TIME = r"(?P<hour>[0-2]\d)(?P<c>[-_.:]?)(?P<minute>[0-5]\d)(?P=c)(?P<second>[0-5]\d)"
_WHOLE = re.compile(rf"(?<!\d){_DATE}[-_ T.]?{_TIME}(?:(?P<milli>\d{{3}}))?(?!\d)")
"""``D01_20261122210000.mp4`` and ``192.168.1.64_01_20261122210000123.mp4`` (Hikvision),
``NVR_ch1_main_20261122210000_20261122220000.dav`` (Dahua; the first is the start),
``2026-11-22_21-00-00.mkv``, ``20261122T210000.mp4``."""
_TIME_ONLY = re.compile(rf"^{_TIME}-[0-2]\d[-_.:]?[0-5]\d[-_.:]?[0-5]\d\[")
"""``21.00.00-21.30.00[R][0@0][0].dav`` (Dahua); the day is the folder's name, ``2026-11-22``."""
_DAY_ONLY = re.compile(rf"^{_DATE}$")

_PARTS = ("year", "month", "day", "hour", "minute", "second")


class NoTimeInName(Invalid):
    """This file's name tells no start time; give it in a manifest."""


def start_from_name(path: Path, zone: tzinfo) -> Instant:
    """When the footage starts by the file's name, read in this zone. Raises ``NoTimeInName``."""
    for facts in _found(path):
        year, month, day, hour, minute, second = (int(facts[part]) for part in _PARTS)
        micro = int(facts.get("milli") or 0) * 1000
        try:
            return Instant.of(datetime(year, month, day, hour, minute, second, micro, tzinfo=zone))
        except ValueError:  # the 31st of February: some other number
            continue
    raise NoTimeInName(f"The name of {path} tells no start time; give it in a manifest.")


def _found(path: Path) -> Iterator[dict[str, str]]:
    for match in _WHOLE.finditer(path.name):
        yield match.groupdict()
    time = _TIME_ONLY.match(path.name)
    if time is not None:
        for folder in path.parents:
            day = _DAY_ONLY.match(folder.name)
            if day is not None:
                yield {**day.groupdict(), **time.groupdict()}
                return
