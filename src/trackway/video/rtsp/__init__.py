"""RTSP: our own client, from a camera's address to its access units. Knows no files and decodes nothing."""

from trackway.video.rtsp.coding import H264, H265
from trackway.video.rtsp.feed import RtspFeed, reachable
from trackway.video.rtsp.pacing import paced_loop
from trackway.video.rtsp.pictures import Pictures, sets_of
from trackway.video.rtsp.playing import Patience
from trackway.video.rtsp.reception import CameraClock
from trackway.video.rtsp.replay import Replay
from trackway.video.rtsp.sound import aac_config

__all__ = [
    "H264",
    "H265",
    "CameraClock",
    "Patience",
    "Pictures",
    "Replay",
    "RtspFeed",
    "aac_config",
    "paced_loop",
    "reachable",
    "sets_of",
]
