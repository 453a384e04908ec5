"""Vehicles: the imported vehicle register, asked by plate and replaced as a whole."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from trackway.model.errors import NotFound
from trackway.model.time import Clock, Instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sqlite import SqliteFile
from trackway.watch.sheet import batches
from trackway.watch.vehicles.fact import RegisterFile, VehicleFact, VehicleStatus

__all__ = ["Vehicles"]

_AT_ONCE = 5_000
"""Rows in one transaction: some hundredths of a second, so that the watch never waits long for its file."""


class Vehicles:
    """The vehicle register of one data folder. Usable from several threads."""

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def facts(self, plates: Collection[str]) -> Mapping[str, VehicleFact]:
        """What the register says of these plates, normal form, as far as they are on it; one question."""
        if not plates:
            return {}
        wanted = msgspec.json.encode(list(plates)).decode()
        return {
            row["plate"]: VehicleFact(
                row["plate"],
                VehicleKind(row["kind"]),
                Colour(row["colour"]),
                row["make"],
                VehicleStatus(row["status"]),
            )
            for row in self._database.rows("vehicle_facts", plates=wanted)
        }

    def file(self) -> RegisterFile:
        """Where the register came from. Raises ``NotFound`` while there is none."""
        row = self._database.row("vehicle_file_in_use")
        if row is None:
            raise NotFound("尚未匯入車籍資料。 No vehicle register was imported.")
        return RegisterFile(
            row["id"],
            row["file_name"],
            row["sha256"],
            row["by"],
            Instant(row["at_us"]),
            row["vehicles"],
            row["refused"],
        )

    def start(self, file_name: str, sha256: str, by: str) -> int:
        """Begin with a new file; its number. What an earlier one left half done is dropped first."""
        self._drop_others(self._in_use())
        (row,) = self._database.rows(
            "vehicle_file_add", file_name=file_name, sha256=sha256, by=by, now_us=self._clock.now().us
        )
        return int(row["id"])

    def put(self, file_id: int, vehicles: Iterable[VehicleFact]) -> int:
        """Write vehicles of a new file; how many, those that were there already left out."""
        written = 0
        for some in batches(vehicles, _AT_ONCE):
            with self._database.transaction():
                written += self._database.many(
                    "vehicle_add",
                    (
                        {
                            "file_id": file_id,
                            "plate": one.plate,
                            "kind": one.kind.value,
                            "colour": one.colour.value,
                            "make": one.make,
                            "status": one.status.value,
                        }
                        for one in some
                    ),
                )
        return written

    def use(self, file_id: int, vehicles: int, refused: int) -> RegisterFile:
        """Ask the new file from now on; the old one's vehicles are dropped."""
        with self._database.transaction():
            self._database.run("vehicle_file_done", id=file_id, vehicles=vehicles, refused=refused)
            self._database.run("vehicle_file_use_none")
            self._database.run("vehicle_file_use", id=file_id)
        self._drop_others(file_id)
        return self.file()

    def drop(self, file_id: int) -> None:
        """Give up a new file that is not in use."""
        self._drop(file_id)

    def _in_use(self) -> int:
        row = self._database.row("vehicle_file_in_use")
        return 0 if row is None else int(row["id"])

    def _drop_others(self, but: int) -> None:
        for row in self._database.rows("vehicle_files_left", but=but):
            self._drop(row["id"])

    def _drop(self, file_id: int) -> None:
        while self._database.run("vehicles_drop", id=file_id, limit=_AT_ONCE):
            pass
