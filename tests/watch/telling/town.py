"""Alerts, duty and an outbox in files, told from one to the other by hand."""

from pathlib import Path
from typing import Self

from tests.conftest import FakeClock
from tests.notify.outbox.gateway import line_kind
from tests.watch.alerts.parts import hit

from trackway.model.passage import Passage
from trackway.model.place import Point
from trackway.model.time import Clock
from trackway.notify import Message, Receipt
from trackway.notify.outbox import CHANNEL_SECRETS, NOTIFY_FILE, Channels, Delivery, GivenChannel, Outbox
from trackway.sqlite import SqliteFile
from trackway.trust import Seal
from trackway.video.addresses import Networks
from trackway.watch import WATCH_FILE
from trackway.watch.alerts import Alert, Alerts
from trackway.watch.duty import Contact, Duty, Group, Person
from trackway.watch.telling import Facts, Spot, Teller

PLATE = "QQA-0123"


class Town:
    """Channel 1 may name plates, channel 2 may not."""

    def __init__(self, folder: Path, clock: Clock, port: int = 1) -> None:
        self.folder, self.clock = folder, clock
        self.watch = SqliteFile(folder / "watch.sqlite", WATCH_FILE)
        self.notified = SqliteFile(folder / "notify.sqlite", NOTIFY_FILE)
        self.alerts = Alerts(self.watch, clock)
        self.duty = Duty(self.watch, clock)
        self.outbox = Outbox(self.notified, clock, "https://centre.example/ack?token=")
        seal = Seal(folder / "channels.key", CHANNEL_SECRETS)
        self.channels = Channels(self.notified, clock, [line_kind()], seal, Networks())
        if not self.channels.all():
            self.channels.add(
                GivenChannel("內網推播", "line", {"port": port}, is_plate_allowed=True), "admin"
            )
            self.channels.add(GivenChannel("簡訊", "line", {"port": port}), "admin")
            for n, name in enumerate(("wang", "lee", "chief")):
                self.duty.put_person(
                    Person(name, name, (Contact(1, f"{name}-topic"), Contact(2, f"091100000{n}")))
                )
            self.duty.put_group(Group(0, "偵查隊", ("chief",)))
            self.duty.put_group(Group(0, "勤務中心", ("wang", "lee"), next_name="偵查隊", is_default=True))
        facts = Facts(
            spot=lambda number: Spot(f"台9線花蓮大橋{number}號", Point(121.6, 23.98)),
            picture=_picture,
            link=lambda number: f"https://centre.example/#/alerts/{number}",
            groups=lambda _: (),
        )
        self.teller = Teller(self.alerts, self.duty, self.outbox, self.channels, facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.close()
        self.notified.close()

    def opened(self, **more: object) -> Alert:
        """An alert on a hit of now."""
        found = hit(self.clock.now(), **more)  # type: ignore[arg-type]
        self.alerts.take([found])
        return self.alerts.alert(self.alerts.events(0)[-1].alert)

    def tell(self) -> int:
        return self.teller.tell(self.clock.now())

    def sent(self) -> None:
        """Everything that waits goes out."""
        for number in (1, 2):
            while (one := self.outbox.take(number)) is not None:
                self.outbox.accepted(one, _RECEIPT, asks=False)

    def to(self) -> list[str]:
        """Addresses of what waits, oldest first."""
        return [one.address for one in reversed(self.outbox.log()) if one.state == "queued"]

    def messages(self) -> list[tuple[Delivery, Message]]:
        return [(one, self.outbox.message(one)) for one in reversed(self.outbox.log())]


def _picture(_: Passage) -> bytes:
    return b"\xff\xd8picture"


def moved(town: Town, seconds: float) -> None:
    assert isinstance(town.clock, FakeClock)
    town.clock.advance(seconds)


_RECEIPT = Receipt("1", "OK")
