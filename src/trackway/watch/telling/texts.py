"""Texts: what people are told of an alert, in both languages; with its plate only where that is allowed.

Without, nothing in a text says which vehicle it is: whoever is on duty opens the alert. Reasons and case
numbers stay in the house either way.
"""

from collections.abc import Callable
from dataclasses import dataclass

from trackway.model.area import Circle
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.model.vehicle import Heading
from trackway.notify import Message, Stage
from trackway.watch.alerts import Alert, Event, EventKind, Origin
from trackway.watch.entry import Act, Category

__all__ = ["CATEGORIES", "GOOD_S", "Spot", "message_of"]

GOOD_S = 4 * 3600.0
"""How long a message is of use after its event. A gateway may be down for hours and people must still be
told; beyond this the alert on screen is what counts."""
_AROUND_M = 500.0
"""What other agencies are shown on the map: the camera's surroundings, not its pole."""

CATEGORIES = {
    Category.STOLEN_VEHICLE: Said("失竊車輛", "stolen vehicle"),
    Category.STOLEN_PLATE: Said("失竊車牌", "stolen plate"),
    Category.CANCELLED_PLATE: Said("註銷車牌", "cancelled plate"),
    Category.WANTED_PERSON: Said("通緝協查", "wanted person"),
    Category.MISSING_PERSON: Said("失蹤協尋", "missing person"),
    Category.HIT_AND_RUN: Said("肇事逃逸", "hit-and-run"),
    Category.CLONED_PLATE: Said("疑似套牌", "suspected cloned plate"),
    Category.RACING: Said("競速", "racing"),
    Category.RESTRICTED_AREA: Said("管制區", "restricted area"),
    Category.INVESTIGATION: Said("偵查布控", "investigation"),
    Category.OTHER: Said("布控比中", "watched vehicle"),
}
_HEADINGS = {
    Heading.UNKNOWN: Said("", ""),
    Heading.N: Said("往北", "north"),
    Heading.NE: Said("往東北", "northeast"),
    Heading.E: Said("往東", "east"),
    Heading.SE: Said("往東南", "southeast"),
    Heading.S: Said("往南", "south"),
    Heading.SW: Said("往西南", "southwest"),
    Heading.W: Said("往西", "west"),
    Heading.NW: Said("往西北", "northwest"),
}
_NOTHING = Said("", "")
_EVENTS = {
    EventKind.OPENED: _NOTHING,
    EventKind.SEEN_AGAIN: Said("再次出現 ", "seen again: "),
    EventKind.ESCALATED: Said("無人受理 ", "nobody has taken this: "),
    EventKind.DISPATCHED: Said("已派遣 ", "somebody is sent: "),
    EventKind.CLOSED: Said("已結案 ", "closed: "),
    EventKind.REJECTED: Said("已駁回 ", "rejected: "),
    EventKind.EXPIRED: Said("已逾時 ", "expired: "),
}
_OVER = frozenset({EventKind.CLOSED, EventKind.REJECTED, EventKind.EXPIRED})
_ORIGINS = {
    Origin.LIVE: _NOTHING,
    Origin.LATE: Said("【補報】", "[LATE] "),
    Origin.RETRO: Said("【回溯】", "[PAST] "),
    Origin.DRILL: Said("【演習】", "[EXERCISE] "),
}
_ASKS = {
    Act.NOTIFY: Said("僅供知悉，不派遣。", "For your information; nobody is sent."),
    Act.DISPATCH: Said(
        "比中是線索，不是理由：查證車牌、車輛與名單後始得派遣。",
        "A hit is a lead, not a ground: verify plate, vehicle and entry before anybody is sent.",
    ),
}
_PLACE_LETTERS = 16
"""Of a camera's name in a text message: what still lets the rest fit into sixty."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a camera stands, in words and on the map."""

    name: str
    place: Point | None = None


def message_of(
    event: Event,
    alert: Alert,
    spot: Callable[[int], Spot],
    *,
    with_plate: bool,
    is_first: bool,
    link: str,
    picture: bytes,
) -> Message:
    """What is told of a step of an alert. ``is_first``: nobody was told of the alert before."""
    passage = alert.hit.passage
    where = spot(passage.camera)
    mark, step, what = _ORIGINS[alert.origin], _EVENTS[event.kind], CATEGORIES[alert.hit.terms.category]
    plate = passage.plate.display if with_plate and passage.plate else ""
    title = Said(
        _tidy(f"{mark.zh}{step.zh}{what.zh} {plate}"),
        _tidy(f"{mark.en}{_capital(f'{step.en}{what.en}')} {plate}"),
    )
    return Message(
        key=f"e{event.id}{'p' if with_plate else ''}",
        alert=alert.id,
        priority=alert.hit.terms.priority,
        title=title,
        brief=_brief(alert, title, where),
        text=_text(event, alert, where, with_plate=with_plate),
        made=event.at,
        good_until=event.at.plus(GOOD_S),
        link=link,
        picture=picture if with_plate else b"",  # the plate is to be read on it
        drill=alert.is_drill,
        stage=Stage.OVER if event.kind in _OVER else Stage.OPENED if is_first else Stage.CHANGED,
        place=where.name,
        area=Circle(where.place, _AROUND_M) if where.place else None,
    )


def _brief(alert: Alert, title: Said, where: Spot) -> Said:
    """For a text message: at most some sixty characters."""
    passage = alert.hit.passage
    way, at = _HEADINGS[passage.heading], _clock(passage.at)
    name = where.name if len(where.name) <= _PLACE_LETTERS else f"{where.name[: _PLACE_LETTERS - 1]}…"
    return Said(
        _tidy(f"{title.zh} {at} {name} {way.zh} 警示{alert.id}"),
        _tidy(f"{title.en} {at} {name} {way.en} alert {alert.id}"),
    )


def _text(event: Event, alert: Alert, where: Spot, *, with_plate: bool) -> Said:
    hit = alert.hit
    passage, terms = hit.passage, hit.terms
    way, what = _HEADINGS[passage.heading], CATEGORIES[terms.category]
    plate = passage.plate.display if with_plate and passage.plate else ""
    zh = [
        f"警示 {alert.id}，優先 {terms.priority}：{what.zh} {plate}",
        f"{_date(passage.at)} {where.name} {way.zh}",
    ]
    en = [
        f"Alert {alert.id}, priority {terms.priority}: {what.en} {plate}",
        f"{_date(passage.at)} {where.name} {way.en}",
    ]
    if terms.danger:
        zh.insert(0, f"注意：{terms.danger}")
        en.insert(0, f"Danger: {terms.danger}")
    if event.kind is EventKind.ESCALATED:
        zh.append(f"第 {event.level} 次升級：至今無人受理。")
        en.append(f"Escalation {event.level}: nobody has taken it yet.")
    if alert.hits > 1:
        zh.append(f"共出現 {alert.hits} 次。")
        en.append(f"Seen {alert.hits} times.")
    if hit.conflicts or alert.conflicts:
        zh.append("所見車輛與名單不符，須查證。")
        en.append("The vehicle seen is not as expected; verify it.")
    if event.by and event.kind in _OVER | {EventKind.DISPATCHED}:
        zh.append(f"由 {event.by} 處理。")
        en.append(f"By {event.by}.")
    if event.kind not in _OVER:
        zh.append(_ASKS[terms.act].zh)
        en.append(_ASKS[terms.act].en)
    if terms.covert:
        zh.append("隱密布控，請勿轉傳。")
        en.append("Covert; do not pass this on.")
    return Said("\n".join(map(_tidy, zh)), "\n".join(map(_tidy, en)))


def _clock(at: Instant) -> str:
    return f"{at.taipei():%H:%M:%S}"


def _date(at: Instant) -> str:
    return f"{at.taipei():%Y-%m-%d %H:%M:%S}"


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
