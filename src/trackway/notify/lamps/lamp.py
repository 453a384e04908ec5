"""Lamp 警示燈: a signal tower, or lights and a buzzer on relays, with a button perhaps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from trackway.model.errors import Unavailable
from trackway.model.said import Said
from trackway.notify.lamps.signals import Signal
from trackway.video.addresses import Networks

__all__ = ["Lamp", "LampKind", "LampTrouble"]


class LampTrouble(Unavailable):
    """The lamp does not do what it is told."""


class Lamp(Protocol):
    """One lamp. Called from one thread; every call ends within some ten seconds. Raises ``LampTrouble``."""

    def show(self, signal: Signal) -> None:
        """Show this, and make sure that it does where the lamp can be asked."""
        ...

    def off(self) -> None:
        """Show nothing."""
        ...

    def acknowledged(self) -> bool:
        """Whether its button is pressed; a lamp without one says no."""
        ...

    def close(self) -> None:
        """Let go of connections; what it shows stays."""
        ...


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class LampKind(Generic[S]):
    """A kind of lamp an administrator can set up; ``settings`` as those of a kind of channel."""

    name: str
    title: Said
    settings: type[S]
    make: Callable[[S, Networks], Lamp]
