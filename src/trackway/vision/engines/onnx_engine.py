"""An engine of ONNX files that the owner brings, described by a manifest."""

import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from trackway.model.reading import Reading
from trackway.vision.engines.errors import UnfitEngine
from trackway.vision.engines.manifest import Manifest, ModelFile, read_manifest
from trackway.vision.engines.onnx_detector import OnnxDetector
from trackway.vision.engines.onnx_reader import OnnxReader
from trackway.vision.engines.sessions import file_sha256
from trackway.vision.geometry import Luma, bounding_box
from trackway.vision.spelling import letters

__all__ = ["OnnxEngine", "manifest_fingerprint"]

_SHORTEST = 4
"""Characters; no plate on the road has fewer."""


def manifest_fingerprint(manifest: Manifest) -> str:
    """The first 12 hex digits over both files, each checked against its digest in the manifest.

    Raises ``UnfitEngine`` when a file is not the one that the manifest speaks of.
    """
    both = "".join(_checked(part.model) for part in (manifest.detector, manifest.reader))
    return hashlib.sha256(both.encode()).hexdigest()[:12]


class OnnxEngine:
    """The owner's detector and reader. Used by one thread; pickles as its recipe.

    Raises ``UnfitEngine`` when the manifest or a digest is wrong; the models are opened at the first look.
    """

    def __init__(self, manifest: Path, threads: int = 1) -> None:
        self._path, self._threads = manifest, threads
        self._manifest = read_manifest(manifest)
        name, version = self._manifest.name, self._manifest.version
        self._model = f"{name}-{version}-{manifest_fingerprint(self._manifest)}"

    def __reduce__(self) -> tuple[Callable[[Path, int], "OnnxEngine"], tuple[Path, int]]:
        return OnnxEngine, (self._path, self._threads)

    @cached_property
    def _detector(self) -> OnnxDetector:
        return OnnxDetector(self._manifest.detector, self._threads)

    @cached_property
    def _reader(self) -> OnnxReader:
        return OnnxReader(self._manifest.reader, self._threads)

    @property
    def model(self) -> str:
        """The manifest's name and version, and the fingerprint of both files."""
        return self._model

    def open(self) -> None:
        """Load both models now."""
        _ = self._detector, self._reader

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen, surest first. Raises ``UnfitEngine`` when a model is not as the manifest says."""
        detector, reader = self._detector, self._reader
        found = []
        for one in detector.find(picture):
            spelling = reader.read(picture, one.corners)
            read = letters(spelling)
            if len(read) < _SHORTEST:
                continue
            corners = () if one.is_box else tuple((float(x), float(y)) for x, y in one.corners)
            found.append(
                Reading(
                    read,
                    round(min(one.score, 1.0), 3),
                    bounding_box(one.corners, picture),
                    at_s,
                    self._model,
                    spelling.split,
                    corners,
                )
            )
        return tuple(found)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The same: an owner's models have one size and one cost."""
        return self.look(picture, at_s)


def _checked(file: ModelFile) -> str:
    found = file_sha256(file.path)
    if found != file.sha256:
        raise UnfitEngine(
            f"{file.path} is not the file that the manifest speaks of: its SHA-256 is {found}, "
            f"the manifest says {file.sha256}."
        )
    return found
