"""Channels as they are set up: settings checked, secrets sealed and never shown, changes noticed."""

import pytest
from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway
from tests.notify.outbox.house import House

from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.notify.outbox import GivenChannel
from trackway.trust import KeyLost

SECRET = "hunter2"


def test_secrets_lie_nowhere_in_the_open(house: House, gateway: Gateway) -> None:
    shown = house.channels.one(1)
    assert shown.settings == {"port": gateway.port, "host": "127.0.0.1", "patience_s": 5.0}
    assert shown.secrets == ("password",)
    assert SECRET not in repr(shown)
    house.database.empty_log()
    for file in house.folder.rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes()
    assert house.channels.named("簡訊") == shown


def test_a_secret_that_is_left_out_stays_unless_it_would_go_elsewhere(house: House, gateway: Gateway) -> None:
    changed = house.channels.change(1, GivenChannel("簡訊二", "line", {"port": gateway.port + 1}), "admin")
    assert (changed.name, changed.secrets, changed.version) == ("簡訊二", ("password",), 2)
    with pytest.raises(Invalid, match="give its secrets again"):
        house.channels.change(1, GivenChannel("簡訊", "line", {"port": 1, "host": "10.6.6.6"}), "admin")
    moved = GivenChannel("簡訊", "line", {"port": 1, "host": "10.6.6.6", "password": "new"})
    assert house.channels.change(1, moved, "admin").settings["host"] == "10.6.6.6"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (GivenChannel("x", "line", {"port": "many"}), "port"),
        (GivenChannel("x", "line", {}), "port"),
        (GivenChannel("x", "line", {"port": 1, "colour": "red"}), "colour"),
        (GivenChannel("", "line", {"port": 1}), "1 to 100"),
        (GivenChannel("x", "line", {"port": 1, "password": ["hunter2"]}), "password"),
        (GivenChannel("x", "line", {"port": 1, "host": "h" * 60_000}), "too long"),
    ],
)
def test_unfit_settings_are_refused_in_one_sentence(house: House, given: GivenChannel, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        house.channels.add(given, "admin")
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_names_and_kinds_are_checked(house: House) -> None:
    with pytest.raises(Conflict, match="簡訊"):
        house.channels.add(GivenChannel("簡訊", "line", {"port": 1}), "admin")
    with pytest.raises(NotFound, match="there are: line"):
        house.channels.add(GivenChannel("x", "pigeon", {}), "admin")
    house.channels.remove(1)
    with pytest.raises(NotFound):
        house.channels.one(1)
    with pytest.raises(NotFound):
        house.channels.remove(1)


def test_a_lost_key_is_told_and_can_be_begun_anew(house: House, gateway: Gateway, clock: FakeClock) -> None:
    (house.folder / "keys" / "channels.key").unlink()
    with House(house.folder, clock) as again:
        assert again.channels.one(1).secrets == ("password",)
        with pytest.raises(KeyLost, match=r"'簡訊'.*forget-secrets"):
            again.channels.opened(1)
        assert again.channels.forget_secrets() == 1
        assert (again.channels.one(1).secrets, again.channels.one(1).is_enabled) == ((), False)
        again.set_up("新", gateway)


def test_a_row_that_was_altered_does_not_open(house: House, gateway: Gateway) -> None:
    other = house.set_up("另一", gateway, host="10.0.0.9")
    run = house.database._connection.execute
    run("update channels set settings = (select settings from channels where id = 2) where id = 1")
    with pytest.raises(Lost, match="altered or moved"):
        house.channels.opened(1)
    house.channels.opened(other.id).close()
