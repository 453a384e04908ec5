"""Vision: find plates and vehicles, follow them, read, vote, describe. Knows no SQL and no web."""

from trackway.vision.engine import Engine
from trackway.vision.geometry import Luma
from trackway.vision.kind import kind_of
from trackway.vision.memory import Remembered
from trackway.vision.passes import Follower, passes
from trackway.vision.passing import Motion, Passing, heading
from trackway.vision.photograph import NotAPhotograph, is_photograph, open_photograph
from trackway.vision.plate_engine import PlateEngine, default_engine

__all__ = [
    "Engine",
    "Follower",
    "Luma",
    "Motion",
    "NotAPhotograph",
    "Passing",
    "PlateEngine",
    "Remembered",
    "default_engine",
    "heading",
    "is_photograph",
    "kind_of",
    "open_photograph",
    "passes",
]
