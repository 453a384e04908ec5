"""Passages and trails as the command line prints them: a table for people, an object a line for programs."""

import sys
from collections.abc import Iterable, Mapping

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trackway.corrections import matched
from trackway.model.camera import Camera
from trackway.model.correction import Correction, CorrectionKind
from trackway.model.daylight import is_dark
from trackway.model.likeness import Differs, Match, MatchedBy, Variant
from trackway.model.passage import Passage, PassageId
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts_of
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Question
from trackway.model.trail import Leg, LegStatus, Trail
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = [
    "Corrected",
    "correction_object",
    "correction_says",
    "found_object",
    "found_table",
    "look_alike_object",
    "look_alikes_table",
    "passage_object",
    "print_lines",
    "print_table",
    "said",
    "trail_lines",
    "trail_table",
]

Corrected = Mapping[PassageId, Correction]
"""What officers said of passages, by their ids: what holds now."""

KINDS: Mapping[VehicleKind, str] = {
    VehicleKind.UNKNOWN: "",
    VehicleKind.SEDAN: "轎車",
    VehicleKind.SUV: "休旅車",
    VehicleKind.VAN: "廂型車",
    VehicleKind.PICKUP: "小貨車",
    VehicleKind.TRUCK: "大貨車",
    VehicleKind.BUS: "公車",
    VehicleKind.COACH: "遊覽車",
    VehicleKind.SCOOTER: "機車",
    VehicleKind.HEAVY_MOTORCYCLE: "大型重機",
    VehicleKind.BICYCLE: "自行車",
    VehicleKind.CAR: "小客車",
    VehicleKind.TAXI: "計程車",
    VehicleKind.TRAILER: "拖車",
}
COLOURS: Mapping[Colour, str] = {
    Colour.UNKNOWN: "",
    Colour.WHITE: "白",
    Colour.SILVER: "銀",
    Colour.GREY: "灰",
    Colour.BLACK: "黑",
    Colour.RED: "紅",
    Colour.ORANGE: "橘",
    Colour.YELLOW: "黃",
    Colour.GREEN: "綠",
    Colour.BLUE: "藍",
    Colour.BROWN: "棕",
    Colour.PURPLE: "紫",
}
PLATE_COLOURS: Mapping[PlateColours, str] = {
    PlateColours.UNKNOWN: "",
    PlateColours.WHITE_BLACK: "白底黑字",
    PlateColours.WHITE_RED: "白底紅字",
    PlateColours.WHITE_GREEN: "白底綠字",
    PlateColours.WHITE_BLUE: "白底藍字",
    PlateColours.GREEN_WHITE: "綠底白字",
    PlateColours.RED_WHITE: "紅底白字",
    PlateColours.RED_BLACK: "紅底黑字",
    PlateColours.YELLOW_BLACK: "黃底黑字",
}
HEADINGS: Mapping[Heading, str] = {
    Heading.UNKNOWN: "",
    Heading.N: "北",
    Heading.NE: "東北",
    Heading.E: "東",
    Heading.SE: "東南",
    Heading.S: "南",
    Heading.SW: "西南",
    Heading.W: "西",
    Heading.NW: "西北",
}
STATUSES: Mapping[LegStatus, str] = {
    LegStatus.USUAL: "正常",
    LegStatus.GAP: "缺口",
    LegStatus.UNKNOWN: "不明",
    LegStatus.IMPOSSIBLE: "不可能",
}


def said(sentence: str) -> None:
    """Tell the person at the terminal; standard output stays for what was found."""
    print(sentence, file=sys.stderr)


def print_lines(objects: Iterable[Mapping[str, object]]) -> None:
    """One JSON object a line."""
    for one in objects:
        print(msgspec.json.encode(one).decode())


def print_table(table: Table) -> None:
    """A table; into a pipe or a file as wide as it needs to keep a row on one line."""
    Console(width=None if sys.stdout.isatty() else 240, highlight=False, markup=False, emoji=False).print(
        table
    )


def found_table(
    passages: Iterable[Passage], question: Question, cameras: Mapping[int, Camera], corrected: Corrected
) -> Table:
    """Passages that were found, for people, times in Taipei; how each fits the plate, if one was asked."""
    has_pattern = question.pattern is not None
    table = Table(
        "時間 Time", "誤差 ±", "鏡頭 Camera", "車牌 Plate", *_MATCH[: has_pattern], "把握 Sure",
        "牌色 Plate colours", "車種 Kind", "顏色 Colour", "方向 Heading", "車道 Lane", "時速 km/h",
        *_CORRECTION[: bool(corrected)],
    )  # fmt: skip
    for passage in passages:
        match = matched(question, passage, corrected.get(passage.id))
        table.add_row(
            _time(passage),
            _error(passage),
            _camera(passage, cameras),
            _plate(passage),
            *([match_says(match)] if match else [""] * has_pattern),
            f"{passage.confidence:.2f}" if passage.plate else "",
            PLATE_COLOURS[passage.plate_colours],
            KINDS[passage.kind],
            COLOURS[passage.colour] + _in_the_dark(passage, cameras),
            HEADINGS[passage.heading],
            str(passage.lane or ""),
            _speed(passage),
            *_correction(passage, corrected),
        )
    return table


def match_says(match: Match) -> str:
    """``=``, or ``≈ 8→B`` with what was read and what was asked in place of it; ``?`` below the fold."""
    if match.is_exact:
        return "=" if match.by is MatchedBy.VOTE else "= 改正"
    letters = " ".join(f"{one.read or '∅'}→{one.asked or '∅'}" for one in match.differs)
    by = {MatchedBy.VOTE: "", MatchedBy.ALTERNATIVE: " 次選", MatchedBy.CORRECTION: " 改正"}[match.by]
    return f"≈ {letters}{by}{'' if match.is_likely else ' ?'}"


def found_object(
    passage: Passage, question: Question, cameras: Mapping[int, Camera], corrected: Corrected
) -> dict[str, object]:
    """A passage that was found, with the names that the HTTP interface uses."""
    match = matched(question, passage, corrected.get(passage.id))
    camera = cameras.get(passage.camera)
    return passage_object(passage, cameras, corrected) | {
        "match": match.sign if match else None,
        "by": match.by.value if match else None,
        "cost": match.cost if match else None,
        "likelihood": round(match.likelihood, 7) if match else None,
        "differs": [_differs_object(one) for one in match.differs] if match else [],
        "is_likely": match is None or match.is_likely,
        "is_dark": camera is not None and is_dark(passage.at, camera.place),
    }


def look_alikes_table(found: Iterable[Variant]) -> Table:
    """Look-alikes of a pattern for people."""
    table = Table("車牌 Plate", "不同處 Letters", "代價 Cost")
    for one in found:
        letters = " ".join(f"{d.asked}→{d.read}" for d in one.differs)
        table.add_row(Text(_display(one.pattern)), letters, f"{one.cost:.2f}")
    return table


def look_alike_object(one: Variant) -> dict[str, object]:
    """A look-alike with the names that the HTTP interface uses."""
    return {
        "text": one.pattern.text,
        "display": _display(one.pattern),
        "cost": one.cost,
        "differs": [_differs_object(differs) for differs in one.differs],
    }


def _display(pattern: PlatePattern) -> str:
    return Plate(pattern.text).display if pattern.is_exact else pattern.text


def _differs_object(one: Differs) -> dict[str, object]:
    return {"at": one.at, "asked": one.asked, "read": one.read}


def _in_the_dark(passage: Passage, cameras: Mapping[int, Camera]) -> str:
    """A mark behind a colour that was told at night."""
    camera = cameras.get(passage.camera)
    is_told = passage.colour is not Colour.UNKNOWN
    return " ☾" if is_told and camera is not None and is_dark(passage.at, camera.place) else ""


def trail_table(trail: Trail, cameras: Mapping[int, Camera], corrected: Corrected) -> Table:
    """A trail for people: each passage with the leg that led to it."""
    table = Table(
        "時間 Time", "誤差 ±", "鏡頭 Camera", "直線 km", "路段 Leg", "說明 What is known", "把握 Sure",
        *_CORRECTION[: bool(corrected)],
        title=f"{trail.plate.display} 軌跡 Trail", title_justify="left",
    )  # fmt: skip
    for leg, passage in _stops(trail):
        table.add_row(
            _time(passage),
            _error(passage),
            _camera(passage, cameras),
            f"{leg.distance_m / 1000:.1f}" if leg else "",
            STATUSES[leg.status] if leg else "",
            Text(leg.says) if leg else "",
            f"{passage.confidence:.2f}",
            *_correction(passage, corrected),
        )
    return table


def trail_lines(
    trail: Trail, cameras: Mapping[int, Camera], corrected: Corrected
) -> Iterable[Mapping[str, object]]:
    """A trail for programs: each passage with the ``leg`` that led to it, ``null`` for the first."""
    for leg, passage in _stops(trail):
        yield passage_object(passage, cameras, corrected) | {"leg": leg_object(leg) if leg else None}


def _stops(trail: Trail) -> Iterable[tuple[Leg | None, Passage]]:
    """Each passage with the leg that led to it."""
    return zip((None, *trail.legs)[: len(trail.passages)], trail.passages, strict=True)


def passage_object(
    passage: Passage, cameras: Mapping[int, Camera], corrected: Corrected
) -> dict[str, object]:
    """A passage with the names that the HTTP interface uses; pictures by their digests.

    ``conflicts`` names which of letters, plate colours and kind cannot all be right.
    """
    plate, camera = passage.plate, cameras.get(passage.camera)
    correction = corrected.get(passage.id)
    return {
        "id": str(passage.id),
        "at": str(passage.at),
        "clock": passage.stamp.clock.value,
        "error_s": passage.stamp.error_s,
        "source": passage.source.value,
        "camera": {
            "id": camera.id if camera else None,
            "number": passage.camera,
            "name": camera.name if camera else None,
            "lon": camera.place.lon if camera else None,
            "lat": camera.place.lat if camera else None,
            "heading_deg": camera.heading_deg if camera else None,
        },
        "plate": None if plate is None else plate_object(plate),
        "correction": None if correction is None else correction_object(correction),
        "confidence": passage.confidence,
        "alternatives": passage.alternatives,
        "looks": passage.looks,
        "is_single_look": passage.is_single_look,
        "kind": passage.kind.value,
        "colour": passage.colour.value,
        "kind_confidence": passage.kind_confidence,
        "colour_confidence": passage.colour_confidence,
        "plate_colours": passage.plate_colours.value,
        "conflicts": [conflict.between.value for conflict in conflicts_of(passage)],
        "heading": passage.heading.value,
        "speed_kmh": passage.speed_kmh,
        "speed_error_kmh": passage.speed_error_kmh,
        "lane": passage.lane,
        "model": passage.model,
        "pictures": [
            {
                "digest": picture.digest,
                "at_s": picture.at_s,
                "plate_box": [box.x0, box.y0, box.x1, box.y1] if (box := picture.plate_box) else None,
            }
            for picture in passage.pictures
        ],
    }


def plate_object(plate: Plate) -> dict[str, object]:
    """A plate with the names that the HTTP interface uses."""
    return {
        "text": plate.text,
        "display": plate.display,
        "series": plate.series.value,
        "is_valid": plate.is_valid,
    }


def correction_object(correction: Correction) -> dict[str, object]:
    """A correction with the names that the HTTP interface uses."""
    return {
        "id": correction.id,
        "kind": correction.kind.value,
        "plate": None if correction.plate is None else plate_object(correction.plate),
        "read": correction.read,
        "at": str(correction.at),
        "username": correction.username,
        "name": correction.name,
        "audit_id": correction.audit_id,
    }


def correction_says(correction: Correction) -> str:
    """The correction in one line: what, by whom, when (Taipei)."""
    display = correction.plate.display if correction.plate else ""
    what = {
        CorrectionKind.PLATE: f"改正 {display} corrected",
        CorrectionKind.CONFIRMED: "判讀無誤 confirmed",
        CorrectionKind.UNREADABLE: "無法辨識 unreadable",
        CorrectionKind.WITHDRAWN: "撤回改正 withdrawn",
    }[correction.kind]
    return f"{what} by {correction.name} at {correction.at.taipei():%Y-%m-%d %H:%M}"


def leg_object(leg: Leg) -> dict[str, object]:
    """A leg with the names that the HTTP interface uses."""
    return {
        "status": leg.status.value,
        "distance_m": round(leg.distance_m, 1),
        "seconds": leg.seconds,
        "usual_s": leg.usual_s,
        "error_s": leg.error_s,
        "says": leg.says,
    }


_MATCH = ("相符 Match",)
"""A column only where a plate was asked."""
_CORRECTION = ("改正 Correction",)
"""A column only where something was corrected."""


def _correction(passage: Passage, corrected: Corrected) -> tuple[Text, ...]:
    if not corrected:
        return ()
    correction = corrected.get(passage.id)
    return (_plain(correction_says(correction)) if correction else Text(""),)


def _time(passage: Passage) -> str:
    return f"{passage.at.taipei():%Y-%m-%d %H:%M:%S}"


def _error(passage: Passage) -> str:
    """How wrong the clock may be; a question mark where nobody measured it."""
    error_s = passage.stamp.error_s
    return "?" if error_s is None else f"{error_s:g} s"


def _speed(passage: Passage) -> str:
    """The speed and its standard deviation, where it is known."""
    if passage.speed_kmh is None:
        return ""
    error = passage.speed_error_kmh
    return f"{passage.speed_kmh:.0f}" + ("" if error is None else f" ± {error:.0f}")


def _plain(text: str) -> Text:
    """Text from the register as text: neither markup nor a terminal's control sequences."""
    return Text("".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in text))


def _camera(passage: Passage, cameras: Mapping[int, Camera]) -> Text:
    camera = cameras.get(passage.camera)
    if camera is None:
        return Text(f"{passage.camera} (未登錄 not on the register)")
    return _plain(f"{camera.id} {camera.name}".strip())


def _plate(passage: Passage) -> Text:
    """The plate, marked where only one look at it agreed, where it fits no series, and where its letters,
    its colours and the vehicle cannot all be right."""
    if passage.plate is None:
        return Text("")
    marks = ("" if passage.plate.is_valid else " ✗") + (" ≠" if conflicts_of(passage) else "")
    return Text(f"{passage.plate.display}{' ¹' if passage.is_single_look else ''}{marks}")
