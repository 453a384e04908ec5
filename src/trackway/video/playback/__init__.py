"""Playback: recorded footage as HLS from the files themselves, exact by the wall clock, across gaps."""

from trackway.video.playback.timeline import LONGEST_S, Part, Timeline, timeline

__all__ = ["LONGEST_S", "Part", "Timeline", "timeline"]
