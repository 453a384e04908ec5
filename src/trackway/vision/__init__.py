"""Vision: find plates and vehicles, follow them, read, vote, describe. Knows no SQL and no web."""

from trackway.vision.engine import Engine
from trackway.vision.geometry import Luma
from trackway.vision.kind import kind_of, kind_told
from trackway.vision.memory import Remembered
from trackway.vision.misreads import NO_MISREADS, Confusion, Misreads, engine_of, engine_text, learned
from trackway.vision.opening import open_for_good
from trackway.vision.outlook import NO_OUTLOOK, Outlook
from trackway.vision.passes import Follower, passes
from trackway.vision.passing import Motion, Passing, SpeedWay, heading
from trackway.vision.photograph import NotAPhotograph, is_photograph, open_in_colour, open_photograph
from trackway.vision.plate_engine import PlateEngine, default_engine
from trackway.vision.plate_tint import colours_in
from trackway.vision.trigger import Trigger
from trackway.vision.vehicle_look import VehicleLook, look_at_photograph, look_at_vehicle

__all__ = [
    "NO_MISREADS",
    "NO_OUTLOOK",
    "Confusion",
    "Engine",
    "Follower",
    "Luma",
    "Misreads",
    "Motion",
    "NotAPhotograph",
    "Outlook",
    "Passing",
    "PlateEngine",
    "Remembered",
    "SpeedWay",
    "Trigger",
    "VehicleLook",
    "colours_in",
    "default_engine",
    "engine_of",
    "engine_text",
    "heading",
    "is_photograph",
    "kind_of",
    "kind_told",
    "learned",
    "look_at_photograph",
    "look_at_vehicle",
    "open_for_good",
    "open_in_colour",
    "open_photograph",
    "passes",
]
