"""Webhooks and what all channels over HTTP share: bounded, never redirected, honest about what is unclear."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.conftest import FakeClock
from tests.notify.listening import HERE, NOON, Reply, WebServer, free_port, message, picture, server_context
from tests.notify.listening import web_server as started

from trackway.model.area import Circle
from trackway.model.errors import Invalid
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.notify import Earlier, NotSent, Refused, Stage, Unclear
from trackway.notify.peer import call
from trackway.notify.reach import gateway_address
from trackway.notify.told import Told
from trackway.notify.webhook import KIND, WebhookSettings
from trackway.video.addresses import Networks

SECRET = "sixteen letters!"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with started() as server:
        yield server


def send(server: WebServer, clock: FakeClock, secret: str = SECRET, **changes: object) -> str:
    channel = KIND.make(WebhookSettings(secret, with_picture=True), HERE, clock)
    return channel.send(message(**changes), KIND.check(f" {server.url}/hook?from=us ")).says


def test_is_signed_and_says_everything(server: WebServer, clock: FakeClock) -> None:
    clock.advance(12)
    earlier = (Earlier("a7-0-duty", NOON.plus(-60)),)
    where = Circle(Point(121.6, 23.97), 500)
    send(server, clock, picture=picture(), earlier=earlier, area=where, place="中山路", stage=Stage.CHANGED)
    (seen,) = server.seen
    stamp = seen.headers["trackway-timestamp"]
    assert (seen.method, seen.path, stamp) == ("POST", "/hook?from=us", str(NOON.us // 10**6 + 12))
    mine = hmac.new(SECRET.encode(), f"{stamp}.".encode() + seen.body, hashlib.sha256).hexdigest()
    assert seen.headers["trackway-signature"] == f"sha256={mine}"
    assert seen.headers["idempotency-key"] == "a7-1-duty"
    told = msgspec.json.decode(seen.body, type=Told)
    assert (told.key, told.alert, told.stage, told.place) == ("a7-1-duty", 7, Stage.CHANGED, "中山路")
    assert told.area is not None
    assert (told.area.corners, told.area.radius_m) == (((121.6, 23.97),), 500)
    assert told.earlier == ("a7-0-duty",)
    assert json.loads(seen.body)["title"] == {"zh": "比中失竊車輛", "en": "Stolen vehicle seen"}


def test_an_exercise_is_marked_once(server: WebServer, clock: FakeClock) -> None:
    send(server, clock, drill=True, title=Said("【演習】測試", "A test"))
    told = msgspec.json.decode(server.seen[0].body, type=Told)
    assert (told.title.zh, told.title.en) == ("【演習】測試", "[EXERCISE] A test")
    assert told.text.zh.startswith("【演習】車牌")


@pytest.mark.parametrize(
    ("reply", "error", "wait_s"),
    [
        (Reply(302, headers={"Location": "http://127.0.0.1/elsewhere"}), Refused, 0),
        (Reply(400, b"no such field"), Refused, 0),
        (Reply(429, headers={"Retry-After": "90"}), NotSent, 90),
        (Reply(503, headers={"Retry-After": "Sun, 22 Nov 2026 13:00:30 GMT"}), NotSent, 30),
        (Reply(503, headers={"Retry-After": "soon"}), NotSent, 0),
        (Reply(500), Unclear, 0),
        (Reply(closes=True), Unclear, 0),
    ],
)
def test_answers_mean_what_they_say(
    server: WebServer, clock: FakeClock, reply: Reply, error: type[Exception], wait_s: float
) -> None:
    server.answers = [reply]
    with pytest.raises(error) as caught:
        send(server, clock)
    assert SECRET not in str(caught.value)
    assert len(server.seen) == 1
    if isinstance(caught.value, NotSent):
        assert caught.value.wait_s == wait_s


def test_nobody_listens(clock: FakeClock) -> None:
    channel = KIND.make(WebhookSettings(SECRET), HERE, clock)
    with pytest.raises(NotSent):
        channel.send(message(), f"http://127.0.0.1:{free_port()}/")


def test_this_machine_is_only_told_when_the_settings_name_it(server: WebServer, clock: FakeClock) -> None:
    channel = KIND.make(WebhookSettings(SECRET), Networks(), clock)
    with pytest.raises(Refused):
        channel.send(message(), server.url)
    assert server.seen == []


def test_an_answer_that_drips_is_cut(clock: FakeClock) -> None:
    """A byte now and then must hold nobody up."""
    stop = threading.Event()

    def drip(listener: socket.socket) -> None:
        with listener, listener.accept()[0] as sock:
            sock.recv(65536)
            for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500:
                if stop.wait(0.05):
                    return
                try:
                    sock.send(bytes([letter]))
                except OSError:
                    return

    listener = socket.create_server(("127.0.0.1", 0))
    target = gateway_address(f"http://127.0.0.1:{listener.getsockname()[1]}/", HERE)
    thread = threading.Thread(target=drip, args=(listener,))
    thread.start()
    try:
        with pytest.raises(Unclear):
            call(target, "POST", {}, b"{}", seconds=0.5)
    finally:
        stop.set()
        thread.join()


def test_the_name_is_proven_while_the_address_is_what_was_checked(tmp_path: Path, clock: FakeClock) -> None:
    context, pem = server_context(tmp_path)
    with started(context) as server:
        trusting = KIND.make(WebhookSettings(SECRET, authorities=pem), HERE, clock)
        assert trusting.send(message(), f"https://localhost:{server.port}/").says == "200 {}"
        with pytest.raises(NotSent, match="cannot prove"):
            trusting.send(message(), f"https://127.0.0.1:{server.port}/")
        with pytest.raises(NotSent, match="cannot prove"):
            KIND.make(WebhookSettings(SECRET), HERE, clock).send(
                message(), f"https://localhost:{server.port}/"
            )
        with pytest.raises(Refused, match="PEM"):
            KIND.make(WebhookSettings(SECRET, authorities="x"), HERE, clock).send(
                message(), f"https://localhost:{server.port}/"
            )
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "wrong", ["", "ftp://a.b/", "https://u:p@a.b/", "https://a.b/#x", "https://a b/", "http://[::1/", "//a.b"]
)
def test_an_address_is_a_plain_url(wrong: str) -> None:
    with pytest.raises(Invalid):
        KIND.check(wrong)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(Invalid):
        WebhookSettings("short")
