"""The streams of the register: their passwords sealed, their history kept, their changes noticed."""

import logging
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.model.place import Point
from trackway.registry import GivenStream, Registry, check_stream_url
from trackway.registry import register as register_module
from trackway.registry.queries import statements
from trackway.registry.selection import Snapshot
from trackway.registry.store import read_snapshot
from trackway.trust import KeyLost
from trackway.video.stream import RetentionClass, StreamAddress, StreamKey, StreamRole, Transport

from .conftest import NOON

SECRET = "Tr4ck-way密碼!"
URL = "rtsp://10.1.2.3:554/Streaming/Channels/101"
MAIN, SUB = StreamRole.MAIN, StreamRole.SUB
KEY = "keys/camera-passwords.key"


def lens(number: int) -> Camera:
    return Camera(f"C-{number}", number, "花蓮市中山路", CameraKind.ORDINARY, Point(121.6, 23.97))


@pytest.fixture
def with_cameras(registry: Registry) -> Registry:
    registry.save(cameras=[lens(1), lens(2)])
    return registry


def put(registry: Registry, given: GivenStream, camera: str = "C-1", role: StreamRole = MAIN) -> None:
    registry.set_stream(camera, role, given, by="王小明", at=NOON)


def folder_bytes(registry: Registry) -> bytes:
    return b"".join(
        file.read_bytes()
        for file in registry.path.parent.rglob("*")
        if file.is_file() and file.suffix != ".key"
    )


def test_what_is_set_is_what_the_recorder_is_told(with_cameras: Registry) -> None:
    given = GivenStream(
        URL,
        "admin",
        SECRET,
        Transport.LIBRARY_TCP,
        RetentionClass.IMPORTANT,
        device_url="http://10.1.2.3/onvif",
    )
    put(with_cameras, given)
    put(with_cameras, GivenStream("rtsp://10.1.2.3/sub", is_recorded=False), role=SUB)
    main, sub = with_cameras.streams()
    assert main.key == StreamKey(1, MAIN)
    assert main.address == StreamAddress(URL, "admin", SECRET)
    assert (main.transport, main.retention, main.is_recorded) == (
        Transport.LIBRARY_TCP,
        RetentionClass.IMPORTANT,
        True,
    )
    assert (sub.key, sub.address.password, sub.is_recorded) == (StreamKey(1, SUB), "", False)
    (shown, _) = with_cameras.saved_streams()
    assert (shown.has_password, shown.by, shown.at, shown.device_url) == (
        True,
        "王小明",
        NOON,
        "http://10.1.2.3/onvif",
    )
    assert with_cameras.stream_address("C-1") == main.address


def test_a_password_lies_nowhere_in_the_open(
    with_cameras: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        given = GivenStream(URL, "admin", SECRET)
        put(with_cameras, given)
        shown = repr((given, with_cameras.streams(), with_cameras.saved_streams()))
        shown += repr(with_cameras.stream_history("C-1")) + caplog.text
    assert SECRET not in shown
    with_cameras._db.execute("pragma wal_checkpoint(full)")
    assert SECRET.encode() not in folder_bytes(with_cameras)
    key = with_cameras.path.parent / KEY
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert key.read_bytes() not in folder_bytes(with_cameras)
    assert [file.name for file in key.parent.iterdir()] == [key.name]


def test_no_key_is_made_where_no_password_is_kept(with_cameras: Registry) -> None:
    put(with_cameras, GivenStream(URL))
    assert not (with_cameras.path.parent / "keys").exists()


def test_a_setting_without_a_password_keeps_the_one_there_is_for_the_same_host_only(
    with_cameras: Registry,
) -> None:
    put(with_cameras, GivenStream(URL, "admin", SECRET))
    put(with_cameras, GivenStream("rtsp://10.1.2.3/other", "viewer"))
    (stream,) = with_cameras.streams()
    assert stream.address == StreamAddress("rtsp://10.1.2.3/other", "viewer", SECRET)
    with pytest.raises(Invalid, match="another host"):
        put(with_cameras, GivenStream("rtsp://10.9.9.9/other", "viewer"))
    put(with_cameras, GivenStream("rtsp://10.9.9.9/other", "viewer", ""))
    (stream,) = with_cameras.streams()
    assert stream.address.password == ""


def test_a_sealed_password_moved_to_another_row_or_url_does_not_open(with_cameras: Registry) -> None:
    put(with_cameras, GivenStream(URL, "admin", SECRET))
    put(with_cameras, GivenStream(URL, "admin", "other"), "C-2")
    one, two = with_cameras._db.execute("select sealed from camera_password order by camera").fetchall()
    with_cameras._db.execute("update camera_password set sealed = ? where camera = 2", one)
    with pytest.raises(Lost, match=r"'C-2'.*altered or moved"):
        with_cameras.stream_address("C-2")
    with_cameras._db.execute("update camera_password set sealed = ? where camera = 2", two)
    with_cameras._db.execute("drop trigger camera_stream_stays")
    with_cameras._db.execute("update camera_stream set url = 'rtsp://10.6.6.6/' where camera = 1")
    with pytest.raises(Lost, match=r"'C-1'.*altered or moved"):
        with_cameras.stream_address("C-1")
    assert [one.address.password for one in with_cameras.streams()] == ["", "other"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda key: key.unlink(), "is missing; put it back"),
        (lambda key: key.write_bytes(b"k" * 32), "sealed with another key"),
        (lambda key: key.write_bytes(b"short"), "is damaged"),
    ],
)
def test_a_lost_key_gives_one_clear_sentence_and_a_way_out(
    with_cameras: Registry, spoil: object, says: str
) -> None:
    put(with_cameras, GivenStream(URL, "admin", SECRET))
    key = with_cameras.path.parent / KEY
    kept = key.read_bytes()
    assert callable(spoil)
    spoil(key)
    with Registry(with_cameras.path) as again:
        with pytest.raises(KeyLost, match=says) as lost:
            again.stream_address("C-1")
        assert again.streams()[0].address == StreamAddress(URL)  # recording goes on where no log-in is wanted
        assert "\n" not in str(lost.value)
        assert SECRET not in str(lost.value)
        # Another password does not make another key while the first may still come back.
        with pytest.raises(KeyLost):
            put(again, GivenStream(URL, "admin", "new"), "C-2")
        assert again.saved_streams()[0].has_password
        key.write_bytes(kept)
        assert again.streams()[0].address.password == SECRET
    key.unlink()
    with Registry(with_cameras.path) as again:
        assert again.forget_passwords() == 1
        put(again, GivenStream(URL, "admin", "new"))
        assert again.streams()[0].address.password == "new"


def test_the_history_says_who_changed_what_when_and_cannot_be_rewritten(with_cameras: Registry) -> None:
    put(with_cameras, GivenStream(URL, "admin", SECRET))
    later = NOON.plus(60)
    with_cameras.set_recorded("C-1", MAIN, is_recorded=False, by="李大華", at=later)
    with_cameras.remove_stream("C-1", MAIN, by="李大華", at=later.plus(60))
    gone, stopped, first = with_cameras.stream_history("C-1")
    assert (gone.url, stopped.url, first.url) == ("", URL, URL)
    assert (stopped.is_recorded, stopped.by, stopped.at, stopped.password_set) == (
        False,
        "李大華",
        later,
        False,
    )
    assert (first.is_recorded, first.password_set) == (True, True)
    assert with_cameras.streams() == ()
    assert with_cameras._db.execute("select count(*) from camera_password").fetchone() == (0,)
    for statement in ("update camera_stream set by_whom = 'x'", "delete from camera_stream"):
        with pytest.raises(sqlite3.IntegrityError, match="followed by another"):
            with_cameras._db.execute(statement)


def test_changes_are_noticed_from_another_connection(with_cameras: Registry) -> None:
    with Registry(with_cameras.path) as recorder:
        seen = [recorder.stream_changes()]

        def changed() -> bool:
            seen.append(recorder.stream_changes())
            return seen[-1] != seen[-2]

        assert not changed()
        put(with_cameras, GivenStream(URL, "admin", SECRET))
        assert changed()
        put(with_cameras, GivenStream(URL, "admin", "only the password"))
        assert changed()
        assert recorder.streams()[0].address.password == "only the password"
        with_cameras.save(cameras=[replace(lens(2), name="另一個名字")])
        assert not changed()
        with_cameras.retire(["C-1"])
        assert changed()
        assert recorder.streams() == ()
        with_cameras.save(cameras=[lens(1)])
        assert changed()
        assert len(recorder.streams()) == 1
        assert recorder.streams() is recorder.streams()
        with_cameras.forget_passwords()
        assert changed()
        assert recorder.streams()[0].address.password == ""


def test_a_camera_taken_down_or_unknown_has_no_streams_to_set(with_cameras: Registry) -> None:
    with_cameras.retire(["C-2"])
    with pytest.raises(Conflict, match="taken down"):
        put(with_cameras, GivenStream(URL), "C-2")
    with pytest.raises(NotFound, match="C-9"):
        put(with_cameras, GivenStream(URL), "C-9")
    with pytest.raises(NotFound, match="no main stream"):
        with_cameras.stream_address("C-1")
    with pytest.raises(NotFound, match="no main stream"):
        with_cameras.remove_stream("C-1", MAIN, by="x", at=NOON)


def test_many_are_set_together_or_not_at_all(with_cameras: Registry) -> None:
    with pytest.raises(Invalid):
        with_cameras.set_streams(
            [("C-1", MAIN, GivenStream(URL)), ("C-2", MAIN, GivenStream("http://10.0.0.1/"))], by="x", at=NOON
        )
    assert with_cameras.saved_streams() == ()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://10.0.0.1/a", "begins with rtsp"),
        ("file:///etc/passwd", "begins with rtsp"),
        ("concat:rtsp://10.0.0.1/a|x", "begins with rtsp"),
        ("rtsp:///a", "and a host"),
        (f"rtsp://admin:{SECRET}@10.0.0.1/", "plain ASCII"),
        ("rtsp://admin:hunter2@10.0.0.1/", "no user name and password"),
        ("rtsp://10.0.0.1/user=admin&password=hunter2&channel=1", "may not carry a password"),
        ("rtsp://10.0.0.1/user=admin_password=hunter2_channel=1", "may not carry a password"),
        ("rtsp://10.0.0.1:99999/", "no host and port"),
        ("rtsp://[::1/", "no host and port"),
        ("rtsp://10.0.0.1/a b", "plain ASCII"),
        ("rtsp://10.0.0.1/\r\nX: y", "plain ASCII"),
        ("rtsp://10.0.0.1/" + "a" * 2000, "at most 2,000"),
    ],
)
def test_what_is_no_stream_is_refused_without_repeating_it(url: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        check_stream_url(url)
    assert "hunter2" not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_register_of_the_third_version_gets_streams(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    old = sqlite3.connect(path)
    for script in ("schema.sql", "schema_2.sql", "schema_3.sql"):
        for statement in statements(script):
            old.execute(statement)
    old.execute(
        "insert into camera (number, id, name, kind, lon, lat, map_rank)"
        " values (1, 'A', 'A', 'plate', 121, 24, 0)"
    )
    old.execute("pragma user_version = 3")
    old.commit()
    old.close()
    with Registry(path) as brought:
        put(brought, GivenStream(URL, "admin", SECRET), "A")
        assert brought.streams()[0].address.password == SECRET


def test_setting_many_reads_the_register_once(
    with_cameras: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []

    def counted(db: sqlite3.Connection) -> Snapshot:
        reads.append(db)
        return read_snapshot(db)

    monkeypatch.setattr(register_module, "read_snapshot", counted)
    given = [(f"C-{n}", role, GivenStream(URL, "a", "b")) for n in (1, 2) for role in StreamRole]
    with_cameras.set_streams(given, by="x", at=NOON)
    assert len(reads) <= 1
