"""Messages for tests."""

from tests.conftest import FakeClock

from trackway.model.said import Said
from trackway.notify.message import Message


def a_message(
    clock: FakeClock, *, brief: str = "警示 1042 中山路口", link: str = "", drill: bool = False
) -> Message:
    """A message of the highest priority, of use for half an hour."""
    now = clock.now()
    return Message(
        key="alert-1042-1",
        alert=1042,
        priority=1,
        title=Said("失竊車輛", "Stolen vehicle"),
        brief=Said(brief, "Alert 1042"),
        text=Said(brief, "Alert 1042 at Zhongshan Road"),
        made=now,
        good_until=now.plus(1800),
        link=link,
        drill=drill,
    )
