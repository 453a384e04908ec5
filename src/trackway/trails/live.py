"""What the watch takes from the questions: ways and clocks as measured, and how a plate is weighed.

A live test that weighs as the analysis does says the same of the same passages.
"""

from trackway.trails.clocks.clocks import offsets_of
from trackway.trails.clocks.legs import Legs, hours_filed, thinned
from trackway.trails.clocks.sites import Sites, sites_of
from trackway.trails.clocks.steps import ClockStep, steps_of
from trackway.trails.clocks.witnesses import Witnesses, off_at
from trackway.trails.cloned.bound import Timing, bounds_of, timing_of
from trackway.trails.cloned.lives import Meeting, forced, lives_of, meetings_of
from trackway.trails.cloned.looks import apart, wheels
from trackway.trails.cloned.pairs import Pairs
from trackway.trails.cloned.said import finding
from trackway.trails.cloned.sightings import Sightings
from trackway.trails.cloned.weigh import Suspect, Weighed, weigh
from trackway.trails.coverage.uptime import uptime
from trackway.trails.racing.groups import FastLegs, Group, groups_of, joined, without_clock_hours
from trackway.trails.racing.racing import STRAIGHT, says_of, score_of
from trackway.trails.racing.racing import bounds_of as fast_bounds_of
from trackway.trails.section_speed.section_speed import caveat_of, floored

__all__ = [
    "STRAIGHT",
    "ClockStep",
    "FastLegs",
    "Group",
    "Legs",
    "Meeting",
    "Pairs",
    "Sightings",
    "Sites",
    "Suspect",
    "Timing",
    "Weighed",
    "Witnesses",
    "apart",
    "bounds_of",
    "caveat_of",
    "fast_bounds_of",
    "finding",
    "floored",
    "forced",
    "groups_of",
    "hours_filed",
    "joined",
    "lives_of",
    "meetings_of",
    "off_at",
    "offsets_of",
    "says_of",
    "score_of",
    "sites_of",
    "steps_of",
    "thinned",
    "timing_of",
    "uptime",
    "weigh",
    "wheels",
    "without_clock_hours",
]
