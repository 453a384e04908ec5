import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.conftest import FakeClock

from trackway.corrections import CorrectedPassages, Corrections
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Officer, Role
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import MemoryPassages, PassageStore, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Passwords, Trust
from trackway.watch import Rooms
from trackway.web import FootageProgress, Recorded, Settings, create_app, server_config

PASSWORD = "correct horse 88"
ORIGIN = "http://testserver"
JPEG = b"\xff\xd8\xff\xe0 a picture of nothing \xff\xd9"
NOON = Instant.of(datetime.fromisoformat("2026-11-20T12:00:00+08:00"))


@dataclass
class Town:
    """A small house: three cameras, a few passages, one officer of each role."""

    folder: Path
    clock: FakeClock
    registry: Registry
    passages: PassageStore
    corrections: Corrections
    saved: Saved
    pictures: Pictures
    trust: Trust
    digest: str

    def app(
        self,
        *,
        settings: Settings | None = None,
        demo: Path | None = None,
        imports: Callable[[], Iterable[FootageProgress]] = tuple,
        recorded: Recorded | None = None,
        watch: Rooms | None = None,
    ) -> FastAPI:
        return create_app(
            registry=self.registry,
            passages=CorrectedPassages(self.passages, self.corrections),
            corrections=self.corrections,
            saved=self.saved,
            pictures=self.pictures,
            trust=self.trust,
            clock=self.clock,
            map_folder=self.folder / "map",
            demo=demo,
            static=self.folder / "static",
            settings=settings or Settings(),
            imports=imports,
            recorded=recorded,
            watch=watch,
        )


@pytest.fixture(scope="session")
def cheap() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@contextmanager
def built(tmp_path: Path, cheap: Passwords) -> Iterator[Town]:
    clock = FakeClock(NOON.plus(3600))
    with (
        Registry(tmp_path / "registry.sqlite") as registry,
        Trust(tmp_path / "trust.sqlite", clock, passwords=cheap) as trust,
        Corrections(tmp_path / "corrections.sqlite", clock) as corrections,
        Saved(tmp_path / "saved.sqlite", clock) as saved,
    ):
        chief = trust.command_line_officer("nobody")
        for username, name, role in (
            ("chen", "陳主任", Role.ADMINISTRATOR),
            ("wang", "王小明", Role.INVESTIGATOR),
            ("lee", "李偵查", Role.INVESTIGATOR),
            ("lin", "林稽核", Role.AUDITOR),
        ):
            trust.officers.add(chief, username, name, PASSWORD, role)
        registry.save(
            stations=[Station("ST1", "中山派出所", "花蓮分局", Point(121.605, 23.980))],
            sites=[Site("S1", "中山中正路口", Point(121.6060, 23.9760))],
            cameras=[
                Camera(
                    "HL-001",
                    1,
                    "中山中正路口 北",
                    CameraKind.PLATE,
                    Point(121.6060, 23.9760),
                    0.0,
                    40.0,
                    "S1",
                    "ST1",
                    "示範",
                    2020,
                ),
                Camera("HL-002", 2, "中山中正路口 南", CameraKind.PLATE, Point(121.6061, 23.9761), 180.0),
                Camera("RS-001", 3, "瑞穗車站", CameraKind.ORDINARY, Point(121.3756, 23.4970)),
            ],
        )
        pictures = Pictures(tmp_path / "pictures")
        digest = pictures.put(JPEG)
        passages = MemoryPassages()
        passages.add(_passages(digest))
        (tmp_path / "map").mkdir()
        static = tmp_path / "static"
        (static / "assets").mkdir(parents=True)
        (static / "index.html").write_text("<!doctype html><title>車行軌跡</title>")
        (static / "assets" / "main-abc123.js").write_text("console.log('x');" * 200)
        (static / "basemap").mkdir()
        (static / "basemap" / "towns.json").write_text(json.dumps({"towns": ["花蓮市"] * 500}))
        yield Town(tmp_path, clock, registry, passages, corrections, saved, pictures, trust, digest)


def _passages(digest: str) -> list[Passage]:
    reading = Reading(
        letters=tuple(Letter(c, 0.9, (("8", 0.1),)) for c in "ABC1235"),
        found=0.95,
        box=Box(10, 20, 110, 60),
        at_s=1.5,
        model="test",
        corners=((10.5, 21.0), (109.0, 20.5), (108.0, 59.5), (11.0, 60.0)),
        colours=PlateColours.WHITE_RED,
    )
    return [
        Passage(
            id=passage_id(NOON.plus(minutes * 60), camera, 0),
            stamp=Stamp(NOON.plus(minutes * 60), ClockOwner.CAMERA, 0.5),
            camera=camera,
            source=Source.LIVE,
            plate=parse_plate(plate) if plate else None,
            confidence=0.9 if plate else 0.0,
            looks=2,
            kind=VehicleKind.SEDAN,
            colour=colour,
            heading=Heading.N,
            speed_kmh=51.5,
            speed_error_kmh=2.5,
            lane=2,
            plate_colours=PlateColours.WHITE_RED if colour is Colour.WHITE else PlateColours.UNKNOWN,
            kind_confidence=0.95,
            colour_confidence=0.88,
            model="test",
            pictures=(Picture(digest, 1.5, Box(10, 20, 110, 60)),),
            readings=(reading,) if plate else (),
        )
        for minutes, camera, plate, colour in (
            (0, 1, "ABC-1235", Colour.WHITE),
            (10, 2, "ABC-1235", Colour.WHITE),
            (20, 2, "BKP-2075", Colour.RED),
            (30, 1, "", Colour.BLACK),
            (50, 3, "ABC-1235", Colour.WHITE),
            (55, 77, "BKP-2075", Colour.RED),  # a camera nobody registered
        )
    ]


@pytest.fixture
def town(tmp_path: Path, cheap: Passwords) -> Iterator[Town]:
    with built(tmp_path, cheap) as town:
        yield town


@pytest.fixture(scope="module")
def old_town(tmp_path_factory: pytest.TempPathFactory, cheap: Passwords) -> Iterator[Town]:
    """One town for many tests that leave nothing in it but audit rows."""
    with built(tmp_path_factory.mktemp("old_town"), cheap) as town:
        yield town


@pytest.fixture(scope="module")
def passer_by(old_town: Town) -> TestClient:
    """A stranger in the old town."""
    return TestClient(old_town.app(), base_url=ORIGIN)


@pytest.fixture(scope="module")
def resident(old_town: Town) -> TestClient:
    """Officer Wang in the old town, with a purpose of number 1."""
    client = TestClient(old_town.app(), base_url=ORIGIN)
    client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
    answer = client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊車輛協尋"})
    assert answer.json()["id"] == 1
    return client


@pytest.fixture
def stranger(town: Town) -> Iterator[TestClient]:
    with TestClient(town.app(), base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def signed_in(town: Town) -> Callable[[str], TestClient]:
    """A client in whose browser this officer is signed in."""
    app = town.app()

    def client_of(username: str) -> TestClient:
        client = TestClient(app, base_url=ORIGIN)
        answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    return client_of


@pytest.fixture
def wang(signed_in: Callable[[str], TestClient]) -> TestClient:
    return signed_in("wang")


@pytest.fixture
def chen(signed_in: Callable[[str], TestClient]) -> TestClient:
    return signed_in("chen")


@pytest.fixture
def purpose_id(wang: TestClient) -> int:
    answer = wang.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊車輛協尋"})
    assert answer.status_code == 201
    return int(answer.json()["id"])


@contextmanager
def served(app: FastAPI, settings: Settings | None = None) -> Iterator[str]:
    """The app under a real server on loopback; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Announcing(server_config(app, settings or Settings()))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert started.wait(30)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def real(town: Town) -> Iterator[httpx2.Client]:
    """A browser-like client, signed in, over a real connection."""
    with served(town.app()) as address, httpx2.Client(base_url=address) as client:
        answer = client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
        assert answer.status_code == 200
        yield client


def officer(town: Town, username: str) -> Officer:
    return town.trust.officers.account(username).officer
