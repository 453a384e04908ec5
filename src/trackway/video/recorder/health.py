"""Health: up to when each stream is durable, and what is wrong, in sentences. A process that lives proves
nothing.
"""

from enum import StrEnum

import msgspec

from trackway.video.stream import StreamRole

__all__ = ["RecorderHealth", "StreamHealth", "StreamState"]


class StreamState(StrEnum):
    """What the recorder is about with a stream."""

    CONNECTING = "connecting"
    """連線中."""
    RECORDING = "recording"
    """錄影中: a fragment has become durable on this connection."""
    STALLED = "stalled"
    """影像中斷: connected, but no pictures come."""
    BROKEN = "broken"
    """連線中斷: the connection broke, or was not to be had."""
    STOPPED = "stopped"
    """已停止: nobody asks for it any more, or the recorder stops."""


class StreamHealth(msgspec.Struct, frozen=True):
    """One stream. ``durable_us`` is the end of its last durable fragment, UTC microseconds, 0 for none since
    the recorder started; ``lag_s`` how long after it was taken the last picture came, beyond the least.
    ``bytes`` and ``lost`` packets are since the recorder started.
    """

    camera: int
    role: StreamRole
    state: StreamState
    says: str
    since_us: int
    durable_us: int
    bytes: int
    lost: int
    lag_s: float


class RecorderHealth(msgspec.Struct, frozen=True):
    """All of a recorder, as it was at ``at_us``. ``alarms`` are for people, most urgent first."""

    at_us: int
    started_us: int
    streams: tuple[StreamHealth, ...]
    alarms: tuple[str, ...]
