"""The cameras' streams on the register: where each is had, how, and whether it is recorded.

::

    set_stream ──► a row of history + a sealed password ──► streams() ──► recorder
                                                       └──► saved_streams() ──► people; never a password
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from trackway.model.errors import Invalid, Lost, NotFound
from trackway.model.time import Instant
from trackway.registry.queries import QUERIES
from trackway.trust import Seal
from trackway.video.stream import (
    RetentionClass,
    StreamAddress,
    StreamKey,
    StreamRole,
    StreamSettings,
    Transport,
)

__all__ = ["GivenStream", "SavedStream", "StreamTable", "check_stream_url"]

_MOST_CHARACTERS = 2000
_SECRET_IN_URL = re.compile(r"(?i)(pass(word|wd)?|pwd)=[^&/_]")
"""Cheap cameras take their password in the URL, as in ``user=admin_password=…``; it would be shown to all."""

_Row = tuple[int, str, str, int, str, str | None, str, str, str, int, str, int, bytes | None]
"""As ``streams_in_use`` and its like give them."""


@dataclass(frozen=True, slots=True)
class GivenStream:
    """A stream as somebody sets it.

    A ``password`` of ``None`` keeps the one there is (for the same host only), an empty one drops it.
    """

    url: str
    username: str = ""
    password: str | None = field(default=None, repr=False)
    transport: Transport = Transport.OWN
    retention: RetentionClass = RetentionClass.ORDINARY
    is_recorded: bool = True
    device_url: str = ""


@dataclass(frozen=True, slots=True)
class SavedStream:
    """A stream as the register shows it: who set it so, when; whether it has a password, never which.

    In a history ``url`` is empty where the stream was taken away, and ``password_set`` says that a setting
    came with a new password.
    """

    camera_id: str
    key: StreamKey
    url: str
    username: str
    has_password: bool
    transport: Transport
    retention: RetentionClass
    is_recorded: bool
    device_url: str
    at: Instant
    by: str
    password_set: bool


def check_stream_url(url: str) -> None:
    """Refuse what is no RTSP URL, or one that carries a log-in; the error does not repeat it."""
    if len(url) > _MOST_CHARACTERS or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid("A stream's URL is plain ASCII without spaces, at most 2,000 characters.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Invalid("A stream's URL names no host and port that could be reached.") from error
    if parts.scheme.lower() not in {"rtsp", "rtsps"} or not host:
        raise Invalid("A stream's URL begins with rtsp:// or rtsps:// and a host.")
    if "@" in parts.netloc:
        raise Invalid("A stream's URL carries no user name and password; give them apart from it.")
    if _SECRET_IN_URL.search(url):
        raise Invalid("A stream's URL may not carry a password, for it is shown; give it apart from the URL.")


class StreamTable:
    """The streams in the register's file. Its caller holds the lock and begins the transactions."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self._db = db
        self._seal = Seal(path.parent / "keys" / "camera-passwords.key")

    def changes(self) -> int:
        """Grows whenever there is something for the recorder to follow."""
        return int(self._db.execute(QUERIES["stream_changes"]).fetchone()[0])

    def settings(self) -> tuple[tuple[StreamSettings, ...], tuple[str, ...]]:
        """Every stream of a camera in use, with its log-in; and a sentence for each password that cannot be
        opened: its stream is told without one, for the others, and cameras that want none, go on.
        """
        found, troubles = [], []
        for saved, sealed in self._in_use():
            try:
                address = self._address(saved, sealed)
            except Lost as error:
                troubles.append(str(error))
                address = StreamAddress(saved.url)
            found.append(
                StreamSettings(saved.key, address, saved.transport, saved.retention, saved.is_recorded)
            )
        return tuple(found), tuple(troubles)

    def saved(self) -> tuple[SavedStream, ...]:
        """Every stream of a camera in use, to be shown."""
        return tuple(saved for saved, _ in self._in_use())

    def address(self, key: StreamKey) -> StreamAddress:
        """Where one stream is had, with its log-in. Raises ``NotFound``."""
        return self._address(*self._one(key))

    def history(self, camera_id: str) -> tuple[SavedStream, ...]:
        """Every setting of a camera's streams, newest first."""
        return tuple(_saved(row) for row in self._db.execute(QUERIES["stream_history"], {"id": camera_id}))

    def put(self, key: StreamKey, given: GivenStream, *, by: str, at: Instant) -> SavedStream:
        """Set a stream, new or not."""
        check_stream_url(given.url)
        if len(given.username) > 200 or not given.username.isprintable():
            raise Invalid("A camera's user name is printable text of at most 200 characters.")
        password = self._password(key, given)
        self._add(key, given, by=by, at=at)
        if password:
            beside = self._db.execute(QUERIES["any_password"]).fetchone()
            bound = _bound(key, given.url, given.username)
            sealed = self._seal.seal(password, bound, beside=None if beside is None else beside[0])
            row = {"camera": key.camera, "role": key.role.value, "sealed": sealed}
            self._db.execute(QUERIES["put_password"], row)
        else:
            self._forget(key)
        return self._one(key)[0]

    def record(self, key: StreamKey, *, is_recorded: bool, by: str, at: Instant) -> SavedStream:
        """Have a stream recorded, or no longer. Raises ``NotFound``."""
        saved, _ = self._one(key)
        self._add(key, replace(_given(saved), is_recorded=is_recorded), by=by, at=at)
        return self._one(key)[0]

    def remove(self, key: StreamKey, *, by: str, at: Instant) -> None:
        """Take a stream and its password away; its history stays. Raises ``NotFound``."""
        self._one(key)
        self._add(key, None, by=by, at=at)
        self._forget(key)

    def forget_passwords(self) -> int:
        """Drop every password, for their key is lost; how many there were."""
        return self._db.execute(QUERIES["forget_passwords"]).rowcount

    def _add(self, key: StreamKey, given: GivenStream | None, *, by: str, at: Instant) -> None:
        what = given or GivenStream("", is_recorded=False)
        self._db.execute(
            QUERIES["put_stream"],
            {
                "camera": key.camera,
                "role": key.role.value,
                "at_us": at.us,
                "by_whom": by,
                "url": what.url if given else None,
                "username": what.username,
                "password_set": int(bool(what.password)),
                "transport": what.transport.value,
                "retention": what.retention.value,
                "is_recorded": int(what.is_recorded),
                "device_url": what.device_url,
            },
        )

    def _forget(self, key: StreamKey) -> None:
        self._db.execute(QUERIES["forget_password"], {"camera": key.camera, "role": key.role.value})

    def _in_use(self) -> Iterator[tuple[SavedStream, bytes | None]]:
        for row in self._db.execute(QUERIES["streams_in_use"]):
            yield _saved(row), row[-1]

    def _one(self, key: StreamKey) -> tuple[SavedStream, bytes | None]:
        row = self._db.execute(
            QUERIES["stream_in_use"], {"camera": key.camera, "role": key.role.value}
        ).fetchone()
        if row is None:
            raise NotFound(
                f"The camera with the number {key.camera} has no {key.role} stream on the register."
            )
        return _saved(row), row[-1]

    def _password(self, key: StreamKey, given: GivenStream) -> str:
        """The password that a stream shall have: the one given, or the one it has."""
        if given.password is not None:
            return given.password
        try:
            saved, sealed = self._one(key)
        except NotFound:
            return ""
        if sealed is None:
            return ""
        if urlsplit(saved.url).hostname != urlsplit(given.url).hostname:
            # Whoever moves a stream must know its password, or could have it sent to a host of their own.
            raise Invalid("The stream moves to another host; give its password again.")
        return self._address(saved, sealed).password

    def _address(self, saved: SavedStream, sealed: bytes | None) -> StreamAddress:
        if sealed is None:
            return StreamAddress(saved.url, saved.username)
        try:
            password = self._seal.open(sealed, _bound(saved.key, saved.url, saved.username))
        except Lost as error:
            raise type(error)(f"Camera {saved.camera_id!r}: {error}") from error
        return StreamAddress(saved.url, saved.username, password)


def _bound(key: StreamKey, url: str, username: str) -> str:
    """What a password is good for; no part can hold a line break."""
    return f"{key.camera}\n{key.role.value}\n{url}\n{username}"


def _given(saved: SavedStream) -> GivenStream:
    return GivenStream(
        saved.url,
        saved.username,
        None,
        saved.transport,
        saved.retention,
        saved.is_recorded,
        saved.device_url,
    )


def _saved(row: _Row) -> SavedStream:
    return SavedStream(
        camera_id=row[2],
        key=StreamKey(row[0], StreamRole(row[1])),
        at=Instant(row[3]),
        by=row[4],
        url=row[5] or "",
        username=row[6],
        transport=Transport(row[7]),
        retention=RetentionClass(row[8]),
        is_recorded=bool(row[9]),
        device_url=row[10],
        password_set=bool(row[11]),
        has_password=row[12] is not None,
    )
