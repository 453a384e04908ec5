"""Channel: one way of telling people; a file for each beside this one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from trackway.model.errors import Invalid, Unavailable
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.message import Message
from trackway.video.addresses import Networks

__all__ = ["Channel", "ChannelKind", "Confirming", "Fate", "NotSent", "Receipt", "Refused", "Unclear"]


class Refused(Invalid):
    """The gateway will not take this message; sending it again would not help."""


class NotSent(Unavailable):
    """The gateway certainly did not take the message; it is sent again later.

    ``wait_s`` is how long the gateway asks to be left alone, in seconds; 0 where it does not say.
    """

    def __init__(self, message: str = "", wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Unclear(Unavailable):
    """Nobody knows whether the gateway took the message: it broke off after it was sent."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a gateway answered when it took a message: its own number for it, and its words."""

    number: str = ""
    says: str = ""


class Fate(StrEnum):
    """What became of a message that a gateway took."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    FAILED = "failed"
    """It will not arrive."""
    UNKNOWN = "unknown"
    """The gateway does not say, or no longer."""


class Channel(Protocol):
    """One way of telling people. Called from one thread; every call ends within a minute."""

    def send(self, message: Message, address: str) -> Receipt:
        """Hand a message over for one address: a telephone number, a topic, a mailbox.

        Raises ``Refused`` for good, ``NotSent`` when it may be sent again at once without anybody getting
        it twice, ``Unclear`` when it may have been taken.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Confirming(Channel, Protocol):
    """A channel whose gateway says later what became of a message."""

    def fate(self, number: str, address: str) -> Fate:
        """What became of the message it gave this number. Raises ``NotSent`` when it does not answer."""
        ...


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class ChannelKind(Generic[S]):
    """A kind of channel an administrator can set up.

    ``settings`` is a frozen dataclass of text, numbers, booleans and tuples of text; pydantic's ``Field``
    beside a part gives its title (正體中文) and description (English), forms are made from it. Parts named in
    ``secrets`` are sealed at rest and never shown again. ``address`` says what an address is here, and
    ``check`` gives it in normal form or raises ``Invalid``. ``is_idempotent``: the gateway itself drops a
    message whose key it has seen, so that an unclear one may be sent again. ``make`` is given the clock, for
    how long a message is still of use is counted from now.
    """

    name: str
    title: Said
    settings: type[S]
    address: Said
    check: Callable[[str], str]
    make: Callable[[S, Networks, Clock], Channel]
    secrets: frozenset[str] = frozenset()
    is_idempotent: bool = False
