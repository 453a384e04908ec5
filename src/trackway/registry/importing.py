"""From a file to the register.

::

    file ─► rows of text ─► which column is what ─► which system ─► drafts ─► plan ─► register
    kept as it came                                   └ row problems ┘    (a dry run stops here)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from trackway.model.camera import CameraKind
from trackway.model.place import Point, distance_m
from trackway.model.time import Instant
from trackway.registry.columns import Columns, known_columns, map_columns
from trackway.registry.coordinates import Crs, Frame, Unit
from trackway.registry.fields import Field
from trackway.registry.frames import Detected, detect_frame
from trackway.registry.merging import Plan, as_site, as_station, merge
from trackway.registry.register import Change, ImportedFile, Registry
from trackway.registry.report import ImportReport, RowProblem, Said
from trackway.registry.rows import Draft, Located, locate, read_drafts
from trackway.registry.selection import Snapshot
from trackway.registry.source import SourceFile, read_source
from trackway.registry.table import Table, Unreadable

__all__ = ["import_cameras"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read from a file before the register is looked at."""

    source: SourceFile
    table: Table
    columns: Columns
    detected: Detected
    located: Sequence[Located]
    drafts: Sequence[Draft]
    problems: Sequence[RowProblem]


def import_cameras(
    registry: Registry,
    path: Path,
    *,
    by: str,
    at: Instant,
    mapping: Mapping[str, str] | None = None,
    crs: Crs | None = None,
    dry_run: bool = False,
    kind: CameraKind = CameraKind.ORDINARY,
    file_name: str | None = None,
) -> ImportReport:
    """Put the cameras of a CSV, XLSX, GeoJSON or KML file on the register, and say what came of each row.

    ``by`` is who imports, ``at`` when. ``mapping`` names the column of a field (``{"lon": "X座標"}``)
    where its name does not tell; ``crs`` the reference system; ``kind`` what cameras are whose row does
    not say. ``file_name`` is what the file was called before it came to ``path``. A dry run writes
    nothing. A file that cannot be read at all raises ``Unreadable`` (or ``NotFound``, ``Denied``,
    ``WrongUse``); rows that cannot be used are in the report, and the others are taken.
    """
    reading = _read(read_source(path, file_name), dict(mapping or {}), crs)
    if dry_run:
        now = registry.snapshot()
        return _report(reading, _plan(reading, now, kind), kept_as=None)
    reports: list[ImportReport] = []

    def change(now: Snapshot) -> Change:
        plan = _plan(reading, now, kind)
        folder = Path("imports") / "cameras"
        name = reading.source.keep(registry.path.parent / folder, reading.table)
        reports.append(_report(reading, plan, kept_as=str(folder / name)))
        return _change(plan, reports[-1], by, at)

    registry.change(change)
    return reports[-1]


def _read(source: SourceFile, mapping: Mapping[str, str], crs: Crs | None) -> _Reading:
    wanted = {" ".join(column.split()) for column in mapping.values()}

    def recognised(cells: Sequence[str]) -> int:
        # Columns that were named by hand are in the header for sure.
        return known_columns(cells) + 2 * len(wanted & set(cells))

    table = source.table(recognised)
    columns = map_columns(table, mapping, crs)
    located, unplaced = locate(table, columns)
    detected = detect_frame([(at.x, at.y) for at in located], columns, crs, table.crs)
    drafts, misfits = read_drafts(
        located, columns, detected.frame, was_escaped=table.format in {"csv", "xlsx"}
    )
    problems = (*table.problems, *unplaced, *misfits)
    return _Reading(source, table, columns, detected, located, drafts, problems)


def _plan(reading: _Reading, now: Snapshot, kind: CameraKind) -> Plan:
    if reading.detected.is_assumed:
        _refuse_other_datum(reading, now)
    return merge(reading.drafts, now, kind)


def _refuse_other_datum(reading: _Reading, now: Snapshot) -> None:
    """Metres without a datum are taken for TWD97, unless the register knows these cameras elsewhere.

    Three cameras that the register already has, all some 850 m off, and none of it in TWD67: then the
    file is TWD67, and believing it would move every camera of it by that.
    """
    pairs = {at.row.number: (at.x, at.y) for at in reading.located}
    known = [(draft, now.by_id[draft.id]) for draft in reading.drafts if draft.id in now.by_id]
    if len(known) < 3:
        return
    xs, ys = np.array([pairs[draft.row] for draft, _ in known], dtype=np.float64).T
    lons, lats = Frame(Crs.TWD67, Unit.METRES).to_wgs84(xs, ys)
    as_67 = median(
        distance_m(camera.place, Point(lon, lat))
        for (_, camera), lon, lat in zip(known, lons.tolist(), lats.tolist(), strict=True)
    )
    as_97 = median(distance_m(camera.place, draft.place) for draft, camera in known)
    if as_97 > 500 and as_67 < 50:
        raise Unreadable(
            f"座標沒有註明系統：有 {len(known)} 支鏡頭已在名冊上，當作 TWD97 相差 {as_97:,.0f} 公尺，"
            f"當作 TWD67 只差 {as_67:,.0f} 公尺。請加 --crs twd67 或 --crs twd97。 "
            f"The file does not say its system: {len(known)} of its cameras are on the register, "
            f"{as_97:,.0f} m off as TWD97 and {as_67:,.0f} m as TWD67. Give --crs twd67 or --crs twd97."
        )


def _change(plan: Plan, report: ImportReport, by: str, at: Instant) -> Change:
    return Change(
        stations=tuple(as_station(known) for known in plan.stations),
        sites=tuple(as_site(known) for known in plan.sites),
        cameras=plan.cameras,
        guessed_stations=frozenset(known.id for known in plan.stations if known.is_guessed),
        guessed_sites=frozenset(known.id for known in plan.sites if known.is_guessed),
        file=ImportedFile(
            at=at,
            by=by,
            file_name=report.file_name,
            sha256=report.sha256,
            kept_as=report.kept_as or "",
            new=len(report.new),
            updated=len(report.updated),
            unchanged=report.unchanged,
            refused=report.refused,
        ),
        report=report.json().decode(),
    )


def _report(reading: _Reading, plan: Plan, kept_as: str | None) -> ImportReport:
    table = reading.table
    problems = sorted((*reading.problems, *plan.problems), key=lambda problem: problem.row)
    return ImportReport(
        file_name=reading.source.name,
        sha256=reading.source.sha256,
        format=table.format,
        encoding=table.encoding,
        sheet=table.sheet,
        header_row=table.header_row,
        crs=reading.detected.frame.crs.value,
        crs_because=reading.detected.because,
        accuracy_m=reading.detected.frame.accuracy_m,
        columns=reading.columns.uses,
        rows=len(table.rows) + len(table.problems),
        new=plan.new,
        updated=plan.updated,
        unchanged=plan.unchanged,
        repeated=plan.repeated,
        refused=len({problem.row for problem in problems if problem.is_refused}),
        problems=tuple(problems),
        new_stations=tuple(known.name for known in plan.new_stations),
        new_sites=tuple(known.name for known in plan.new_sites),
        notes=tuple(_notes(reading, plan)),
        is_dry_run=kept_as is None,
        kept_as=kept_as,
    )


def _notes(reading: _Reading, plan: Plan) -> list[Said]:
    notes = list(reading.table.notes)
    fields = reading.columns.place
    if Field.ID not in fields:
        notes.append(
            Said(
                "檔案沒有編號欄，編號由名稱與座標產生（made-…）；名稱或座標改了，會被當成另一支鏡頭。",
                "The file has no id column: ids are made from name and place (made-…), so a camera whose "
                "name or place is corrected later is taken for another one.",
            )
        )
    if Field.PRECINCT in fields and not {Field.STATION, Field.STATION_ID} & fields.keys():
        notes.append(
            Said(
                "有分局欄但沒有派出所欄，分局沒有記錄。",
                "There is a precinct but no station: the precinct was not kept.",
            )
        )
    guessed = [known.name for known in (*plan.new_stations, *plan.new_sites) if known.is_guessed]
    if guessed:
        notes.append(
            Said(
                f"{len(guessed)} 個派出所或點位沒有座標，暫放在所屬鏡頭的平均位置，並已標記。",
                f"{len(guessed)} stations or sites came without a place and stand, marked so, at the mean "
                "of their cameras.",
            )
        )
    return notes
