"""A centre's lamps when it is killed: the process that is left behind says so on the wall."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.notify.faulty import closing_down
from tests.notify.lamp_servers import PatliteServer

SOURCE = Path(__file__).parents[2] / "src"
CENTRE = """
import sys, time
from pathlib import Path
from trackway.node.clock import SystemClock
from trackway.node.lamps import lamps_kept
from trackway.node.watching import opened_watch
from trackway.notify.lamps import GivenLamp
from trackway.registry import Registry
from trackway.video.addresses import Networks

data, port, here = Path(sys.argv[1]), int(sys.argv[2]), Networks(("127.0.0.0/8",))
clock = SystemClock()
with opened_watch(data, clock, gateways=here) as rooms, Registry(data / "registry.sqlite") as registry:
    rooms.lamps.add(GivenLamp("勤務中心", "patlite", {"host": "127.0.0.1", "port": port}), "chen")
    with lamps_kept(rooms, clock, here, registry):
        sys.stdin.read()
"""


def until(holds: Callable[[], bool]) -> None:
    """Wait for something; a minute is for the slowest machine."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not come to that within a minute"
        time.sleep(0.02)


def centre(folder: Path, tower: PatliteServer) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CENTRE, str(folder), str(tower.port)],
        stdin=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
    )


def test_a_killed_centre_leaves_amber_without_green(tmp_path: Path) -> None:
    with closing_down(PatliteServer()) as tower, centre(tmp_path, tower) as process:
        until(lambda: tower.tiers == "00100")
        children = Path(f"/proc/{process.pid}/task")
        until(lambda: any(one.read_text().strip() for one in children.glob("*/children")))
        told = tower.calls
        until(lambda: tower.calls > told)  # two seconds later: the watchdog was told as soon as it was there
        process.send_signal(signal.SIGKILL)
        until(lambda: tower.tiers == "01000")


def test_a_centre_that_ends_in_order_leaves_the_lamp_dark(tmp_path: Path) -> None:
    with closing_down(PatliteServer()) as tower, centre(tmp_path, tower) as process:
        until(lambda: tower.tiers == "00100")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0
        assert tower.tiers == "00000"
