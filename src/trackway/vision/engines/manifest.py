"""The manifest of an owner's engine: which ONNX files, how they are fed, and what their outputs mean.

::

    name = "bureau-plates"             # TOML, or the same keys as JSON
    version = "2026.1"
    licence = "own"                    # an SPDX expression, own, or LicenseRef-…

    [detector]
    file = "finder.onnx"               # beside the manifest
    sha256 = "…"
    input = [640, 384]                 # width, height
    layout = "yolo"

    [reader]
    file = "reader.onnx"
    sha256 = "…"
    input = [160, 48]
    layout = "ctc"
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""

import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trackway.vision.engines.errors import UnfitEngine
from trackway.vision.engines.manifest_table import ManifestTable

__all__ = [
    "Boxes",
    "Channels",
    "DetectorPart",
    "Letters",
    "Manifest",
    "ModelFile",
    "Order",
    "ReaderPart",
    "read_manifest",
]

_MAX_BYTES = 1_000_000


class Boxes(StrEnum):
    """What a detector's rows mean; lengths in pixels of its input."""

    ROWS = "rows"
    """x0, y0, x1, y1, score, class."""
    END_TO_END = "end2end"
    """picture, x0, y0, x1, y1, class, score: exports with the non-maximum suppression inside."""
    YOLO = "yolo"
    """Middle x, middle y, width, height, then a score per class; rows or columns, overlaps left in."""
    CORNERS = "corners"
    """x, y of four corners clockwise from the plate's top left, score."""
    MAPS = "maps"
    """Trackway's own finder: a map per stride with a logit and eight offsets to the corners per cell."""


class Letters(StrEnum):
    """What a reader's rows mean."""

    CTC = "ctc"
    """A row per step; the blank stands before the alphabet."""
    CTC_BLANK_LAST = "ctc-blank-last"
    SLOTS = "slots"
    """A row per place on the plate."""


class Channels(StrEnum):
    """The picture as the model takes it; Trackway reads brightness, so three channels are equal."""

    GREY = "grey"
    RGB = "rgb"


class Order(StrEnum):
    """The order of a tensor's dimensions."""

    NCHW = "nchw"
    NHWC = "nhwc"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One ONNX file and how a picture is put into it: ``(brightness / 255 - mean) / deviation``, unless the
    model takes bytes. ``size`` is width, height."""

    path: Path
    sha256: str
    size: tuple[int, int]
    channels: Channels
    order: Order
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class DetectorPart:
    """``[detector]``. ``plate_class`` is the class that is a plate; every class when ``None``."""

    model: ModelFile
    layout: Boxes
    least_score: float
    plate_class: int | None


@dataclass(frozen=True, slots=True)
class ReaderPart:
    """``[reader]``. ``padding`` is the character of the alphabet that means none; ``margin`` is how much of
    the plate's length is left around it, as a part."""

    model: ModelFile
    layout: Letters
    alphabet: str
    padding: str
    margin: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole file."""

    path: Path
    name: str
    version: str
    licence: str
    detector: DetectorPart
    reader: ReaderPart


def read_manifest(path: Path) -> Manifest:
    """The manifest in a TOML or JSON file. Raises ``UnfitEngine`` naming the key that is wrong."""
    top = ManifestTable(path, "", _parsed(path))
    top.only("name", "version", "licence", "detector", "reader")
    return Manifest(
        path,
        top.text("name"),
        top.text("version"),
        top.text("licence", ""),
        _detector(top.table("detector")),
        _reader(top.table("reader")),
    )


def _parsed(path: Path) -> object:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UnfitEngine(f"The manifest {path} is too large to be one; name the manifest, not a model.")
        text = path.read_bytes().decode()
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        raise UnfitEngine(f"The manifest {path} is not there.") from None
    except OSError as error:
        raise UnfitEngine(f"The manifest {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise UnfitEngine(f"The manifest {path} is no {kind}: {error}.") from error


_MODEL_KEYS = ("file", "sha256", "input", "channels", "order", "mean", "deviation", "layout")


def _detector(part: ManifestTable) -> DetectorPart:
    part.only(*_MODEL_KEYS, "least_score", "plate_class")
    return DetectorPart(
        _model(part),
        part.choice("layout", Boxes),
        part.number("least_score", 0.4, least=0.0, most=1.0),
        part.whole("plate_class") if part.has("plate_class") else None,
    )


def _reader(part: ManifestTable) -> ReaderPart:
    part.only(*_MODEL_KEYS, "alphabet", "padding", "margin")
    layout, alphabet = part.choice("layout", Letters), part.text("alphabet")
    padding = part.text("padding", "")
    if layout is Letters.SLOTS and (len(padding) != 1 or padding not in alphabet):
        raise part.unfit("padding", "must be the one character of the alphabet that fills empty slots")
    if len(set(alphabet)) != len(alphabet):
        raise part.unfit("alphabet", "names a character twice")
    return ReaderPart(
        _model(part), layout, alphabet, padding, part.number("margin", 0.04, least=-0.5, most=1.0)
    )


def _model(part: ManifestTable) -> ModelFile:
    return ModelFile(
        part.file("file"),
        part.digest("sha256"),
        part.size("input"),
        part.choice("channels", Channels, Channels.GREY),
        part.choice("order", Order, Order.NCHW),
        part.number("mean", 0.0, least=-10.0, most=10.0),
        part.number("deviation", 1.0, least=1e-6, most=1000.0),
    )
