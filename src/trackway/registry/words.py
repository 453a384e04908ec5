"""What single cells say: a kind, a bearing, a year; a cell that cannot say it raises ``MisfitError``."""

import hashlib
import re
import unicodedata

from trackway.model.camera import CameraKind
from trackway.model.place import Point
from trackway.registry.coordinates import NotANumber, number
from trackway.registry.fields import key, kind_named
from trackway.registry.report import Said
from trackway.registry.selection import MAX_CAMERAS

__all__ = ["MisfitError", "camera_name", "heading", "kind", "made_id", "our_number", "view", "year"]


class MisfitError(Exception):
    """A value that cannot be what its column says."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.why = Said(zh, en)


_POINTS = (
    ("北", "n", "north"),
    ("東北", "ne", "northeast"),
    ("東", "e", "east"),
    ("東南", "se", "southeast"),
    ("南", "s", "south"),
    ("西南", "sw", "southwest"),
    ("西", "w", "west"),
    ("西北", "nw", "northwest"),
)
_COMPASS = {name: 45.0 * eighth for eighth, names in enumerate(_POINTS) for name in names}


def kind(text: str) -> CameraKind:
    """What a camera is for."""
    named = kind_named(text)
    if named is None:
        raise MisfitError(f"不認得的類別「{text}」。", f"“{text}” is not a known kind of camera.")
    return named


def heading(text: str) -> float:
    """Where a lens points, [0, 360): degrees or one of eight compass points in words."""
    word = re.sub("^[朝往向面]|[向方側邊]$", "", key(text))
    if word in _COMPASS:
        return _COMPASS[word]
    degrees = _number(text)
    if not 0 <= degrees <= 360:
        raise MisfitError(
            f"朝向「{text}」不在 0 到 360 度。", f"The heading “{text}” is not within 0 to 360°."
        )
    return degrees % 360


def view(text: str) -> float:
    """A horizontal field of view, (0, 360] degrees."""
    degrees = _number(text)
    if not 0 < degrees <= 360:
        raise MisfitError(f"視角「{text}」不在 0 到 360 度。", f"The view “{text}” is not within 0 to 360°.")
    return degrees


def year(text: str) -> int:
    """The Gregorian year in a year or a date; two or three digits are a year of the Republic."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.match(r"(?:民國|中華民國|roc)?\s*(\d{2,4})(?!\d)", plain, re.IGNORECASE | re.ASCII)
    packed = re.fullmatch(r"(\d{3,4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", plain, re.ASCII)
    digits = packed[1] if packed else found[1] if found else ""
    gregorian = int(digits or 0) + (1911 if 0 < len(digits) < 4 else 0)
    # Closed-circuit television came to Taiwan's roads later than 1950; beyond 2150 is a slip.
    if not 1950 <= gregorian <= 2150:
        raise MisfitError(f"「{text}」不是年份。", f"“{text}” is not a year.")
    return gregorian


def our_number(text: str) -> int:
    """A number that a register of ours gave a camera."""
    value = _number(text)
    if value != int(value) or not 1 <= value <= MAX_CAMERAS:
        raise MisfitError(
            f"本系統編號「{text}」不在 1 到 65,535。", f"The number “{text}” is not within 1 to 65,535."
        )
    return int(value)


def _number(text: str) -> float:
    try:
        return number(text)[0]
    except NotANumber:
        raise MisfitError(f"「{text}」不是數字。", f"“{text}” is not a number.") from None


def camera_name(name: str, road: str, km: str, direction: str) -> str:
    """The name with road, kilometre and direction of travel in it, unless it says them already."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", km):
        km += "K"
    said = key(name)
    before = [part for part in (road, km) if part and key(part) not in said]
    # The road is said only together with its kilometre or where nothing else says where it is.
    if name and km and key(km) in said:
        before = []
    after = [f"({direction})"] if direction and key(direction) not in said else []
    return " ".join([*before, *([name] if name else []), *after])


def made_id(name: str, place: Point) -> str:
    """An id for a camera whose file gives none: the same name at the same metre has the same id."""
    said = f"{key(name)}|{place.lon:.5f}|{place.lat:.5f}"
    return "made-" + hashlib.sha256(said.encode()).hexdigest()[:12]
