"""Webhook: a message posted as signed JSON to a machine's own address.

The signature is HMAC-SHA256 over the header ``Trackway-Timestamp``, a dot and the body; whoever receives
compares it, the age of the time stamp, and drops what came under an ``Idempotency-Key`` it has seen.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, Receipt
from trackway.notify.message import Message
from trackway.notify.peer import call, judge
from trackway.notify.reach import gateway_address
from trackway.notify.told import told_json
from trackway.notify.urls import check_http
from trackway.video.addresses import Networks

__all__ = ["KIND", "Webhook", "WebhookSettings", "signature"]

_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """What every address of this channel shares."""

    secret: Annotated[
        str,
        Field(title="簽章密鑰", description="Secret that signs each message; at least 16 characters."),
    ]
    with_picture: Annotated[
        bool, Field(title="附上照片", description="Send the picture along, in base64.")
    ] = False
    authorities: Annotated[
        str, Field(title="憑證機構", description="PEM certificates trusted besides the machine's own.")
    ] = ""

    def __post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_SECRET:
            raise Invalid(f"The secret of a webhook has at least {_SHORTEST_SECRET} characters.")


class Webhook:
    """Posts to the address of each message."""

    def __init__(self, settings: WebhookSettings, networks: Networks, clock: Clock) -> None:
        self._settings, self._networks, self._clock = settings, networks, clock

    def send(self, message: Message, address: str) -> Receipt:
        """Post it; any answer of 2xx means that it was taken."""
        target = gateway_address(address, self._networks)
        body = told_json(message, with_picture=self._settings.with_picture)
        now = self._clock.now()
        stamp = str(now.us // 1_000_000)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
            "Trackway-Timestamp": stamp,
            "Trackway-Signature": f"sha256={signature(self._settings.secret, stamp, body)}",
        }
        answer = call(target, "POST", headers, body, authorities=self._settings.authorities)
        judge(answer, target.place, now)
        return Receipt(says=f"{answer.status} {answer.says}".strip())

    def close(self) -> None:
        """Nothing is kept open."""


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The signature in hexadecimal."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


KIND = ChannelKind(
    name="webhook",
    title=Said("Webhook 系統介接", "Webhook"),
    settings=WebhookSettings,
    address=Said("接收端網址(https://…)", "The receiver's URL (https://…)"),
    check=check_http,
    make=Webhook,
    secrets=frozenset({"secret"}),
    is_idempotent=True,
)
