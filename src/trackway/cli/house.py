"""What the command line needs built for it.

``trackway.node`` fills this in; commands only parse, call and print, and tests can hand in their own.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from trackway.corrections import Corrections
from trackway.model.time import Clock
from trackway.passages import PassageStore, Pictures
from trackway.registry import Registry
from trackway.trust import Trust
from trackway.vision import Engine

__all__ = ["House"]


class House(Protocol):
    """Opens the parts of one data folder. Each is closed when its ``with`` block ends."""

    @property
    def clock(self) -> Clock:
        """The wall clock."""
        ...

    def registry(self, data: Path) -> AbstractContextManager[Registry]:
        """The register of stations, sites and cameras."""
        ...

    def trust(self, data: Path) -> AbstractContextManager[Trust]:
        """Officers, purposes and the audit."""
        ...

    def passages(self, data: Path) -> AbstractContextManager[PassageStore]:
        """The store of passages: the running owner process, or one started for this command.

        Passages are found by what was read and by what officers corrected it to.
        """
        ...

    def corrections(self, data: Path) -> AbstractContextManager[Corrections]:
        """What officers said of passages' plates."""
        ...

    def pictures(self, data: Path) -> Pictures:
        """Pictures of passages, by their digest."""
        ...

    def engine(self) -> Engine:
        """What finds and reads plates."""
        ...

    def serve(self, data: Path, *, host: str, port: int) -> None:
        """Run the centre until it is told to stop."""
        ...

    def demo(self, data: Path, *, host: str, port: int, once: bool) -> None:
        """Build the demonstration county, and unless ``once`` serve it."""
        ...
