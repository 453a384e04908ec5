"""Sources: files fetched from a folder and from a real SFTP server, whole ones only and each once."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncssh
import pytest
from tests.conftest import FakeClock
from tests.watch.lists.conftest import DAY_S

from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.sqlite import SqliteFile
from trackway.trust import Seal
from trackway.video.addresses import Networks
from trackway.watch import WatchList
from trackway.watch.lists import (
    LIST_SECRETS,
    Collector,
    Defaults,
    EntryState,
    GivenSource,
    Imports,
    Lists,
    NotAnothers,
    PageAsked,
    Sources,
)

WHY = Defaults("失竊協尋", "警察職權行使法第28條", "刑偵字第115號", days=3)


@dataclass
class Place:
    """Everything that a list's files go through; ``waited`` runs while a file may still grow."""

    lists: Lists
    sources: Sources
    collector: Collector
    waited: list[str]

    def plates(self) -> list[str]:
        asked = PageAsked(states=frozenset({EntryState.IN_FORCE}))
        return sorted(shown.entry.pattern.text for shown in self.lists.page(asked, "lin").entries)

    def approved(self, given: GivenSource) -> int:
        return self.sources.approve(self.sources.add(given, "lin").id, "chen").id

    def collect(self, source: int) -> str:
        return self.collector.collect(self.sources.source(source))


@pytest.fixture
def place(database: SqliteFile, lists: Lists, clock: FakeClock, tmp_path: Path) -> Place:
    sources = Sources(database, clock, lists, Seal(tmp_path / "lists.key", LIST_SECRETS))
    waited: list[str] = []

    def wait(seconds: float) -> None:
        waited.append(f"{seconds:g}")

    networks = Networks(("127.0.0.1/32",))
    collector = Collector(sources, Imports(database, clock, lists), networks, clock, wait)
    return Place(lists, sources, collector, waited)


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


def folder_source(list_: WatchList, folder: Path, **more: object) -> GivenSource:
    return replace(GivenSource(list_.id, f"folder:{folder}", "stolen-*.csv", 3600, WHY), **more)  # type: ignore[arg-type]


def lay(folder: Path, name: str, *plates: str, at: int = 1_795_000_000) -> None:
    (folder / name).write_text("\n".join(("plate", *plates)) + "\n")
    os.utime(folder / name, (at, at))


def test_a_folder_is_looked_at_when_it_is_time(
    place: Place, stolen: WatchList, incoming: Path, clock: FakeClock
) -> None:
    source = place.sources.add(folder_source(stolen, incoming), "lin")
    lay(incoming, "stolen-1.csv", "ABC1001", "ABC1002")
    lay(incoming, "other.csv", "XYZ9999")
    assert place.collector.collect_due() == 0, "nobody approved it"
    with pytest.raises(NotAnothers):
        place.sources.approve(source.id, "lin")
    with pytest.raises(Invalid):
        place.collect(source.id)
    place.sources.approve(source.id, "chen")
    with pytest.raises(Conflict):
        place.sources.approve(source.id, "mei")
    assert place.collector.collect_due() == 1
    assert place.plates() == ["ABC1001", "ABC1002"]
    entry = place.lists.page(PageAsked(), "lin").entries[0].entry
    assert (entry.requester, entry.approval and entry.approval.by) == ("lin", "chen")
    assert place.collector.collect_due() == 0
    clock.advance(3600)
    lay(incoming, "stolen-2.csv", "ABC1002", "ABC1003", at=1_795_000_100)
    assert place.collector.collect_due() == 1
    assert place.plates() == ["ABC1002", "ABC1003"]
    assert [file.file_name for file in place.sources.files(source.id)] == ["stolen-2.csv", "stolen-1.csv"]


def test_the_same_file_again_shows_that_the_list_is_right(
    place: Place, stolen: WatchList, incoming: Path, clock: FakeClock
) -> None:
    source = place.approved(folder_source(stolen, incoming))
    lay(incoming, "stolen-1.csv", "ABC1001")
    for _ in range(3):
        place.collect(source)
        assert place.lists.list_(stolen.id).refreshed == clock.now()
        clock.advance(2 * DAY_S)
    assert place.plates() == ["ABC1001"], "each time its three days begin anew"
    assert len(place.sources.files(source)) == 1
    clock.advance(DAY_S)
    assert place.plates() == []


def test_a_file_that_still_grows_is_left_alone(place: Place, stolen: WatchList, incoming: Path) -> None:
    source = place.approved(folder_source(stolen, incoming))
    lay(incoming, "stolen-1.csv", "ABC1001")

    def growing(_: float) -> None:
        lay(incoming, "stolen-1.csv", "ABC1001", "ABC1002")

    place.collector._wait = growing
    assert "No whole file" in place.collect(source)
    assert place.sources.source(source).is_failed
    (incoming / "stolen-1.csv.ok").touch()
    assert "1 new" not in place.collect(source)
    assert place.plates() == ["ABC1001", "ABC1002"]


def test_a_list_that_nearly_vanishes_is_kept(place: Place, stolen: WatchList, incoming: Path) -> None:
    source = place.approved(folder_source(stolen, incoming))
    lay(incoming, "stolen-1.csv", "ABC1001", "ABC1002", "ABC1003")
    place.collect(source)
    lay(incoming, "stolen-2.csv", "ABC1001", at=1_795_000_100)
    assert "more than half" in place.collect(source)
    assert "refused before" in place.collect(source)
    assert place.plates() == ["ABC1001", "ABC1002", "ABC1003"]
    assert place.sources.source(source).is_failed


def test_files_that_add_are_all_taken(place: Place, stolen: WatchList, incoming: Path) -> None:
    source = place.approved(folder_source(stolen, incoming, replaces=False))
    lay(incoming, "stolen-1.csv", "ABC1001")
    lay(incoming, "stolen-2.csv", "ABC1002", at=1_795_000_100)
    (incoming / "stolen-3.csv").symlink_to("/etc/hostname")
    place.collect(source)
    assert place.plates() == ["ABC1001", "ABC1002"]


def test_damage_is_an_outcome(place: Place, stolen: WatchList, incoming: Path) -> None:
    source = place.approved(folder_source(stolen, incoming))
    (incoming / "stolen-1.csv").write_bytes(b"%PDF-1.7")
    assert "PDF" in place.collect(source)
    gone = place.approved(folder_source(stolen, incoming / "gone"))
    assert "no folder" in place.collect(gone)


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "folder:incoming"},
        {"address": "folder:/a/../b"},
        {"address": "http://files.example/"},
        {"address": "sftp://lin:x@files.example/"},
        {"address": "sftp://files.example/in"},
        {"file_names": "../*"},
        {"every_s": 1.0},
        {"username": "lin"},
    ],
)
def test_what_cannot_be_a_source_is_refused(
    place: Place, stolen: WatchList, incoming: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        place.sources.add(folder_source(stolen, incoming, **wrong), "lin")
    assert place.sources.all() == ()


class _Door(asyncssh.SSHServer):
    """Lets lin in by password."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("lin", "correct horse")


@dataclass
class Server:
    port: int
    host_key: str
    client_key: str


@contextmanager
def _served(folder: Path) -> Iterator[Server]:
    """An SFTP server whose root is the folder."""
    key, client = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    loop = asyncio.new_event_loop()

    def chrooted(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(folder).encode())

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            _Door,
            "127.0.0.1",
            0,
            server_host_keys=[key],
            authorized_client_keys=asyncssh.import_authorized_keys(client.export_public_key().decode()),
            sftp_factory=chrooted,
        )

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
        yield Server(
            server.get_port(),
            key.export_public_key().decode().strip(),
            client.export_private_key().decode(),
        )

        async def stop() -> None:
            server.close()
            await server.wait_closed()

        asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_files_come_from_a_server_by_password_and_by_key(
    place: Place, stolen: WatchList, incoming: Path, database: SqliteFile
) -> None:
    (incoming / "out").mkdir()
    lay(incoming / "out", "stolen-1.csv", "ABC1001")
    with _served(incoming) as server:
        given = GivenSource(
            stolen.id,
            f"sftp://127.0.0.1:{server.port}/out",
            "stolen-*.csv",
            3600,
            WHY,
            username="lin",
            host_key=server.host_key,
            secret="correct horse",
        )
        by_password = place.approved(given)
        assert "1 new" in place.collect(by_password)
        assert place.plates() == ["ABC1001"]
        lay(incoming / "out", "stolen-1.csv", "ABC1001", "ABC1002", at=1_795_000_100)
        by_key = place.approved(replace(given, secret=server.client_key, is_key=True))
        assert "1 new" in place.collect(by_key)
        assert place.plates() == ["ABC1001", "ABC1002"]
        wrong = place.approved(replace(given, secret="guessed"))
        assert "does not accept" in place.collect(wrong)
        stranger = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
        other = place.approved(replace(given, host_key=stranger))
        assert "another host key" in place.collect(other)
        nowhere = place.approved(replace(given, address=given.address + "/gone"))
        assert "has nothing" in place.collect(nowhere)
    assert "does not answer" in place.collect(by_password)
    place.sources.end(by_password)
    with pytest.raises(NotFound):
        place.sources.source(by_password)
    kept = database.path.read_bytes() + database.path.with_name("watch.sqlite-wal").read_bytes()
    assert b"correct horse" not in kept
    assert "correct horse" not in repr(given)


def test_a_server_outside_the_networks_is_not_spoken_to(place: Place, stolen: WatchList) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    given = GivenSource(
        stolen.id, "sftp://127.0.0.2/out", "*.csv", 3600, WHY, username="lin", host_key=key, secret="x"
    )
    assert "127.0.0.2" in place.collect(place.approved(given))
    for wrong in ({"host_key": "ssh-ed25519 nothing"}, {"secret": "no key", "is_key": True}):
        with pytest.raises(Invalid):
            place.sources.add(replace(given, **wrong), "lin")
