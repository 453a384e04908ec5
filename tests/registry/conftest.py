from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from trackway.model.camera import CameraKind
from trackway.model.time import Instant
from trackway.registry import Crs, ImportReport, Registry, import_cameras

NOON = Instant(1_795_320_000_000_000)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry(tmp_path / "data" / "registry.sqlite") as opened:
        yield opened


class Bring(Protocol):
    """Writes a file with this content and imports it."""

    def __call__(
        self,
        content: bytes | str,
        name: str = "cameras.csv",
        *,
        mapping: Mapping[str, str] | None = None,
        crs: Crs | None = None,
        dry_run: bool = False,
        kind: CameraKind = CameraKind.ORDINARY,
    ) -> ImportReport: ...


@pytest.fixture
def bring(registry: Registry, tmp_path: Path) -> Bring:
    def do(
        content: bytes | str,
        name: str = "cameras.csv",
        *,
        mapping: Mapping[str, str] | None = None,
        crs: Crs | None = None,
        dry_run: bool = False,
        kind: CameraKind = CameraKind.ORDINARY,
    ) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = import_cameras(
            registry,
            path,
            by="示範管理員",
            at=NOON,
            mapping=mapping,
            crs=crs,
            dry_run=dry_run,
            kind=kind,
        )
        # Every row is accounted for, once.
        counted = len(report.new) + len(report.updated) + report.unchanged + report.repeated + report.refused
        assert counted == report.rows
        return report

    return do
