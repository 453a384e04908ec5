"""Officers who act at once, in processes of their own; and a process killed while it writes."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.conftest import FakeClock
from tests.watch.alerts.parts import LEE, WANG, hit, opened

from trackway.model.question import Officer
from trackway.model.time import Instant
from trackway.watch.alerts import Alerts, Event, EventKind, TakenMeanwhile

PATIENCE_S = 120.0


OFFICER = """
import sys
from pathlib import Path
from tests.conftest import FakeClock
from tests.watch.alerts.parts import LEE, opened
from trackway.model.time import Instant
from trackway.watch.alerts import Alerts, Rejection, TakenMeanwhile

folder, *numbers = sys.argv[1:]
alerts = Alerts(opened(Path(folder)), FakeClock(Instant(1_795_352_400_000_000)))
print("ready", flush=True)
sys.stdin.readline()
for number in map(int, numbers):
    try:
        alerts.reject(number, LEE, 1, Rejection.MISREAD)
        print("done", flush=True)
    except TakenMeanwhile as told:
        print(told, flush=True)
"""


def test_of_officers_in_two_processes_one_wins_each_alert(tmp_path: Path, clock: FakeClock) -> None:
    database = opened(tmp_path)
    alerts = Alerts(database, clock)
    alerts.take([hit(clock.at, rule=f"entry:{n}") for n in range(12)])
    numbers = sorted(alert.id for alert in alerts.seen_by(WANG).open())
    lee = subprocess.Popen(
        [sys.executable, "-c", OFFICER, str(tmp_path), *map(str, numbers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_root(),
    )
    assert lee.stdout is not None
    assert lee.stdin is not None
    assert lee.stdout.readline() == "ready\n"
    lee.stdin.write("go\n")
    lee.stdin.flush()
    told = {"wang": [_shown(alerts, number) for number in numbers]}
    told["lee"] = lee.communicate(timeout=PATIENCE_S)[0].splitlines()
    for n, number in enumerate(numbers):
        steps = alerts.seen_by(WANG).steps(number)
        assert len(steps) == 2
        winner = steps[-1].by
        loser = "lee" if winner == "wang" else "wang"
        assert told[winner][n] == "done"
        first = f"{winner} was first: alert {number} was {steps[-1].kind.value} at 21:00:00"
        assert told[loser][n].startswith(first)
    database.close()


def _shown(alerts: Alerts, number: int) -> str:
    try:
        alerts.show(number, WANG, 1)
    except TakenMeanwhile as told:
        return str(told)
    return "done"


def test_of_officers_on_many_threads_one_wins(tmp_path: Path, clock: FakeClock) -> None:
    database = opened(tmp_path)
    alerts = Alerts(database, clock)
    alerts.take([hit(clock.at)])
    (alert,) = alerts.seen_by(WANG).open()
    told: list[str] = []
    ready = threading.Barrier(8)

    def try_it(by: Officer) -> None:
        ready.wait(PATIENCE_S)
        try:
            alerts.show(alert.id, by, alert.version)
        except TakenMeanwhile as error:
            told.append(str(error))

    threads = [threading.Thread(target=try_it, args=((WANG, LEE)[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 7
    assert len(alerts.events(0)) == 2
    database.close()


WRITER = """
import sys
from pathlib import Path
from tests.conftest import FakeClock
from tests.watch.alerts.parts import hit, opened
from trackway.model.time import Instant
from trackway.watch.alerts import Alerts

clock = FakeClock(Instant(1_795_352_400_000_000))
database = opened(Path(sys.argv[1]))
alerts = Alerts(database, clock)
n = 0
while True:
    n += 1
    clock.advance(1)
    with database.transaction():
        alerts.take([hit(clock.at, key=f"{n}:{m}", rule=f"entry:{n % 5}") for m in range(3)])
    print(n, flush=True)
"""


def test_what_was_taken_when_a_process_was_killed_is_all_there(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=_root()
    )
    assert writer.stdout is not None
    said = 0
    until = time.monotonic() + PATIENCE_S
    while said < 12 and time.monotonic() < until:
        said = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    said = max([said, *(int(line) for line in writer.stdout if line.strip())])
    writer.wait()
    writer.stdout.close()

    database = opened(tmp_path)
    clock = FakeClock(hit_clock(said))
    alerts = Alerts(database, clock)
    before = alerts.events(0)
    taken = len([event for event in before if _is_of_hit(event)])
    # All of a transaction or nothing, and nothing that was said to be done is missing.
    assert taken % 3 == 0
    assert said <= taken // 3 <= said + 1
    assert sum(alert.hits for alert in alerts.seen_by(WANG).open()) == taken
    # The watch shows the same passages again after its start: each counts once.
    again = [hit(hit_clock(n), key=f"{n}:{m}", rule=f"entry:{n % 5}") for n in (1, 2, said) for m in range(3)]
    alerts.take(again)
    assert alerts.events(0) == before
    database.close()


def hit_clock(n: int) -> Instant:
    return Instant(1_795_352_400_000_000).plus(n)


def _is_of_hit(event: Event) -> bool:
    return event.kind in (EventKind.OPENED, EventKind.SEEN_AGAIN)


def _root() -> Path:
    return Path(__file__).parents[3]
