"""A process killed at any moment between a hit and its gateway: every alert is told, none twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway
from tests.watch.telling.town import Town

from trackway.notify.outbox import Senders

ROUNDS, EACH = 3, 4
PATIENCE_S = 60.0
KILLED = """
import sys
from pathlib import Path
from tests.conftest import FakeClock
from tests.watch.telling.town import Town
from trackway.model.time import Instant
from trackway.notify.outbox import Senders

clock = FakeClock(Instant(int(sys.argv[2])))
with Town(Path(sys.argv[1]), clock) as town:
    senders = Senders(town.outbox, town.channels, clock, Path(sys.argv[1]) / "notify.lock")
    senders.start()
    print("ready", flush=True)
    while True:
        town.tell()
"""


def test_killed_between_match_and_send_no_alert_is_lost_and_none_told_twice(
    tmp_path: Path, clock: FakeClock
) -> None:
    gateway = Gateway()
    with Town(tmp_path, clock, gateway.port) as town:
        # Each round hits are on disk, and the process that tells of them is killed a little later.
        for n in range(ROUNDS):
            for m in range(EACH):
                plate = f"QQ{chr(65 + n * EACH + m)}-0123"
                town.opened(plate=plate, rule=f"entry:{plate}", priority=1, recipients=("偵查隊",))
            killed = subprocess.Popen(
                [sys.executable, "-c", KILLED, str(tmp_path), str(clock.at.us)],
                cwd=Path(__file__).parents[3],
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
            assert killed.stdout is not None
            assert killed.stdout.readline() == b"ready\n"
            time.sleep(n * 0.004)  # any moment will do; these are some
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            killed.stdout.close()
        senders = Senders(town.outbox, town.channels, clock, tmp_path / "notify.lock")
        senders.start()
        town.tell()
        try:
            end = time.monotonic() + PATIENCE_S
            while {one.state.value for one in town.outbox.log()} - {"accepted", "unclear"}:
                assert time.monotonic() < end
                time.sleep(0.02)
        finally:
            senders.close()
            gateway.close()
        deliveries = town.outbox.log()
        assert len(deliveries) == 2 * ROUNDS * EACH  # two channels each
        assert len({one.key for one in deliveries}) == 2 * ROUNDS * EACH
        told = [key for key, _, _ in gateway.taken]
        assert len(set(told)) == len(told)  # this gateway drops nothing, so nothing may come twice
        accepted = {one.key for one in deliveries if one.state.value == "accepted"}
        unclear = {one.key for one in deliveries if one.state.value == "unclear"}
        assert accepted <= set(told) <= accepted | unclear
        assert all(town.outbox.tries(one.id) for one in deliveries)
