"""What passages of one vehicle tell together: its trail, and what is known of the way between."""

from trackway.trails.trail.several import NotSeen, SeenPlate, several
from trackway.trails.trail.trail import trail

__all__ = ["NotSeen", "SeenPlate", "several", "trail"]
