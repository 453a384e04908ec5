"""Parts: what the handlers work with, handed in once by whoever wires the program."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from trackway.corrections import Corrections
from trackway.intake.history import OldFootage
from trackway.model.errors import Denied, NotSignedIn, Unavailable
from trackway.model.question import Officer, Role
from trackway.model.roads import Roads
from trackway.model.time import Clock
from trackway.passages import PassageStore, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.video.catalogue import Catalogue
from trackway.video.playback import Playback, Tickets
from trackway.video.stream import RetentionClass
from trackway.watch import Pulse, Rooms
from trackway.web.settings import Settings

__all__ = ["OFFICER", "Caller", "FootageProgress", "Parts", "Recorded", "Who", "address_of", "need"]

OFFICER = "trackway.officer"
"""Where the gate leaves the signed-in officer in a request's scope."""


@dataclass(frozen=True, slots=True)
class FootageProgress:
    """One file of footage and how far its analysis is, in seconds of footage.

    ``total_s`` is ``None`` while nobody knows how long it is; ``error`` is the sentence that says what
    is wrong with it.
    """

    path: str
    camera_id: str
    state: str
    done_s: float
    total_s: float | None
    passages: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The footage of a centre that has a recorder.

    ``tickets`` open what ``playback`` gives; ``promised_days`` is how long footage of a class is to be kept;
    ``live`` is the recorder's socket, ``None`` where nothing is recorded here now.
    """

    catalogue: Catalogue
    playback: Playback
    tickets: Tickets
    promised_days: Callable[[RetentionClass], int]
    live: Path | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything behind the HTTP API."""

    registry: Registry
    passages: PassageStore
    corrections: Corrections
    saved: Saved
    pictures: Pictures
    trust: Trust
    clock: Clock
    imports: Callable[[], Iterable[FootageProgress]]
    roads: Callable[[], Roads | None]
    map_folder: Path
    demo: Path | None
    settings: Settings
    recorded: Recorded | None = None
    history: OldFootage | None = None
    watch: Rooms | None = None
    pulse: Pulse | None = None

    @property
    def watching(self) -> Rooms:
        """The rooms of the watch. Raises ``Unavailable`` where nothing is watched."""
        if self.watch is None:
            raise Unavailable("Nothing is watched here: this centre was opened without its watch.")
        return self.watch


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent this request, and from where."""

    officer: Officer
    address: str


def address_of(request: Request) -> str:
    """The browser's address; what a trusted proxy said is already in it (uvicorn does that)."""
    return request.client.host if request.client else ""


async def _caller(request: Request) -> Caller:
    officer = request.scope.get(OFFICER)
    if not isinstance(officer, Officer):
        raise NotSignedIn
    return Caller(officer, address_of(request))


Who = Annotated[Caller, Depends(_caller)]
"""In a handler's arguments: the signed-in officer."""


def need(who: Caller, *roles: Role) -> None:
    """Refuse everybody without one of these roles."""
    if who.officer.role not in roles:
        wanted = " or ".join(role.value for role in roles)
        raise Denied(f"This needs the role of {wanted}; {who.officer.username} is {who.officer.role.value}.")
