"""Told: a message as JSON, for machines: webhooks and MQTT. Described in docs/reference/alert-channels.md."""

import base64
from typing import Literal

import msgspec

from trackway.model.area import Area, Circle, Polygon, Rectangle
from trackway.model.said import Said
from trackway.notify.message import Message, Stage
from trackway.notify.words import marked

__all__ = ["Shape", "Told", "Words", "told_json"]


class Words(msgspec.Struct, frozen=True):
    """A text in Chinese and in English."""

    zh: str
    en: str


class Shape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A circle of ``radius_m`` metres around its one corner, or the corners of a closed ring.

    Corners are longitude, latitude, WGS84.
    """

    corners: tuple[tuple[float, float], ...]
    radius_m: float = 0.0


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message. Times are ISO 8601 in UTC; ``earlier`` are keys of what was told of the alert before."""

    version: Literal[1]
    key: str
    alert: int
    stage: Stage
    priority: int
    drill: bool
    title: Words
    brief: Words
    text: Words
    made: str
    good_until: str
    link: str = ""
    acknowledge: str = ""
    """A URL: whoever has seen the message posts to it, once and without a body."""
    place: str = ""
    area: Shape | None = None
    earlier: tuple[str, ...] = ()
    picture: str = ""
    """A JPEG in base64."""


def told_json(message: Message, *, with_picture: bool) -> bytes:
    """The message as JSON."""
    return msgspec.json.encode(
        Told(
            version=1,
            key=message.key,
            alert=message.alert,
            stage=message.stage,
            priority=message.priority,
            drill=message.drill,
            title=_words(marked(message, message.title)),
            brief=_words(marked(message, message.brief)),
            text=_words(marked(message, message.text)),
            made=str(message.made),
            good_until=str(message.good_until),
            link=message.link,
            acknowledge=message.acknowledge,
            place=message.place,
            area=_shape(message.area) if message.area else None,
            earlier=tuple(one.key for one in message.earlier),
            picture=base64.b64encode(message.picture).decode() if with_picture else "",
        )
    )


def _words(said: Said) -> Words:
    return Words(said.zh, said.en)


def _shape(area: Area) -> Shape:
    match area:
        case Circle(centre, radius_m):
            return Shape(((centre.lon, centre.lat),), radius_m)
        case Rectangle(west, south, east, north):
            return Shape(((west, south), (east, south), (east, north), (west, north), (west, south)))
        case Polygon(ring):
            return Shape(tuple((p.lon, p.lat) for p in (*ring, ring[0])))
