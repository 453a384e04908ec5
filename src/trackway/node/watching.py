"""The watch of a data folder: its rooms opened and connected."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from trackway.model.time import Clock
from trackway.node.rule_book import rule_book
from trackway.notify.devices import PushDevices
from trackway.notify.kinds import kinds
from trackway.notify.lamp_kinds import LAMP_KINDS
from trackway.notify.lamps import LAMPS_FILE, Lamps
from trackway.notify.outbox import CHANNEL_SECRETS, NOTIFY_FILE, Channels, Outbox
from trackway.sqlite import SqliteFile
from trackway.trust import Seal
from trackway.video.addresses import Networks
from trackway.watch import WATCH_FILE, Rooms
from trackway.watch.alerts import Alerts, Pace
from trackway.watch.duty import Duty
from trackway.watch.lists import LIST_SECRETS, Imports, Lists, Sources
from trackway.watch.retro import Retro
from trackway.watch.roads import RoadWatches
from trackway.watch.vehicles import Vehicles
from trackway.watch.zones import Zones

__all__ = ["ACKNOWLEDGE", "opened_watch"]

ACKNOWLEDGE = "/api/v1/acknowledgements?token="
"""Where a button on a telephone says that its message was seen: ``web.acknowledgements``."""


@contextmanager
def opened_watch(
    data: Path,
    clock: Clock,
    pace: Pace | None = None,
    gateways: Networks | None = None,
    public_url: str = "",
) -> Iterator[Rooms]:
    """Lists, alerts, channels and all that belongs to them; closed when the block ends.

    ``pace`` is how long alerts wait for somebody, as usual when none is given. ``gateways`` are networks that
    channels may reach besides public addresses, private ones when none are given. ``public_url`` is where
    officers' telephones reach this centre, empty where nobody said.
    """
    with (
        closing(SqliteFile(data / "watch.sqlite", WATCH_FILE)) as database,
        closing(SqliteFile(data / "notify.sqlite", NOTIFY_FILE)) as notified,
        closing(SqliteFile(data / "lamps.sqlite", LAMPS_FILE)) as lit,
    ):
        devices = PushDevices(notified, clock)
        seal = Seal(data / "keys" / "channel-secrets.key", CHANNEL_SECRETS)
        zones, duty = Zones(database, clock), Duty(database, clock)
        lists = Lists(database, clock, duty.groups_of)
        roads = RoadWatches(database, clock)
        alerts = Alerts(database, clock, rule_book(lists, zones, roads, duty.groups_of, clock), pace)
        vehicles = Vehicles(database, clock)
        yield Rooms(
            database,
            alerts=alerts,
            duty=duty,
            lists=lists,
            imports=Imports(database, clock, lists, duty.groups_of),
            sources=Sources(database, clock, lists, Seal(data / "keys" / "list-sources.key", LIST_SECRETS)),
            vehicles=vehicles,
            retro=Retro(database, clock, lists, vehicles, alerts),
            zones=zones,
            roads=roads,
            channels=Channels(notified, clock, kinds(devices), seal, gateways or Networks()),
            outbox=Outbox(notified, clock, f"{public_url}{ACKNOWLEDGE}" if public_url else ""),
            devices=devices,
            lamps=Lamps(lit, clock, LAMP_KINDS, gateways or Networks()),
        )
