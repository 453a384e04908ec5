"""Delivery: a message on its way to one address, and what became of it."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.time import Instant
from trackway.notify.message import Stage

__all__ = ["Delivery", "DeliveryState", "Recipient", "Try", "delivery_of"]


class DeliveryState(StrEnum):
    """How far a delivery is::

    queued ──► sending ──► accepted ──► delivered | failed
      ▲  └► expired  ├──► refused           any that went out ──► acknowledged
      └── not sent ──┴──► unclear
    """

    QUEUED = "queued"
    """Waiting: for its turn, for the gateway to come back, for quiet hours to end."""
    SENDING = "sending"
    ACCEPTED = "accepted"
    """The gateway took it."""
    DELIVERED = "delivered"
    """The gateway says that it arrived."""
    FAILED = "failed"
    """The gateway took it and says that it will not arrive."""
    REFUSED = "refused"
    """The gateway will not take it."""
    UNCLEAR = "unclear"
    """Nobody knows whether the gateway took it, and sending it again might tell people twice."""
    EXPIRED = "expired"
    """It was of no use any more before a gateway took it."""
    ACKNOWLEDGED = "acknowledged"
    """Whoever was told said so."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, by which channel, at which address; not before a moment where quiet hours say so.

    ``member`` is a user name, empty for a machine.
    """

    channel: int
    address: str
    member: str = ""
    not_before: Instant | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way to one address 投遞.

    ``key`` is what the gateway knows it by. ``says`` is what was said last of it, by the gateway or by us.
    ``due`` is when it is tried next. ``alert`` is 0 for a test.
    """

    id: int
    key: str
    message: int
    channel: int
    channel_name: str
    address: str
    member: str
    priority: int
    alert: int
    state: DeliveryState
    tries: int
    queued: Instant
    due: Instant
    good_until: Instant
    changed: Instant
    accepted: Instant | None = None
    asked: int = 0
    number: str = ""
    says: str = ""
    acknowledged: Instant | None = None
    stage: Stage = Stage.OPENED
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a delivery: when, the state it came to, and what was said."""

    at: Instant
    came_of: DeliveryState
    says: str


def delivery_of(row: sqlite3.Row) -> Delivery:
    """A row of ``deliveries``, with its message's stage where that was asked for."""
    has_stage = "stage" in row.keys()  # noqa: SIM118  a row is no mapping
    return Delivery(
        id=row["id"],
        key=row["key"],
        message=row["message"],
        channel=row["channel"],
        channel_name=row["channel_name"],
        address=row["address"],
        member=row["member"],
        priority=row["priority"],
        alert=row["alert"],
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        queued=Instant(row["queued_us"]),
        due=Instant(row["due_us"]),
        good_until=Instant(row["good_until_us"]),
        changed=Instant(row["changed_us"]),
        accepted=None if row["accepted_us"] is None else Instant(row["accepted_us"]),
        asked=row["asked"],
        number=row["number"],
        says=row["says"],
        acknowledged=None if row["acknowledged_us"] is None else Instant(row["acknowledged_us"]),
        stage=Stage(row["stage"]) if has_stage else Stage.OPENED,
        drill=bool(row["drill"]) if has_stage else False,
    )
