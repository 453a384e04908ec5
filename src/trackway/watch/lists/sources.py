"""Sources: where files of lists are fetched from by themselves, on whose word."""

import fnmatch
import sqlite3
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import msgspec

from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile
from trackway.trust import Seal, Secrets
from trackway.watch.lists.lists import Lists, NotAnothers
from trackway.watch.lists.reading import Defaults
from trackway.watch.lists.sftp import SftpLogIn, check_host_key, check_private_key

__all__ = ["LIST_SECRETS", "FetchedFile", "GivenSource", "ListSource", "Sources"]

LIST_SECRETS = Secrets(
    "password or key of a list's source",
    "passwords and keys of lists' sources",
    "end these sources and add them again",
    most_bytes=16_000,  # a private key of RSA with 8192 bits has 6,400
)
_LEAST_S, _MOST_S = 60.0, 31 * 86_400.0
_DEFAULTS = msgspec.json.Decoder(Defaults)
FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A source as it is asked for. ``address`` is ``folder:/PATH`` or ``sftp://HOST[:PORT]/PATH``.

    ``file_names`` is a pattern such as ``stolen-*.csv``. ``secret`` is a password, or a private key where
    ``is_key``. ``replaces``: each file is the whole list.
    """

    list_id: int
    address: str
    file_names: str
    every_s: float
    defaults: Defaults
    replaces: bool = True
    username: str = ""
    host_key: str = ""
    secret: str = field(default="", repr=False)
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class ListSource:
    """A place that files of a list come from 名單來源.

    Nothing is fetched before ``approver`` said yes. ``outcome`` says what came of looking there last.
    """

    id: int
    list_id: int
    list_name: str
    address: str
    file_names: str
    every_s: float
    username: str
    host_key: str
    has_secret: bool
    is_key: bool
    replaces: bool
    defaults: Defaults
    requester: str
    added: Instant
    approver: str
    looked: Instant | None
    outcome: str
    is_failed: bool

    def is_due(self, now: Instant) -> bool:
        """Whether it is time to look there."""
        return bool(self.approver) and (self.looked is None or now.since(self.looked) >= self.every_s)


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that came from a source; ``batch`` is ``None`` where it was refused."""

    sha256: str
    file_name: str
    at: Instant
    batch: int | None
    outcome: str


class Sources:
    """The sources of all lists. Usable from several threads."""

    def __init__(self, database: SqliteFile, clock: Clock, lists: Lists, seal: Seal) -> None:
        self._database = database
        self._clock = clock
        self._lists = lists
        self._seal = seal

    def add(self, given: GivenSource, by: str) -> ListSource:
        """Ask for a source. It is looked at when another officer has approved it."""
        _check(given)
        self._lists.list_(given.list_id)
        with self._database.transaction():
            (row,) = self._database.rows(
                "list_source_add",
                list_id=given.list_id,
                address=given.address,
                file_names=given.file_names,
                every_s=given.every_s,
                username=given.username,
                host_key=given.host_key,
                sealed=None,
                is_key=int(given.is_key),
                replaces=int(given.replaces),
                defaults=msgspec.json.encode(given.defaults).decode(),
                requester=by,
                now_us=self._clock.now().us,
            )
            if given.secret:
                beside = self._database.row("list_source_sealed")
                sealed = self._seal.seal(
                    given.secret,
                    _bound(row["id"], given.address, given.username),
                    beside=None if beside is None else beside["sealed"],
                )
                self._database.run("list_source_seal", id=row["id"], sealed=sealed)
        return self.source(row["id"])

    def approve(self, identity: int, by: str) -> ListSource:
        """Say yes to a source and to every file that comes from it."""
        with self._database.transaction():
            if self.source(identity).requester == by:
                raise NotAnothers(
                    f"來源 {identity} 由您提出，須由另一人核准。 "
                    f"Source {identity} was asked for by {by}; somebody else must approve it."
                )
            if not self._database.run("list_source_approve", id=identity, by=by, now_us=self._clock.now().us):
                raise Conflict(f"Source {identity} is approved already.")
        return self.source(identity)

    def end(self, identity: int) -> None:
        """Look there no more and forget its password; what came from there stays."""
        if not self._database.run("list_source_end", id=identity, now_us=self._clock.now().us):
            raise NotFound(f"There is no source {identity}.")

    def source(self, identity: int) -> ListSource:
        """One source. Raises ``NotFound``."""
        return _source(self._row(identity))

    def all(self) -> tuple[ListSource, ...]:
        """Every source that has not ended."""
        return tuple(map(_source, self._database.rows("list_sources_all")))

    def log_in(self, identity: int) -> SftpLogIn:
        """How to log in there. Raises ``Lost`` when what was sealed cannot be opened."""
        row = self._row(identity)
        bound = _bound(identity, row["address"], row["username"])
        secret = "" if row["sealed"] is None else self._seal.open(row["sealed"], bound)
        return SftpLogIn(row["username"], secret, bool(row["is_key"]))

    def looked(self, identity: int, outcome: str, *, is_failed: bool) -> None:
        """Note what came of looking there."""
        self._database.run(
            "list_source_looked",
            id=identity,
            now_us=self._clock.now().us,
            outcome=outcome[:1000],
            is_failed=int(is_failed),
        )

    def had(self, identity: int, sha256: str) -> bool:
        """Whether a file of this content came from there before."""
        return self._database.row("list_source_file", source_id=identity, sha256=sha256) is not None

    def was_taken(self, identity: int, sha256: str) -> bool:
        """Whether it came before and was taken in."""
        row = self._database.row("list_source_file", source_id=identity, sha256=sha256)
        return row is not None and row["import_id"] is not None

    def note(self, identity: int, sha256: str, file_name: str, batch: int | None, outcome: str) -> None:
        """Write down a file that came from there."""
        self._database.run(
            "list_source_file_add",
            source_id=identity,
            sha256=sha256,
            file_name=file_name[:255],
            now_us=self._clock.now().us,
            import_id=batch,
            outcome=outcome[:1000],
        )

    def files(self, identity: int, limit: int = 50) -> tuple[FetchedFile, ...]:
        """What came from there, newest first."""
        return tuple(
            FetchedFile(
                row["sha256"], row["file_name"], Instant(row["at_us"]), row["import_id"], row["outcome"]
            )
            for row in self._database.rows("list_source_files", source_id=identity, limit=limit)
        )

    def _row(self, identity: int) -> sqlite3.Row:
        row = self._database.row("list_source", id=identity)
        if row is None:
            raise NotFound(f"There is no source {identity}.")
        return row


def _check(given: GivenSource) -> None:
    if not _LEAST_S <= given.every_s <= _MOST_S:
        raise Invalid("A source is looked at every minute to every month.")
    names = given.file_names
    if not 1 <= len(names) <= 100 or "/" in names or not names.isprintable() or not fnmatch.translate(names):
        raise Invalid("The names of files are a pattern such as stolen-*.csv, without folders.")
    if given.address.startswith(FOLDER):
        path = PurePosixPath(given.address.removeprefix(FOLDER))
        if not path.is_absolute() or ".." in path.parts:
            raise Invalid(f"{given.address[:100]!r} is no folder; write folder:/its/whole/path.")
        if given.username or given.secret or given.host_key:
            raise Invalid("A folder of this machine needs no user name, password or host key.")
        return
    address = urlsplit(given.address)
    if address.scheme != "sftp" or not address.hostname or address.username or not address.path:
        raise Invalid("A source is folder:/PATH or sftp://HOST/PATH, without user name and password.")
    if not given.username or not given.secret:
        raise Invalid("An SFTP server needs a user name and a password or private key.")
    check_host_key(given.host_key)
    if given.is_key:
        check_private_key(given.secret)


def _bound(identity: int, address: str, username: str) -> str:
    """What a password is good for: whoever can write the file cannot have it sent elsewhere."""
    return f"{identity}\n{address}\n{username}"


def _source(row: sqlite3.Row) -> ListSource:
    return ListSource(
        id=row["id"],
        list_id=row["list_id"],
        list_name=row["list_name"],
        address=row["address"],
        file_names=row["file_names"],
        every_s=row["every_s"],
        username=row["username"],
        host_key=row["host_key"],
        has_secret=row["sealed"] is not None,
        is_key=bool(row["is_key"]),
        replaces=bool(row["replaces"]),
        defaults=_DEFAULTS.decode(row["defaults"]),
        requester=row["requester"],
        added=Instant(row["added_us"]),
        approver=row["approver"] or "",
        looked=None if row["looked_us"] is None else Instant(row["looked_us"]),
        outcome=row["outcome"],
        is_failed=bool(row["is_failed"]),
    )
