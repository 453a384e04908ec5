"""The telling of a running centre: an alert is at its gateway moments later, and goes on after a restart."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.notify.listening import HERE, Reply, WebServer, web_server
from tests.watch.alerts.parts import hit

from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.node.telling import told_continuously
from trackway.node.watching import opened_watch
from trackway.notify.outbox import GivenChannel
from trackway.passages import Pictures
from trackway.registry import Registry
from trackway.watch import ListKind, Rooms, Terms, WatchList
from trackway.watch.duty import Contact, Duty, Group, Person

PATIENCE_S = 60.0
URL = "https://centre.example"


@contextmanager
def telling(folder: Path, clock: FakeClock) -> Iterator[Rooms]:
    with ExitStack() as stack:
        registry = stack.enter_context(Registry(folder / "registry.sqlite"))
        rooms = stack.enter_context(opened_watch(folder, clock, gateways=HERE, public_url=URL))
        pictures = Pictures(folder / "pictures")
        stack.enter_context(
            told_continuously(
                folder, clock, rooms=rooms, registry=registry, pictures=pictures, public_url=URL
            )
        )
        yield rooms


def until(says: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not says():
        assert time.monotonic() < end
        time.sleep(0.01)


def people(duty: Duty, server: WebServer) -> None:
    duty.put_person(Person("wang", "王小明", (Contact(1, f"{server.url}/wang"),)))
    duty.put_group(Group(0, "勤務中心", ("wang",), is_default=True))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as server:
        server.answers = [Reply(200, b"taken")]
        yield server


def test_an_alert_is_told_with_place_picture_and_link_and_once(
    tmp_path: Path, clock: FakeClock, server: WebServer
) -> None:
    with Registry(tmp_path / "registry.sqlite") as registry:
        registry.save(
            cameras=[Camera("HL-001", 1, "中山中正路口", CameraKind.PLATE, Point(121.606, 23.976), 0.0, 40.0)]
        )
    digest = Pictures(tmp_path / "pictures").put(b"\xff\xd8 a picture of nothing \xff\xd9")
    with telling(tmp_path, clock) as rooms:
        settings = {"secret": "a secret of sixteen", "with_picture": True}
        rooms.channels.add(GivenChannel("介接", "webhook", settings, is_plate_allowed=True), "chen")
        people(rooms.duty, server)
        rooms.alerts.take([hit(clock.now(), digest=digest, priority=1)])
        until(lambda: len(server.seen) == 1)
        until(lambda: rooms.outbox.log()[0].state == "accepted")
        alert = rooms.outbox.log()[0].alert
    said = server.seen[0].body.decode()
    assert "中山中正路口" in said
    assert f"{URL}/#/alerts/{alert}" in said
    assert '"picture":"' in said
    with telling(tmp_path, clock) as rooms:  # the next start tells nothing of it again, and what is new
        rooms.alerts.take([hit(clock.now(), plate="QQB-0123", rule="entry:2", priority=1)])
        until(lambda: len(server.seen) == 2)
        until(lambda: [one.state for one in rooms.outbox.log()] == ["accepted", "accepted"])
    assert len(server.seen) == 2


def test_a_list_s_own_groups_are_told_where_its_entry_names_none(
    tmp_path: Path, clock: FakeClock, server: WebServer
) -> None:
    with telling(tmp_path, clock) as rooms:
        rooms.channels.add(GivenChannel("介接", "webhook", {"secret": "a secret of sixteen"}), "chen")
        people(rooms.duty, server)
        rooms.duty.put_person(Person("lee", "李偵查", (Contact(1, f"{server.url}/lee"),)))
        rooms.duty.put_group(Group(0, "偵查隊", ("lee",)))
        terms = Terms(recipients=("偵查隊",))
        made = rooms.lists.make_list(
            WatchList(0, "失竊車輛", ListKind.WATCH, "chen", terms, clock.now()), "chen"
        )
        rooms.alerts.take([hit(clock.now(), list_id=made.id)])
        until(lambda: len(server.seen) == 1)
    assert server.seen[0].path == "/lee"
