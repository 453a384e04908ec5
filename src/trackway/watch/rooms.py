"""Rooms: everything of the watch that people work with, in one place."""

from dataclasses import dataclass

from trackway.notify.devices import PushDevices
from trackway.notify.lamps import Lamps
from trackway.notify.outbox import Channels, Outbox
from trackway.sqlite import SqliteFile
from trackway.watch.alerts import Alerts
from trackway.watch.duty import Duty
from trackway.watch.lists import Imports, Lists, Sources
from trackway.watch.retro import Retro
from trackway.watch.roads import RoadWatches
from trackway.watch.vehicles import Vehicles
from trackway.watch.watch import Progress, progress_of
from trackway.watch.zones import Zones

__all__ = ["Rooms"]


@dataclass(frozen=True, slots=True)
class Rooms:
    """The watch of one data folder: each room over the same file, so that they can write together.

    ``channels``, ``outbox`` and ``devices``, by which people are told, are in a file of their own.
    """

    database: SqliteFile
    alerts: Alerts
    duty: Duty
    lists: Lists
    imports: Imports
    sources: Sources
    vehicles: Vehicles
    roads: RoadWatches
    retro: Retro
    zones: Zones
    channels: Channels
    outbox: Outbox
    devices: PushDevices
    lamps: Lamps

    @property
    def progress(self) -> Progress:
        """How far the watch is in the journal."""
        return progress_of(self.database)
