"""The SQLite file under the register: opening it, its rows, and its errors in our words."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Conflict, Denied, Invalid, Lost, TrackwayError, Unavailable
from trackway.model.place import Point
from trackway.registry.map_rank import map_rank
from trackway.registry.queries import QUERIES, statements
from trackway.registry.selection import Snapshot

__all__ = ["camera_row", "open_store", "plainly", "read_snapshot", "site_row", "station_row"]

_VERSIONS = ("schema.sql", "schema_2.sql", "schema_3.sql", "schema_4.sql")
"""The script that leads to each version of the schema from the one before; the first from nothing."""
_PATIENCE_MS = 10_000
"""How long a write waits for another process's; an import of 65,535 cameras holds it for seconds."""


def open_store(path: Path) -> sqlite3.Connection:
    """The register's file, made when missing, readable by its owner only, at the newest version."""
    with plainly(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made before SQLite does it: its journals take over the mode of the file they belong to.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        # One connection under a lock; see Registry. Transactions are begun in words, never implied.
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            db.execute(f"pragma busy_timeout = {_PATIENCE_MS}")
            db.execute("pragma foreign_keys = on")
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            _bring_up_to_date(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _bring_up_to_date(db: sqlite3.Connection, path: Path) -> None:
    if _version(db) == len(_VERSIONS):
        return
    db.execute("begin immediate")
    try:
        found = _version(db)  # again, now that nobody else can be at it
        if found > len(_VERSIONS):
            raise Conflict(f"The register {path} was written by a newer Trackway (version {found}).")
        for script in _VERSIONS[found:]:
            for statement in statements(script):
                db.execute(statement)
        db.execute(f"pragma user_version = {len(_VERSIONS)}")
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system say about this register into our errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path) from error
    except PermissionError as error:
        raise Denied(f"The register {path} may not be opened by this account.") from error
    except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        raise Invalid(f"The register {path} cannot be a file there: {error.strerror}.") from error
    except OSError as error:
        raise Unavailable(f"The register {path} cannot be reached: {error.strerror}.") from error


def _ours(error: sqlite3.Error, path: Path) -> TrackwayError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest is detail
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Unavailable(f"The register {path} is being written by another process; try again.")
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return Unavailable(f"The register {path} cannot be written: {error}.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return Denied(f"The register {path} may not be written by this account.")
        case sqlite3.SQLITE_CONSTRAINT:
            return Invalid(f"The register refused a row: {error}.")
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return Lost(f"The file {path} is damaged or is no register: {error}.")
        case _:
            return Unavailable(f"The register {path} does not answer: {error}.")


def read_snapshot(db: sqlite3.Connection) -> Snapshot:
    """All of the register as values."""
    cameras: list[Camera] = []
    retired: list[Camera] = []
    ranks: dict[int, int] = {}
    for row in db.execute(QUERIES["all_cameras"]):
        camera = Camera(
            number=row[0],
            id=row[1],
            name=row[2],
            kind=CameraKind(row[3]),
            place=Point(row[4], row[5]),
            heading_deg=row[7],
            fov_deg=row[8],
            site_id=row[9],
            station_id=row[10],
            model=row[11],
            installed_year=row[12],
            engine=row[14],
        )
        ranks[camera.number] = row[6]
        (retired if row[13] else cameras).append(camera)
    stations = {
        Station(id_, name, precinct, Point(lon, lat)): bool(guessed)
        for id_, name, precinct, lon, lat, guessed in db.execute(QUERIES["all_stations"])
    }
    sites = {
        Site(id_, name, Point(lon, lat)): bool(guessed)
        for id_, name, lon, lat, guessed in db.execute(QUERIES["all_sites"])
    }
    return Snapshot.of(tuple(cameras), tuple(retired), stations, sites, ranks)


def station_row(station: Station, guessed: frozenset[str]) -> Mapping[str, str | int | float | None]:
    """A station as its query wants it."""
    return {
        "id": station.id,
        "name": station.name,
        "precinct": station.precinct,
        "lon": station.place.lon,
        "lat": station.place.lat,
        "place_is_mean": int(station.id in guessed),
    }


def site_row(site: Site, guessed: frozenset[str]) -> Mapping[str, str | int | float | None]:
    """A site as its query wants it."""
    return {
        "id": site.id,
        "name": site.name,
        "lon": site.place.lon,
        "lat": site.place.lat,
        "place_is_mean": int(site.id in guessed),
    }


def camera_row(camera: Camera) -> Mapping[str, str | int | float | None]:
    """A camera as its query wants it."""
    return {
        "number": camera.number,
        "id": camera.id,
        "name": camera.name,
        "kind": camera.kind.value,
        "lon": camera.place.lon,
        "lat": camera.place.lat,
        "map_rank": map_rank(camera.place),
        "heading_deg": camera.heading_deg,
        "fov_deg": camera.fov_deg,
        "site_id": camera.site_id,
        "station_id": camera.station_id,
        "model": camera.model,
        "installed_year": camera.installed_year,
        "engine": camera.engine,
    }
