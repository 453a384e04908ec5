"""Apprise, through its own plugin for JSON and a server of this test."""

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from tests.conftest import FakeClock
from tests.notify.listening import HERE, Reply, WebServer, free_port, message, picture, web_server

from trackway.model.errors import Invalid
from trackway.notify import Channel, NotSent, Refused, Unclear
from trackway.notify.apprise import KIND, AppriseSettings
from trackway.video.addresses import Networks

pytestmark = [
    pytest.mark.skipif(
        find_spec("apprise") is None, reason="!!! Apprise is not installed: it is NOT tested."
    ),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of its many plugins' own parts
]


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def channel(server: WebServer, clock: FakeClock, *, with_picture: bool = False) -> Channel:
    settings = AppriseSettings(f"json://user:geheim@127.0.0.1:{server.port}/told", with_picture)
    return KIND.make(settings, HERE, clock)


def test_tells_the_service(server: WebServer, clock: FakeClock) -> None:
    shot = picture()
    receipt = channel(server, clock, with_picture=True).send(message(drill=True, picture=shot), "值班群組")
    assert receipt.says == "值班群組"
    (seen,) = server.seen
    said = json.loads(seen.body)
    assert said["title"] == "【演習】比中失竊車輛 [EXERCISE] Stolen vehicle seen"
    assert "於中山路往北" in said["message"]
    assert said["attachments"][0]["mimetype"] == "image/jpeg"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(401), Refused),
        (Reply(429), NotSent),
        (Reply(500), Unclear),
        (Reply(307, headers={"Location": "http://127.0.0.1:1/"}), Refused),
        (Reply(closes=True), Unclear),
    ],
)
def test_failures(server: WebServer, clock: FakeClock, reply: Reply, error: type[Exception]) -> None:
    server.answers = [reply]
    with pytest.raises(error) as caught:
        channel(server, clock).send(message(), "x")
    assert "geheim" not in str(caught.value)
    assert len(server.seen) == 1


def test_nobody_listens(clock: FakeClock) -> None:
    settings = AppriseSettings(f"json://127.0.0.1:{free_port()}/")
    with pytest.raises(NotSent):
        KIND.make(settings, HERE, clock).send(message(), "x")


def test_hosts_that_somebody_typed_are_looked_at(server: WebServer, clock: FakeClock) -> None:
    settings = AppriseSettings(f"json://127.0.0.1:{server.port}/")
    with pytest.raises(Refused):
        KIND.make(settings, Networks(), clock).send(message(), "x")
    assert server.seen == []


@pytest.mark.parametrize(
    "wrong",
    [
        "file:///etc/passwd",
        "syslog://",
        "exec://ls",
        "dbus://",
        "mailto://a:b@c.d",
        "json://a/?redirect=yes",
        "jsons://a/?verify=no",
        "line",
        "",
        "json://[::1",
    ],
)
def test_only_services_for_people(wrong: str) -> None:
    AppriseSettings("line://token/user")
    AppriseSettings("tgram://123:abc/456")
    with pytest.raises(Invalid):
        AppriseSettings(wrong)


def test_without_the_library_it_says_what_to_install(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Invalid, match=r"pip install 'trackway\[apprise\]'"):
        KIND.make(AppriseSettings("line://token/user"), HERE, clock)


@pytest.mark.parametrize("wrong", ["", "tgram://123/456", "a\x00b"])
def test_addresses_are_names(wrong: str) -> None:
    assert KIND.check("  值班  群組 ") == "值班 群組"
    with pytest.raises(Invalid):
        KIND.check(wrong)
