"""Warning lamps against servers that keep what they show; a centre that dies by kill -9."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pymodbus.constants import ExcCodes
from tests.conftest import FakeClock
from tests.notify.faulty import Fault, closing_down
from tests.notify.lamp_servers import PatliteServer, RelayServer

from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.notify.lamp_kinds import LAMP_KINDS
from trackway.notify.lamps import (
    DOWN,
    LAMPS_FILE,
    Buzzer,
    GivenLamp,
    LampKeeper,
    Lamps,
    LampTrouble,
    Light,
    OpenAlert,
    SetLamp,
    Signal,
    signal_of,
)
from trackway.notify.patlite import Patlite, PatliteSettings
from trackway.notify.relay import Relay, RelaySettings
from trackway.sqlite import SqliteFile
from trackway.video.addresses import Networks

HERE = Networks(("127.0.0.0/8",))
ALL_WELL = Signal(green=Light.ON)
SOURCE = Path(__file__).parents[2] / "src"


def until(holds: Callable[[], bool]) -> None:
    """Wait for something; a minute is for the slowest machine."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not come to that within a minute"
        time.sleep(0.02)


@pytest.fixture
def tower() -> Iterator[PatliteServer]:
    with closing_down(PatliteServer()) as server:
        yield server


@pytest.fixture
def relay() -> Iterator[RelayServer]:
    with closing(RelayServer()) as server:
        yield server


@pytest.fixture
def lamps(tmp_path: Path, clock: FakeClock) -> Iterator[Lamps]:
    with closing(SqliteFile(tmp_path / "lamps.sqlite", LAMPS_FILE)) as database:
        yield Lamps(database, clock, LAMP_KINDS, HERE)


def given(tower: PatliteServer, name: str = "勤務中心", **changed: object) -> GivenLamp:
    settings = {"host": "127.0.0.1", "port": tower.port, "button": 1, "pns_port": tower.pns.port}
    return GivenLamp(name, "patlite", settings, **changed)  # type: ignore[arg-type]


def alert(
    number: int, priority: int, *, is_acknowledged: bool = False, is_drill: bool = False, group: str = ""
) -> OpenAlert:
    return OpenAlert(number, priority, is_acknowledged, is_drill, (group,) if group else ())


F, ON, NO = Light.FLASHING, Light.ON, Light.OFF


@pytest.mark.parametrize(
    ("alerts", "signal"),
    [
        ([], ALL_WELL),
        ([alert(1, 1)], Signal(F, F, ON, Buzzer.URGENT)),
        ([alert(1, 2)], Signal(F, NO, ON, Buzzer.PLAIN)),
        ([alert(1, 3)], Signal(NO, F, ON, Buzzer.PLAIN)),
        ([alert(1, 4)], Signal(NO, F, ON, Buzzer.OFF)),
        ([alert(1, 1, is_acknowledged=True)], Signal(ON, NO, ON, Buzzer.OFF)),
        ([alert(1, 3, is_acknowledged=True)], Signal(NO, ON, ON, Buzzer.OFF)),
        ([alert(1, 1, is_drill=True)], Signal(F, F, ON, Buzzer.OFF)),
        ([alert(1, 1, is_acknowledged=True), alert(2, 3)], Signal(ON, F, ON, Buzzer.PLAIN)),
        ([alert(1, 1), alert(2, 3)], Signal(F, F, ON, Buzzer.URGENT)),
        ([alert(2, 3), alert(1, 1)], Signal(F, F, ON, Buzzer.URGENT)),
    ],
)
def test_a_lamp_shows_its_alerts(alerts: list[OpenAlert], signal: Signal) -> None:
    assert signal_of(alerts) == signal


def test_what_is_muted_flashes_on_and_the_next_one_sounds() -> None:
    assert signal_of([alert(7, 2)], silent_to=7) == Signal(F, NO, ON, Buzzer.OFF)
    assert signal_of([alert(7, 2), alert(8, 1)], silent_to=7).buzzer is Buzzer.URGENT


def test_a_tower_shows_what_it_is_told(tower: PatliteServer) -> None:
    settings = PatliteSettings("127.0.0.1", tower.port, button=1, pns_port=tower.pns.port)
    lamp = Patlite(settings, HERE)
    tower.tiers = "00011"  # tiers that have no colour of ours belong to somebody else
    lamp.show(Signal(F, NO, ON, Buzzer.URGENT))
    assert (tower.tiers, tower.buzzer) == ("20111", "1")
    assert not lamp.acknowledged()
    tower.is_pressed = True
    assert lamp.acknowledged()
    lamp.off()
    assert (tower.tiers, tower.buzzer) == ("00011", "0")
    tower.fails = True
    with pytest.raises(LampTrouble, match="Error"):
        lamp.show(ALL_WELL)


@pytest.mark.parametrize("fault", [Fault.BREAKS_OFF, Fault.BREAKS_IN_ANSWER, Fault.RUBBISH])
def test_a_tower_that_answers_badly_is_in_trouble(fault: Fault, tower: PatliteServer) -> None:
    tower.faults.append(fault)
    with pytest.raises(LampTrouble):
        Patlite(PatliteSettings("127.0.0.1", tower.port), HERE).show(ALL_WELL)


def test_a_lamp_is_on_a_network_that_was_named() -> None:
    for host in ("127.0.0.1", "8.8.8.8", "169.254.169.254"):
        with pytest.raises(LampTrouble, match=host):
            Patlite(PatliteSettings(host), Networks()).show(ALL_WELL)
        with pytest.raises(LampTrouble, match=host):
            Relay(RelaySettings(host), Networks()).show(ALL_WELL)


@pytest.mark.parametrize("base", [0, 1])
def test_a_relay_shows_what_it_is_told(base: int, relay: RelayServer) -> None:
    settings = RelaySettings(
        "127.0.0.1", relay.port, base=base, red=base, amber=base + 1, green=base + 2, buzzer=base + 3,
        button=base + 2,
    )  # fmt: skip
    lamp = Relay(settings, HERE)
    lamp.show(Signal(F, NO, ON, Buzzer.URGENT))
    assert relay.coils == {0: True, 1: False, 2: True, 3: True} | dict.fromkeys(range(4, 8), False)
    assert not lamp.acknowledged()
    relay.inputs[2] = True
    assert lamp.acknowledged()
    lamp.off()
    assert not any(relay.coils.values())
    lamp.close()


def test_a_relay_that_does_not_follow_is_in_trouble(relay: RelayServer) -> None:
    lamp = Relay(RelaySettings("127.0.0.1", relay.port), HERE)
    relay.stuck = {2}
    with pytest.raises(LampTrouble, match="coil 2 does not follow"):
        lamp.show(ALL_WELL)
    relay.exception = ExcCodes.DEVICE_BUSY
    with pytest.raises(LampTrouble, match=r"06 .*it is busy"):
        lamp.show(ALL_WELL)
    relay.exception = None
    lamp.close()
    lamp = Relay(RelaySettings("127.0.0.1", relay.port, red=4000), HERE)
    with pytest.raises(LampTrouble, match=r"02 .*no such address"):
        lamp.show(ALL_WELL)
    lamp.close()


def test_a_relay_with_another_unit_id_says_nothing(
    relay: RelayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.notify.relay._SECONDS", 0.5)
    lamp = Relay(RelaySettings("127.0.0.1", relay.port, unit=255), HERE)
    with pytest.raises(LampTrouble, match="does not answer"):
        lamp.show(ALL_WELL)
    lamp.close()


@pytest.fixture
def kept(lamps: Lamps, clock: FakeClock) -> Iterator["Kept"]:
    house = Kept(lamps, clock)
    yield house
    house.close()


class Kept:
    """Lamps kept in the state of the alerts that a test opens."""

    def __init__(self, lamps: Lamps, clock: FakeClock) -> None:
        self.alerts: list[OpenAlert] = []
        self.presses: list[tuple[str, tuple[int, ...]]] = []
        self.keeper = LampKeeper(lamps, lambda: self.alerts, self._pressed, clock, every_s=0.05)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def close(self) -> None:
        if not self._stop.is_set():
            self._stop.set()
            self._thread.join()
            self.keeper.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            self.keeper.step()
            self._stop.wait(0.05)

    def _pressed(self, lamp: SetLamp, alerts: tuple[OpenAlert, ...]) -> None:
        self.presses.append((lamp.name, tuple(one.id for one in alerts)))


def test_a_lamp_follows_the_alerts_until_it_is_turned_off(
    tower: PatliteServer, lamps: Lamps, kept: Kept
) -> None:
    number = lamps.add(given(tower, groups=("夜班",)), "chen").id
    until(lambda: tower.tiers == "00100")
    kept.alerts = [alert(1, 1, group="日班"), alert(2, 4)]
    kept.alerts.append(alert(3, 2, group="夜班"))
    until(lambda: tower.tiers == "20100" and tower.buzzer == "2")
    tower.is_pressed = True
    until(lambda: tower.buzzer == "0")
    assert tower.tiers == "20100"
    assert kept.presses == [("勤務中心", (3,))]
    tower.is_pressed = False
    kept.alerts = [alert(3, 2, group="夜班"), alert(4, 3)]
    until(lambda: (tower.tiers, tower.buzzer) == ("22100", "2"))
    until(lambda: lamps.state(number).pressed is not None)
    kept.close()
    assert (tower.tiers, tower.buzzer) == ("00000", "0")


def test_a_lamp_that_is_gone_is_said_and_holds_up_no_other(
    tower: PatliteServer, relay: RelayServer, lamps: Lamps, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.notify.lamps.keeper._PAUSE_S", 0.05)
    one = lamps.add(given(tower), "chen").id
    other = lamps.add(GivenLamp("值班台", "relay", {"host": "127.0.0.1", "port": relay.port}), "chen").id
    until(lambda: relay.coils[2] and tower.tiers == "00100")
    relay.power_fails()
    until(lambda: "cannot be reached" in lamps.state(other).trouble)
    kept.alerts = [alert(1, 2)]
    until(lambda: tower.tiers == "20100")
    assert lamps.state(one).trouble == ""
    relay.power_returns()
    until(lambda: relay.coils[0] and relay.coils[2] and relay.coils[3])
    until(lambda: lamps.state(other).trouble == "")


def test_a_keeper_that_nobody_tells_anything_shows_down(
    tower: PatliteServer, lamps: Lamps, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.notify.lamps.keeper._BLIND_S", 0.0)
    lamps.add(given(tower), "chen")
    keeper = LampKeeper(lamps, tuple, lambda *_: None, clock, every_s=0.05)
    keeper.step()
    until(lambda: tower.tiers == "01000")
    keeper.close()


def test_a_trial_shows_at_once_and_what_it_should_afterwards(
    tower: PatliteServer, lamps: Lamps, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.notify.lamps.lamps._TRIAL_S", 0.3)
    number = lamps.add(given(tower), "chen").id
    until(lambda: tower.tiers == "00100")
    lamps.try_out(number, "red")
    assert tower.tiers == "20000"
    until(lambda: tower.tiers == "00100")
    tower.fails = True
    with pytest.raises(LampTrouble):
        lamps.try_out(number, "buzzer")
    assert lamps.trial(number) is None
    with pytest.raises(NotFound, match="red, amber, green, buzzer, down"):
        lamps.try_out(number, "disco")


def test_a_lamp_that_is_changed_or_removed_goes_out(
    tower: PatliteServer, lamps: Lamps, kept: Kept, clock: FakeClock
) -> None:
    number = lamps.add(given(tower), "chen").id
    until(lambda: tower.tiers == "00100")
    clock.advance(1)
    lamps.change(number, given(tower, is_enabled=False), "chen")
    until(lambda: tower.tiers == "00000")
    clock.advance(1)
    lamps.change(number, given(tower), "chen")
    until(lambda: tower.tiers == "00100")
    lamps.remove(number)
    until(lambda: tower.tiers == "00000")


def test_what_is_no_lamp_is_refused(tower: PatliteServer, lamps: Lamps) -> None:
    number = lamps.add(given(tower), "chen").id
    with pytest.raises(Conflict, match="already"):
        lamps.add(given(tower), "chen")
    for wrong in (
        given(tower, name=""),
        given(tower, name="二", priority=6),
        GivenLamp("二", "patlite", {"host": "127.0.0.1", "port": 0}),
        GivenLamp("二", "relay", {"host": ""}),
    ):
        with pytest.raises(Invalid):
            lamps.add(wrong, "chen")
    with pytest.raises(NotFound, match="patlite, relay"):
        lamps.add(GivenLamp("二", "lava", {}), "chen")
    assert [one.id for one in lamps.all()] == [number]


CENTRE = """
import json, subprocess, sys, time
dog = subprocess.Popen([sys.executable, "-m", "trackway.node.lamp_watchdog"], stdin=subprocess.PIPE,
                       start_new_session=True)
dog.stdin.write(sys.argv[1].encode() + b"\\n")
dog.stdin.flush()
print(dog.pid, flush=True)
while True:
    dog.stdin.write(b"\\n")
    dog.stdin.flush()
    time.sleep(0.2)
"""


def test_a_centre_that_is_killed_leaves_lamps_that_say_so(tower: PatliteServer, relay: RelayServer) -> None:
    orders = {
        "networks": HERE.allowed,
        "lamps": [
            {"id": 1, "kind": "patlite", "settings": {"host": "127.0.0.1", "port": tower.port}},
            {"id": 2, "kind": "relay", "settings": {"host": "127.0.0.1", "port": relay.port}},
        ],
    }
    tower.tiers, tower.buzzer = "20100", "1"
    relay.coils |= {0: True, 2: True, 3: True}
    with subprocess.Popen(
        [sys.executable, "-c", CENTRE, json.dumps(orders)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
    ) as centre:
        assert centre.stdout is not None
        watchdog = int(centre.stdout.readline())
        until(lambda: _ignores(watchdog, signal.SIGTERM))
        os.kill(watchdog, signal.SIGTERM)  # as a service manager does to what is left of a service
        centre.send_signal(signal.SIGKILL)
    until(lambda: (tower.tiers, tower.buzzer) == ("01000", "0"))
    until(lambda: [relay.coils[i] for i in range(4)] == [False, True, False, False])
    until(lambda: not Path(f"/proc/{watchdog}").exists() or _is_dead(watchdog))


def _ignores(process: int, asked: signal.Signals) -> bool:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    ignored = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn:"))
    return bool(ignored >> (asked - 1) & 1)


def _is_dead(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_dismissed_watchdog_leaves_the_lamps_alone(tower: PatliteServer) -> None:
    orders = {
        "networks": HERE.allowed,
        "lamps": [{"id": 1, "kind": "patlite", "settings": {"host": "127.0.0.1", "port": tower.port}}],
    }
    watchdog = subprocess.run(
        [sys.executable, "-m", "trackway.node.lamp_watchdog"],
        input=json.dumps(orders).encode() + b"\nbye\n",
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        timeout=60,
        check=False,
    )
    assert watchdog.returncode == 0
    assert tower.calls == 0
    assert DOWN.green is Light.OFF
