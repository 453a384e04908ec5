"""Kinds of warning lamps 警示燈種類 that an administrator can set up."""

from typing import Any

from trackway.notify import patlite, relay
from trackway.notify.lamps import LampKind

__all__ = ["LAMP_KINDS"]

LAMP_KINDS: tuple[LampKind[Any], ...] = (patlite.KIND, relay.KIND)
