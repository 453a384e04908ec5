"""WebCall: a form posted to a gateway on the internet, and the text that it answers."""

from collections.abc import Mapping
from urllib.parse import urlencode

from trackway.model.time import Clock
from trackway.notify.channel import NotSent, Refused, Unclear
from trackway.notify.peer import call, judge
from trackway.notify.reach import gateway_address
from trackway.video.addresses import Networks

__all__ = ["asked", "looked_up"]

_SECONDS = 20.0
"""A gateway answers within a second or two; one that has not after so long is down."""
_ENCODINGS = ("utf-8-sig", "cp950")
"""Taiwan's gateways write UTF-8, or Big5 as Microsoft has it."""


def asked(url: str, fields: Mapping[str, str], networks: Networks, clock: Clock) -> str:
    """Post a form; the answer of a status of success. Raises ``Refused``, ``NotSent``, ``Unclear``."""
    target = gateway_address(url, networks)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "identity"}
    answer = call(target, "POST", headers, urlencode(fields).encode(), seconds=_SECONDS)
    judge(answer, target.place, clock.now())
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and len(answer.body) != int(length[:9]):
        raise Unclear(f"{target.place} broke off in the middle of its answer; it may have taken the message.")
    for encoding in _ENCODINGS:
        try:
            return answer.body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return answer.body.decode("utf-8", "replace")


def looked_up(url: str, fields: Mapping[str, str], networks: Networks, clock: Clock) -> str:
    """The same for what changes nothing there, and is asked again later. Raises ``NotSent`` only."""
    try:
        return asked(url, fields, networks, clock)
    except (Refused, Unclear) as error:
        raise NotSent(str(error)) from error
