"""Senders: one gateway that hangs holds up nobody else; what dies is begun again, and told as what it is."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway
from tests.notify.outbox.house import House, message

from trackway.notify.outbox import GivenChannel, Recipient, Senders

PATIENCE_S = 60.0


def until(says: Callable[[], bool]) -> None:
    """Wait for something that other threads do."""
    end = time.monotonic() + PATIENCE_S
    while not says():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_one_gateway_that_hangs_holds_up_no_other(house: House, gateway: Gateway, clock: FakeClock) -> None:
    stuck = Gateway()
    stuck.faults.append("hangs")
    house.set_up("卡住", stuck, patience_s=120.0)
    senders = Senders(house.outbox, house.channels, clock, house.folder / "notify.lock")
    try:
        house.outbox.put(message(clock), [Recipient(2, "0911000001"), Recipient(1, "0911000002")])
        senders.start()
        gateway.wait_for(1)
        stuck.wait_for(1)
        until(lambda: house.states() == ["sending", "accepted"])
        second = Senders(house.outbox, house.channels, clock, house.folder / "notify.lock")
        second.start()  # it waits until the first is gone, and does not take its delivery for interrupted
        second.close()
        assert house.states() == ["sending", "accepted"]
    finally:
        stuck.close()
        senders.close()
    until(lambda: house.states() == ["unclear", "accepted"])


def test_a_channel_that_is_changed_is_opened_anew(house: House, gateway: Gateway, clock: FakeClock) -> None:
    other = Gateway()
    senders = Senders(house.outbox, house.channels, clock, house.folder / "notify.lock")
    senders.start()
    try:
        house.outbox.put(message(clock, "e1"), [Recipient(1, "0911000001")])
        gateway.wait_for(1)
        off = GivenChannel("簡訊", "line", {"port": other.port}, is_enabled=False)
        house.channels.change(1, off, "admin")
        house.outbox.put(message(clock, "e2"), [Recipient(1, "0911000001")])
        on = GivenChannel("簡訊", "line", {"port": other.port})
        house.channels.change(1, on, "admin")
        other.wait_for(1)
        assert [title for _, _, title in other.taken] == ["警示e2"]
    finally:
        senders.close()
        other.close()


def test_a_channel_that_cannot_be_opened_says_why(house: House, clock: FakeClock) -> None:
    (house.folder / "keys" / "channels.key").write_bytes(b"short")
    with House(house.folder, clock) as again:
        senders = Senders(again.outbox, again.channels, clock, again.folder / "notify.lock")
        senders.start()
        try:
            until(lambda: "is damaged" in again.channels.one(1).trouble)
        finally:
            senders.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_channel_that_breaks_takes_neither_itself_nor_others_along(
    house: House, gateway: Gateway, clock: FakeClock
) -> None:
    broken = GivenChannel("壞掉", "line", {"port": 1, "host": "\0"})  # what this raises is no error of ours
    house.channels.add(broken, "admin")
    house.outbox.put(message(clock), [Recipient(2, "0911000001"), Recipient(1, "0911000002")])
    senders = Senders(house.outbox, house.channels, clock, house.folder / "notify.lock")
    senders.start()
    try:
        until(lambda: house.states() == ["unclear", "accepted"])
    finally:
        senders.close()
    assert "中斷" in house.outbox.tries(1)[0].says


KILLED = """
import sys, time
from pathlib import Path
from tests.conftest import FakeClock
from tests.notify.outbox.house import House
from trackway.model.time import Instant
from trackway.notify.outbox import Senders

clock = FakeClock(Instant(int(sys.argv[2])))
with House(Path(sys.argv[1]), clock, is_idempotent=sys.argv[3] == "yes") as house:
    senders = Senders(house.outbox, house.channels, clock, Path(sys.argv[1]) / "notify.lock")
    senders.start()
    time.sleep(300)
"""


@pytest.mark.parametrize(("is_idempotent", "ends"), [(False, "unclear"), (True, "accepted")])
def test_killed_between_the_gateway_and_the_log_nothing_is_lost_or_told_twice(
    house: House, gateway: Gateway, clock: FakeClock, *, is_idempotent: bool, ends: str
) -> None:
    house.outbox.put(message(clock, "e1"), [Recipient(1, "0911000001")])
    house.outbox.put(message(clock, "e2", priority=2), [Recipient(1, "0911000002")])
    gateway.faults.append("hangs")  # it has taken the first, and the process waits for its answer
    killed = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(house.folder), str(clock.at.us), "yes" if is_idempotent else "no"],
        cwd=Path(__file__).parents[3],
    )
    try:
        gateway.wait_for(1)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert house.states() == ["sending", "queued"]
    with House(house.folder, clock, is_idempotent=is_idempotent) as again:
        senders = Senders(again.outbox, again.channels, clock, again.folder / "notify.lock")
        senders.start()
        try:
            until(lambda: again.states()[1] == "accepted")
            clock.advance(120)
            until(lambda: again.states() == [ends, "accepted"])
        finally:
            senders.close()
        assert sorted(gateway.sent.values()) == ["0911000001", "0911000002"]
        assert "中斷" in again.outbox.tries(1)[0].says
    assert len(gateway.taken) == (3 if is_idempotent else 2)
