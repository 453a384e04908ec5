"""Messages as rows."""

import json
import sqlite3
from collections.abc import Mapping

from trackway.model.area import area_text, parse_area
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.notify.message import Message, Stage
from trackway.sqlite import Value

__all__ = ["message_of", "message_row"]


def message_row(message: Message) -> Mapping[str, Value]:
    """A message as its query wants it; what is its delivery's own is left out."""
    texts = [[one.zh, one.en] for one in (message.title, message.brief, message.text)]
    return {
        "key": message.key,
        "alert": message.alert,
        "priority": message.priority,
        "stage": message.stage.value,
        "drill": int(message.drill),
        "made_us": message.made.us,
        "good_until_us": message.good_until.us,
        "texts": json.dumps(texts, ensure_ascii=False),
        "link": message.link,
        "place": message.place,
        "area": area_text(message.area) if message.area else "",
        "picture": message.picture,
    }


def message_of(row: sqlite3.Row) -> Message:
    """The message of a row."""
    title, brief, text = (Said(zh, en) for zh, en in json.loads(row["texts"]))
    return Message(
        key=row["key"],
        alert=row["alert"],
        priority=row["priority"],
        title=title,
        brief=brief,
        text=text,
        made=Instant(row["made_us"]),
        good_until=Instant(row["good_until_us"]),
        link=row["link"],
        picture=row["picture"],
        drill=bool(row["drill"]),
        stage=Stage(row["stage"]),
        place=row["place"],
        area=parse_area(row["area"]) if row["area"] else None,
    )
