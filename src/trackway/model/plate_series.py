"""Every series of number plates still on Taiwan's roads, one row each.

A form is written with ``L`` for a letter, ``D`` for a digit, ``-`` for the raised dot (not part of the
text) and any other character for itself. ``UV3862`` is both ``LL-DDDD`` and ``LLD-DDD``: a text alone
does not always name its series, so all that fit are kept.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from trackway.model.plate_classes import VehicleClass

__all__ = ["MARKS", "SERIES", "Font", "Form", "Series", "SeriesFacts", "facts_of"]

MARKS = "試使領外臨軍"
"""Han characters that are part of a plate's number."""


class Font(StrEnum):
    """The two official sets of glyphs; what is easily confused differs between them."""

    F2012 = "2012"
    F1992 = "1992"


class Series(StrEnum):
    """號牌系列: the form a plate's text follows."""

    UNKNOWN = "unknown"
    """Legal characters that fit no series: kept as read, and marked."""
    STANDARD = "standard"
    MICRO_ELECTRIC = "micro_electric"
    LARGE_2012 = "large_2012"
    TRAILER_2012 = "trailer_2012"
    CAR_EARLY = "car_early"
    CAR_LETTER_DIGIT = "car_letter_digit"
    CAR_DIGIT_LETTER = "car_digit_letter"
    CAR_LATE = "car_late"
    CAR_LATE_MIXED = "car_late_mixed"
    RENTAL = "rental"
    BUSINESS_EARLY = "business_early"
    BUSINESS_EARLY_MIXED = "business_early_mixed"
    BUSINESS_LATE = "business_late"
    BUSINESS_LATE_MIXED = "business_late_mixed"
    TRAILER = "trailer"
    SCOOTER_EARLY = "scooter_early"
    SCOOTER_MIXED = "scooter_mixed"
    SCOOTER_LATE = "scooter_late"
    TEST_CAR = "test_car"
    TEST_SCOOTER = "test_scooter"
    TEST_LETTER = "test_letter"
    EMBASSY = "embassy"
    FOREIGN_MISSION = "foreign_mission"
    MILITARY = "military"
    TEMPORARY = "temporary"


ALL_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NO_I_O = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ALL_DIGITS = "0123456789"
NO_FOUR = "012356789"


@dataclass(frozen=True)
class Form:
    """One way of writing a series: ``LL-DDDD``; ``is_pair`` when the code's two places must be equal."""

    pattern: str
    is_pair: bool = False

    @cached_property
    def shape(self) -> str:
        """The form without its hyphen: what a text looks like, letter by letter."""
        return self.pattern.replace("-", "")

    @cached_property
    def split(self) -> int:
        """How many characters stand before the hyphen; 0 when there is none."""
        return max(self.pattern.find("-"), 0)


@dataclass(frozen=True)
class SeriesFacts:
    """One series: how it is written, for what, since when.

    ``letters`` and ``digits`` are those a text may hold; ``rare`` are letters accepted although no
    plate of the series is known with them. ``odds`` says how often a plate of this series is met
    compared with the standard form (ours: orders of magnitude judged from photographs and ages, used
    only to order and weigh what a text may be). ``is_confirmed`` is false where no official source was found.
    """

    series: Series
    name: str
    forms: tuple[Form, ...]
    font: Font
    classes: tuple[VehicleClass, ...]
    example: str
    since: int | None
    until: int | None
    odds: float
    letters: str = ALL_LETTERS
    digits: str = ALL_DIGITS
    rare: str = "IO"
    is_confirmed: bool = True
    note: str = ""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """A pattern that matches exactly the texts (without hyphen) of this series."""
        return re.compile("|".join(self._branch(form) for form in self.forms))

    @cached_property
    def texts(self) -> int:
        """How many different texts the series can hold."""
        return sum(self._texts(form) for form in self.forms)

    def prior(self, text: str) -> float:
        """How often exactly this text is met, before looking: the odds of the series over its texts.

        A thousandth of it when the text holds a letter that no known plate of the series has.
        """
        is_rare = any(letter in self.rare for letter in text)
        return self.odds / self.texts * (0.001 if is_rare else 1.0)

    def allowed(self, symbol: str) -> str:
        """The characters that may stand where a form's shape has this symbol."""
        return {"L": self.letters, "D": self.digits}.get(symbol, symbol)

    def _texts(self, form: Form) -> int:
        choices = [len(self.allowed(symbol)) for symbol in form.shape]
        equal = choices[0 if form.split == 2 else form.split] if form.is_pair else 1
        return math.prod(choices) // equal

    def _branch(self, form: Form) -> str:
        classes = {"L": f"[{self.letters}]", "D": f"[{self.digits}]"}
        parts = [classes.get(symbol, symbol) for symbol in form.shape]
        if form.is_pair:  # the code is the shorter side of the hyphen, two places
            first = 0 if form.split == 2 else form.split
            name = f"p{self.forms.index(form)}"
            parts[first] = f"(?P<{name}>{parts[first]})"
            parts[first + 1] = f"(?P={name})"
        return "".join(parts)


def _forms(patterns: str) -> tuple[Form, ...]:
    return tuple(Form(pattern.rstrip("="), is_pair=pattern.endswith("=")) for pattern in patterns.split())


_C = VehicleClass
_BUSINESS = (_C.TAXI, _C.TRUCK, _C.BUS, _C.COACH, _C.PRIVATE_TRUCK, _C.PRIVATE_BUS, _C.SHUTTLE)
_SCOOTERS = (
    _C.SCOOTER,
    _C.LIGHT_SCOOTER,
    _C.HEAVY_MOTORCYCLE,
    _C.LARGE_HEAVY_MOTORCYCLE,
    _C.ELECTRIC_SCOOTER,
)

# fmt: off
SERIES: tuple[SeriesFacts, ...] = (
    SeriesFacts(Series.STANDARD, "2012 年式號牌", _forms("LLL-DDDD"), Font.F2012,
        (), "BKP-2075", 2012, None, 1.0, letters=NO_I_O, digits=NO_FOUR, rare="",
        note="class by prefix, see the prefix table; motorcycles and cars alike"),
    SeriesFacts(Series.MICRO_ELECTRIC, "微型電動二輪車", _forms("LL-DDDDD"), Font.F2012,
        (_C.MICRO_ELECTRIC,), "CB-20758", 2022, None, 0.1, letters=NO_I_O, digits=NO_FOUR, rare="",
        note='that 4 is left out, as on other new plates, is assumed; "since" is the year of the rule'),
    SeriesFacts(Series.LARGE_2012, "大型車 2012 年式（2014 年前）", _forms("LLL-DDD"), Font.F2012,
        (_C.COACH, _C.BUS, _C.TRUCK, _C.CONTAINER_TRACTOR, _C.PRIVATE_BUS, _C.PRIVATE_TRUCK, _C.SHUTTLE),
        "KRB-207", 2012, 2014, 0.01, letters=NO_I_O, digits=NO_FOUR, rare="", is_confirmed=False,
        note="from a public list whose counts of plates (24 letters, 9 digits) bear the form out"),
    SeriesFacts(Series.TRAILER_2012, "營業拖車 2012 年式（2014 年前）", _forms("LL-DDD"), Font.F2012,
        (_C.TRAILER,), "XC-207", 2012, 2014, 0.003,
        letters=NO_I_O, digits=NO_FOUR, rare="", is_confirmed=False,
        note="from the same list as the large vehicles; letters HA to ZZ there"),
    SeriesFacts(Series.CAR_LATE, "小型車 1992 年式（數字在前）", _forms("DDDD-LL"), Font.F1992,
        (_C.PRIVATE_CAR,), "4071-QR", 2002, 2012, 0.4),
    SeriesFacts(Series.CAR_LATE_MIXED, "小型車 1992 年式（數字在前，混合）", _forms("DDDD-LD DDDD-DL"),
        Font.F1992, (_C.PRIVATE_CAR, _C.ELECTRIC_CAR), "3590-K7", 2010, 2012, 0.15,
        note="DDDD-DL is accepted beside the DDDD-LD of the charts"),
    SeriesFacts(Series.CAR_DIGIT_LETTER, "小型車 1992 年式（代碼數字字母）", _forms("DL-DDDD"), Font.F1992,
        (_C.PRIVATE_CAR,), "7R-1846", 2000, 2002, 0.08),
    SeriesFacts(Series.CAR_LETTER_DIGIT, "小型車 1992 年式（代碼字母數字）", _forms("LD-DDDD"), Font.F1992,
        (_C.PRIVATE_CAR,), "H6-4083", 1995, 2000, 0.08),
    SeriesFacts(Series.CAR_EARLY, "小型車 1992 年式（雙字母）", _forms("LL-DDDD"), Font.F1992,
        (_C.PRIVATE_CAR,), "IK-5093", 1992, 1995, 0.1, rare="",
        note="the one 1992 form known to use I and O"),
    SeriesFacts(Series.RENTAL, "租賃車 1992 年式（代碼兩字相同）", _forms("LL-DDDD= DDDD-DD="), Font.F1992,
        (_C.RENTAL_CAR,), "HH-0734", 1992, 2012, 0.02),
    SeriesFacts(Series.SCOOTER_EARLY, "機車 1992 年式（字母在前）", _forms("LLL-DDD"), Font.F1992,
        _SCOOTERS, "GRT-408", 1992, 2012, 0.3),
    SeriesFacts(Series.SCOOTER_LATE, "機車 1992 年式（數字在前）", _forms("DDD-LLL"), Font.F1992,
        _SCOOTERS, "640-KZW", 1992, 2012, 0.3),
    SeriesFacts(Series.SCOOTER_MIXED, "機車 1992 年式（混合）", _forms("LLD-DDD DLL-DDD LDL-DDD"),
        Font.F1992, _SCOOTERS, "6JT-194", 1992, 2012, 0.06),
    SeriesFacts(Series.BUSINESS_LATE, "營業車、大型車 1992 年式（數字在前）", _forms("DDD-LL"), Font.F1992,
        (*_BUSINESS, _C.ELECTRIC_BUS), "471-HU", 1992, 2012, 0.05,
        note="class by the plate's colours: white and red, green and white, white and green, red and white"),
    SeriesFacts(Series.BUSINESS_EARLY, "營業車 1992 年式（雙字母）", _forms("LL-DDD"), Font.F1992,
        (_C.TAXI, _C.SHUTTLE, _C.TRUCK, _C.BUS), "RC-480", 1992, 2012, 0.03),
    SeriesFacts(Series.BUSINESS_LATE_MIXED, "營業車、大型車 1992 年式（數字在前，混合）",
        _forms("DDD-LD DDD-DL"), Font.F1992, (*_BUSINESS, _C.ELECTRIC_BUS), "084-K5", 1992, 2012, 0.02),
    SeriesFacts(Series.BUSINESS_EARLY_MIXED, "營業車、遊覽車 1992 年式（混合）", _forms("LD-DDD DL-DDD"),
        Font.F1992, (_C.COACH, _C.SHUTTLE, _C.TAXI, _C.TRUCK, _C.BUS), "P7-904", 1992, 2012, 0.01),
    SeriesFacts(Series.TRAILER, "拖車 1992 年式", _forms("DD-LL DD-LD DD-DL LL-DD LD-DD DL-DD"), Font.F1992,
        (_C.PRIVATE_TRAILER, _C.TRAILER), "47-C6", 1992, 2012, 0.01),
    SeriesFacts(Series.TEST_CAR, "試車牌", _forms("試DDDD"), Font.F1992,
        (_C.TEST_CAR,), "試7340", None, None, 0.005),
    SeriesFacts(Series.TEST_SCOOTER, "機車試車牌", _forms("試DDDDD"), Font.F1992,
        (_C.TEST_SCOOTER,), "試60482", None, None, 0.005),
    SeriesFacts(Series.TEST_LETTER, "試車牌（字母）", _forms("試LDDDD 試LDDDDD"), Font.F1992,
        (_C.TEST_CAR,), "試C3097", None, None, 0.005,
        note="white with red characters; five digits are accepted but were not seen"),
    SeriesFacts(Series.EMBASSY, "使領館車", _forms("使DD 使DDD 使DDDD 領DD 領DDD 領DDDD"), Font.F1992,
        (_C.EMBASSY,), "使73", None, None, 0.001, note="four digits are accepted but were not seen"),
    SeriesFacts(Series.FOREIGN_MISSION, "外國機構車", _forms("外DDDD"), Font.F1992,
        (_C.FOREIGN_MISSION,), "外0593", None, None, 0.001),
    SeriesFacts(Series.MILITARY, "軍車", _forms("軍DDDD 軍DDDDD 軍DDDDDD 軍LDDDD 軍LDDDDD 軍LDDDDDD"),
        Font.F1992, (_C.MILITARY,), "軍C20593", None, None, 0.002,
        letters="ABCDEFGHIJK", rare="", is_confirmed=False,
        note="not run by the Highway Bureau; forms from weak sources"),
    SeriesFacts(Series.TEMPORARY, "臨時號牌", _forms("臨DDDD 臨DDDDD 臨DDDDDD 臨LDDDD 臨LDDDDD 臨LLDDDD"),
        Font.F1992, (_C.TEMPORARY,), "臨50318", None, None, 0.002, is_confirmed=False,
        note="it exists for cars, motorcycles and trailers; its form was not found"),
)
# fmt: on
"""The table, in the order it is shown in documents."""

_BY_SERIES = {row.series: row for row in SERIES}


def facts_of(series: Series) -> SeriesFacts:
    """The row of a series; ``Series.UNKNOWN`` has none and raises ``KeyError``."""
    return _BY_SERIES[series]
