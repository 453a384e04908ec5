"""A centre of its own: set up with wanted plates, started as people start it, followed by a page."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.alerting.gateway import Gateway
from trackway.model.pattern import PlatePattern
from trackway.model.question import Role
from trackway.model.time import Clock
from trackway.node.watching import opened_watch
from trackway.notify.outbox import GivenChannel
from trackway.registry import Registry
from trackway.sim import county
from trackway.trust import Trust
from trackway.video.addresses import Networks
from trackway.watch import Act, Category, ListKind, Terms, WatchList
from trackway.watch.duty import Contact, Group, Person
from trackway.watch.lists import Draft

__all__ = ["Page", "running", "set_up"]

_USER, _OTHER, _PASSWORD = "officer", "other", "correct horse battery 88"
_HERE = "127.0.0.1/32"


def set_up(data: Path, clock: Clock, taking: Gateway, wanted: Sequence[str], others: Sequence[str]) -> None:
    """Cameras, two officers, a list of these plates, and a duty officer with a telephone."""
    data.mkdir(mode=0o700)
    (data / "trackway.toml").write_text(f'[notify]\nnetworks = ["{_HERE}"]\n')
    place = county()
    with Registry(data / "registry.sqlite") as registry:
        registry.save(stations=place.stations, sites=place.sites, cameras=place.cameras)
    with Trust(data / "trust.sqlite", clock) as trust:
        by = trust.command_line_officer("bench")
        for name, role in ((_USER, Role.ADMINISTRATOR), (_OTHER, Role.INVESTIGATOR)):
            trust.officers.add(by, name, name, _PASSWORD, role)
    now = clock.now()
    with opened_watch(data, clock, gateways=Networks((_HERE,))) as rooms:
        settings = {"username": "bench", "password": "bench", "site": taking.site}
        channel = rooms.channels.add(GivenChannel("簡訊", "mitake", settings, is_plate_allowed=True), _USER)
        rooms.duty.put_person(Person(_USER, _USER, (Contact(channel.id, "0912000001"),)))
        rooms.duty.put_group(Group(0, "勤務中心", (_USER,), is_default=True))
        terms = Terms(Category.STOLEN_VEHICLE, priority=1, act=Act.DISPATCH)
        made = rooms.lists.make_list(WatchList(0, "量測", ListKind.WATCH, _USER, terms, now), _USER)
        with rooms.database.transaction():
            for text in (*wanted, *others):
                draft = Draft(PlatePattern(text), now, now.plus(86_400), "量測", "量測", "量測")
                rooms.lists.approve(rooms.lists.add(made.id, draft, _USER).id, _OTHER)


@contextmanager
def running(data: Path, end: signal.Signals = signal.SIGTERM) -> Iterator[int]:
    """``trackway serve`` on a free port, once it answers; ended by a signal when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["serve", "--data", str(data), "--port", str(port)]
    program = [sys.executable, "-c", "from trackway.node import main; main()", *words]
    centre = subprocess.Popen(program, stdout=sys.stderr, env=os.environ)
    try:
        until = time.monotonic() + 120
        while not _answers(port):
            if centre.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the centre did not start")
            time.sleep(0.2)
        yield port
    finally:
        centre.send_signal(end)
        centre.wait(60)


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/api/v1/health")
            return connection.getresponse().status == 200
        except OSError:
            return False


class Page:
    """An officer's page: signed in, following alerts; when each plate's alert arrived."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.told_s: dict[str, float] = {}
        body = json.dumps({"username": _USER, "password": _PASSWORD})
        answer, _ = self._ask("POST", "/api/v1/session", body)
        self._cookie = answer.headers["Set-Cookie"].split(";")[0]
        self._stream = self._open("GET", "/api/v1/alerts/events", "", {"Cookie": self._cookie})
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def is_watched(self) -> bool:
        """Whether the centre says that it watches."""
        _, body = self._ask("GET", "/api/v1/watch/health", "", {"Cookie": self._cookie})
        return bool(json.loads(body)["is_well"])

    def _follow(self) -> None:
        for line in self._stream:
            if line.startswith(b"data:"):
                at_s = time.monotonic()
                alert = json.loads(line[5:]).get("alert") or {}
                plate = (alert.get("plate") or {}).get("text", "") if isinstance(alert, dict) else ""
                if plate:
                    self.told_s.setdefault(plate, at_s)

    def _ask(
        self, method: str, path: str, body: str, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        answer = self._open(method, path, body, headers or {})
        return answer, answer.read()

    def _open(self, method: str, path: str, body: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)
        origin = {"Origin": f"http://127.0.0.1:{self._port}", "Content-Type": "application/json"}
        connection.request(method, path, body or None, origin | headers)
        answer = connection.getresponse()
        if answer.status >= 400:
            raise RuntimeError(f"{path} answered {answer.status}: {answer.read()[:200]!r}")
        return answer
