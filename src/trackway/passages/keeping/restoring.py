"""Restoring 還原: a data folder made anew from a backup, in an empty place, checked file by file."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from trackway.model.errors import Conflict, Invalid, Lost
from trackway.passages.keeping.backup import TABLES
from trackway.passages.keeping.listed import Listed, Manifest, need_same, read_list, read_manifest, take
from trackway.passages.keeping.tables import Tables
from trackway.passages.places import Places, locked
from trackway.passages.store import PassageStore
from trackway.passages.upgrades import SCHEMA

__all__ = ["restore_backup"]

OpenBase = Callable[[Path, str], AbstractContextManager[PassageStore]]
"""Opens a folder of passages, or one of its databases, laid as this version has it."""


def restore_backup(backup: Path, data: Path, open_base: OpenBase) -> Manifest:
    """Make ``data`` what it was when the backup was made. Until it is whole it lies beside, ``.restoring``.

    Raises ``Conflict`` when ``data`` is not empty, ``Invalid`` or ``Lost`` for a backup that is not what it
    says, or that a Trackway with other tables made.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Conflict(f"{data} is not empty; a backup is restored into a folder that is new or empty.")
    manifest = read_manifest(backup)
    if manifest.schema != SCHEMA:
        raise Invalid(
            f"{backup} was made with tables of version {manifest.schema}, these are {SCHEMA}: restore "
            "it with the Trackway that made it, then open it with this one."
        )
    building = data.with_name(f"{data.name}.restoring")
    _clear(building)
    building.mkdir(mode=0o700, parents=True)
    try:
        with open_base(building / "passages", "") as store:
            _fill(backup, manifest, building, Tables(store), open_base)
    except BaseException:
        _clear(building)
        raise
    _wait_for_its_owner(building)
    if data.exists():
        data.rmdir()
    building.rename(data)
    return manifest


def _fill(backup: Path, manifest: Manifest, building: Path, tables: Tables, open_base: OpenBase) -> None:
    taking = _Taking(backup, building, tables, open_base)
    for one in read_list(backup, manifest):
        taking.take(one)
    taking.attach()
    for name, rows in manifest.rows.items():
        base, _, table = name.partition("/")
        if table == "plates":
            continue  # rows of one plate become one whenever the engine merges
        there = tables.rows("rows", base=taking.base_of(base), table=table)[0][0]
        if there != rows:
            raise Lost(f"{backup}: {name} has {there} rows after restoring, not {rows}.")


def _clear(building: Path) -> None:
    """Remove what a restoring left that was broken off."""
    if building.exists():
        _wait_for_its_owner(building)
        shutil.rmtree(building)


def _wait_for_its_owner(building: Path) -> None:
    """Until the owner of the passages there has closed every file."""
    places = Places(building / "passages")
    if places.owner_lock.exists():
        with locked(places.owner_lock):
            pass


class _Taking:
    """One backup being taken over."""

    def __init__(self, backup: Path, building: Path, tables: Tables, open_base: OpenBase) -> None:
        self._backup = backup
        self._building = building
        self._tables = tables
        self._open_base = open_base
        self._places: dict[tuple[str, str], Path] = {}
        self._parts: dict[tuple[str, str, str], None] = {}

    def base_of(self, name: str) -> str:
        """The database of that name in the backup."""
        return self._tables.base if name == "store" else name

    def take(self, one: Listed) -> None:
        """Copy one file to where it belongs."""
        source = self._backup / one.path
        target = self._target(one.path)
        if source.parent.is_symlink():
            raise Invalid(f"{source.parent} is a link; a backup has none.")
        need_same(source, take(source, target, one.path), one)

    def attach(self) -> None:
        """Have the engine take the parts that were copied."""
        for base, table, part in self._parts:
            self._tables.do("attach", base=base, table=table, part=part)

    def _target(self, path: str) -> Path:
        kind, _, rest = path.partition("/")
        if kind == "files":
            return self._building / rest
        if kind == "pictures":
            return self._building / path
        name, table, part, file = rest.split("/", 3)
        base = self.base_of(name)
        self._parts[base, table, part] = None
        return self._place(base, table) / "detached" / part / file

    def _place(self, base: str, table: str) -> Path:
        if (base, table) not in self._places:
            if base != self._tables.base:
                self._tables.do("lay_base", base=base)
                with self._open_base(self._building / "passages", base):
                    pass
            for one in TABLES:
                found = self._tables.rows("data_path", base=base, table=one)
                self._places[base, one] = Path(str(found[0][0]))
        return self._places[base, table]
