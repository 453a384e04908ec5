"""What the tests of the outbox work with: a file, its channels, senders stepped by hand."""

from pathlib import Path
from typing import Self

from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway, line_kind

from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify import Message
from trackway.notify.outbox import (
    CHANNEL_SECRETS,
    NOTIFY_FILE,
    Channels,
    GivenChannel,
    Outbox,
    Sender,
    SetUp,
)
from trackway.sqlite import SqliteFile
from trackway.trust import Seal
from trackway.video.addresses import Networks


class House:
    def __init__(self, folder: Path, clock: Clock, *, is_idempotent: bool = False) -> None:
        self.folder, self.clock = folder, clock
        self.database = SqliteFile(folder / "notify.sqlite", NOTIFY_FILE)
        self.outbox = Outbox(self.database, clock, "https://centre.example/api/v1/acknowledgements?token=")
        self.kind = line_kind(is_idempotent=is_idempotent)
        seal = Seal(folder / "keys" / "channels.key", CHANNEL_SECRETS)
        self.channels = Channels(self.database, clock, [self.kind], seal, Networks())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def set_up(self, name: str, gateway: Gateway, **more: object) -> SetUp:
        return self.channels.add(
            GivenChannel(name, "line", {"port": gateway.port, "password": "hunter2", **more}), "admin"
        )

    def sender(self, channel: int = 1) -> Sender:
        return Sender(self.outbox, self.channels, self.channels.one(channel), self.clock, lambda: 0.5)

    def states(self) -> list[str]:
        """States of all deliveries, oldest first."""
        return [one.state.value for one in reversed(self.outbox.log())]

    def tried(self, delivery: int = 1) -> list[str]:
        return [one.came_of.value for one in self.outbox.tries(delivery)]


def message(
    clock: Clock, key: str = "e1", *, priority: int = 1, alert: int = 7, good_s: float = 7200.0
) -> Message:
    return Message(
        key=key,
        alert=alert,
        priority=priority,
        title=Said(f"警示{key}", f"Alert {key}"),
        brief=Said("失竊車輛 XZQ-1234", "Stolen XZQ-1234"),
        text=Said("失竊車輛經過", "A stolen vehicle passed"),
        made=clock.now(),
        good_until=clock.now().plus(good_s),
    )


def passed(sender: Sender, clock: FakeClock, seconds: float) -> None:
    """Let time pass, second by second, with the sender at work."""
    for _ in range(int(seconds)):
        while sender.step():
            pass
        clock.advance(1)
    while sender.step():
        pass
