"""One's own devices: browsers that an officer lets be pushed to when there is an alert."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.errors import Unavailable
from trackway.model.question import Role
from trackway.model.said import Said
from trackway.notify import Message
from trackway.notify.devices import PushDevice, Subscription, check_endpoint
from trackway.notify.outbox import SetUp
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]

_KIND = "web_push"
_TEST_S = 60.0
"""A test is of use while its officer looks at the device."""
Number = Annotated[int, Path(ge=1, le=2**53 - 1)]


class PushDeviceOut(BaseModel):
    """A device of one's own."""

    id: int
    name: str
    added: str
    told: str | None = Field(description="When its push service last took something for it.")
    fingerprint: str = Field(description="SHA-256 of its push address: by which a browser knows itself.")

    @classmethod
    def of(cls, device: PushDevice) -> "PushDeviceOut":
        """A device as JSON."""
        return cls(
            id=device.id,
            name=device.name,
            added=str(device.added),
            told=None if device.told is None else str(device.told),
            fingerprint=hashlib.sha256(device.subscription.endpoint.encode()).hexdigest(),
        )


class PushOut(BaseModel):
    """What a browser needs to be pushed to, and which of one's own are."""

    is_ready: bool = Field(description="Whether an administrator has set up a Web Push channel.")
    public_key: str
    devices: list[PushDeviceOut]


class PushDeviceBody(BaseModel):
    """A browser's subscription, as its PushManager gives it; keys in base64url."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    endpoint: str = Field(max_length=1000)
    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class PushTestedOut(BaseModel):
    """What the push service said."""

    says: str


def routes(parts: Parts) -> APIRouter:
    """``/push``."""
    router = APIRouter(tags=["push"])

    @router.get("/push")
    def my_devices(who: Who) -> PushOut:
        """One's own devices, and the key that pushes are signed with."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        devices = parts.watching.devices
        return PushOut(
            is_ready=bool(_channels(parts)),
            public_key=devices.public_key(),
            devices=[PushDeviceOut.of(one) for one in devices.of(who.officer.username)],
        )

    @router.post("/push/devices", status_code=201)
    def add_device(body: PushDeviceBody, who: Who) -> PushDeviceOut:
        """Let a browser be pushed to. The same one again only changes its name and owner."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        check_endpoint(body.endpoint, _hosts(parts))
        subscription = Subscription.written(body.endpoint, body.p256dh, body.auth)
        device = parts.watching.devices.add(who.officer.username, body.name, subscription)
        details = {"device": device.id, "name": device.name}
        parts.trust.note(who.officer, "push_device_added", details, address=who.address)
        return PushDeviceOut.of(device)

    @router.delete("/push/devices/{number}", status_code=204, response_class=Response)
    def remove_device(number: Number, who: Who) -> None:
        """Push to a device of one's own no more."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        parts.watching.devices.remove(who.officer.username, number)
        parts.trust.note(who.officer, "push_device_removed", {"device": number}, address=who.address)

    @router.post("/push/devices/{number}/test")
    def test_device(number: Number, who: Who) -> PushTestedOut:
        """Push a test to a device of one's own, now."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        parts.watching.devices.one(who.officer.username, number)
        found = _channels(parts)
        if not found:
            raise Unavailable("No Web Push channel is set up; an administrator has to.")
        parts.trust.note(who.officer, "push_device_tested", {"device": number}, address=who.address)
        channel = parts.watching.channels.opened(found[0].id)
        try:
            receipt = channel.send(_test(parts), f"{who.officer.username}/{number}")
        finally:
            channel.close()
        return PushTestedOut(says=receipt.says)

    return router


def _channels(parts: Parts) -> list[SetUp]:
    return [one for one in parts.watching.channels.all() if one.kind == _KIND and one.is_enabled]


def _hosts(parts: Parts) -> list[str]:
    """Push services that administrators named besides the browsers' makers."""
    found: list[str] = []
    for one in _channels(parts):
        hosts = one.settings.get("hosts", ())
        found += [host for host in hosts if isinstance(host, str)] if isinstance(hosts, list | tuple) else []
    return found


def _test(parts: Parts) -> Message:
    now = parts.clock.now()
    text = Said("這是測試：這個裝置收得到警示。", "A test: this device is told of alerts.")
    return Message(
        key=f"test-{secrets.token_hex(8)}",
        alert=0,
        priority=3,
        title=Said("車行軌跡測試", "Trackway test"),
        brief=text,
        text=text,
        made=now,
        good_until=now.plus(_TEST_S),
    )
