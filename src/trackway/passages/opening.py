"""Opening the store of passages: by the owner that runs, or by one that is started for it."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import trackway
from trackway.model.errors import Unavailable
from trackway.passages.places import (
    ALREADY_OWNED,
    READY,
    UPGRADING,
    USER,
    Endpoint,
    Places,
    is_held,
    locked,
)
from trackway.passages.store import PassageStore

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

__all__ = ["open_passages"]

_START_S = 60.0
"""An owner is there within a second; a folder of hundreds of millions of passages may take longer."""
_CONNECT_S = 5
_DYING_S = 5.0
"""One that was killed holds its lock a moment longer, while the system takes its memory back."""
_ANSWER_S = 150
"""A little more than a statement may take in the store itself, so that its own error comes first."""
_CONNECTIONS = 16
"""Kept open by one process for its threads; more are opened and closed as needed."""


@contextmanager
def open_passages(folder: Path, *, database: str = "") -> Iterator[PassageStore]:
    """The store of passages in a folder, made if it is not there, until the ``with`` block ends.

    Uses the owner process that runs, or starts one that ends when nobody has the store open any more.
    An owner that was killed meanwhile is replaced at the next question. Raises ``Unavailable``.
    ``database`` names another one in the same folder, which is there: the copies of a hold.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            places = Places(folder)
            stack.enter_context(locked(places.lease_lock, shared=True))
            link = _Link(places, database)
        except OSError as error:
            raise Unavailable(f"The folder of passages {folder} cannot be used: {error}.") from error
        stack.callback(link.close)
        from trackway.passages.clickhouse import ClickHousePassages, lay_tables  # noqa: PLC0415  see _start

        if database:
            lay_tables(link.client())  # the owner itself lays those of the store
        yield ClickHousePassages(link)


class _Link:
    """The client of the owner that answers now; one at a time looks for another."""

    def __init__(self, places: Places, database: str) -> None:
        self._places = places
        self._database = database
        self._lock = threading.Lock()
        self._client = _reach(places, database)

    def client(self) -> "Client":
        """See ``Link``."""
        return self._client

    def renewed(self, gone: "Client") -> "Client":
        """See ``Link``."""
        with self._lock:
            if self._client is gone:
                try:
                    self._client = _reach(self._places, self._database)
                except OSError as error:
                    raise Unavailable(f"The folder {self._places.folder} cannot be used: {error}.") from error
                _close(gone)
            return self._client

    def close(self) -> None:
        """Give the connections back."""
        _close(self._client)


def _reach(places: Places, database: str) -> "Client":
    """A client of the owner that runs, or of one started now. Two who start wait for one another."""
    with locked(places.start_lock):
        client = _known(places, database)
        if client is None:
            _start(places)
            client = _known(places, database)
    if client is None:
        raise Unavailable(f"The owner of {places.folder} was started but does not answer; see {places.log}.")
    return client


def _known(places: Places, database: str) -> "Client | None":
    """A client of the owner that said where it answers, if it lives."""
    give_up = time.monotonic() + _DYING_S
    while True:
        endpoint = places.endpoint()
        if endpoint is None or not is_held(places.owner_lock):
            return None
        try:
            return _client(places, endpoint, database)
        except Unavailable:
            if time.monotonic() > give_up:
                raise
        time.sleep(0.02)  # flock cannot wait with a time limit


def _client(places: Places, endpoint: Endpoint, database: str) -> "Client":
    import clickhouse_connect  # noqa: PLC0415  see _start
    from clickhouse_connect.driver.exceptions import ClickHouseError  # noqa: PLC0415
    from clickhouse_connect.driver.httputil import get_pool_manager  # noqa: PLC0415

    try:
        return clickhouse_connect.get_client(
            host="127.0.0.1",
            port=endpoint.port,
            username=USER,
            password=endpoint.token,
            database=database or None,
            # Without sessions threads may share the client; its own pool also keeps proxies out of it.
            autogenerate_session_id=False,
            pool_mgr=get_pool_manager(maxsize=_CONNECTIONS, num_pools=1),
            compress=False,
            connect_timeout=_CONNECT_S,
            send_receive_timeout=_ANSWER_S,
            # Parameters, and so plates, travel in the body and are in no address that an error may show.
            form_encode_query_params=True,
            show_clickhouse_errors="scrub",
        )
    except ClickHouseError as error:
        raise Unavailable(
            f"The owner of {places.folder} (process {endpoint.pid}) lives but does not answer."
        ) from error


def _close(client: "Client") -> None:
    client.close()
    client.http.clear()  # type: ignore[attr-defined]  # the pool is ours, so the client leaves it open


def _start(places: Places) -> None:
    """Start an owner and wait until it is ready."""
    source = str(Path(trackway.__file__).parents[1])
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    with os.fdopen(os.open(places.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "trackway.passages.owner", str(places.folder), "--leased"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=os.environ | {"PYTHONPATH": path, "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C is for whoever asked, not for the store others may be using
        )
    threading.Thread(target=process.wait, name="owner", daemon=True).start()  # leaves no zombie behind
    # The client takes 0.2 s to load: here, while the owner starts, and never in the owner itself.
    import_module("trackway.passages.clickhouse")
    assert process.stdout is not None  # noqa: S101  a pipe was asked for
    with process.stdout as said:
        if _is_ready(said.fileno()):
            return
    process.terminate()  # still starting after all that time; nothing happens if it has ended
    code = process.wait()
    if code != ALREADY_OWNED:
        lines = places.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        why = lines[-1][:500] if lines else "it said nothing"
        raise Unavailable(f"The owner of {places.folder} could not be started (exit code {code}): {why}")


def _is_ready(descriptor: int) -> bool:
    """Whether the owner said so before it ended or the time was up; an upgrade may take what it takes."""
    give_up = time.monotonic() + _START_S
    said = b""
    while READY.encode() not in said.splitlines():
        left_s = None if UPGRADING.encode() in said.splitlines() else max(0.0, give_up - time.monotonic())
        readable, _, _ = select.select([descriptor], [], [], left_s)
        piece = os.read(descriptor, 64) if readable else b""
        if not piece:
            return False
        said += piece
    return True
