"""Pulse: how the watch itself is, for whoever relies on being told."""

from dataclasses import dataclass

from trackway.model.time import Instant

__all__ = ["Beat", "Pulse"]


@dataclass(frozen=True, slots=True)
class Beat:
    """How the watch was at a moment.

    ``behind_s`` is how old what it looked at last had become by then where more was waiting, else 0;
    ``trouble`` what stopped it, empty while nothing does.
    """

    at: Instant
    behind_s: float = 0.0
    trouble: str = ""


class Pulse:
    """The newest beat. Written by the watch's thread, read by any."""

    def __init__(self, since: Instant) -> None:
        self.beat = Beat(since)
