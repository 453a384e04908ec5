"""WebCall: one HTTP request to a gateway, never redirected, bounded in bytes and time.

Whether the request may have been heard decides which error is raised: ``NotSent`` before it was sent,
``Unclear`` from then on.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from trackway.notify.channel import NotSent, Refused, Unclear
from trackway.notify.reach import connected
from trackway.video.addresses import Checked

__all__ = ["Answer", "asked", "posted", "refuse_status"]

_MOST_BYTES = 256 * 1024
"""The longest honest answers, lists of a hundred states, have some kilobytes."""
_SECONDS = 20.0
"""A gateway answers within a second or two; one that has not after so long is down."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The body, in whichever of the two encodings Taiwan's gateways write it."""
        for encoding in ("utf-8-sig", "cp950"):
            try:
                return self.body.decode(encoding)
            except UnicodeDecodeError:
                continue
        return self.body.decode("utf-8", "replace")


def posted(
    target: Checked,
    body: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    seconds: float = _SECONDS,
) -> Answer:
    """Send a body to the target's path; what it answered, whatever its status.

    Raises ``NotSent`` and ``Unclear``.
    """
    try:
        with connected(target, seconds, is_encrypted=target.is_encrypted) as sock:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = sock
            host = f"[{target.host}]" if ":" in target.host else target.host
            sent = {
                "Host": f"{host}:{target.port}",
                "User-Agent": "Trackway",
                "Connection": "close",
                "Accept-Encoding": "identity",
                **headers,
            }
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body or method != "GET":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            with connection.getresponse() as response:
                content = response.read(_MOST_BYTES + 1)
                if len(content) > _MOST_BYTES:
                    raise Unclear(f"{target.place} gives an answer that does not end.")
                return Answer(response.status, content)
    except TimeoutError as error:
        raise Unclear(f"{target.place} did not answer within {seconds:g} s; it may have heard.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: http.client on lengths and chunk sizes that are no numbers.
        raise Unclear(f"{target.place} broke off before it had answered; it may have heard.") from error


def asked(target: Checked, fields: Mapping[str, str], *, seconds: float = _SECONDS) -> Answer:
    """Post a form; the answer of a status of 200. Raises ``Refused``, ``NotSent``, ``Unclear``."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = posted(target, urlencode(fields).encode(), kind, seconds=seconds)
    refuse_status(target.place, answer.status)
    return answer


def refuse_status(place: str, status: int) -> None:
    """Nothing for a status of success; else what it means for a message."""
    if 200 <= status < 300:
        return
    if status in {408, 425, 429}:
        raise NotSent(f"{place} wants to be asked again later ({status}).")
    if status >= 500:
        raise Unclear(f"{place} answers with an error of its own ({status}); it may have heard.")
    if 300 <= status < 400:
        raise Refused(f"{place} points to another address ({status}), which is not followed.")
    raise Refused(f"{place} does not take it ({status}).")
