"""Every journal there is, one after the other; NATS as a real server on a port of its own."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.journal import Journal, SqliteJournal
from trackway.journal.nats_journal import NatsJournal
from trackway.model.errors import Unavailable

_SERVER = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")


class Server:
    """A NATS server with JetStream that syncs every message, its files in one folder."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._config = folder / "nats.conf"
        self._config.write_text(
            f"listen: 127.0.0.1:{self.port}\n"
            f'jetstream {{ store_dir: "{folder / "nats"}", sync_interval: always }}\n'
        )
        self.start()

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert _SERVER
        self._process = subprocess.Popen([_SERVER, "-c", str(self._config)], stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def journal(self, clock: FakeClock) -> NatsJournal:
        """Connect as soon as the server is there."""
        until = time.monotonic() + 60
        while True:
            try:
                return NatsJournal(self.url, clock)
            except Unavailable:
                assert time.monotonic() < until, "nats-server did not start"
                assert self._process.poll() is None, "nats-server ended"
                time.sleep(0.05)


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[Server]:
    if _SERVER is None:
        pytest.skip("no nats-server here: the journal on NATS JetStream was NOT tested")
    server = Server(tmp_path)
    yield server
    server.kill()


@pytest.fixture(params=["sqlite", "nats"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Journal]:
    """A new journal, empty, on the clock of the test."""
    if request.param == "sqlite":
        with SqliteJournal(tmp_path / "journal.sqlite", clock) as file:
            yield file
        return
    server: Server = request.getfixturevalue("nats")
    with server.journal(clock) as there:
        yield there
