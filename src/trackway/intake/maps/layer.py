"""MapLayer: one imported map, and the folder that keeps them."""

import hashlib
import os
import re
import shutil
from pathlib import Path

import msgspec

from trackway.intake.maps.osm import write_roads
from trackway.intake.maps.pmtiles import read_header
from trackway.model.area import Rectangle
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.time import Clock

__all__ = ["HUALIEN", "MapLayer", "import_map", "layers"]

HUALIEN = Rectangle(120.9, 22.9, 121.95, 24.5)
"""What is kept of a larger OpenStreetMap extract unless the owner says otherwise: the county and a margin."""

_OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.bz2", ".osm.gz")
_OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


class MapLayer(msgspec.Struct, frozen=True):
    """One imported map: ``file`` lies in the map folder; ``kind`` is ``pmtiles`` or ``geojson``."""

    name: str
    kind: str
    file: str
    attribution: str
    max_zoom: int
    original: str
    sha256: str
    imported_at: str
    features: int = 0


def import_map(
    source: Path, folder: Path, clock: Clock, *, name: str = "", area: Rectangle = HUALIEN
) -> MapLayer:
    """Check a PMTiles archive or OpenStreetMap extract and add it to the folder as a layer.

    Only what lies in ``area`` is taken of an extract. Raises ``Invalid`` for a file that is neither,
    ``Conflict`` when a layer of that name is there already; the source is never changed.
    """
    if not source.exists():
        raise NotFound(f"There is no file {source}.")
    if not source.is_file():
        raise Invalid(f"{source} is not a file; give a .pmtiles archive or an .osm.pbf extract.")
    layer_name = _safe_name(name or source.name.split(".")[0])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / f"{layer_name}.json").exists():
        raise Conflict(f"A map layer named {layer_name} is there already; give another --name.")
    lower = source.name.lower()
    if lower.endswith(".pmtiles"):
        layer = _keep_pmtiles(source, folder, layer_name, clock)
    elif lower.endswith(_OSM_SUFFIXES):
        layer = _keep_osm(source, folder, layer_name, clock, area)
    else:
        raise Invalid(
            f"{source} is neither .pmtiles nor an OpenStreetMap extract ({', '.join(_OSM_SUFFIXES)})."
        )
    _write_whole(folder / f"{layer_name}.json", msgspec.json.encode(layer))
    return layer


def layers(folder: Path) -> tuple[MapLayer, ...]:
    """The imported layers of a folder, by name; none when nothing was imported."""
    notes = sorted(folder.glob("*.json")) if folder.is_dir() else []
    found = []
    for note in notes:
        try:
            found.append(msgspec.json.decode(note.read_bytes(), type=MapLayer))
        except msgspec.MsgspecError as error:
            raise Invalid(f"The map note {note} cannot be read ({error}); import the map again.") from error
    return tuple(found)


def _keep_pmtiles(source: Path, folder: Path, name: str, clock: Clock) -> MapLayer:
    header = read_header(source)
    kept = folder / f"{name}.pmtiles"
    part = kept.with_suffix(".part")
    shutil.copyfile(source, part)
    _sync(part)
    part.replace(kept)
    return MapLayer(
        name=name,
        kind="pmtiles",
        file=kept.name,
        attribution=header.attribution or source.name,
        max_zoom=header.max_zoom,
        original=source.name,
        sha256=_sha256(kept),
        imported_at=str(clock.now()),
    )


def _keep_osm(source: Path, folder: Path, name: str, clock: Clock, area: Rectangle) -> MapLayer:
    kept = folder / f"{name}.geojson"
    part = kept.with_suffix(".part")
    try:
        features = write_roads(source, part, area)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(part)
    part.replace(kept)
    return MapLayer(
        name=name,
        kind="geojson",
        file=kept.name,
        attribution=_OSM_ATTRIBUTION,
        max_zoom=22,
        original=source.name,
        sha256=_sha256(source),
        imported_at=str(clock.now()),
        features=features,
    )


def _safe_name(name: str) -> str:
    if not re.fullmatch(r"[\w-]{1,64}", name):
        raise Invalid(f"{name!r} cannot name a map layer; use letters, digits, - and _ (at most 64).")
    return name


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    _sync(part)
    part.replace(path)
