"""Words: a message's texts as channels put them, 正體中文 first; an exercise is marked whoever wrote them."""

import re

from trackway.model.said import Said
from trackway.notify.message import Message

__all__ = ["full_text", "heading", "marked", "plain_key"]

_DRILL = Said("【演習】", "[EXERCISE]")


def marked(message: Message, said: Said) -> Said:
    """A text of a message; of an exercise marked as one, once."""
    if not message.drill:
        return said
    zh = said.zh if _DRILL.zh in said.zh else f"{_DRILL.zh}{said.zh}"
    en = said.en if _DRILL.en in said.en else f"{_DRILL.en} {said.en}"
    return Said(zh, en)


def heading(message: Message) -> str:
    """The title in one line, both languages."""
    title = marked(message, message.title)
    return " ".join(f"{title.zh} {title.en}".split())


def full_text(message: Message) -> str:
    """The text in both languages, then where to open the alert."""
    text = marked(message, message.text)
    return "\n\n".join(part for part in (text.zh, text.en, message.link) if part)


def plain_key(key: str) -> str:
    """A message's key in letters, digits, hyphens and underscores: one with others is in hexadecimal."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else key.encode().hex()
