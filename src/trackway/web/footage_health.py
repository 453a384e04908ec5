"""How the recorder is: which streams are durable up to when, what is wrong, and what it says to people."""

from fastapi import APIRouter
from pydantic import BaseModel

from trackway.model.errors import Unavailable
from trackway.video.recorder import RecorderHealth, StreamHealth, StreamState, recorder_health
from trackway.video.stream import StreamRole
from trackway.web.footage import recorded_of
from trackway.web.parts import Parts, Who

__all__ = ["routes"]

_URGENT = (
    StreamState.BROKEN,
    StreamState.STALLED,
    StreamState.CONNECTING,
    StreamState.STOPPED,
    StreamState.RECORDING,
)


class StreamHealthOut(BaseModel):
    """One stream: what its recording is about, since when, and why.

    Times are microseconds since 1970, UTC. ``durable_us`` is the end of what is on disk, ``null`` for nothing
    since the recorder started; ``lag_s`` how much later than usual pictures come, ``lost`` the packets lost
    since the recorder started.
    """

    camera: int
    id: str
    role: StreamRole
    state: StreamState
    says: str
    since_us: int
    durable_us: int | None
    lag_s: float
    lost: int


class FootageHealthOut(BaseModel):
    """How the recorder was at ``at_us``: alarms for people and streams, the most urgent first.

    Where none is running, or none answers, ``says`` is the sentence that says so, and the rest is empty.
    """

    is_running: bool
    says: str
    at_us: int
    alarms: list[str]
    streams: list[StreamHealthOut]


def routes(parts: Parts) -> APIRouter:
    """``/footage/health``: words and figures, no pictures, so being signed in is enough."""
    router = APIRouter(tags=["footage"])

    @router.get("/footage/health")
    def read_footage_health(_: Who) -> FootageHealthOut:
        """How recording goes: each stream, red first, and what the recorder wants people to know."""
        try:
            found = _asked(parts)
        except Unavailable as error:
            now_us = parts.clock.now().us
            return FootageHealthOut(is_running=False, says=str(error), at_us=now_us, alarms=[], streams=[])
        known = parts.registry.snapshot().by_number
        return FootageHealthOut(
            is_running=True,
            says="",
            at_us=found.at_us,
            alarms=list(found.alarms),
            streams=[
                _stream(one, known[one.camera].id if one.camera in known else str(one.camera))
                for one in sorted(found.streams, key=_urgency)
            ],
        )

    return router


def _asked(parts: Parts) -> RecorderHealth:
    """What the recorder says of itself. Raises ``Unavailable`` where there is none that answers."""
    live = recorded_of(parts).live
    if live is None:
        raise Unavailable("This centre has no recorder at work.")
    return recorder_health(live)


def _urgency(one: StreamHealth) -> tuple[int, int, int, StreamRole]:
    """What is not recorded comes first, then what is durable up to the earliest moment."""
    return _URGENT.index(one.state), one.durable_us, one.camera, one.role


def _stream(one: StreamHealth, camera_id: str) -> StreamHealthOut:
    return StreamHealthOut(
        camera=one.camera,
        id=camera_id,
        role=one.role,
        state=one.state,
        says=one.says,
        since_us=one.since_us,
        durable_us=one.durable_us or None,
        lag_s=one.lag_s,
        lost=one.lost,
    )
