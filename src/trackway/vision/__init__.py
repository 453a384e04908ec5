"""Vision: find plates and vehicles, follow them, read, vote, describe. Knows no SQL and no web."""

from trackway.vision.engine import Engine
from trackway.vision.geometry import Luma
from trackway.vision.kind import kind_of
from trackway.vision.photograph import NotAPhotograph, is_photograph, open_photograph
from trackway.vision.ppocr import PpocrEngine, default_engine

__all__ = [
    "Engine",
    "Luma",
    "NotAPhotograph",
    "PpocrEngine",
    "default_engine",
    "is_photograph",
    "kind_of",
    "open_photograph",
]
