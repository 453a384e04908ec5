"""Text message gateways behind the outbox: told once, though they were down, broke off or talked rubbish."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.conftest import FakeClock
from tests.notify.faulty import Fault, Faulty, closing_down
from tests.notify.listening import free_port
from tests.notify.message_centres import HiAirServer, SmppServer
from tests.notify.messages import a_message
from tests.notify.outbox.house import passed
from tests.notify.text_gateways import Every8dServer, MitakeServer

from trackway.notify import every8d, hiair, mitake, smpp
from trackway.notify.message import Message
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
from trackway.video.addresses import Networks

KINDS = (mitake.KIND, every8d.KIND, hiair.KIND, smpp.KIND)
AN_HOUR_S = 3600
TO = "0912345678"
HERE = Networks(("127.0.0.0/8",))


@dataclass(frozen=True)
class Gateway:
    """A kind of gateway, a server of it on a port, its settings, and how many messages that took."""

    kind: str
    serve: Callable[[int], Faulty]
    settings: Callable[[int], Mapping[str, object]]
    taken: Callable[[Faulty], int]


def _taken(server: Faulty) -> int:
    match server:
        case MitakeServer():
            return len(server.sent)
        case Every8dServer():
            return len(server.batches)
        case HiAirServer():
            return len([frame for frame in server.frames if frame[0] == 1])
        case SmppServer():
            return len(server.commands(4))
    raise AssertionError(server)


def _site(port: int, path: str) -> dict[str, object]:
    return {"username": "trackway", "password": "not-a-real-one", "site": f"http://127.0.0.1:{port}/{path}"}


GATEWAYS = [
    Gateway("mitake", lambda port: MitakeServer(at=port), lambda port: _site(port, "api/mtk"), _taken),
    Gateway("every8d", lambda port: Every8dServer(at=port), lambda port: _site(port, "API21/HTTP"), _taken),
    Gateway(
        "hiair",
        lambda port: HiAirServer(at=port),
        lambda port: {"username": "87654321", "password": "notreal1", "host": "127.0.0.1", "port": port},
        _taken,
    ),
    Gateway(
        "smpp",
        lambda port: SmppServer(at=port),
        lambda port: {"host": "127.0.0.1", "port": port, "system_id": "trackway", "password": "notreal1"},
        _taken,
    ),
]
each = pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda one: one.kind)


class House:
    """An outbox with gateways for text messages."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.database = SqliteFile(folder / "notify.sqlite", NOTIFY_FILE)
        self.outbox = Outbox(self.database, clock, "")
        seal = Seal(folder / "channels.key", CHANNEL_SECRETS)
        self.channels = Channels(self.database, clock, KINDS, seal, HERE)

    def sender(self, gateway: Gateway, port: int) -> Sender:
        given = GivenChannel(gateway.kind, gateway.kind, gateway.settings(port))
        one = self.channels.add(given, "admin")
        return Sender(self.outbox, self.channels, one, self.clock, lambda: 0.5)

    def put(self, message: Message) -> None:
        self.outbox.put(message, [Recipient(1, TO)])

    def states(self) -> list[str]:
        return [one.state.value for one in self.outbox.log()]


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    one = House(tmp_path, clock)
    yield one
    one.database.close()


@each
def test_a_gateway_that_was_down_for_an_hour_is_told_once(gateway: Gateway, house: House) -> None:
    port = free_port()
    sender = house.sender(gateway, port)
    sent = a_message(house.clock, good_s=3 * AN_HOUR_S)
    for _ in range(2):
        house.put(sent)
    passed(sender, house.clock, 20)
    assert house.states() == ["queued"]
    assert len(house.outbox.tries(1)) > 1
    house.clock.advance(AN_HOUR_S)
    with closing_down(gateway.serve(port)) as server:
        passed(sender, house.clock, 10)
        assert house.states() == ["accepted"]
        assert gateway.taken(server) == 1
        sender.close()


@each
@pytest.mark.parametrize("fault", [Fault.BREAKS_OFF, Fault.RUBBISH])
def test_an_answer_that_never_came_is_asked_for_again_only_where_that_is_safe(
    fault: Fault, gateway: Gateway, house: House
) -> None:
    with closing_down(gateway.serve(0)) as server:
        sender = house.sender(gateway, server.port)
        server.faults.append(fault)
        house.put(a_message(house.clock))
        passed(sender, house.clock, 30)
        sender.close()
        assert gateway.taken(server) == 1  # once on the telephone, whatever was answered
        assert house.states() == ["accepted" if gateway.kind == "mitake" else "unclear"]


@each
def test_an_answer_that_comes_twice_is_one(gateway: Gateway, house: House) -> None:
    with closing_down(gateway.serve(0)) as server:
        sender = house.sender(gateway, server.port)
        server.faults.append(Fault.TWICE)
        house.put(a_message(house.clock))
        house.outbox.put(a_message(house.clock, key="alert-1043-1"), [Recipient(1, TO)])
        passed(sender, house.clock, 10)
        sender.close()
        assert house.states() == ["accepted", "accepted"]
        assert gateway.taken(server) == 2
        assert len({one.number for one in house.outbox.log()}) == 2


@each
def test_forms_can_be_made_from_settings(gateway: Gateway, house: House) -> None:
    kind = house.channels.kind(gateway.kind)
    schema = TypeAdapter(kind.settings).json_schema()
    for name, said in schema["properties"].items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said["title"]), name
        assert said["description"].endswith("."), name
    assert kind.secrets <= schema["properties"].keys()
