"""The lamps' dead-man: a small process that shows "down" when the centre beside it dies or hangs.

It reads one line a second from the centre: empty for "we live", JSON with the lamps where they changed, or
``bye``. When the pipe ends without that, the centre was killed; when no line comes for long, it hangs.
"""

import json
import logging
import os
import select
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from trackway.model.errors import TrackwayError
from trackway.notify.lamp_kinds import LAMP_KINDS
from trackway.notify.lamps import DOWN
from trackway.video.addresses import Networks

__all__ = ["main"]

_SILENCE_S = 15.0
"""A centre on a machine that swaps may miss some seconds; lamps stay red for a passing car much longer."""
_TRIES_S = 30.0
"""After a death a lamp that cannot be reached is tried so long: by then a new centre may speak to it."""
_PAUSE_S = 2.0
_CHUNK = 65536
_log = logging.getLogger(__name__)


@dataclass
class _Orders:
    """What was heard last."""

    lamps: list[dict[str, Any]] = field(default_factory=list)
    networks: Networks = field(default_factory=Networks)
    is_dismissed: bool = False

    def hear(self, line: bytes) -> None:
        if line == b"bye":
            self.is_dismissed = True
        elif line:
            found = json.loads(line)
            self.lamps, self.networks = found["lamps"], Networks(tuple(found["networks"]))


def main() -> None:
    """Listen until the centre ends; then see to it that no lamp says that somebody watches."""
    # A service manager ends all that is left of a centre that died; the lamps come first. It ends by itself.
    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.SIG_IGN)
    orders, heard, buffer = _Orders(), time.monotonic(), b""
    while True:
        ready = select.select([sys.stdin.fileno()], [], [], _PAUSE_S)[0]
        if ready:
            data = os.read(sys.stdin.fileno(), _CHUNK)
            if not data:
                break
            *lines, buffer = (buffer + data).split(b"\n")
            for line in lines:
                orders.hear(line)
            heard = time.monotonic()
        elif time.monotonic() - heard > _SILENCE_S:
            _shown_down(orders.lamps, orders.networks)
    if orders.is_dismissed:
        return
    left, end = orders.lamps, time.monotonic() + _TRIES_S
    while (left := _shown_down(left, orders.networks)) and time.monotonic() < end:
        time.sleep(_PAUSE_S)


def _shown_down(lamps: list[dict[str, Any]], networks: Networks) -> list[dict[str, Any]]:
    """Show "down" on these; those that could not be reached."""
    kinds = {kind.name: kind for kind in LAMP_KINDS}
    left = []
    for one in lamps:
        kind = kinds[one["kind"]]
        try:
            lamp = kind.make(TypeAdapter(kind.settings).validate_python(one["settings"]), networks)
            try:
                lamp.show(DOWN)
            finally:
                lamp.close()
        except TrackwayError as error:
            _log.warning("lamp.not_down %s", error)
            left.append(one)
    return left


if __name__ == "__main__":
    main()
