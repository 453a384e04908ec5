"""Messages for tests."""

from tests.conftest import FakeClock

from trackway.model.said import Said
from trackway.notify.message import Message


def a_message(
    clock: FakeClock,
    *,
    brief: str = "警示 1042 中山路口",
    link: str = "",
    drill: bool = False,
    good_s: float = 1800,
    key: str = "alert-1042-1",
) -> Message:
    """A message of the highest priority, of use for half an hour unless told."""
    now = clock.now()
    return Message(
        key=key,
        alert=1042,
        priority=1,
        title=Said("失竊車輛", "Stolen vehicle"),
        brief=Said(brief, "Alert 1042"),
        text=Said(brief, "Alert 1042 at Zhongshan Road"),
        made=now,
        good_until=now.plus(good_s),
        link=link,
        drill=drill,
    )
