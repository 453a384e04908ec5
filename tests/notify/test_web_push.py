"""Web Push: over the real protocol to a service of this test, read by a user agent with keys of its own."""

import base64
import stat
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.conftest import FakeClock
from tests.notify.browser import UserAgent, b64, claims_of
from tests.notify.listening import HERE, NOON, Reply, Seen, WebServer, message, picture
from tests.notify.listening import web_server as started

from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.said import Said
from trackway.notify import Channel, NotSent, Refused, Stage, Unclear
from trackway.notify.devices import PushDevices, Subscription, check_endpoint
from trackway.notify.outbox import NOTIFY_FILE
from trackway.notify.thumbnail import thumbnail
from trackway.notify.web_push import WebPushSettings, push_payload, web_push_kind
from trackway.sqlite import SqliteFile
from trackway.video.addresses import Networks

CONTACT = "mailto:duty@example.gov.tw"
SETTINGS = WebPushSettings(CONTACT, ("127.0.0.1",))


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A push service: it takes everything unless told otherwise."""
    with started() as server:
        server.answers = [Reply(201, b"", {"Location": "/m/1"})]
        yield server


@pytest.fixture
def devices(tmp_path: Path, clock: FakeClock) -> Iterator[PushDevices]:
    database = SqliteFile(tmp_path / "notify.sqlite", NOTIFY_FILE)
    yield PushDevices(database, clock)
    database.close()


@pytest.fixture
def channel(devices: PushDevices, clock: FakeClock) -> Channel:
    return web_push_kind(devices).make(SETTINGS, HERE, clock)


def added(devices: PushDevices, server: WebServer, officer: str = "wang", path: str = "/p/a") -> UserAgent:
    agent = UserAgent(server.url + path)
    devices.add(officer, f"手機 {path}", agent.subscription)
    return agent


def test_only_the_browser_can_read_it(
    server: WebServer, devices: PushDevices, channel: Channel, clock: FakeClock
) -> None:
    clock.advance(300)
    agent = added(devices, server)
    sent = message(link="https://t.example/#/alerts/7", acknowledge="https://t.example/seen/x", drill=True)
    assert channel.send(sent, "wang").says == "1/1 個裝置 devices"
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/p/a")
    assert b"ABC-1234" not in seen.body
    said = agent.read(seen.body)
    assert said == {
        "key": "a7-1-duty",
        "alert": 7,
        "priority": 1,
        "drill": True,
        "stage": "opened",
        "title": "【演習】比中失竊車輛 [EXERCISE] Stolen vehicle seen",
        "body": "【演習】車牌 ABC-1234 於中山路往北。\n請先核對照片。\n"
        "[EXERCISE] ABC-1234 on Zhongshan Rd, north.",
        "made": NOON.ms,
        "link": "https://t.example/#/alerts/7",
        "acknowledge": "https://t.example/seen/x",
    }
    assert seen.headers["content-encoding"] == "aes128gcm"
    assert (seen.headers["ttl"], seen.headers["urgency"]) == ("1500", "high")
    assert len(seen.headers["topic"]) == 32
    claims, key = claims_of(seen)
    now_s = clock.now().us // 10**6
    assert claims["aud"] == server.url
    assert claims["sub"] == CONTACT
    assert now_s < claims["exp"] <= now_s + 86_400
    assert key == devices.public_key()


def test_a_small_picture_goes_along_where_it_fits(
    server: WebServer, devices: PushDevices, channel: Channel
) -> None:
    agent = added(devices, server)
    shot = np.full((1080, 1920, 3), 90, np.uint8)
    cv2.putText(shot, "ABC-1234", (500, 600), cv2.FONT_HERSHEY_SIMPLEX, 6, (255, 255, 255), 20)
    channel.send(message(picture=bytes(cv2.imencode(".jpg", shot)[1])), "wang")
    body = server.seen[0].body
    assert len(body) <= 4096
    small = base64.b64decode(agent.read(body)["picture"])
    seen = cv2.imdecode(np.frombuffer(small, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    assert max(seen.shape) >= 160


def test_long_texts_are_cut_and_what_is_left_is_a_payload() -> None:
    payload = push_payload(message(text=Said("車" * 3000, "x" * 3000), picture=picture()), with_picture=True)
    assert len(payload) <= 3993


def test_what_is_no_picture_is_left_out() -> None:
    huge = bytearray(picture())
    at = huge.index(b"\xff\xc0")
    huge[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert thumbnail(bytes(huge), 3000) == b""
    for wrong in (b"", b"\xff\xd8", b"GIF89a", picture()[:100], b"\xff\xd8\xff\xe0\x00\x01" * 9):
        assert thumbnail(wrong, 3000) == b""
    assert thumbnail(picture(), 20) == b""


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    server: WebServer, devices: PushDevices, channel: Channel, status: int
) -> None:
    added(devices, server)
    other = added(devices, server, path="/p/b")
    server.decide = lambda seen: Reply(status if seen.path == "/p/a" else 201)
    assert channel.send(message(), "wang").says == "1/2 個裝置 devices"
    assert [one.subscription.endpoint for one in devices.of("wang")] == [other.endpoint]
    server.decide = lambda _: Reply(status)
    with pytest.raises(Refused, match="forgotten"):
        channel.send(message(key="k2"), "wang")
    with pytest.raises(Refused, match="no device"):
        channel.send(message(key="k3"), "wang")


def test_a_service_that_is_busy_is_asked_again_without_telling_the_others_twice(
    server: WebServer, devices: PushDevices, channel: Channel
) -> None:
    added(devices, server)
    added(devices, server, path="/p/b")
    server.decide = lambda seen: (
        Reply(201) if seen.path == "/p/a" else Reply(429, headers={"Retry-After": "40"})
    )
    with pytest.raises(NotSent, match="1 of 2") as caught:
        channel.send(message(), "wang")
    assert caught.value.wait_s == 40
    server.decide = lambda _: Reply(201)
    assert channel.send(message(), "wang").says == "2/2 個裝置 devices"
    assert [seen.path for seen in server.seen] == ["/p/a", "/p/b", "/p/b"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(400), Refused),
        (Reply(403), Refused),
        (Reply(500), Unclear),
        (Reply(503), NotSent),
        (Reply(closes=True), Unclear),
        (Reply(307, headers={"Location": "http://127.0.0.1:1/"}), Refused),
    ],
)
def test_answers(
    server: WebServer, devices: PushDevices, channel: Channel, reply: Reply, error: type[Exception]
) -> None:
    added(devices, server)
    server.answers = [reply]
    with pytest.raises(error):
        channel.send(message(), "wang")
    assert len(devices.of("wang")) == 1


def test_too_large_goes_again_without_its_picture(
    server: WebServer, devices: PushDevices, channel: Channel
) -> None:
    agent = added(devices, server)

    def small_ones_only(seen: Seen) -> Reply:
        return Reply(413 if "picture" in agent.read(seen.body) else 201)

    server.decide = small_ones_only
    channel.send(message(picture=picture(64, 64)), "wang")
    assert len(server.seen) == 2


def test_one_device_only(server: WebServer, devices: PushDevices, channel: Channel) -> None:
    added(devices, server)
    added(devices, server, path="/p/b")
    channel.send(message(stage=Stage.OVER, priority=4), f"wang/{devices.of('wang')[1].id}")
    assert [(seen.path, seen.headers["urgency"]) for seen in server.seen] == [("/p/b", "low")]
    with pytest.raises(Refused):
        channel.send(message(), "wang/999")
    with pytest.raises(Refused):
        channel.send(message(), f"li/{devices.of('wang')[0].id}")


def test_too_late_is_not_pushed(
    server: WebServer, devices: PushDevices, channel: Channel, clock: FakeClock
) -> None:
    added(devices, server)
    clock.advance(3600)
    with pytest.raises(Refused, match="no use"):
        channel.send(message(), "wang")
    assert server.seen == []


def test_nothing_but_push_services_is_reached(
    server: WebServer, devices: PushDevices, clock: FakeClock
) -> None:
    """A subscription could name any address: ours, a neighbour's, a cloud's metadata service."""
    added(devices, server)
    with pytest.raises(Refused, match="https://"):
        web_push_kind(devices).make(WebPushSettings(CONTACT), HERE, clock).send(message(), "wang")
    with pytest.raises(Refused, match="this machine"):
        web_push_kind(devices).make(SETTINGS, Networks(), clock).send(message(), "wang")
    assert server.seen == []


@pytest.mark.parametrize(
    ("endpoint", "is_fine"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com/Q", True),
        ("https://wns2-by3p.notify.windows.com/w/?token=x", True),
        ("https://push.example.gov.tw/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilnotify.windows.com/x", False),
        ("https://169.254.169.254/x", False),
        ("https://[::1]/x", False),
        ("file:///etc/passwd", False),
        ("https://fcm.googleapis.com/" + "x" * 1000, False),
    ],
)
def test_endpoints(endpoint: str, is_fine: bool) -> None:
    if is_fine:
        assert check_endpoint(endpoint, ("push.example.gov.tw",)) == endpoint
    else:
        with pytest.raises((Invalid, Denied)):
            check_endpoint(endpoint, ("push.example.gov.tw",))


def test_the_house_key_is_made_once_and_is_its_owners_only(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "notify.sqlite"
    keys = set()
    for _ in range(2):
        database = SqliteFile(path, NOTIFY_FILE)
        keys.add(PushDevices(database, clock).public_key())
        database.close()
    assert len(keys) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_browser_belongs_to_who_allowed_it_last(devices: PushDevices, server: WebServer) -> None:
    agent = added(devices, server, "wang")
    moved = devices.add("li", "值班電腦", agent.subscription)
    assert devices.of("wang") == ()
    assert devices.of("li") == (moved,)
    with pytest.raises(NotFound):
        devices.remove("wang", moved.id)
    assert devices.remove_all("li") == 1


def test_no_officer_has_devices_without_end(devices: PushDevices, server: WebServer) -> None:
    for number in range(20):
        agent = added(devices, server, path=f"/p/{number}")
    devices.add("wang", "again", agent.subscription)
    with pytest.raises(Conflict):
        added(devices, server, path="/p/more")


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", b64(bytes(16))),
        (b64(bytes(65)), b64(bytes(16))),
        (b64(b"\x04" + bytes(64)), b64(bytes(16))),
        ("!!!!", b64(bytes(16))),
        (b64(UserAgent("").p256dh), b64(bytes(15))),
    ],
    ids=["none", "zero", "off the curve", "no base64", "short secret"],
)
def test_keys_that_are_none(p256dh: str, auth: str) -> None:
    with pytest.raises(Invalid):
        Subscription.written("https://fcm.googleapis.com/x", p256dh, auth)


def test_addresses_and_settings(devices: PushDevices) -> None:
    kind = web_push_kind(devices)
    assert kind.check(" Wang ") == "wang"
    assert kind.check("wang/12") == "wang/12"
    for wrong in ("", "/1", "wang/", "wang/0", "wang/1/2", "王"):
        with pytest.raises(Invalid):
            kind.check(wrong)
    for wrong in ("", "duty@example.gov.tw", "mailto:x", "http://example.gov.tw"):
        with pytest.raises(Invalid):
            WebPushSettings(wrong)
