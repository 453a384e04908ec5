"""Live footage over a WebSocket, from a real socket of a recorder, to a real client over a real server."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.on_air import PATIENCE_S, OnAir, on_air
from tests.recorded_day import RecordedDay, at
from tests.web.conftest import PASSWORD, Town, served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from trackway.trust import AuditRow, Outcome
from trackway.web.gate import COOKIE


class Viewer:
    """A signed-in officer's way to live pictures."""

    def __init__(self, address: str, username: str = "wang") -> None:
        self.address = address
        self.client = httpx2.Client(base_url=address)
        self.client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        stated = self.client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "協尋"})
        self.purpose = stated.json()["id"]

    def watch(
        self,
        camera: int = 1,
        *,
        origin: str | None = "",
        cookie: str | None = None,
        purpose: int | None = None,
    ) -> ClientConnection:
        host = self.address.removeprefix("http://")
        cookie = self.client.cookies[COOKIE] if cookie is None else cookie
        return connect(
            f"ws://{host}/api/v1/footage/{camera}/live?purpose_id={purpose or self.purpose}",
            origin=self.address if origin == "" else origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"{COOKIE}={cookie}"},
            proxy=None,
            max_size=None,
        )


@pytest.fixture
def air(tmp_path: Path) -> Iterator[OnAir]:
    with on_air(tmp_path / "recorder.sock", at("13:00:00")) as air:
        yield air


@pytest.fixture
def viewer(town: Town, air: OnAir) -> Iterator[Viewer]:
    day = RecordedDay(town.folder, town.clock)
    with day.catalogue, served(town.app(recorded=day.parts(air.path))) as address:
        viewer = Viewer(address)
        with closing(viewer.client):
            yield viewer


def told(socket: ClientConnection) -> dict[str, Any]:
    message = socket.recv(timeout=PATIENCE_S)
    assert isinstance(message, str)
    found: dict[str, Any] = json.loads(message)
    return found


def live_row(town: Town) -> AuditRow:
    lin = town.trust.officers.account("lin").officer
    return next(row for row in town.trust.audit_rows(lin, action="live"))


def test_tracks_then_fragments_then_gaps(town: Town, air: OnAir, viewer: Viewer) -> None:
    air.fragment()
    with viewer.watch() as socket:
        first = told(socket)
        assert (first["what"], first["codecs"]) == ("tracks", air.opened.codecs)
        assert first["now_us"] == town.clock.at.us
        assert socket.recv(timeout=PATIENCE_S) == air.opened.init
        assert (last := told(socket))["what"] == "fragment"  # the newest that is durable, at once
        assert last["to_us"] - last["from_us"] == 1_000_000
        assert b"moof" in bytes(socket.recv(timeout=PATIENCE_S))[:64]  # type: ignore[arg-type]
        row = live_row(town)
        assert (row.outcome, row.case_no) == (Outcome.UNFINISHED, "1150001")
        assert row.details == {"camera": 1, "role": "main"}
        air.fragment()
        assert told(socket)["from_us"] == last["to_us"]
        socket.recv(timeout=PATIENCE_S)
        air.gap()
        gap = told(socket)
        assert (gap["what"], gap["cause"], gap["says"]) == ("gap", "network_reset", "reset by peer")
    _until(lambda: live_row(town).outcome is Outcome.DONE)
    assert live_row(town).rows_found == 2


def test_the_gate_closes_sockets_too(viewer: Viewer) -> None:
    for changes in ({"cookie": "nobody"}, {"origin": "https://elsewhere.example"}, {"origin": None}):
        with pytest.raises(InvalidStatus) as refused, viewer.watch(**changes):
            pass
        assert refused.value.response.status_code == (401 if "cookie" in changes else 403)


def test_no_purpose_no_pictures(viewer: Viewer) -> None:
    with viewer.watch(purpose=999) as socket:
        assert told(socket)["what"] == "end"
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=PATIENCE_S)


def test_auditors_watch_nothing(air: OnAir, viewer: Viewer) -> None:
    air.fragment()
    lin = Viewer(viewer.address, "lin")
    with closing(lin.client), lin.watch() as socket:
        end = told(socket)
        assert (end["what"], end["kind"]) == ("end", "denied")


def test_it_ends_with_the_session(air: OnAir, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackway.web.live._LOOK_S", 0.05)
    air.fragment()
    with viewer.watch() as socket:
        assert told(socket)["what"] == "tracks"
        viewer.client.delete("/api/v1/session")
        while isinstance(message := socket.recv(timeout=PATIENCE_S), bytes) or '"end"' not in message:
            pass
        assert json.loads(message)["kind"] == "not_signed_in"


def test_nobody_watches_more_than_two_windows(air: OnAir, viewer: Viewer) -> None:
    air.fragment()
    with ExitStack() as windows:
        sockets = [windows.enter_context(viewer.watch()) for _ in range(18)]
        assert {told(socket)["what"] for socket in sockets} == {"tracks"}
        assert told(windows.enter_context(viewer.watch()))["kind"] == "conflict"


def test_a_recorder_that_is_not_there_is_a_sentence(town: Town, tmp_path: Path) -> None:
    day = RecordedDay(town.folder, town.clock)
    with day.catalogue, served(town.app(recorded=day.parts(tmp_path / "none.sock"))) as address:
        viewer = Viewer(address)
        with closing(viewer.client), viewer.watch() as socket:
            end = told(socket)
            assert (end["what"], end["kind"]) == ("end", "unavailable")
            assert end["message"] == "The recorder does not answer; is it running?"


def _until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; a test that waits a minute has failed."""
    patience = threading.Event()
    for _ in range(PATIENCE_S * 20):
        if holds():
            return
        patience.wait(0.05)
    raise AssertionError("It never came to be.")
