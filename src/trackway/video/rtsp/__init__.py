"""RTSP: our own client, from a camera's address to its access units. Knows no files and decodes nothing."""

from trackway.video.rtsp.feed import RtspFeed
from trackway.video.rtsp.playing import Patience
from trackway.video.rtsp.replay import Replay

__all__ = ["Patience", "Replay", "RtspFeed"]
