"""How the watch is: whoever relies on being told must see when nobody would be."""

from fastapi import APIRouter
from pydantic import BaseModel

from trackway.web.parts import Parts, Who

__all__ = ["routes"]

_SILENT_S = 15.0
"""A step takes less than a second; a start, with a day to be shown again, some."""
_BEHIND_S = 10.0
"""Passages that wait for longer than this are told late."""


class WatchHealthOut(BaseModel):
    """How the watch was last. Times are microseconds since 1970, UTC.

    ``is_well`` is whether a passage would be told of now; ``says`` why not, ``behind_s`` how late.
    """

    is_well: bool
    at_us: int | None
    behind_s: float
    says: str


def routes(parts: Parts) -> APIRouter:
    """``/watch/health``: words and figures, no plates, so being signed in is enough."""
    router = APIRouter(tags=["alerts"])

    @router.get("/watch/health")
    def read_watch_health(_: Who) -> WatchHealthOut:
        """Whether passages are watched now."""
        if parts.pulse is None:
            return WatchHealthOut(is_well=False, at_us=None, behind_s=0.0, says="Nothing is watched here.")
        beat = parts.pulse.beat
        silent_s = parts.clock.now().since(beat.at)
        if beat.trouble:
            says = beat.trouble
        elif silent_s > _SILENT_S:
            says = f"The watch has not stirred for {silent_s:.0f} s."
        elif beat.behind_s > _BEHIND_S:
            says = f"The watch is {beat.behind_s:.0f} s behind."
        else:
            says = ""
        return WatchHealthOut(is_well=not says, at_us=beat.at.us, behind_s=round(beat.behind_s, 1), says=says)

    return router
