"""The vehicle register 車籍: what it came from, and a new file in its place."""

from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel

from trackway.model.errors import Conflict, NotFound
from trackway.model.question import Role
from trackway.model.time import Instant
from trackway.watch.vehicles import RegisterFile, VehicleReport, import_vehicles
from trackway.web.list_file_json import ColumnOut, ProblemOut
from trackway.web.list_files import uploaded
from trackway.web.parts import Parts, Who, need
from trackway.web.watch_lists import OFFICERS

__all__ = ["routes"]


class RegisterFileOut(BaseModel):
    """The file that the register came from, who took it in and when, and how many vehicles it has."""

    file_name: str
    sha256: str
    by: str
    at: str
    age_s: float
    vehicles: int
    refused: int

    @classmethod
    def of(cls, one: RegisterFile, now: Instant) -> "RegisterFileOut":
        """A file as JSON."""
        return cls(
            file_name=one.file_name,
            sha256=one.sha256,
            by=one.by,
            at=str(one.at),
            age_s=round(max(0.0, now.since(one.at)), 3),
            vehicles=one.vehicles,
            refused=one.refused,
        )


class VehicleRegisterOut(BaseModel):
    """The vehicle register; ``file`` is null while none was taken in."""

    file: RegisterFileOut | None


class VehicleReportOut(BaseModel):
    """What came of a file, or would: ``vehicles`` of it are usable, ``repeated`` rows name a plate again."""

    file_name: str
    columns: list[ColumnOut]
    vehicles: int
    refused: int
    repeated: int
    problems: list[ProblemOut]
    is_dry_run: bool

    @classmethod
    def of(cls, report: VehicleReport) -> "VehicleReportOut":
        """A report as JSON."""
        return cls(
            file_name=report.file_name,
            columns=[ColumnOut.of(use) for use in report.columns],
            vehicles=report.vehicles,
            refused=report.refused,
            repeated=report.repeated,
            problems=[ProblemOut.of(one) for one in report.problems],
            is_dry_run=report.is_dry_run,
        )


def routes(parts: Parts) -> APIRouter:
    """``/watch/vehicles``."""
    router = APIRouter(prefix="/watch/vehicles", tags=["watch lists"])
    taking = Lock()

    @router.get("")
    def show_register(who: Who) -> VehicleRegisterOut:
        """Where the vehicle register came from and how old it is; no vehicle of it."""
        need(who, *OFFICERS)
        try:
            file = parts.watching.vehicles.file()
        except NotFound:
            return VehicleRegisterOut(file=None)
        return VehicleRegisterOut(file=RegisterFileOut.of(file, parts.clock.now()))

    @router.post("/import")
    def import_register(
        *, who: Who, file: UploadFile, dry_run: Annotated[bool, Form()] = False
    ) -> VehicleReportOut:
        """Take a CSV, TXT or XLSX in as the vehicle register, in place of the one before."""
        need(who, Role.ADMINISTRATOR)
        source = uploaded(file)
        # A new file drops what another one has half done.
        if not taking.acquire(blocking=False):
            raise Conflict("另一個車籍檔正在匯入。 Another file of vehicles is being taken in.")
        try:
            report = import_vehicles(parts.watching.vehicles, source, who.officer.username, dry_run=dry_run)
        finally:
            taking.release()
        if not dry_run:
            details = {
                "file": source.name,
                "sha256": source.sha256,
                "vehicles": report.vehicles,
                "refused": report.refused,
            }
            parts.trust.note(who.officer, "vehicles_imported", details, address=who.address)
        return VehicleReportOut.of(report)

    return router
