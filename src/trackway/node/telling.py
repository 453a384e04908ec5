"""Telling kept going: one thread puts steps of alerts into the outbox, the outbox's own send what is due."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trackway.model.errors import Lost, NotFound
from trackway.model.passage import Passage
from trackway.model.time import Clock
from trackway.node.background import repeated
from trackway.notify.outbox import Senders
from trackway.passages import Pictures
from trackway.registry import Registry
from trackway.watch import Rooms
from trackway.watch.alerts import Alert
from trackway.watch.telling import Facts, Spot, Teller

__all__ = ["facts_of", "told_continuously"]

_GLANCE_S = 0.2
"""How often alerts are looked at for news: a tenth of the time in which a gateway is to have it."""
_AGAIN_S = 5.0
_MOST_PICTURE = 4 << 20
"""Bytes; pictures of passages have some 100,000, and a telephone waits for more."""


def facts_of(rooms: Rooms, registry: Registry, pictures: Pictures, public_url: str) -> Facts:
    """What messages say besides their alert."""

    def spot(number: int) -> Spot:
        camera = registry.snapshot().by_number.get(number)
        return Spot(f"鏡頭 {number}") if camera is None else Spot(camera.name or camera.id, camera.place)

    def picture(passage: Passage) -> bytes:
        for one in passage.pictures[:1]:
            try:
                found = pictures.get(one.digest)
            except Lost:  # people are told without it
                return b""
            return found if len(found) <= _MOST_PICTURE else b""
        return b""

    def groups(alert: Alert) -> Sequence[str]:
        if alert.hit.list_id is None or alert.hit.terms.covert:
            return ()
        try:
            return rooms.lists.list_(alert.hit.list_id).terms.recipients
        except NotFound:
            return ()

    def link(alert: int) -> str:
        return f"{public_url}/#/alerts/{alert}" if public_url else ""

    return Facts(spot, picture, link, groups)


@contextmanager
def told_continuously(
    data: Path, clock: Clock, *, rooms: Rooms, registry: Registry, pictures: Pictures, public_url: str
) -> Iterator[None]:
    """Tell people of alerts until the block ends, on threads of their own."""
    facts = facts_of(rooms, registry, pictures, public_url)
    teller = Teller(rooms.alerts, rooms.duty, rooms.outbox, rooms.channels, facts)
    senders = Senders(rooms.outbox, rooms.channels, clock, data / "notify.lock")

    senders.start()
    try:
        with repeated("telling", lambda: teller.tell(clock.now()), every_s=_GLANCE_S, again_s=_AGAIN_S):
            yield
    finally:
        senders.close()
