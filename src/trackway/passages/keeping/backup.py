"""Backup 備份: a data folder as it is now, while it is used and written; and back again.

::

    FOLDER/2026-11-23T03-00-00Z/
      backup.json, files.jsonl            what is in it; path, size and SHA-256 of every file
      engine/store/passages/PART/…        the tables' parts, as the engine keeps them
      engine/held_3/…                     the copies of holds
      pictures/ab/cd/….jpg
      files/registry.sqlite …             the small files

The passages are frozen first, then plates, then evidence: the other way round than they are written. So
every passage in a backup has its plate and its evidence. Files that the backup before has too are linked, not
copied, where the disk allows: a second backup costs what is new. One that was broken off ends in ``.part``.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Conflict, Lost, TrackwayError, Unavailable
from trackway.model.time import Clock
from trackway.passages.keeping.listed import (
    Listed,
    Manifest,
    digested,
    need_same,
    read_list,
    read_manifest,
    take,
    write_list,
    write_manifest,
)
from trackway.passages.keeping.tables import Tables
from trackway.passages.upgrades import SCHEMA

__all__ = ["TABLES", "Made", "make_backup", "verify_backup"]

TABLES = ("passages", "plates", "evidence")
"""In the order in which they are frozen."""
_SMALL = ("trackway.toml", "demo.json")
_FOLDERS = ("deletions", "map", "engines")
"""What else is backed up as it lies there. Footage is not: it is the recorders' to keep."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: where, what it says of itself, and how many files it shares with the one before."""

    folder: Path
    manifest: Manifest
    linked: int


def make_backup(data: Path, to: Path, tables: Tables, clock: Clock) -> Made:
    """Back a data folder up into a new folder in ``to``, whole or not at all.

    The caller keeps expiry from running meanwhile. Raises ``Unavailable`` when something cannot be read or
    written, ``Conflict`` for a place inside the data folder itself.
    """
    if to.resolve().is_relative_to(data.resolve()):
        raise Conflict(f"A backup of {data} does not belong inside it; give another folder.")
    started = clock.now()
    name = str(started).partition(".")[0].replace(":", "-") + "Z"
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in to.glob("*.part"):
            shutil.rmtree(left)
        part = to / f"{name}.part"
        part.mkdir(mode=0o700)
        writing = _Writing(data, part, _before(to), tables)
        files, size, digest = write_list(part, writing.files())
        manifest = Manifest(SCHEMA, str(started), str(clock.now()), files, size, writing.rows, digest)
        write_manifest(part, manifest)
        part.rename(to / name)
    except OSError as error:
        raise Unavailable(f"{data} cannot be backed up to {to}: {error}.") from error
    return Made(to / name, manifest, writing.linked)


def verify_backup(folder: Path) -> Manifest:
    """Read every file of a backup against its list. Raises ``Lost`` or ``Invalid`` where one differs."""
    manifest = read_manifest(folder)
    listed = set()
    for one in read_list(folder, manifest):
        need_same(folder / one.path, digested(folder / one.path, one.path), one)
        listed.add(one.path)
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and str(path.relative_to(folder)) not in listed | {"backup.json", "files.jsonl"}:
            raise Lost(f"{path} is not on the list of the backup's files.")
    return manifest


def _before(to: Path) -> Mapping[str, tuple[Listed, Path]]:
    """The files of the newest whole backup that can be read, by path."""
    for folder in sorted((one for one in to.iterdir() if (one / "backup.json").is_file()), reverse=True):
        try:
            return {one.path: (one, folder / one.path) for one in read_list(folder, read_manifest(folder))}
        except TrackwayError:
            continue  # a damaged one is no reason not to make a whole one
    return {}


class _Writing:
    """One backup being written."""

    def __init__(
        self, data: Path, part: Path, before: Mapping[str, tuple[Listed, Path]], tables: Tables
    ) -> None:
        self.rows: dict[str, int] = {}
        self.linked = 0
        self._data = data
        self._part = part
        self._before = before
        self._tables = tables

    def files(self) -> Iterator[Listed]:
        """Every file, as it is taken."""
        yield from self._engine()
        yield from self._small()
        yield from self._tree(self._data / "pictures", "pictures")

    def _engine(self) -> Iterator[Listed]:
        bases = {"store": self._tables.base} | {
            str(base): str(base) for (base,) in self._tables.rows("bases")
        }
        frozen = [(name, base, table) for name, base in bases.items() for table in TABLES]
        self._unfreeze(frozen)  # of one that was killed
        try:
            for _, base, table in frozen:
                self._tables.do("freeze", base=base, table=table)
            for name, base, table in frozen:
                yield from self._frozen(name, base, table)
        finally:
            self._unfreeze(frozen)

    def _unfreeze(self, frozen: list[tuple[str, str, str]]) -> None:
        for _, base, table in frozen:
            self._tables.do("unfreeze", base=base, table=table)

    def _frozen(self, name: str, base: str, table: str) -> Iterator[Listed]:
        path = Path(str(self._tables.rows("data_path", base=base, table=table)[0][0]))
        engine = (self._data / "passages" / "engine").resolve()
        if not path.resolve().is_relative_to(engine):
            raise Conflict(
                f"The passages lie on a server, not in {self._data}; back that up with its own means."
            )
        shadow = engine / "shadow" / "backup" / path.resolve().relative_to(engine)
        rows = 0
        for folder in sorted(shadow.iterdir()) if shadow.is_dir() else ():
            rows += int((folder / "count.txt").read_text(encoding="ascii"))
            yield from self._tree(folder, f"engine/{name}/{table}/{folder.name}")
        self.rows[f"{name}/{table}"] = rows

    def _small(self) -> Iterator[Listed]:
        for path in sorted(self._data.glob("*.sqlite")):
            copy = self._part / "files" / path.name
            copy.parent.mkdir(mode=0o700, exist_ok=True)
            _copy_sqlite(path, copy)
            yield digested(copy, f"files/{path.name}")
        for name in _SMALL:
            if (self._data / name).is_file():
                yield self._taken(self._data / name, f"files/{name}")
        for name in _FOLDERS:
            yield from self._tree(self._data / name, f"files/{name}")

    def _tree(self, folder: Path, name: str) -> Iterator[Listed]:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            is_going = path.name.startswith(".") or path.suffix == ".part"  # a picture being written
            if path.is_file() and not path.is_symlink() and not is_going:
                yield self._taken(path, f"{name}/{path.relative_to(folder).as_posix()}")

    def _taken(self, source: Path, name: str) -> Listed:
        known, state, target = self._before.get(name), source.stat(), self._part / name
        if known and (known[0].size, known[0].mtime_ns) == (state.st_size, state.st_mtime_ns):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                os.link(known[1], target)
            except OSError:
                pass  # another disk, or one that knows no links: copied like a new one
            else:
                self.linked += 1
                return known[0]
        return take(source, target, name)


def _copy_sqlite(source: Path, target: Path) -> None:
    """A SQLite file as it is at one moment, whoever writes to it; checked."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as one,
            closing(sqlite3.connect(target)) as other,
        ):
            target.chmod(0o600)
            one.backup(other)
            other.execute("pragma journal_mode = delete")
            verdict = other.execute("pragma quick_check").fetchone()[0]
    except sqlite3.Error as error:
        raise Unavailable(f"{source} cannot be copied: {error}.") from error
    if verdict != "ok":
        raise Lost(f"{source} is damaged: {verdict}.")
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
