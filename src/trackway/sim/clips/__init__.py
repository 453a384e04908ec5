"""Clips: footage of a fixed roadside camera with known truth, for the demo and for tests."""

from trackway.sim.clips.calibrated import calibrated, fov_deg
from trackway.sim.clips.damage import Damage, damaged
from trackway.sim.clips.encoding import PLAYABLE_CODEC, PRODUCT_CODEC
from trackway.sim.clips.rendering import render_clip, rendered
from trackway.sim.clips.roadside import Lane, Roadside, Way, one_lane, two_lanes
from trackway.sim.clips.script import ClipScript, ClipTruth, Look, ScriptedPass, TruePass
from trackway.sim.drawing import Light

__all__ = [
    "PLAYABLE_CODEC",
    "PRODUCT_CODEC",
    "ClipScript",
    "ClipTruth",
    "Damage",
    "Lane",
    "Light",
    "Look",
    "Roadside",
    "ScriptedPass",
    "TruePass",
    "Way",
    "calibrated",
    "damaged",
    "fov_deg",
    "one_lane",
    "render_clip",
    "rendered",
    "two_lanes",
]
