"""Channels over HTTP: set up by administrators, tried, and the log of everything that was sent by them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from trackway.model.errors import NotFound
from trackway.model.question import Role
from trackway.model.time import Instant
from trackway.notify import ChannelKind, Stage
from trackway.notify.outbox import (
    MOST_ROWS,
    Delivery,
    DeliveryState,
    GivenChannel,
    Health,
    Recipient,
    SetUp,
    trial_message,
)
from trackway.web.parts import Caller, Parts, Who, need
from trackway.web.report_json import SaidOut

__all__ = ["DeliveryOut", "routes"]

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]


class ChannelKindOut(BaseModel):
    """A kind of channel. ``settings`` is a JSON Schema: titles 正體中文, descriptions English."""

    name: str
    title: SaidOut
    address: SaidOut
    settings: dict[str, Any]
    secrets: list[str]
    is_idempotent: bool = Field(description="The gateway itself drops what it has seen.")


class CreditOut(BaseModel):
    """What is left on the account with a gateway, and when it said so."""

    left: float
    unit: SaidOut
    at: str


class ChannelHealthOut(BaseModel):
    """How a channel did in the last day.

    ``oldest`` is since when something has been waiting that should have been sent. ``failures`` counts the
    last tries in a row that no gateway took.
    """

    queued: int
    oldest: str | None
    told: int
    untold: int
    unclear: int
    accepted: str | None
    failures: int
    tried: str | None
    last_says: str
    credit: CreditOut | None


class ChannelOut(BaseModel):
    """A channel that is set up; its secrets are named and never told."""

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    secrets: list[str]
    is_enabled: bool
    is_plate_allowed: bool
    changed: str
    changed_by: str
    trouble: str
    health: ChannelHealthOut


class ChannelsOut(BaseModel):
    """Every channel, by name."""

    channels: list[ChannelOut]


class ChannelKindsOut(BaseModel):
    """Every kind of channel that can be set up."""

    kinds: list[ChannelKindOut]


class ChannelBody(BaseModel):
    """A channel as it is to be. A secret that is left out stays, while no text among the others changes."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    kind: str = Field(max_length=40)
    settings: dict[str, Any] = Field(default={}, max_length=50)
    is_enabled: bool = True
    is_plate_allowed: bool = False


class TrialBody(BaseModel):
    """Where a test message goes."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(min_length=1, max_length=2000)


class TryOut(BaseModel):
    """One try of a delivery, the state it came to, and what was said."""

    at: str
    came_of: DeliveryState
    says: str


class DeliveryOut(BaseModel):
    """A delivery, without what it tells. ``alert`` is 0 for a test."""

    id: int
    channel: int
    channel_name: str
    address: str
    member: str
    alert: int
    priority: int
    stage: Stage
    is_drill: bool
    state: DeliveryState
    tries: int
    queued: str
    due: str
    changed: str
    accepted: str | None
    acknowledged: str | None
    number: str
    says: str

    @classmethod
    def of(cls, one: Delivery) -> "DeliveryOut":
        """A delivery as JSON."""
        return cls(
            id=one.id,
            channel=one.channel,
            channel_name=one.channel_name,
            address=one.address,
            member=one.member,
            alert=one.alert,
            priority=one.priority,
            stage=one.stage,
            is_drill=one.drill,
            state=one.state,
            tries=one.tries,
            queued=str(one.queued),
            due=str(one.due),
            changed=str(one.changed),
            accepted=_time(one.accepted),
            acknowledged=_time(one.acknowledged),
            number=one.number,
            says=one.says,
        )


class OpenedDeliveryOut(BaseModel):
    """A delivery with everything that was tried, in order."""

    delivery: DeliveryOut
    tries: list[TryOut]


class DeliveriesOut(BaseModel):
    """Deliveries, newest first; ``next`` is the ``before`` to go on with, null at the end."""

    deliveries: list[DeliveryOut]
    next: int | None


def routes(parts: Parts) -> APIRouter:
    """``/channels`` and ``/deliveries``."""
    router = APIRouter(tags=["channels"])

    @router.get("/channels/kinds")
    def list_channel_kinds(who: Who) -> ChannelKindsOut:
        """Every kind of channel, with what it must be told."""
        need(who, Role.ADMINISTRATOR, Role.AUDITOR)
        return ChannelKindsOut(kinds=[_kind(one) for one in parts.watching.channels.kinds.values()])

    @router.get("/channels")
    def list_channels(who: Who) -> ChannelsOut:
        """Every channel and how it has been doing."""
        need(who, Role.ADMINISTRATOR, Role.AUDITOR)
        return ChannelsOut(channels=[_out(parts, one) for one in parts.watching.channels.all()])

    @router.post("/channels", status_code=201)
    def add_channel(body: ChannelBody, who: Who) -> ChannelOut:
        """Set a channel up."""
        need(who, Role.ADMINISTRATOR)
        found = parts.watching.channels.add(_given(body), who.officer.username)
        parts.trust.note(who.officer, "channel_added", _noted(found), address=who.address)
        return _out(parts, found)

    @router.put("/channels/{number}")
    def change_channel(number: Number, body: ChannelBody, who: Who) -> ChannelOut:
        """Set a channel up anew."""
        need(who, Role.ADMINISTRATOR)
        found = parts.watching.channels.change(number, _given(body), who.officer.username)
        parts.trust.note(who.officer, "channel_changed", _noted(found), address=who.address)
        return _out(parts, found)

    @router.delete("/channels/{number}", status_code=204, response_class=Response)
    def remove_channel(number: Number, who: Who) -> None:
        """Take a channel away. What it told stays in the log."""
        need(who, Role.ADMINISTRATOR)
        found = parts.watching.channels.one(number)
        parts.watching.channels.remove(number)
        parts.trust.note(who.officer, "channel_removed", _noted(found), address=who.address)

    @router.post("/channels/{number}/test", status_code=202)
    def test_channel(number: Number, body: TrialBody, who: Who) -> DeliveryOut:
        """Send a test message; what becomes of it is in the log."""
        need(who, Role.ADMINISTRATOR)
        rooms = parts.watching
        channel = rooms.channels.one(number)
        address = rooms.channels.kind(channel.kind).check(body.address)
        details = {"channel": channel.name, "address": address}
        parts.trust.note(who.officer, "channel_tested", details, address=who.address)
        rooms.outbox.put(trial_message(parts.clock.now()), [Recipient(number, address)])
        return DeliveryOut.of(rooms.outbox.log(channel=number, alert=0, limit=1)[0])

    @router.get("/deliveries")
    def list_deliveries(
        *,
        who: Who,
        channel: int | None = None,
        state: DeliveryState | None = None,
        alert: Annotated[int | None, Query(ge=0)] = None,
        member: Annotated[str, Query(max_length=64)] = "",
        before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
    ) -> DeliveriesOut:
        """Everything that was to be sent, newest first; kept for 90 days.

        What was told of a covert alert is there for those alone who may see that alert.
        """
        need(who, Role.ADMINISTRATOR, Role.AUDITOR)
        found = parts.watching.outbox.log(
            channel=channel, state=state, alert=alert, member=member, before=before, limit=limit
        )
        return DeliveriesOut(
            deliveries=[DeliveryOut.of(one) for one in found if _may_see(parts, who, one)],
            next=found[-1].id if len(found) == limit else None,
        )

    @router.get("/deliveries/{number}")
    def open_delivery(number: Number, who: Who) -> OpenedDeliveryOut:
        """One delivery with everything that was tried."""
        need(who, Role.ADMINISTRATOR, Role.AUDITOR)
        delivery = parts.watching.outbox.delivery(number)
        if not _may_see(parts, who, delivery):
            raise NotFound(f"There is no delivery with the number {number}.")
        tries = parts.watching.outbox.tries(number)
        return OpenedDeliveryOut(
            delivery=DeliveryOut.of(delivery),
            tries=[TryOut(at=str(one.at), came_of=one.came_of, says=one.says) for one in tries],
        )

    return router


def _may_see(parts: Parts, who: Caller, delivery: Delivery) -> bool:
    alerts = parts.watching.alerts
    try:
        is_covert = delivery.alert != 0 and alerts.alert(delivery.alert).hit.terms.covert
    except NotFound:
        return True  # destroyed since; nothing is left that could be told of it
    if not is_covert:
        return True
    return who.officer.role is not Role.AUDITOR and alerts.visible_to(who.officer, delivery.alert)


def _given(body: ChannelBody) -> GivenChannel:
    return GivenChannel(body.name, body.kind, body.settings, body.is_enabled, body.is_plate_allowed)


def _noted(one: SetUp) -> dict[str, object]:
    """For the audit: what is told where; never a secret."""
    return {
        "channel": one.name,
        "kind": one.kind,
        "settings": dict(one.settings),
        "secrets": list(one.secrets),
        "is_enabled": one.is_enabled,
        "is_plate_allowed": one.is_plate_allowed,
    }


def _kind(one: ChannelKind[Any]) -> ChannelKindOut:
    return ChannelKindOut(
        name=one.name,
        title=SaidOut(zh=one.title.zh, en=one.title.en),
        address=SaidOut(zh=one.address.zh, en=one.address.en),
        settings=TypeAdapter(one.settings).json_schema(),
        secrets=sorted(one.secrets),
        is_idempotent=one.is_idempotent,
    )


def _out(parts: Parts, one: SetUp) -> ChannelOut:
    return ChannelOut(
        id=one.id,
        name=one.name,
        kind=one.kind,
        settings=dict(one.settings),
        secrets=list(one.secrets),
        is_enabled=one.is_enabled,
        is_plate_allowed=one.is_plate_allowed,
        changed=str(one.changed),
        changed_by=one.changed_by,
        trouble=one.trouble,
        health=_health(parts.watching.channels.health(one.id)),
    )


def _health(one: Health) -> ChannelHealthOut:
    credit = None
    if one.credit is not None and one.credit_at is not None:
        unit = SaidOut(zh=one.credit.unit.zh, en=one.credit.unit.en)
        credit = CreditOut(left=one.credit.left, unit=unit, at=str(one.credit_at))
    return ChannelHealthOut(
        queued=one.queued,
        oldest=_time(one.oldest),
        told=one.told,
        untold=one.untold,
        unclear=one.unclear,
        accepted=_time(one.accepted),
        failures=one.failures,
        tried=_time(one.tried),
        last_says=one.last_says,
        credit=credit,
    )


def _time(at: Instant | None) -> str | None:
    return None if at is None else str(at)
