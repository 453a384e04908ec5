"""Kinds 管道種類: every way of telling people that an administrator can set up."""

from typing import Any

from trackway.notify import every8d, mail, mitake, mqtt, ntfy, webhook
from trackway.notify.channel import ChannelKind

__all__ = ["KINDS"]

KINDS: tuple[ChannelKind[Any], ...] = (
    ntfy.KIND,
    mail.KIND,
    mqtt.KIND,
    webhook.KIND,
    mitake.KIND,
    every8d.KIND,
)
"""In the order in which they are offered."""
