"""ntfy: what its server is sent, as its documentation has it."""

import base64
import json
from collections.abc import Iterator

import pytest
from tests.conftest import FakeClock
from tests.notify.listening import HERE, Reply, WebServer, message, picture
from tests.notify.listening import web_server as started

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.notify import Channel, NotSent, Refused, Stage, Unclear
from trackway.notify.ntfy import KIND, NtfySettings

LINK = "https://trackway.example/#/alerts/7"
SEEN = "https://trackway.example/seen/x"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with started() as server:
        server.answers = [Reply(body=b'{"id":"hwQ2YpKdmg","event":"message"}')]
        yield server


def channel(server: WebServer, clock: FakeClock) -> Channel:
    return KIND.make(NtfySettings(server.url + "/", "tk_abc"), HERE, clock)


def decoded(word: str) -> str:
    assert word.startswith("=?UTF-8?B?")
    assert word.endswith("?=")
    return base64.b64decode(word[10:-2]).decode()


def test_without_a_picture_it_is_json_at_the_root(server: WebServer, clock: FakeClock) -> None:
    receipt = channel(server, clock).send(message(link=LINK, acknowledge=SEEN), "duty")
    assert receipt.number == "hwQ2YpKdmg"
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/")
    assert seen.headers["authorization"] == "Bearer tk_abc"
    said = json.loads(seen.body)
    assert said["topic"] == "duty"
    assert said["title"] == "比中失竊車輛 Stolen vehicle seen"
    assert said["message"].startswith("車牌 ABC-1234 於中山路往北。\n請先核對照片。\n\nABC-1234")
    assert (said["priority"], said["tags"], said["click"]) == (5, ["rotating_light"], LINK)
    assert said["actions"] == [
        {"action": "http", "label": "看到了 Seen", "url": SEEN, "method": "POST", "clear": True},
        {"action": "view", "label": "開啟 Open", "url": LINK},
    ]


def test_with_a_picture_it_is_the_picture(server: WebServer, clock: FakeClock) -> None:
    shot = picture()
    channel(server, clock).send(message(picture=shot, drill=True, priority=5, link=LINK), "duty")
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.body) == ("PUT", "/duty", shot)
    assert decoded(seen.headers["x-title"]) == "【演習】比中失竊車輛 [EXERCISE] Stolen vehicle seen"
    assert "於中山路往北。\\n請先" in decoded(seen.headers["x-message"])
    assert (seen.headers["x-priority"], seen.headers["x-tags"]) == ("1", "warning,drill")
    assert seen.headers["x-click"] == LINK


def test_a_picture_too_large_is_left_out(server: WebServer, clock: FakeClock) -> None:
    server.answers = [Reply(413), Reply(body=b'{"id":"b"}')]
    assert channel(server, clock).send(message(picture=picture()), "duty").number == "b"
    assert [seen.method for seen in server.seen] == ["PUT", "POST"]


def test_a_long_text_stays_a_text(server: WebServer, clock: FakeClock) -> None:
    channel(server, clock).send(message(text=Said("車" * 3000, "x"), stage=Stage.OVER), "duty")
    said = json.loads(server.seen[0].body)
    assert len(said["message"].encode()) <= 4096
    assert said["message"].endswith("車…")
    assert said["tags"] == ["white_check_mark"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [(Reply(403), Refused), (Reply(429), NotSent), (Reply(507), NotSent), (Reply(closes=True), Unclear)],
)
def test_refusals(server: WebServer, clock: FakeClock, reply: Reply, error: type[Exception]) -> None:
    server.answers = [reply]
    with pytest.raises(error) as caught:
        channel(server, clock).send(message(), "duty")
    assert "tk_abc" not in str(caught.value)


def test_an_answer_that_is_no_json_still_means_taken(server: WebServer, clock: FakeClock) -> None:
    server.answers = [Reply(200, b"fine")]
    assert channel(server, clock).send(message(), "duty").says == "fine"


@pytest.mark.parametrize("wrong", ["", "a/b", "a b", "值班", "x" * 65])
def test_topics(wrong: str) -> None:
    assert KIND.check(" duty-1_A ") == "duty-1_A"
    with pytest.raises(Invalid):
        KIND.check(wrong)


def test_settings() -> None:
    with pytest.raises(Invalid):
        NtfySettings("ntfy.example")
    with pytest.raises(Invalid):
        NtfySettings("https://ntfy.example", "tk\r\nX: y")
