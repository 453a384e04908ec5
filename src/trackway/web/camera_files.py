"""The register as files: taken away by any officer, brought by administrators."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, Field

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import WrongUse
from trackway.model.question import Role
from trackway.registry import ImportReport, Registry, export_csv, export_geojson, import_cameras, parse_crs
from trackway.web.areas import AreaBody, area_of
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]

_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}


class ExportBody(BaseModel):
    """Which cameras, as what."""

    area: AreaBody | None = Field(default=None, description="Everywhere when left out.")
    kinds: list[CameraKind] | None = Field(default=None, description="Any kind when left out.")
    format: Literal["csv", "geojson"]


def routes(parts: Parts) -> APIRouter:
    """``/cameras/export`` and ``/cameras/import``."""
    router = APIRouter(tags=["cameras"])
    registry, trust = parts.registry, parts.trust

    @router.post(
        "/cameras/export",
        response_class=Response,
        responses={200: {"content": {kind.split(";")[0]: {} for kind in _MEDIA_TYPES.values()}}},
    )
    def export_cameras(body: ExportBody, who: Who) -> Response:
        """The chosen cameras as a file to keep."""
        cameras = _chosen(registry, body)
        details = {**body.model_dump(mode="json", exclude_none=True), "cameras": len(cameras)}
        trust.note(who.officer, "cameras_exported", details, address=who.address)
        export = export_csv if body.format == "csv" else export_geojson
        name = f"cameras-{parts.clock.now().taipei():%Y%m%d-%H%M}.{body.format}"
        return Response(
            export(registry, cameras),
            media_type=_MEDIA_TYPES[body.format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @router.post("/cameras/import", response_model=ImportReport)
    def import_camera_file(
        *,
        who: Who,
        file: UploadFile,
        dry_run: Annotated[bool, Form()] = False,
        crs: Annotated[str, Form(max_length=40, description="wgs84, twd97 or twd67.")] = "",
        mapping: Annotated[str, Form(description='JSON: field to column, {"lon": "X座標"}.')] = "",
        kind: Annotated[CameraKind, Form(description="What rows are that do not say.")] = CameraKind.ORDINARY,
    ) -> Response:
        """Put the cameras of a CSV, XLSX, GeoJSON or KML file on the register; says what came of each row."""
        need(who, Role.ADMINISTRATOR)
        name = Path((file.filename or "cameras").replace("\\", "/")).name[:200]
        with tempfile.TemporaryDirectory(prefix="trackway-") as folder:
            kept = Path(folder) / "cameras"
            with kept.open("wb") as copy:
                shutil.copyfileobj(file.file, copy)
            report = import_cameras(
                registry,
                kept,
                by=who.officer.username,
                at=parts.clock.now(),
                mapping=_mapping(mapping),
                crs=parse_crs(crs) if crs else None,
                dry_run=dry_run,
                kind=kind,
                file_name=name,
            )
        if not dry_run:
            details = {
                "file": name,
                "sha256": report.sha256,
                "new": len(report.new),
                "updated": len(report.updated),
                "refused": report.refused,
            }
            trust.note(who.officer, "cameras_imported", details, address=who.address)
        return Response(report.json(), media_type="application/json")

    return router


def _chosen(registry: Registry, body: ExportBody) -> tuple[Camera, ...]:
    if body.area is not None:
        return registry.inside(area_of(body.area), body.kinds).cameras
    return tuple(c for c in registry.cameras() if body.kinds is None or c.kind in body.kinds)


def _mapping(text: str) -> dict[str, str]:
    if not text.strip():
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise WrongUse(
            f'The mapping is no JSON object of field to column, like {{"lon": "X"}}: {error}.'
        ) from None
