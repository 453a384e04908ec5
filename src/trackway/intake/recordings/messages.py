"""What an importer and its worker processes say to each other, in this order.

::

    importer ── Task ──► worker          importer ◄── Identified ── worker
    importer ── GoOn or Skip ──► worker  importer ◄── Filed, Reached, Compared, Quiet … Ended ── worker
"""

from dataclasses import dataclass

from trackway.intake.beside import Stretch
from trackway.intake.recordings.recording import Recording
from trackway.model.passage import Passage
from trackway.vision import NO_MISREADS, Misreads, Remembered

__all__ = [
    "Compared",
    "Ended",
    "Filed",
    "FromWorker",
    "GoOn",
    "Identified",
    "Quiet",
    "Reached",
    "Skip",
    "Task",
]


@dataclass(frozen=True, slots=True)
class Task:
    """Read this file, knowing what its camera misreads."""

    recording: Recording
    misreads: Misreads = NO_MISREADS


@dataclass(frozen=True, slots=True)
class Identified:
    """This is what the file holds; ``total_s`` is 0 when it does not say how long it is."""

    sha256: str
    size: int
    total_s: float


@dataclass(frozen=True, slots=True)
class GoOn:
    """Read it after ``done_s`` (from its start when there is no memory of it)."""

    done_s: float
    memory: tuple[Remembered, ...] | None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave it; ask for the next."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A passage to be stored; its picture is put already."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Compared:
    """A second engine has watched this stretch too; sent before the stretch's ``Quiet`` or ``Ended``."""

    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Reached:
    """A sign of life: so far in the footage (0 while the file is being identified)."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """No vehicle is in view: once all passages sent before are stored, reading may go on from here."""

    at_s: float
    memory: tuple[Remembered, ...]
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The file is done with.

    ``error`` is empty when it was read whole; ``is_readable`` is false when nothing at all could be read.
    ``start_s`` is where reading began, ``end_s`` how far it came.
    """

    start_s: float
    end_s: float
    cpu_s: float
    error: str
    is_readable: bool


FromWorker = Identified | Filed | Reached | Compared | Quiet | Ended
