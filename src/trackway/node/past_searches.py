"""Searching past passages for entries that ask for it, beside the page, as soon as they are in force."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from trackway.model.camera import Camera
from trackway.model.errors import NotFound, TrackwayError, Unavailable
from trackway.model.question import Officer
from trackway.node.background import repeated
from trackway.passages import PassageStore
from trackway.trust import Trust
from trackway.watch import Entry, Rooms

__all__ = ["past_searched_continuously"]

_LOOK_S = 2.0
"""Whoever approves an entry sees what the past has while still looking at it; a look costs some 50 µs."""
_AGAIN_S = 30.0
"""After an error, such as a store that is being restored."""
_log = logging.getLogger(__name__)


@contextmanager
def past_searched_continuously(
    rooms: Rooms, passages: PassageStore, trust: Trust, cameras: Callable[[], Mapping[int, Camera]]
) -> Iterator[None]:
    """Search on a thread of its own until the block ends, each time in the name of the entry's requester."""

    def search(entry: Entry) -> None:
        officer = _requester(trust, entry.requester)
        try:
            rooms.retro.search(
                passages, trust, officer, entry_id=entry.id, days=entry.retro_days, cameras=cameras
            )
        except Unavailable:
            raise
        except TrackwayError:  # this one will never do; those after it shall
            _log.exception("past.refused", extra={"entry": entry.id})

    with repeated("past searches", lambda: rooms.retro.follow(search), every_s=_LOOK_S, again_s=_AGAIN_S):
        yield


def _requester(trust: Trust, username: str) -> Officer:
    """Who asked for an entry: an account, or else somebody at the machine itself."""
    try:
        return trust.officers.account(username).officer
    except NotFound:
        return trust.command_line_officer(username)
