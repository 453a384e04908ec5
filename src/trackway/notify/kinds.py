"""Kinds 管道種類: every way of telling people that an administrator can set up."""

from typing import Any

from trackway.notify import apprise, cap, every8d, hiair, mail, mitake, mqtt, ntfy, smpp, webhook
from trackway.notify.channel import ChannelKind
from trackway.notify.devices import PushDevices
from trackway.notify.web_push import web_push_kind

__all__ = ["KINDS", "kinds"]

KINDS: tuple[ChannelKind[Any], ...] = (
    ntfy.KIND,
    mail.KIND,
    mqtt.KIND,
    webhook.KIND,
    cap.KIND,
    apprise.KIND,
    mitake.KIND,
    every8d.KIND,
    hiair.KIND,
    smpp.KIND,
)
"""In the order in which they are offered."""


def kinds(devices: PushDevices) -> tuple[ChannelKind[Any], ...]:
    """All of them, pushes to these devices among them."""
    return (web_push_kind(devices), *KINDS)
