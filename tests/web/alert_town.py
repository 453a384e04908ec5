"""A town with a watch: alerts over the API, and their news over a real connection."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.conftest import ORIGIN, PASSWORD, Town

from trackway.corrections import CorrectedPassages
from trackway.node.watching import opened_watch
from trackway.sqlite import SqliteFile
from trackway.video.addresses import Networks
from trackway.watch import WATCH_FILE, Rooms
from trackway.watch.alerts import Alerts, Rule
from trackway.web import Settings, create_app

INSIDER = "lee"
"""Who may know of covert hits in this town."""


@dataclass
class WatchedTown:
    """The town, its watch, and the app over both."""

    town: Town
    rooms: Rooms
    app: FastAPI

    @property
    def alerts(self) -> Alerts:
        return self.rooms.alerts

    def client(self, username: str) -> TestClient:
        client = TestClient(self.app, base_url=ORIGIN)
        answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client


@contextmanager
def watched(town: Town, gateways: Networks | None = None) -> Iterator[WatchedTown]:
    """A watch in which officer Lee is let into what is covert."""
    with (
        opened_watch(town.folder, town.clock, gateways=gateways) as opened,
        watched_beside(town, opened) as place,
    ):
        yield place


@contextmanager
def watched_beside(town: Town, opened: Rooms) -> Iterator[WatchedTown]:
    """The same with alerts in a file of their own, beside rooms that others use too."""

    def rules(rule: str, groups: tuple[str, ...]) -> Rule:
        return Rule(sees=lambda username: username == INSIDER)

    with closing(SqliteFile(town.folder / "alerts.sqlite", WATCH_FILE)) as database:
        rooms = replace(opened, database=database, alerts=Alerts(database, town.clock, rules))
        app = create_app(
            registry=town.registry,
            passages=CorrectedPassages(town.passages, town.corrections),
            corrections=town.corrections,
            saved=town.saved,
            pictures=town.pictures,
            trust=town.trust,
            clock=town.clock,
            map_folder=town.folder / "map",
            demo=None,
            static=town.folder / "static",
            settings=Settings(),
            watch=rooms,
        )
        yield WatchedTown(town, rooms, app)


class News:
    """A page that listens to the news of alerts."""

    def __init__(self, response: httpx2.Response) -> None:
        self._lines = response.iter_lines()

    def next(self, *kinds: str) -> tuple[int, str, Any]:
        """The next frame of one of these kinds: its number, its kind, its data."""
        number, kind = 0, ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                kind = value
            elif name == "data" and kind in kinds:
                return number, kind, json.loads(value)
            elif not line:
                number, kind = 0, ""
        raise AssertionError(f"The stream ended before {kinds}.")


@contextmanager
def listening(
    address: str, username: str, *, after: int | None = None, last_event_id: str = ""
) -> Iterator[News]:
    """Sign in over a real connection and listen."""
    with httpx2.Client(base_url=address, timeout=60) as client:
        answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        params = {} if after is None else {"after": after}
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        with client.stream("GET", "/api/v1/alerts/events", params=params, headers=headers) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            news = News(response)
            news.next("hello")
            yield news
