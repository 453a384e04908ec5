"""The register 鏡頭名冊: which cameras there are, where, and who keeps them.

::

    file ──► import_cameras ──► change ──► registry.sqlite ──► snapshot ──► cameras, inside, near

One connection under one lock; readers share a snapshot of values that is made again when this or
another process has changed the file (``pragma data_version`` says so in microseconds).
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from trackway.model.area import Area
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.ground import GroundView
from trackway.model.place import Point
from trackway.model.time import Instant
from trackway.registry.grounds import SavedGround, ground_of, ground_row
from trackway.registry.queries import QUERIES
from trackway.registry.selection import Nearby, Selection, Snapshot
from trackway.registry.store import camera_row, open_store, plainly, read_snapshot, site_row, station_row
from trackway.registry.streams import GivenStream, SavedStream, StreamTable
from trackway.video.stream import StreamAddress, StreamKey, StreamRole, StreamSettings

__all__ = ["Change", "ImportedFile", "Registry"]


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One file of cameras that came: who, when, and what came of it."""

    at: Instant
    by: str
    file_name: str
    sha256: str
    kept_as: str
    new: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written, all of it or nothing.

    ``guessed_stations`` and ``guessed_sites`` name those among them whose place nobody gave: they are
    put at the mean of their cameras, now and whenever those change.
    """

    stations: tuple[Station, ...] = ()
    sites: tuple[Site, ...] = ()
    cameras: tuple[Camera, ...] = ()
    retired: tuple[str, ...] = ()
    guessed_stations: frozenset[str] = frozenset()
    guessed_sites: frozenset[str] = frozenset()
    file: ImportedFile | None = None
    report: str = "{}"


_log = logging.getLogger(__name__)


class Registry:
    """Stations, sites and cameras in one SQLite file; may be used from several threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._db = open_store(path)
        self._streams = StreamTable(path, self._db)
        self._told: tuple[int, tuple[StreamSettings, ...]] = (-1, ())
        self._troubles: tuple[str, ...] = ()
        self._version = -1
        self._snapshot = Snapshot.of((), (), {}, {}, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the register cannot be used afterwards."""
        with self._lock:
            self._db.close()

    def cameras(self) -> tuple[Camera, ...]:
        """Every camera in use, by its number."""
        return self.snapshot().cameras

    def stations(self) -> tuple[Station, ...]:
        """Every station, by its id."""
        return self.snapshot().stations

    def sites(self) -> tuple[Site, ...]:
        """Every site, by its id."""
        return self.snapshot().sites

    def camera(self, camera_id: str) -> Camera:
        """The camera of that id, retired or not."""
        try:
            return self.snapshot().by_id[camera_id]
        except KeyError:
            raise NotFound(f"There is no camera {camera_id!r} on the register.") from None

    def numbered(self, number: int) -> Camera:
        """The camera of that number, retired or not: passages name cameras so."""
        try:
            return self.snapshot().by_number[number]
        except KeyError:
            raise NotFound(f"There is no camera with the number {number} on the register.") from None

    def inside(self, area: Area, kinds: Collection[CameraKind] | None = None) -> Selection:
        """The cameras in use in an area, of these kinds or of any, and the stations they belong to."""
        return self.snapshot().inside(area, kinds)

    def near(
        self, point: Point, metres: float, kinds: Collection[CameraKind] | None = None
    ) -> tuple[Nearby, ...]:
        """The cameras in use within so many metres of a point, nearest first."""
        return self.snapshot().near(point, metres, kinds)

    def free_numbers(self) -> Iterator[int]:
        """Numbers that no camera ever had, for cameras that are new here."""
        return self.snapshot().free_numbers()

    def save(
        self,
        stations: Iterable[Station] = (),
        sites: Iterable[Site] = (),
        cameras: Iterable[Camera] = (),
    ) -> None:
        """Write these, new or changed, all or nothing.

        A camera keeps the number it first had, and a number its camera: anything else is a Conflict.
        Saving a retired camera puts it back into use.
        """
        change = Change(tuple(stations), tuple(sites), tuple(cameras))
        self.change(lambda _: change)

    def retire(self, camera_ids: Iterable[str]) -> None:
        """Take cameras off the map. Their rows and numbers stay, for passages of theirs remain."""
        ids = tuple(camera_ids)
        for camera_id in ids:
            self.camera(camera_id)
        self.change(lambda _: Change(retired=ids))

    def save_ground(self, camera_id: str, view: GroundView | None, *, by: str, at: Instant) -> None:
        """Keep how a camera's picture lies on the ground; ``None`` takes its calibration away."""
        self.camera(camera_id)
        row = None if view is None else ground_row(view)
        with self._lock, plainly(self.path), self._transaction():
            self._db.execute(
                QUERIES["put_ground"], {"id": camera_id, "at_us": at.us, "by_whom": by, "view": row}
            )

    def ground(self, camera_id: str) -> SavedGround:
        """How this camera's picture lies on the ground. Raises ``NotFound`` where nobody calibrated it."""
        self.camera(camera_id)
        with self._lock, plainly(self.path):
            row = self._db.execute(QUERIES["ground"], {"id": camera_id}).fetchone()
        if row is None or row[2] is None:
            raise NotFound(f"Camera {camera_id!r} is not calibrated; `trackway cameras calibrate` does it.")
        return SavedGround(ground_of(row[2]), Instant(row[0]), row[1])

    def grounds(self, camera_ids: Iterable[str]) -> dict[str, GroundView]:
        """The views of those of these cameras that are calibrated."""
        found = {}
        for camera_id in dict.fromkeys(camera_ids):
            with suppress(NotFound):
                found[camera_id] = self.ground(camera_id).view
        return found

    def streams(self) -> tuple[StreamSettings, ...]:
        """Every stream of a camera in use, recorded or not, with its log-in: for who connects to it.

        Read anew only after a change, so it may be asked every second. A password that cannot be opened
        is logged, and its stream told without a log-in; ``stream_address`` raises ``Lost`` for it.
        """
        with self._lock, plainly(self.path):
            changes = self._streams.changes()
            if changes != self._told[0]:
                streams, troubles = self._streams.settings()
                if troubles != self._troubles:
                    for says in troubles:
                        _log.error("streams.password_lost %s", says)
                self._troubles = troubles
                # Asked again next time while something is wrong: the key may be put back.
                self._told = (-1 if troubles else changes, streams)
            return self._told[1]

    def stream_changes(self) -> int:
        """Grows whenever ``streams`` has something new to say; cheap enough to ask every second."""
        with self._lock, plainly(self.path):
            return self._streams.changes()

    def saved_streams(self) -> tuple[SavedStream, ...]:
        """Every stream of a camera in use, to be shown: without passwords."""
        with self._lock, plainly(self.path):
            return self._streams.saved()

    def stream_history(self, camera_id: str) -> tuple[SavedStream, ...]:
        """Every setting that a camera's streams had, newest first: without passwords."""
        self.camera(camera_id)
        with self._lock, plainly(self.path):
            return self._streams.history(camera_id)

    def stream_address(self, camera_id: str, role: StreamRole = StreamRole.MAIN) -> StreamAddress:
        """Where a camera's stream is had, with its log-in. Raises ``NotFound``, ``Lost``."""
        with self._lock, plainly(self.path):
            return self._streams.address(StreamKey(self.camera(camera_id).number, role))

    def set_stream(
        self, camera_id: str, role: StreamRole, given: GivenStream, *, by: str, at: Instant
    ) -> SavedStream:
        """Set where a camera's stream is had and whether it is recorded. Raises ``Invalid``, ``NotFound``."""
        (saved,) = self.set_streams([(camera_id, role, given)], by=by, at=at)
        return saved

    def set_streams(
        self, given: Iterable[tuple[str, StreamRole, GivenStream]], *, by: str, at: Instant
    ) -> tuple[SavedStream, ...]:
        """Set many, all or nothing."""
        with self._lock, plainly(self.path), self._transaction():
            now = self._fresh()  # once: inside a transaction it is read anew each time
            return tuple(self._put_stream(now, *one, by=by, at=at) for one in given)

    def set_recorded(
        self, camera_id: str, role: StreamRole, *, is_recorded: bool, by: str, at: Instant
    ) -> SavedStream:
        """Have a stream recorded from now on, or no longer; what was recorded stays. Raises ``NotFound``."""
        with self._lock, plainly(self.path), self._transaction():
            key = StreamKey(_used(self._fresh(), camera_id), role)
            return self._streams.record(key, is_recorded=is_recorded, by=by, at=at)

    def remove_stream(self, camera_id: str, role: StreamRole, *, by: str, at: Instant) -> None:
        """Take a stream off the register; its history and its footage stay. Raises ``NotFound``."""
        with self._lock, plainly(self.path), self._transaction():
            self._streams.remove(StreamKey(_used(self._fresh(), camera_id), role), by=by, at=at)

    def forget_passwords(self) -> int:
        """Drop the passwords of all streams, for their key is lost; how many there were."""
        with self._lock, plainly(self.path), self._transaction():
            return self._streams.forget_passwords()

    def imports(self) -> tuple[ImportedFile, ...]:
        """The files of cameras that came, newest first."""
        with self._lock, plainly(self.path):
            rows = self._db.execute(QUERIES["imports"]).fetchall()
        return tuple(ImportedFile(Instant(at_us), *rest) for at_us, *rest in rows)

    def import_report(self, sha256: str) -> str:
        """The report, as JSON, of the newest import of the file with this digest."""
        with self._lock, plainly(self.path):
            row = self._db.execute(QUERIES["import_report"], {"sha256": sha256}).fetchone()
        if row is None:
            raise NotFound(f"No file with the digest {sha256} was imported.")
        return str(row[0])

    def snapshot(self) -> Snapshot:
        """The register as it is now, as values."""
        with self._lock, plainly(self.path):
            return self._fresh()

    def change(self, plan: Callable[[Snapshot], Change]) -> Change:
        """Write what ``plan`` makes of the register as it is, with nobody writing in between."""
        with self._lock, plainly(self.path), self._transaction():
            now = self._fresh()
            change = plan(now)
            _check_numbers(change.cameras, now)
            _check_links(change, now)
            self._write(change)
        return change

    def _put_stream(
        self, now: Snapshot, camera_id: str, role: StreamRole, given: GivenStream, *, by: str, at: Instant
    ) -> SavedStream:
        number = _used(now, camera_id)
        try:
            return self._streams.put(StreamKey(number, role), given, by=by, at=at)
        except Invalid as error:
            raise Invalid(f"Camera {camera_id!r}: {error}") from error

    def _fresh(self) -> Snapshot:
        if self._data_version() != self._version:
            if self._db.in_transaction:
                self._snapshot = read_snapshot(self._db)
            else:
                self._db.execute("begin")  # its three queries must see one and the same moment
                try:
                    self._snapshot = read_snapshot(self._db)
                    self._version = self._data_version()
                finally:
                    self._db.execute("commit")
        return self._snapshot

    def _data_version(self) -> int:
        """Grows when another connection has committed; our own commits set ``_version`` back."""
        return int(self._db.execute("pragma data_version").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise
        finally:
            self._version = -1

    def _write(self, change: Change) -> None:
        db = self._db
        db.executemany(
            QUERIES["put_station"], [station_row(s, change.guessed_stations) for s in change.stations]
        )
        db.executemany(QUERIES["put_site"], [site_row(s, change.guessed_sites) for s in change.sites])
        db.executemany(QUERIES["put_camera"], [camera_row(camera) for camera in change.cameras])
        db.executemany(QUERIES["retire_camera"], [{"id": camera_id} for camera_id in change.retired])
        db.execute(QUERIES["place_stations"])
        db.execute(QUERIES["place_sites"])
        if change.file is not None:
            db.execute(QUERIES["put_import"], _import_row(change.file, change.report))


def _used(now: Snapshot, camera_id: str) -> int:
    """The number of a camera in use."""
    try:
        camera = now.by_id[camera_id]
    except KeyError:
        raise NotFound(f"There is no camera {camera_id!r} on the register.") from None
    if camera in now.retired:
        raise Conflict(f"Camera {camera_id!r} was taken down; it has no streams to set.")
    return camera.number


def _import_row(file: ImportedFile, report: str) -> dict[str, str | int]:
    return {
        "at_us": file.at.us,
        "by_whom": file.by,
        "file_name": file.file_name,
        "sha256": file.sha256,
        "kept_as": file.kept_as,
        "new": file.new,
        "updated": file.updated,
        "unchanged": file.unchanged,
        "refused": file.refused,
        "report": report,
    }


def _check_numbers(cameras: tuple[Camera, ...], now: Snapshot) -> None:
    number_of = {camera.id: number for number, camera in now.by_number.items()}
    id_of = {number: camera.id for number, camera in now.by_number.items()}
    for camera in cameras:
        number = number_of.setdefault(camera.id, camera.number)
        if number != camera.number:
            raise Conflict(
                f"Camera {camera.id!r} keeps its number {number}; it cannot become {camera.number}."
            )
        owner = id_of.setdefault(camera.number, camera.id)
        if owner != camera.id:
            raise Conflict(
                f"The number {camera.number} belongs to camera {owner!r}; "
                f"camera {camera.id!r} needs one of its own."
            )


def _check_links(change: Change, now: Snapshot) -> None:
    stations = {station.id for station in (*now.stations, *change.stations)}
    sites = {site.id for site in (*now.sites, *change.sites)}
    for camera in change.cameras:
        if camera.station_id is not None and camera.station_id not in stations:
            raise Invalid(
                f"Camera {camera.id!r} names the station {camera.station_id!r}, which is not known."
            )
        if camera.site_id is not None and camera.site_id not in sites:
            raise Invalid(f"Camera {camera.id!r} names the site {camera.site_id!r}, which is not known.")
