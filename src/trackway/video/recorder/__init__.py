"""The recorder: what cameras send, made durable in files, every second of it recorded or a gap with its
cause.
"""

from trackway.video.recorder.health import RecorderHealth, StreamHealth, StreamState
from trackway.video.recorder.live import LiveFragment, LiveGap, LiveMessage, LiveOpened
from trackway.video.recorder.places import MakeRoom
from trackway.video.recorder.recorder import Recorder
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.recorder.station_clock import StationClock
from trackway.video.recorder.watching import recorder_health, watch_live

__all__ = [
    "LiveFragment",
    "LiveGap",
    "LiveMessage",
    "LiveOpened",
    "MakeRoom",
    "Recorder",
    "RecorderHealth",
    "RecorderSettings",
    "StationClock",
    "StreamHealth",
    "StreamState",
    "recorder_health",
    "watch_live",
]
