"""Trial 測試: a message that says that a channel works, sent as any other and logged as any other."""

import secrets

from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.notify.message import Message

__all__ = ["trial_message"]

_GOOD_S = 600.0
"""Somebody is waiting for it."""


def trial_message(now: Instant) -> Message:
    """A message of no alert, with a key of its own."""
    at = f"{now.taipei():%m-%d %H:%M:%S}"
    return Message(
        key=f"test-{secrets.token_hex(8)}",
        alert=0,
        priority=1,  # ahead of what waits: whoever tries a channel looks at it
        title=Said("車行軌跡測試訊息", "Trackway test message"),
        brief=Said(f"車行軌跡測試 {at}，不是警示。", f"Trackway test {at}; this is no alert."),
        text=Said(
            f"這是車行軌跡的測試訊息，{at} 送出，不是警示。",
            f"A test message of Trackway, sent at {at}. This is no alert.",
        ),
        made=now,
        good_until=now.plus(_GOOD_S),
    )
