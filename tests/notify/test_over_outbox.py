"""Every channel behind the outbox, against its own server: told once, though that was down or broke off."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.conftest import FakeClock
from tests.notify.browser import UserAgent
from tests.notify.listening import HERE, Reply, WebServer, free_port, message, web_server
from tests.notify.outbox.house import passed
from tests.notify.test_mail import Post, office
from tests.notify.test_mqtt import BROKER, TOPIC, broker, listening

from trackway.notify.devices import PushDevices
from trackway.notify.kinds import kinds
from trackway.notify.outbox import (
    CHANNEL_SECRETS,
    NOTIFY_FILE,
    Channels,
    GivenChannel,
    Outbox,
    Recipient,
    Sender,
)
from trackway.sqlite import SqliteFile
from trackway.trust import Seal

AN_HOUR_S = 3600


@dataclass
class House:
    """An outbox with every kind of channel."""

    folder: Path
    clock: FakeClock
    database: SqliteFile
    outbox: Outbox
    channels: Channels
    devices: PushDevices

    def set_up(self, kind: str, settings: Mapping[str, object]) -> Sender:
        one = self.channels.add(GivenChannel(kind, kind, settings), "admin")
        return Sender(self.outbox, self.channels, one, self.clock, lambda: 0.5)

    def states(self) -> list[str]:
        return [one.state.value for one in self.outbox.log()]


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    database = SqliteFile(tmp_path / "notify.sqlite", NOTIFY_FILE)
    devices = PushDevices(database, clock)
    seal = Seal(tmp_path / "channels.key", CHANNEL_SECRETS)
    channels = Channels(database, clock, kinds(devices), seal, HERE)
    yield House(
        tmp_path, clock, database, Outbox(database, clock, "https://t.example/ack?t="), channels, devices
    )
    database.close()


Started = Callable[[House, int], AbstractContextManager[Callable[[], int]]]
"""Starts the server on a port; gives how many messages it has taken."""


@dataclass(frozen=True)
class Standing:
    """A kind of channel, its settings for a server on a port, and where it tells."""

    kind: str
    settings: Callable[[int], Mapping[str, object]]
    address: Callable[[int], str]
    started: Started
    prepared: Callable[[House, int], None] = lambda _house, _port: None


@contextmanager
def _web(_: House, port: int) -> Iterator[Callable[[], int]]:
    with web_server(port=port) as server:
        server.answers = [Reply(201, b'{"id":"1"}')]
        yield lambda: len(server.seen)


@contextmanager
def _mail(_: House, port: int) -> Iterator[Callable[[], int]]:
    post = Post()
    with office(post, at=port):
        yield lambda: len(post.letters)


@contextmanager
def _mqtt(house: House, port: int) -> Iterator[Callable[[], int]]:
    with broker(house.folder, "allow_anonymous true", at=port), listening(port) as heard:
        yield heard.qsize


def _subscribed(house: House, port: int) -> None:
    house.devices.add("wang", "手機", UserAgent(f"http://127.0.0.1:{port}/p/1").subscription)


WEB = [
    Standing(
        "webhook", lambda _: {"secret": "sixteen letters!"}, lambda port: f"http://127.0.0.1:{port}/x", _web
    ),
    Standing("ntfy", lambda port: {"server": f"http://127.0.0.1:{port}"}, lambda _: "duty", _web),
    Standing("cap", lambda _: {"sender": "a@b.example"}, lambda port: f"http://127.0.0.1:{port}/cap", _web),
    Standing("apprise", lambda port: {"url": f"json://127.0.0.1:{port}/"}, lambda _: "值班", _web),
    Standing(
        "web_push",
        lambda _: {"contact": "mailto:a@b.example", "hosts": ["127.0.0.1"]},
        lambda _: "wang",
        _web,
        _subscribed,
    ),
]
OTHERS = [
    Standing(
        "mail",
        lambda port: {"host": "127.0.0.1", "port": port, "security": "none", "sender": "a@b.example"},
        lambda _: "duty@b.example",
        _mail,
    ),
    pytest.param(
        Standing(
            "mqtt",
            lambda port: {"host": "127.0.0.1", "port": port, "is_encrypted": False},
            lambda _: TOPIC,
            _mqtt,
        ),
        marks=pytest.mark.skipif(BROKER is None, reason="!!! no mosquitto: MQTT is NOT tested."),
    ),
]


def _name(one: object) -> str:
    return one.kind if isinstance(one, Standing) else "mqtt"


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:apprise")


@pytest.mark.parametrize("one", [*WEB, *OTHERS], ids=_name)
def test_a_gateway_that_was_down_for_an_hour_is_told_once(one: Standing, house: House) -> None:
    port = free_port()
    one.prepared(house, port)
    sender = house.set_up(one.kind, one.settings(port))
    sent = message(good_until=house.clock.now().plus(3 * AN_HOUR_S))
    address = house.channels.kind(one.kind).check(one.address(port))
    for _ in range(2):
        house.outbox.put(sent, [Recipient(1, address)])
    passed(sender, house.clock, 20)
    assert house.states() == ["queued"]
    assert len(house.outbox.tries(1)) > 1
    house.clock.advance(AN_HOUR_S)
    with one.started(house, port) as taken:
        passed(sender, house.clock, 5)
        assert house.states() == ["accepted"]
        passed(sender, house.clock, 5)
        until = time.monotonic() + 60
        while not taken() and time.monotonic() < until:
            time.sleep(0.01)  # what a broker took is on its way to who listens
        assert taken() == 1
    sender.close()


@pytest.mark.parametrize("one", WEB, ids=_name)
def test_what_broke_off_goes_again_only_where_it_is_dropped_the_second_time(
    one: Standing, house: House
) -> None:
    with web_server() as server:
        server.answers = [Reply(closes=True), Reply(201, b'{"id":"1"}')]
        one.prepared(house, server.port)
        sender = house.set_up(one.kind, one.settings(server.port))
        house.outbox.put(message(), [Recipient(1, one.address(server.port))])
        passed(sender, house.clock, 30)
        sender.close()
        if house.channels.kind(one.kind).is_idempotent:
            assert house.states() == ["accepted"]
            assert len(server.seen) == 2
            assert _marks(server, 0) == _marks(server, 1)
        else:
            assert house.states() == ["unclear"]
            assert len(server.seen) == 1


def _marks(server: WebServer, number: int) -> tuple[str, str]:
    """What tells a receiver that it has seen a message."""
    headers = server.seen[number].headers
    return headers.get("idempotency-key", ""), headers.get("topic", "")


@pytest.mark.parametrize("name", ["web_push", "ntfy", "mail", "mqtt", "webhook", "cap", "apprise"])
def test_forms_can_be_made_from_settings(name: str, house: House) -> None:
    kind = house.channels.kind(name)
    schema = TypeAdapter(kind.settings).json_schema()
    for field, said in schema["properties"].items():
        assert any("\u4e00" <= letter <= "\u9fff" or letter in "TLS" for letter in said["title"]), field
        assert said["description"].endswith("."), field
    assert kind.secrets <= schema["properties"].keys()
    assert json.dumps(schema)
