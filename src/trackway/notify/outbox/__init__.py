"""Outbox 待發匣: channels that were set up, and deliveries: each thing told once, whatever happens meanwhile.

::

    teller ──► outbox (on disk) ──► a sender for each channel ──► gateway
                  └── log: every try, what the gateway said, what became of it
"""

from trackway.notify.outbox.channels import CHANNEL_SECRETS, Channels, GivenChannel, Health, SetUp
from trackway.notify.outbox.delivery import Delivery, DeliveryState, Recipient, Try
from trackway.notify.outbox.file import NOTIFY_FILE
from trackway.notify.outbox.outbox import KEPT_DAYS, MOST_ROWS, Outbox
from trackway.notify.outbox.senders import Sender, Senders
from trackway.notify.outbox.tokens import TokenSpent
from trackway.notify.outbox.trial import trial_message

__all__ = [
    "CHANNEL_SECRETS",
    "KEPT_DAYS",
    "MOST_ROWS",
    "NOTIFY_FILE",
    "Channels",
    "Delivery",
    "DeliveryState",
    "GivenChannel",
    "Health",
    "Outbox",
    "Recipient",
    "Sender",
    "Senders",
    "SetUp",
    "TokenSpent",
    "Try",
    "trial_message",
]
