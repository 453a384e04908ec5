"""Message: what people are told of an alert, whatever carries it."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.area import Area
from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Instant

__all__ = ["Earlier", "Message", "Stage"]

_MAX_KEY = 36
"""What Mitake takes as the caller's own number, the shortest of any channel."""


class Stage(StrEnum):
    """Which part of an alert's life is told: other agencies are told anew, updated, or that it is over."""

    OPENED = "opened"
    CHANGED = "changed"
    OVER = "over"
    """Closed, rejected or expired: nobody need look out any more."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message that the same address was told of the same alert before: its key, and when it was made."""

    key: str
    made: Instant


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to be told, once, to one address 通知.

    ``key`` is the same however often it is sent, ASCII and at most 36 characters: what a gateway may know it
    by. ``brief`` is for text messages (some 60 characters); ``text`` for everything longer. Neither names a
    plate unless the house's policy lets it. ``link`` opens the alert, absolute; empty where nobody said under
    which address the centre is reached. ``picture`` is a JPEG or empty. ``priority`` is 1 (most urgent) to 5.
    ``drill``: an exercise, and every text says so. It is of no use after ``good_until``. ``earlier`` are what
    was told of the same alert before, oldest first. ``place`` is where, in words, and ``area`` on the map.
    ``acknowledge`` is a URL for a button: a POST to it without a body says, once, that whoever was told has
    seen it (nobody need sign in for that); empty where nobody can.
    """

    key: str
    alert: int
    priority: int
    title: Said
    brief: Said
    text: Said
    made: Instant
    good_until: Instant
    link: str = ""
    picture: bytes = b""
    drill: bool = False
    stage: Stage = Stage.OPENED
    earlier: tuple[Earlier, ...] = ()
    place: str = ""
    area: Area | None = None
    acknowledge: str = ""

    def __post_init__(self) -> None:
        if not (self.key.isascii() and self.key.isprintable() and 0 < len(self.key) <= _MAX_KEY):
            raise Invalid(f"A message's key has 1 to {_MAX_KEY} ASCII characters, not {self.key!r}.")
