"""Deliveries: told once to each address, urgent ones first, through every fault of a gateway, all logged."""

import pytest
from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway
from tests.notify.outbox.house import House, message, passed

from trackway.model.errors import NotFound
from trackway.notify import Earlier, Fate
from trackway.notify.outbox import DeliveryState, Recipient, TokenSpent

ONE = Recipient(1, "0911000001", "wang")
TWO = Recipient(1, "0911000002", "lin")


def test_each_thing_is_told_once_to_each_address_however_often_it_is_put(
    house: House, gateway: Gateway, clock: FakeClock
) -> None:
    assert house.outbox.put(message(clock), [ONE, TWO]) == 2
    assert house.outbox.put(message(clock), [TWO, ONE]) == 0
    sender = house.sender()
    while sender.step():
        pass
    assert sorted(address for _, address, _ in gateway.taken) == ["0911000001", "0911000002"]
    assert len({key for key, _, _ in gateway.taken}) == 2  # a gateway drops what it has seen under a key
    assert house.states() == ["accepted", "accepted"]
    assert house.outbox.log()[0].says.startswith("OK n")
    with pytest.raises(NotFound, match="no channel"):
        house.outbox.put(message(clock, "e2"), [Recipient(99, "0911000001")])
    assert house.outbox.log(alert=7, limit=1)[0].member == "lin"


def test_what_is_urgent_goes_first(house: House, gateway: Gateway, clock: FakeClock) -> None:
    for key, priority in (("low", 5), ("usual", 3), ("urgent", 1), ("usual-too", 3)):
        house.outbox.put(message(clock, key, priority=priority), [ONE])
    passed(house.sender(), clock, 1)
    assert [title for _, _, title in gateway.taken] == ["警示urgent", "警示usual", "警示usual-too", "警示low"]


def test_a_gateway_that_is_down_for_an_hour_loses_and_doubles_nothing(
    house: House, gateway: Gateway, clock: FakeClock
) -> None:
    port = gateway.port
    gateway.close()
    sender = house.sender()
    house.outbox.put(message(clock, "before"), [ONE])
    passed(sender, clock, 1800)
    house.outbox.put(message(clock, "meanwhile"), [ONE, TWO])
    passed(sender, clock, 1800)
    assert house.states() == ["queued"] * 3
    health = house.channels.health(1)
    assert (health.queued, health.failures > 3, health.last_says) == (3, True, "The gateway does not answer.")
    tries = len(house.outbox.tries(1))
    assert 60 <= tries <= 120  # at the least once a minute, and no hammering
    again = Gateway(port)
    try:
        passed(sender, clock, 60)
    finally:
        again.close()
    assert house.states() == ["accepted"] * 3
    assert len(again.taken) == len(again.sent) == 3
    assert house.tried(1) == ["queued"] * (len(house.tried(1)) - 1) + ["accepted"]
    assert house.channels.health(1).failures == 0


def test_what_is_of_no_use_any_more_is_not_told(house: House, gateway: Gateway, clock: FakeClock) -> None:
    gateway.faults.extend(["busy"] * 100)
    house.outbox.put(message(clock, good_s=300), [ONE])
    passed(house.sender(), clock, 310)
    assert house.states() == ["expired"]
    assert house.tried()[-1] == "expired"
    assert gateway.taken == []
    house.outbox.put(message(clock, "e2", good_s=60), [ONE])
    clock.advance(61)
    assert house.outbox.expire() == 1  # whoever was to send it


def test_a_gateway_that_says_no_ends_it(house: House, gateway: Gateway, clock: FakeClock) -> None:
    gateway.faults.append("no")
    house.outbox.put(message(clock), [ONE, TWO])
    passed(house.sender(), clock, 5)
    assert house.states() == ["refused", "accepted"]
    assert house.outbox.delivery(1).says == "空號 no such number"
    assert house.outbox.told(7) == (TWO,)


@pytest.mark.parametrize("fault", ["breaks off", "rubbish", "hangs"])
def test_what_may_have_been_taken_is_not_sent_again(
    house: House, gateway: Gateway, clock: FakeClock, fault: str
) -> None:
    house.set_up("急躁", gateway, patience_s=0.2)
    gateway.faults.append(fault)
    house.outbox.put(message(clock), [Recipient(2, "0911000001", "wang")])
    passed(house.sender(2), clock, 600)
    assert len(gateway.taken) == 1
    assert house.states() == house.tried() == ["unclear"]
    assert house.channels.health(2).unclear == 1


@pytest.mark.parametrize("fault", ["breaks off", "rubbish"])
def test_it_is_sent_again_where_the_gateway_drops_what_it_has_seen(
    house: House, gateway: Gateway, clock: FakeClock, fault: str
) -> None:
    with House(house.folder, clock, is_idempotent=True) as same:
        gateway.faults.extend([fault, fault])
        same.outbox.put(message(clock), [ONE])
        passed(same.sender(), clock, 60)
        assert [key for key, _, _ in gateway.taken] == [same.outbox.delivery(1).key] * 3
        assert gateway.sent == {same.outbox.delivery(1).key: "0911000001"}
        assert same.tried() == ["queued", "queued", "accepted"]


def test_an_answer_that_comes_twice_is_one(house: House, gateway: Gateway, clock: FakeClock) -> None:
    gateway.faults.append("twice")
    house.outbox.put(message(clock), [ONE])
    passed(house.sender(), clock, 5)
    assert house.states() == ["accepted"]
    assert len(gateway.taken) == 1


def test_a_gateway_is_asked_what_became_of_it(house: House, gateway: Gateway, clock: FakeClock) -> None:
    house.outbox.put(message(clock), [ONE, TWO])
    sender = house.sender()
    passed(sender, clock, 120)
    assert house.states() == ["accepted", "accepted"]
    gateway.fates.update({"n0": Fate.DELIVERED.value, "n1": Fate.FAILED.value})
    passed(sender, clock, 600)
    assert house.states() == ["delivered", "failed"]
    assert house.tried(1) == ["accepted", "delivered"]
    assert house.channels.health(1).untold == 1


def test_quiet_hours_are_waited_for(house: House, gateway: Gateway, clock: FakeClock) -> None:
    later = clock.now().plus(600)
    house.outbox.put(message(clock), [Recipient(1, "0911000001", "wang", not_before=later)])
    sender = house.sender()
    passed(sender, clock, 599)
    assert gateway.taken == []
    passed(sender, clock, 2)
    assert house.states() == ["accepted"]


def test_an_acknowledgement_counts_once_and_while_it_is_of_use(
    house: House, gateway: Gateway, clock: FakeClock
) -> None:
    house.outbox.put(message(clock), [ONE, Recipient(1, "0911000009")])
    token = house.outbox.message(house.outbox.delivery(1)).acknowledge.rpartition("=")[2]
    assert house.outbox.message(house.outbox.delivery(2)).acknowledge == ""  # nobody's own
    passed(house.sender(), clock, 1)
    found = house.outbox.acknowledging(token)
    assert (found.alert, found.member) == (7, "wang")
    house.outbox.acknowledge(found, "pressed")
    assert house.states() == ["acknowledged", "accepted"]
    for spent in (token, token[:-1], "2." + token.partition(".")[2], "x", "9" * 5000, "１.abc"):
        with pytest.raises(TokenSpent):
            house.outbox.acknowledging(spent)
    with pytest.raises(TokenSpent):
        house.outbox.acknowledge(found, "pressed again")
    house.outbox.put(message(clock, "e2"), [ONE])
    late = house.outbox.message(house.outbox.delivery(3)).acknowledge.rpartition("=")[2]
    clock.advance(7201)
    with pytest.raises(TokenSpent):
        house.outbox.acknowledging(late)


def test_a_message_says_what_the_same_address_was_told_before(house: House, clock: FakeClock) -> None:
    first = clock.now()
    house.outbox.put(message(clock, "e1"), [ONE, TWO])
    sender = house.sender()
    passed(sender, clock, 2)
    house.outbox.put(message(clock, "e2"), [ONE])
    house.outbox.put(message(clock, "e3", alert=8), [ONE])
    second = house.outbox.log(alert=7, limit=1)[0]
    assert house.outbox.message(second).earlier == (Earlier(house.outbox.delivery(1).key, first),)
    assert house.outbox.last_told(7) == first.plus(2)
    assert house.outbox.last_told(9) is None


def test_old_deliveries_are_destroyed(house: House, clock: FakeClock) -> None:
    house.outbox.put(message(clock, "old"), [ONE])
    passed(house.sender(), clock, 2)
    clock.advance(89 * 86_400)
    house.outbox.put(message(clock, "new"), [ONE])
    clock.advance(2 * 86_400)
    assert house.outbox.forget() == 1
    assert [one.id for one in house.outbox.log()] == [2]
    assert house.outbox.tries(1) == ()
    house.database.empty_log()
    assert "警示old".encode() not in (house.folder / "notify.sqlite").read_bytes()


def test_a_position_moves_with_what_is_put(house: House, clock: FakeClock) -> None:
    def interrupted() -> None:
        with house.outbox.transaction():
            house.outbox.put(message(clock), [ONE])
            house.outbox.move("alerts", 5)
            house.outbox.delivery(99)

    with pytest.raises(NotFound):
        interrupted()
    assert (house.outbox.position("alerts"), house.outbox.log()) == (0, ())
    with house.outbox.transaction():
        house.outbox.put(message(clock), [ONE])
        house.outbox.move("alerts", 5)
    assert house.outbox.position("alerts") == 5
    assert house.outbox.log(state=DeliveryState.QUEUED)[0].alert == 7
