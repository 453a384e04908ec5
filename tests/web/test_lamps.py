"""Warning lamps over the API, and on the wall: a tower that follows an alert to its end."""

import time
from collections.abc import Callable, Iterator

import pytest
from tests.notify.faulty import closing_down
from tests.notify.lamp_servers import PatliteServer
from tests.watch.alerts.parts import hit
from tests.web.alert_town import WatchedTown, watched
from tests.web.conftest import Town

from trackway.model.question import Officer, Role
from trackway.node.lamps import lamps_kept
from trackway.video.addresses import Networks
from trackway.watch.alerts import EventKind, Rejection

API = "/api/v1"
HERE = Networks(("127.0.0.0/8",))
WANG = Officer(2, "wang", "王", Role.INVESTIGATOR)


@pytest.fixture
def tower() -> Iterator[PatliteServer]:
    with closing_down(PatliteServer()) as server:
        yield server


@pytest.fixture
def centre(town: Town) -> Iterator[WatchedTown]:
    with watched(town, gateways=HERE) as found:
        yield found


def until(holds: Callable[[], bool]) -> None:
    """Wait for something; a minute is for the slowest machine."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not come to that within a minute"
        time.sleep(0.02)


def body(tower: PatliteServer, **changed: object) -> dict[str, object]:
    settings = {"host": "127.0.0.1", "port": tower.port, "button": 1, "pns_port": tower.pns.port}
    return {"name": "勤務中心", "kind": "patlite", "settings": settings, **changed}


def test_a_lamp_is_set_up_and_tried_by_an_administrator(centre: WatchedTown, tower: PatliteServer) -> None:
    with centre.client("chen") as chen, centre.client("lin") as auditor, centre.client("wang") as wang:
        kinds = {one["name"]: one for one in chen.get(f"{API}/lamps/kinds").json()["kinds"]}
        assert kinds["relay"]["settings"]["properties"]["unit"]["title"] == "設備號"
        assert wang.post(f"{API}/lamps", json=body(tower)).status_code == 403
        lamp = chen.post(f"{API}/lamps", json=body(tower)).json()
        assert lamp["settings"]["red"] == 1
        assert chen.post(f"{API}/lamps", json=body(tower)).status_code == 409
        assert chen.post(f"{API}/lamps", json=body(tower, name="二", kind="lava")).status_code == 404
        one = f"{API}/lamps/{lamp['id']}"
        assert chen.post(f"{one}/test", json={"show": "red"}).status_code == 200
        assert (tower.tiers, tower.buzzer) == ("20000", "0")
        tower.fails = True
        refused = chen.post(f"{one}/test", json={"show": "buzzer"})
        assert (refused.status_code, "Error" in refused.text) == (503, True)
        assert wang.post(f"{one}/test", json={"show": "red"}).status_code == 403
        assert wang.post(f"{one}/mute").status_code == 200
        assert chen.put(one, json=body(tower, priority=9)).status_code == 422
        assert chen.put(one, json=body(tower, priority=1)).json()["priority"] == 1
        assert [found["name"] for found in wang.get(f"{API}/lamps").json()["lamps"]] == ["勤務中心"]
        assert chen.delete(one).status_code == 204
        assert chen.delete(one).status_code == 404
        rows = auditor.get(f"{API}/audit").text
        for action in ("lamp_added", "lamp_changed", "lamp_removed", "lamp_tested", "lamp_muted"):
            assert action in rows


def test_a_tower_follows_an_alert_to_its_end(centre: WatchedTown, tower: PatliteServer) -> None:
    rooms, town = centre.rooms, centre.town
    with centre.client("chen") as chen:
        number = chen.post(f"{API}/lamps", json=body(tower)).json()["id"]
        with lamps_kept(rooms, town.clock, HERE, town.registry):
            until(lambda: tower.tiers == "00100")
            rooms.alerts.take([hit(town.clock.now(), priority=1)])
            until(lambda: (tower.tiers, tower.buzzer) == ("22100", "1"))
            tower.is_pressed = True
            until(lambda: tower.buzzer == "0")
            alert = rooms.alerts.seen_by(WANG).open()[0]
            notes = [e for e in rooms.alerts.events(0) if e.kind is EventKind.NOTED]
            assert [note.says for note in notes] == ["確認鈕 Button pressed: 勤務中心"]
            assert alert.acknowledged is None  # a button names nobody
            alert = rooms.alerts.show(alert.id, WANG, alert.version)
            until(lambda: tower.tiers == "10100")
            rooms.alerts.reject(alert.id, WANG, alert.version, Rejection.MISREAD)
            until(lambda: tower.tiers == "00100")
            shown = chen.get(f"{API}/lamps").json()["lamps"][0]
            assert (shown["id"], shown["trouble"]) == (number, "")
            assert shown["pressed"]
        assert (tower.tiers, tower.buzzer) == ("00000", "0")


def test_a_lamp_on_the_wall_tells_of_no_covert_alert(centre: WatchedTown, tower: PatliteServer) -> None:
    rooms, town = centre.rooms, centre.town
    with centre.client("chen") as chen:
        chen.post(f"{API}/lamps", json=body(tower))
    rooms.alerts.take([hit(town.clock.now(), priority=1, covert=True)])
    with lamps_kept(rooms, town.clock, HERE, town.registry):
        until(lambda: tower.tiers == "00100")
        calls = tower.calls
        until(lambda: tower.calls > calls)
        assert tower.tiers == "00100"
