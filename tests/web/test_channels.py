"""Channels and duty over the API: set up, tried, rostered; addresses and secrets shown to nobody else."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.conftest import FakeClock
from tests.notify.listening import HERE, Reply, WebServer, web_server
from tests.watch.alerts.parts import hit
from tests.web.alert_town import WatchedTown, watched
from tests.web.conftest import ORIGIN, Town

from trackway.node.telling import facts_of
from trackway.notify.outbox import Recipient, Sender
from trackway.watch.telling import Teller

API = "/api/v1"
SECRET = "a secret of sixteen"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as server:
        server.answers = [Reply(200, b"taken")]
        yield server


@pytest.fixture
def centre(town: Town) -> Iterator[WatchedTown]:
    with watched(town, gateways=HERE) as found:
        yield found


def webhook(server: WebServer) -> dict[str, object]:
    return {
        "name": "系統介接",
        "kind": "webhook",
        "settings": {"secret": SECRET},
        "is_plate_allowed": True,
    }


def sent(centre: WatchedTown) -> None:
    """What waits is sent, as the centre's threads would."""
    rooms = centre.rooms
    for channel in rooms.channels.all():
        sender = Sender(rooms.outbox, rooms.channels, channel, centre.town.clock, lambda: 0.5)
        while sender.step():
            pass
        sender.close()


def test_a_channel_is_set_up_tried_and_logged_and_its_secret_told_to_nobody(
    centre: WatchedTown, server: WebServer
) -> None:
    with centre.client("chen") as chen, centre.client("lin") as auditor, centre.client("wang") as wang:
        kinds = {one["name"]: one for one in chen.get(f"{API}/channels/kinds").json()["kinds"]}
        assert kinds["webhook"]["secrets"] == ["secret"]
        assert kinds["webhook"]["settings"]["properties"]["secret"]["title"] == "簽章密鑰"
        added = chen.post(f"{API}/channels", json=webhook(server))
        assert added.status_code == 201
        channel = added.json()["id"]
        assert added.json()["secrets"] == ["secret"]
        tested = chen.post(f"{API}/channels/{channel}/test", json={"address": f"{server.url}/in"})
        assert (tested.status_code, tested.json()["state"]) == (202, "queued")
        sent(centre)
        opened = auditor.get(f"{API}/deliveries/{tested.json()['id']}").json()
        assert [one["came_of"] for one in opened["tries"]] == ["accepted"]
        assert opened["tries"][0]["says"] == "200 taken"
        (shown,) = auditor.get(f"{API}/channels").json()["channels"]
        assert (shown["health"]["told"], shown["health"]["failures"]) == (1, 0)
        for text in (added.text, tested.text, auditor.get(f"{API}/channels").text):
            assert SECRET not in text
        assert wang.get(f"{API}/channels").status_code == 403
        assert wang.get(f"{API}/deliveries").status_code == 403
        assert auditor.post(f"{API}/channels", json=webhook(server)).status_code == 403
        changed = {"name": "另名", "kind": "webhook", "settings": {"with_picture": True}, "is_enabled": False}
        assert chen.put(f"{API}/channels/{channel}", json=changed).json()["name"] == "另名"
        bad = chen.post(f"{API}/channels/{channel}/test", json={"address": "gopher://x"})
        assert bad.status_code == 422
        short = {**webhook(server), "name": "x", "settings": {"secret": "short"}}
        refused = chen.post(f"{API}/channels", json=short)
        assert refused.status_code == 422
        assert chen.delete(f"{API}/channels/{channel}").status_code == 204
        assert auditor.get(f"{API}/deliveries").json()["deliveries"][0]["channel_name"] == "系統介接"
        rows = auditor.get(f"{API}/audit").text
        for action in ("channel_added", "channel_tested", "channel_changed", "channel_removed"):
            assert action in rows
        assert SECRET not in rows


def people(chen: TestClient, channel: int, url: str) -> None:
    for username in ("wang", "lee"):
        way = {"channel": channel, "address": f"{url}/{username}", "quiet": ["22:00-07:00"]}
        assert chen.put(f"{API}/duty/people/{username}", json={"contacts": [way]}).status_code == 200


ROSTER = "群組,帳號,星期,時段,日期,代替\n勤務中心,wang,,08:00-20:00,,\n勤務中心,lee,,20:00-08:00,,\n"


def test_groups_rosters_and_who_is_told_now(centre: WatchedTown, server: WebServer) -> None:
    with centre.client("chen") as chen, centre.client("wang") as wang, centre.client("lin") as auditor:
        channel = chen.post(f"{API}/channels", json=webhook(server)).json()["id"]
        people(chen, channel, server.url)
        body = {"name": "勤務中心", "members": ["wang", "lee"], "is_default": True}
        group = chen.post(f"{API}/duty/groups", json=body).json()["id"]
        dry = chen.post(f"{API}/duty/roster?dry_run=true", content=ROSTER.encode())
        assert dry.json() == {
            "shifts": {"勤務中心": 2},
            "substitutions": {},
            "problems": [],
            "is_taken": False,
        }
        assert chen.get(f"{API}/duty").json()["groups"][0]["shifts"] == []
        assert chen.post(f"{API}/duty/roster", content=ROSTER.encode()).json()["is_taken"]
        bad = chen.post(f"{API}/duty/roster", content=(ROSTER + "勤務中心,wang,九,8-9,,\n").encode()).json()
        assert (bad["is_taken"], bad["problems"][0]["row"]) == (False, 4)
        seen = wang.get(f"{API}/duty").json()  # one in the afternoon
        (shown,) = seen["groups"]
        assert [one["username"] for one in shown["now"]] == ["wang"]
        assert [one["username"] for one in shown["next"]] == ["lee"]
        assert [one["username"] for one in seen["who_is_told"][0]["told"]] == ["wang"]
        mine = {one["username"]: one for one in seen["people"]}
        assert (mine["wang"]["contacts"][0]["address"], mine["lee"]["contacts"]) == (f"{server.url}/wang", [])
        week = wang.get(f"{API}/duty/groups/{group}/week?start=2026-11-23").json()
        assert len(week["turns"]) == 15
        stands = {"day": "2026-11-20", "away": "wang", "instead": "lee"}
        assert chen.put(f"{API}/duty/groups/{group}/substitutions", json=stands).status_code == 200
        told = wang.get(f"{API}/duty/told?priority=2").json()["told"]
        assert [one["username"] for one in told] == ["lee"]
        off = {"name": "系統介接", "kind": "webhook", "is_plate_allowed": True, "is_enabled": False}
        assert chen.put(f"{API}/channels/{channel}", json=off).status_code == 200
        assert wang.get(f"{API}/duty/told?priority=2").json()["told"] == []
        assert chen.delete(f"{API}/duty/groups/{group}/substitutions/2026-11-20/wang").status_code == 200
        for client in (wang, auditor):
            assert client.post(f"{API}/duty/groups", json=body).status_code == 403
            assert client.put(f"{API}/duty/people/wang", json={"contacts": []}).status_code == 403
        assert chen.put(f"{API}/duty/people/nobody", json={"contacts": []}).status_code == 404
        assert chen.delete(f"{API}/duty/people/wang").status_code == 409
        assert chen.delete(f"{API}/duty/groups/{group}").status_code == 204


def test_a_button_in_a_message_takes_the_alert_once_and_without_signing_in(
    centre: WatchedTown, server: WebServer
) -> None:
    rooms, clock = centre.rooms, centre.town.clock
    rooms.outbox._acknowledging = f"{ORIGIN}{API}/acknowledgements?token="
    with centre.client("chen") as chen:
        channel = chen.post(f"{API}/channels", json=webhook(server)).json()["id"]
        people(chen, channel, server.url)
        chen.post(f"{API}/duty/groups", json={"name": "勤務中心", "members": ["wang"], "is_default": True})
    assert isinstance(clock, FakeClock)
    rooms.alerts.take([hit(clock.now(), digest=centre.town.digest)])
    facts = facts_of(rooms, centre.town.registry, centre.town.pictures, ORIGIN)
    Teller(rooms.alerts, rooms.duty, rooms.outbox, rooms.channels, facts).tell(clock.now())
    (delivery,) = rooms.outbox.log()
    message = rooms.outbox.message(delivery)
    assert message.place == "中山中正路口 北"
    assert message.link == f"{ORIGIN}/#/alerts/{delivery.alert}"
    assert message.picture
    sent(centre)
    stranger = TestClient(centre.app, base_url=ORIGIN)
    path = message.acknowledge.removeprefix(ORIGIN)
    assert stranger.get(path).status_code == 401  # what only looks at links acknowledges nothing
    assert stranger.post(path[:-3]).status_code == 403
    assert stranger.post(path).json() == {"alert": delivery.alert, "is_taken": True}
    alert = rooms.alerts.alert(delivery.alert)
    assert (alert.state, alert.holder) == ("shown", "wang")
    assert rooms.outbox.log()[0].state == "acknowledged"
    assert stranger.post(path).json()["error"]["kind"] == "token_spent"


def test_what_is_told_of_a_covert_alert_is_in_nobody_else_s_log(
    centre: WatchedTown, server: WebServer
) -> None:
    rooms, clock = centre.rooms, centre.town.clock
    with centre.client("chen") as chen, centre.client("lin") as auditor:
        channel = chen.post(f"{API}/channels", json=webhook(server)).json()["id"]
        people(chen, channel, server.url)
        chen.post(f"{API}/duty/groups", json={"name": "偵查隊", "members": ["lee"]})
        rooms.alerts.take([hit(clock.now(), covert=True, recipients=("偵查隊",))])
        facts = facts_of(rooms, centre.town.registry, centre.town.pictures, ORIGIN)
        Teller(rooms.alerts, rooms.duty, rooms.outbox, rooms.channels, facts).tell(clock.now())
        number = rooms.outbox.log()[0].id
        for client in (chen, auditor):
            assert client.get(f"{API}/deliveries").json()["deliveries"] == []
            assert client.get(f"{API}/deliveries/{number}").status_code == 404


def test_a_second_officer_s_button_says_that_it_is_taken(centre: WatchedTown, server: WebServer) -> None:
    rooms, clock = centre.rooms, centre.town.clock
    rooms.outbox._acknowledging = f"{ORIGIN}{API}/acknowledgements?token="
    with centre.client("chen") as chen:
        channel = chen.post(f"{API}/channels", json=webhook(server)).json()["id"]
        people(chen, channel, server.url)
        members = {"name": "勤務中心", "members": ["wang", "lee"], "is_default": True}
        chen.post(f"{API}/duty/groups", json=members)
    rooms.alerts.take([hit(clock.now())])
    facts = facts_of(rooms, centre.town.registry, centre.town.pictures, ORIGIN)
    Teller(rooms.alerts, rooms.duty, rooms.outbox, rooms.channels, facts).tell(clock.now())
    paths = [rooms.outbox.message(one).acknowledge.removeprefix(ORIGIN) for one in rooms.outbox.log()]
    sent(centre)
    stranger = TestClient(centre.app, base_url=ORIGIN)
    assert [stranger.post(path).json()["is_taken"] for path in paths] == [True, False]
    alert = rooms.outbox.log()[0].alert
    assert rooms.outbox.told(alert)[0] in {
        Recipient(channel, f"{server.url}/lee", "lee"),
        Recipient(channel, f"{server.url}/wang", "wang"),
    }
