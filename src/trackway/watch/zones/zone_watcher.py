"""ZoneWatcher: the live test of the restricted areas. What it knows is on disk with the watch's position."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.time import Clock, Instant
from trackway.watch.hit import Hit
from trackway.watch.zones.allowed_plates import AllowedPlates
from trackway.watch.zones.lookout import lookouts
from trackway.watch.zones.presence import Placed, Presence
from trackway.watch.zones.zones import Zones

__all__ = ["ZoneWatcher"]

_FORGET_EVERY_S = 3600.0


class ZoneWatcher:
    """Looks after the restricted areas: a ``Watcher``.

    Visits may last for days, so they are written down in ``keep`` and nothing need be shown again after a
    start. ``cameras`` gives those on the register by number.
    """

    def __init__(self, zones: Zones, cameras: Callable[[], Mapping[int, Camera]], clock: Clock) -> None:
        self._zones = zones
        self._cameras = cameras
        self._known: tuple[int, Mapping[int, Camera]] = (-1, {})
        self._presence = Presence(self._placed(), zones.going_on())
        self._forgot = clock.now()
        self._now = self._forgot

    @property
    def name(self) -> str:
        """Its name in measurements and logs."""
        return "zones"

    @property
    def memory_s(self) -> float:
        """Nothing: what it remembers is on disk."""
        return 0.0

    def remember(self, passages: Sequence[Passage]) -> None:
        """Nothing to do: these passages are in the visits already."""

    def look(self, passages: Sequence[Passage]) -> Iterable[Hit]:
        """See new passages, in the journal's order; what is found."""
        for passage in passages:
            yield from self._presence.see(passage)

    def tick(self, now: Instant) -> Iterator[Hit]:
        """Follow what was changed, and tell who stays too long."""
        self._now = now
        if self._known != (self._zones.version(), self._cameras()):
            self._presence.follow(self._placed())
        yield from self._presence.tick(now)

    def keep(self) -> None:
        """Write down visits and counts; once an hour destroy what is older than a year."""
        self._zones.keep(self._presence.changes())
        if self._now.since(self._forgot) >= _FORGET_EVERY_S:
            self._forgot = self._now
            self._zones.forget()

    def _placed(self) -> tuple[Placed, ...]:
        version, cameras = self._zones.version(), self._cameras()
        self._known = version, cameras
        return tuple(
            Placed(zone, lookouts(zone.plan, cameras), AllowedPlates.of(self._zones.allowed(zone.id)))
            for zone in self._zones.all()
            if zone.ended is None
        )
