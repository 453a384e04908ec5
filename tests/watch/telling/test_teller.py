"""Telling: who hears of which step of an alert, in which words, and once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.watch.alerts.parts import CHEN, WANG
from tests.watch.telling.town import PLATE, Town, moved

from trackway.model.area import Circle
from trackway.model.band import parse_band
from trackway.notify import Message, Stage
from trackway.notify.outbox import GivenChannel
from trackway.watch import Act
from trackway.watch.alerts import Outcome, Rejection
from trackway.watch.duty import Contact, Group, Person

EVERYBODY = ["0911000000", "0911000001", "lee-topic", "wang-topic"]


@pytest.fixture
def town(tmp_path: Path, clock: FakeClock) -> Iterator[Town]:
    with Town(tmp_path, clock) as opened:
        yield opened


def test_those_on_duty_are_told_once(town: Town) -> None:
    alert = town.opened()
    assert town.tell() == 4
    assert sorted(town.to()) == EVERYBODY
    assert town.tell() == 0
    for delivery, message in town.messages():
        assert (delivery.alert, message.stage, message.priority) == (alert.id, Stage.OPENED, 2)
        assert message.link == f"https://centre.example/#/alerts/{alert.id}"
        assert message.acknowledge.startswith("https://centre.example/ack?token=")
        assert isinstance(message.area, Circle)
    assert len({message.key for _, message in town.messages()}) == 4


def words(message: Message) -> str:
    return "".join(str(one) for one in (message.title, message.brief, message.text))


def test_a_plate_is_named_only_where_it_is_allowed_and_the_picture_shows_it(town: Town) -> None:
    alert = town.opened()
    town.tell()
    for delivery, message in town.messages():
        is_allowed = delivery.channel == 1
        assert (PLATE in words(message), PLATE in message.brief.zh) == (is_allowed, is_allowed)
        assert PLATE.replace("-", "") not in words(message)
        assert bool(message.picture) is is_allowed
        assert f"警示{alert.id}" in message.brief.zh
        assert len(message.brief.zh) <= 60
        assert "可能持有刀械" in message.text.zh
        assert "查證" in message.text.zh


def test_an_exercise_is_called_one_and_fits(town: Town) -> None:
    town.alerts.drill_again(CHEN, town.opened().id)
    town.tell()
    drills = [message for _, message in town.messages() if message.drill]
    assert len(drills) == 4
    for message in drills:
        assert message.title.zh.startswith("【演習】")
        assert message.brief.zh.startswith("【演習】")
        assert len(message.brief.zh) <= 60


def test_what_is_seen_again_is_told_now_and_then(town: Town) -> None:
    town.opened()
    town.tell()
    town.sent()
    for n in range(1, 11):
        moved(town, 61)
        town.opened(camera=n + 1)
        town.tell()
    # Ten minutes of a vehicle seen every minute: told when it came, after five minutes, after ten.
    assert len(town.outbox.log()) == 12
    assert "再次出現" in town.messages()[4][1].title.zh
    assert [one.stage for _, one in town.messages()] == [Stage.OPENED] * 4 + [Stage.CHANGED] * 8


def test_escalation_tells_the_next_group_too(town: Town) -> None:
    alert = town.opened()
    town.tell()
    town.sent()
    moved(town, 61)
    assert town.alerts.tick(town.clock.now()) == 1
    town.tell()
    assert sorted(town.to()) == sorted([*EVERYBODY, "chief-topic", "0911000002"])
    later = {delivery.address: message for delivery, message in town.messages() if delivery.tries == 0}
    assert later["wang-topic"].stage is Stage.CHANGED
    assert [one.key for one in later["wang-topic"].earlier] == [
        delivery.key for delivery, _ in town.messages() if delivery.tries and delivery.address == "wang-topic"
    ]
    assert later["chief-topic"].stage is Stage.OPENED  # for whom it is the first
    assert "無人受理" in later["wang-topic"].title.zh
    assert town.alerts.alert(alert.id).level == 1


def test_how_it_went_on_is_told_to_those_told_before(town: Town) -> None:
    alert = town.opened(act=Act.NOTIFY)
    town.tell()
    town.sent()
    shown = town.alerts.show(alert.id, WANG, alert.version)
    town.alerts.close(alert.id, WANG, shown.version, Outcome.INFORMED)
    town.tell()
    assert sorted(town.to()) == ["0911000001", "lee-topic"]  # but for who did it
    assert {message.stage for delivery, message in town.messages() if not delivery.tries} == {Stage.OVER}


def test_what_waits_still_is_not_sent_once_the_alert_is_over(town: Town) -> None:
    alert = town.opened()
    town.tell()
    town.alerts.reject(alert.id, WANG, alert.version, Rejection.MISREAD)
    town.tell()
    assert town.to() == []
    assert {one.state.value for one in town.outbox.log()} == {"expired"}
    assert "警示已結束" in town.outbox.log()[0].says


def test_what_is_over_before_anybody_was_told_is_not_told(town: Town) -> None:
    alert = town.opened()
    town.alerts.reject(alert.id, WANG, alert.version, Rejection.MISREAD)
    assert town.tell() == 0


def test_a_covert_alert_that_names_nobody_is_told_to_nobody(town: Town) -> None:
    town.opened(covert=True, list_id=None)
    assert town.tell() == 0
    town.opened(covert=True, recipients=("偵查隊",), plate="QQB-0123")
    town.tell()
    assert town.to() == ["chief-topic", "0911000002"]
    assert "請勿轉傳" in town.messages()[0][1].text.zh


def test_quiet_hours_hold_up_all_but_the_most_urgent(town: Town) -> None:
    quiet = (parse_band("20:00-07:00"),)  # it is nine in the evening
    town.duty.put_person(Person("wang", "wang", (Contact(2, "0911000000", quiet),)))
    town.duty.put_group(Group(2, "勤務中心", ("wang",), is_default=True))
    town.opened(priority=3)
    town.opened(priority=1, plate="QQB-0123", rule="entry:2")
    town.tell()
    urgent, waiting = sorted(town.outbox.log(), key=lambda one: one.priority)
    assert urgent.due == town.clock.now()
    assert waiting.due == town.clock.now().plus(10 * 3600)


def test_a_channel_that_is_off_and_events_of_long_ago_tell_nobody(town: Town) -> None:
    town.channels.change(1, GivenChannel("內網推播", "line", {"port": 1}, is_enabled=False), "admin")
    town.opened()
    town.tell()
    assert sorted(town.to()) == ["0911000000", "0911000001"]
    town.opened(plate="QQB-0123", rule="entry:2", priority=1)
    moved(town, 25 * 3600)
    assert town.tell() == 0
