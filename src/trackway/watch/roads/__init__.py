"""Road watches 路段監控: stretches passed too fast, and vehicles that race one another, told while they do.

::

    plan ──► road watch (four eyes) ──┬── stretch: from here to there in less than the least time ──► hit
                                      └── racing: fast legs together, again, to and fro ──────────────► hit
"""

from trackway.watch.roads.racing import RacingWatcher
from trackway.watch.roads.road_watch import RoadPlan, RoadTest, RoadWatch
from trackway.watch.roads.road_watches import RoadWatches
from trackway.watch.roads.stretch import StretchWatcher

__all__ = ["RacingWatcher", "RoadPlan", "RoadTest", "RoadWatch", "RoadWatches", "StretchWatcher"]
