"""Notify 通知: people told by whatever reaches them; one file per channel.

::

    message, addresses ──► outbox (on disk, each key once) ──► channel ──► gateway ──► what became of it
"""

from trackway.notify.channel import Channel, ChannelKind, Confirming, Fate, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Earlier, Message, Stage

__all__ = [
    "Channel",
    "ChannelKind",
    "Confirming",
    "Earlier",
    "Fate",
    "Message",
    "NotSent",
    "Receipt",
    "Refused",
    "Stage",
    "Unclear",
]
