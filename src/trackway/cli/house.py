"""What the command line needs built for it.

``trackway.node`` fills this in; commands only parse, call and print, and tests can hand in their own.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from trackway.corrections import Corrections
from trackway.intake.beside import Comparisons
from trackway.intake.filing import Filing
from trackway.intake.history import OldFootage, Runner
from trackway.model.roads import Roads
from trackway.model.time import Clock
from trackway.passages import PassageStore, Pictures
from trackway.passages.keeping import Keeper, Manifest
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.video.addresses import Networks
from trackway.video.catalogue import Keeper as FootageKeeper
from trackway.vision import Engine
from trackway.vision.engines import EngineFacts, LicenceClass
from trackway.watch import Rooms

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

    def networks(self, data: Path) -> Networks:
        """The networks whose machines may be connected to as cameras, as the folder's settings say."""
        ...

    def trust(self, data: Path) -> AbstractContextManager[Trust]:
        """Officers, purposes and the audit."""
        ...

    def passages(self, data: Path) -> AbstractContextManager[PassageStore]:
        """The store of passages: the running owner process, or one started for this command.

        Passages are found by what was read and by what officers corrected it to.
        """
        ...

    def filing(self, data: Path) -> AbstractContextManager[Filing]:
        """The door by which passages come in."""
        ...

    def corrections(self, data: Path) -> AbstractContextManager[Corrections]:
        """What officers said of passages' plates."""
        ...

    def saved(self, data: Path) -> AbstractContextManager[Saved]:
        """The questions of analyses that officers keep."""
        ...

    def roads(self, data: Path) -> Roads | None:
        """The road network; ``None`` where none was imported."""
        ...

    def keeper(self, data: Path) -> AbstractContextManager[Keeper]:
        """Who keeps the passages: holds, expiry as the settings say, proofs, backups, upkeep."""
        ...

    def footage_keeper(self, data: Path) -> AbstractContextManager[FootageKeeper]:
        """Who keeps the footage, with its catalogue, as the settings say."""
        ...

    def set_footage_catalogue_aside(self, data: Path) -> Path:
        """Rename the catalogue of footage, so that one can be made anew; where it is now."""
        ...

    def restore(self, backup: Path, data: Path) -> Manifest:
        """Make a data folder, which is new or empty, anew from a backup."""
        ...

    def pictures(self, data: Path) -> Pictures:
        """Pictures of passages, by their digest."""
        ...

    def engine(self, name: str = "", data: Path | None = None, also: Collection[LicenceClass] = ()) -> Engine:
        """What finds and reads plates: the engine of that name, the default one for an empty name.

        A manifest is looked for in the data folder's ``engines``, and licences are allowed as its settings
        say, and ``also`` these; without a data folder in the working folder, and as by default.
        """
        ...

    def engines(self, names: Collection[str] = (), data: Path | None = None) -> tuple[EngineFacts, ...]:
        """What the catalogue says of the engines there are, and of these others."""
        ...

    def comparisons(self, data: Path) -> AbstractContextManager[Comparisons]:
        """How engines stood to each other."""
        ...

    def old_footage(self, data: Path) -> AbstractContextManager[OldFootage]:
        """What old footage is asked for with: the queue of searches, and the sources."""
        ...

    def history_runner(self, data: Path, workers: int | None = None) -> AbstractContextManager[Runner]:
        """What works through the queue of searches of old footage."""
        ...

    def watch(self, data: Path) -> AbstractContextManager[Rooms]:
        """The watch: lists, zones, alerts."""
        ...

    def serve(self, data: Path, *, host: str, port: int) -> None:
        """Run the centre until it is told to stop."""
        ...

    def station(self, data: Path) -> None:
        """Record the cameras on the register until it is told to stop."""
        ...

    def demo(self, data: Path, *, host: str, port: int, once: bool) -> None:
        """Build the demonstration county, and unless ``once`` serve it."""
        ...
