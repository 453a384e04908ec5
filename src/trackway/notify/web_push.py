"""Web Push: to the browsers that an officer allowed, by their makers' services, which cannot read it.

::

    message ──► JSON ──► encrypted for the browser (RFC 8291) ──► its maker's service (RFC 8030),
                                                                  signed with the house's key (RFC 8292)

An address is an officer's user name, for all of that officer's devices, or with a slash and a number one
of them. A device that took the message is not sent it again; one that is gone is forgotten.
"""

import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Annotated

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pydantic import Field

from trackway.model.errors import Denied, Invalid, NotFound
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, NotSent, Receipt, Refused, Unclear
from trackway.notify.devices import PushDevice, PushDevices, check_endpoint
from trackway.notify.message import Message
from trackway.notify.peer import Answer, call, judge
from trackway.notify.reach import gateway_address
from trackway.notify.thumbnail import thumbnail
from trackway.notify.words import marked
from trackway.video.addresses import Networks

__all__ = ["WebPush", "WebPushSettings", "push_payload", "web_push_kind"]

_IN_ALL_S = 50.0
_EACH_S = 12.0
"""A call ends within a minute, whatever the services do; each answers within a second."""
_TOKEN_S = 12 * 3600
"""How long a signed token holds; services refuse more than a day (RFC 8292 §2)."""
_MOST_BYTES = 3993
"""What fits into the 4,096 bytes that every service takes (RFC 8291 §4): less header, padding and tag."""
_SMALLEST_PICTURE = 1200
_MOST_WORDS = 900
"""Bytes of text: some ten lines, all that a lock screen shows."""
_URGENCY = {1: "high", 2: "high", 3: "normal", 4: "low", 5: "very-low"}
_GONE = frozenset({404, 410})
_NOT_OURS = frozenset({401, 403})
_TOO_LARGE = 413
_ADDRESS = re.compile(r"([a-z0-9][a-z0-9._@-]{1,63})(?:/([1-9][0-9]{0,14}))?")
_CONTACT = re.compile(r"mailto:[^\s@]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https://[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class WebPushSettings:
    """Who stands behind the pushes, and services besides the known ones."""

    contact: Annotated[
        str,
        Field(
            title="聯絡方式",
            description="Whom a push service may write to: mailto:name@example.gov.tw or https://example.gov.tw.",
        ),
    ]
    hosts: Annotated[
        tuple[str, ...],
        Field(title="其他推播主機", description="Push services besides those of the browsers' makers."),
    ] = ()
    with_picture: Annotated[
        bool, Field(title="附上縮圖", description="Send a small picture along where it fits.")
    ] = True

    def __post_init__(self) -> None:
        if not _CONTACT.fullmatch(self.contact):
            raise Invalid("The contact is a mailto: with a mailbox, or an https:// with a host.")


class WebPush:
    """Pushes to officers' devices."""

    def __init__(
        self, settings: WebPushSettings, networks: Networks, clock: Clock, devices: PushDevices
    ) -> None:
        self._settings, self._networks, self._clock = settings, networks, clock
        self._devices = devices

    def send(self, message: Message, address: str) -> Receipt:
        """Push to every device of the officer that does not have it yet."""
        devices = self._addressed(address)
        has = self._devices.taken(message.key)
        until = time.monotonic() + _IN_ALL_S
        taken, failed = 0, []
        payload = push_payload(message, with_picture=self._settings.with_picture)
        for device in devices:
            if device.id in has:
                taken += 1
                continue
            try:
                self._push(message, payload, device, min(_EACH_S, until - time.monotonic()))
            except (NotSent, Unclear, Refused) as error:
                failed.append(error)
            else:
                taken += 1
        again = [error for error in failed if not isinstance(error, Refused)]
        if again:
            says = f"{taken} of {len(devices)} devices took it; {again[0]}"
            if any(isinstance(error, NotSent) for error in again):
                raise NotSent(says, max(getattr(error, "wait_s", 0.0) for error in again))
            raise Unclear(says)
        if not taken:
            raise Refused(str(failed[0]))
        return Receipt(says=f"{taken}/{len(devices)} 個裝置 devices")

    def close(self) -> None:
        """Nothing is kept open."""

    def _addressed(self, address: str) -> tuple[PushDevice, ...]:
        officer, _, number = address.partition("/")
        try:
            found = (self._devices.one(officer, int(number)),) if number else self._devices.of(officer)
        except NotFound as error:
            raise Refused(str(error)) from error
        if not found:
            raise Refused(f"{officer} allowed no device to be pushed to.")
        return found

    def _push(self, message: Message, payload: bytes, device: PushDevice, seconds: float) -> None:
        if seconds <= 0:
            raise NotSent("The other devices' services took all the time.")
        answer = self._posted(message, payload, device, seconds)
        if answer.status == _TOO_LARGE and message.picture:
            smaller = push_payload(message, with_picture=False)
            answer = self._posted(message, smaller, device, seconds)
        if answer.status in _GONE:
            self._devices.remove(device.officer, device.id)
            raise Refused(f"{device.name} takes no pushes any more and was forgotten.")
        if answer.status in _NOT_OURS:
            raise Refused(
                f"The push service of {device.name} does not know our key ({answer.status}); "
                "remove the device and allow it again."
            )
        judge(answer, f"The push service of {device.name}", self._clock.now())
        self._devices.took(device, message.key, message.good_until)

    def _posted(self, message: Message, payload: bytes, device: PushDevice, seconds: float) -> Answer:
        left_s = int(message.good_until.since(self._clock.now()))
        if left_s < 1:
            raise Refused("The message is of no use any more.")
        subscription = device.subscription
        try:
            check_endpoint(subscription.endpoint, self._settings.hosts)
        except (Denied, Invalid) as error:
            raise Refused(str(error)) from error
        target = gateway_address(subscription.endpoint, self._networks)
        body = http_ece.encrypt(
            payload,
            salt=secrets.token_bytes(16),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=subscription.p256dh,
            auth_secret=subscription.auth,
            version="aes128gcm",
        )
        usual = target.port == (443 if target.is_encrypted else 80)
        claims = {
            "aud": f"{target.scheme}://{target.host}{'' if usual else f':{target.port}'}",
            "exp": self._clock.now().us // 1_000_000 + _TOKEN_S,
            "sub": self._settings.contact,
        }
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(left_s),
            "Urgency": _URGENCY[message.priority],
            "Topic": _topic(message.key),
            **Vapid02(self._devices.key()).sign(claims),
        }
        return call(target, "POST", headers, body, seconds=seconds)


def push_payload(message: Message, *, with_picture: bool) -> bytes:
    """What the page's service worker shows; at most what every service takes."""
    title, text = marked(message, message.title), marked(message, message.text)
    said = {
        "key": message.key,
        "alert": message.alert,
        "priority": message.priority,
        "drill": message.drill,
        "stage": message.stage.value,
        "title": _cut(f"{title.zh} {title.en}", _MOST_WORDS // 3),
        "body": _cut(f"{text.zh}\n{text.en}", _MOST_WORDS),
        "made": message.made.us // 1000,
        "link": message.link,
        "acknowledge": message.acknowledge,
    }
    plain = json.dumps(said, ensure_ascii=False).encode()
    room = (_MOST_BYTES - len(plain) - len(', "picture": ""')) * 3 // 4 - 2
    if with_picture and message.picture and room >= _SMALLEST_PICTURE:
        small = thumbnail(message.picture, room)
        if small:
            said["picture"] = base64.b64encode(small).decode()
            plain = json.dumps(said, ensure_ascii=False).encode()
    if len(plain) > _MOST_BYTES:
        raise Refused("The alert's addresses are too long for a push.")
    return plain


def _cut(text: str, most_bytes: int) -> str:
    coded = text.encode()
    return text if len(coded) <= most_bytes else coded[:most_bytes].decode("utf-8", "ignore") + "…"


def _topic(key: str) -> str:
    """What makes a service drop an older copy of the same: 32 letters of base64url (RFC 8030 §5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:24]).decode()


def _address(written: str) -> str:
    wanted = written.strip().lower()
    if not _ADDRESS.fullmatch(wanted):
        raise Invalid(f"{written[:80]!r} is no user name; pushes go to an officer's own devices.")
    return wanted


def web_push_kind(devices: PushDevices) -> ChannelKind[WebPushSettings]:
    """The kind, over the devices of a house."""
    return ChannelKind(
        name="web_push",
        title=Said("瀏覽器推播", "Web Push"),
        settings=WebPushSettings,
        address=Said("使用者帳號", "The officer's user name"),
        check=_address,
        make=lambda settings, networks, clock: WebPush(settings, networks, clock, devices),
        is_idempotent=True,
    )
