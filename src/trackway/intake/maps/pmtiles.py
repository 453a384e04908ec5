"""The header of a PMTiles archive, version 3 (github.com/protomaps/PMTiles, spec/v3/spec.md)."""

import gzip
import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Invalid

__all__ = ["Header", "read_header"]

_LENGTH = 127
_LAYOUT = struct.Struct("<7sB11Q6B4iB2i")
_GZIP = 2
_MAX_METADATA = 10_000_000
"""Bytes of metadata unpacked at most; real archives hold tens of kilobytes."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the page must know of an archive: zooms, bounds in degrees, whom to name."""

    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    attribution: str


def read_header(path: Path) -> Header:
    """Read and check an archive's header; every offset must lie inside the file.

    Raises ``Invalid`` naming what is wrong with which file.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        raw = stream.read(_LENGTH)
        if len(raw) < _LENGTH or raw[:7] != b"PMTiles":
            raise Invalid(f"{path} is not a PMTiles archive: its first bytes do not say so.")
        fields = _LAYOUT.unpack(raw[: _LAYOUT.size])
        version = fields[1]
        if version != 3:
            raise Invalid(f"{path} is PMTiles version {version}; only version 3 can be shown.")
        root, root_length, meta, meta_length, leaves, leaves_length, tiles, tiles_length = fields[2:10]
        for name, offset, length in (
            ("root directory", root, root_length),
            ("metadata", meta, meta_length),
            ("leaf directories", leaves, leaves_length),
            ("tile data", tiles, tiles_length),
        ):
            if offset + length > size:
                raise Invalid(
                    f"{path} is cut off: its {name} should end at byte {offset + length}, it has {size}."
                )
        stream.seek(meta)
        metadata = stream.read(min(meta_length, _MAX_METADATA))
    compression, _, _, min_zoom, max_zoom = fields[14:19]
    west, south, east, north = (value / 1e7 for value in fields[19:23])
    if min_zoom > max_zoom or max_zoom > 30:
        raise Invalid(f"{path} has zooms {min_zoom} to {max_zoom}, which no map has.")
    return Header(min_zoom, max_zoom, (west, south, east, north), _attribution(path, metadata, compression))


def _attribution(path: Path, metadata: bytes, compression: int) -> str:
    if not metadata:
        return ""
    try:
        if compression == _GZIP:
            metadata = zlib.decompressobj(wbits=31).decompress(metadata, _MAX_METADATA)
        said = json.loads(metadata)
    except (zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise Invalid(f"{path}: its metadata cannot be read ({error}).") from error
    return str(said.get("attribution", "")) if isinstance(said, dict) else ""
