"""Messages: RTSP requests and responses as bytes (RFC 2326 §4 to §7), and the URLs in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.video.addresses import Checked

__all__ = ["LONGEST_BODY", "LONGEST_HEAD", "Message", "control_url", "head_end", "message", "request"]

LONGEST_HEAD = 16 << 10
"""Bytes of a start line with its headers; cameras send some 500."""
LONGEST_BODY = 256 << 10
"""Bytes of a body; a session description has some 1,000."""
_MOST_HEADERS = 100
_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"RTSP/\d\.\d\s+(\d{3})\s*(.*)\Z", re.IGNORECASE)
_URL = re.compile(r"rtsps?://[^/?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A response, or a request that the camera makes (``status`` 0, ``reason`` its method).

    ``headers`` are names in lower case with their values, in the order in which they came.
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first header of that name; empty if there is none."""
        return next((value for one, value in self.headers if one == name), "")

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [value for one, value in self.headers if one == name]

    def number(self, name: str) -> int:
        """A header that is a number; -1 if there is none or it is not."""
        value = self.header(name).strip()
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1


def head_end(data: bytes) -> int:
    """Where the headers end and the body begins; -1 while the end has not come."""
    found = _END.search(data, 0, LONGEST_HEAD)
    return found.end() if found else -1


def message(head: bytes) -> Message:
    """Read a start line and headers. Raises ``Invalid`` for what is neither a response nor a request."""
    lines = head.decode("utf-8", "replace").splitlines()
    start = next((line for line in lines if line.strip()), "")
    headers = []
    for line in lines[lines.index(start) + 1 : _MOST_HEADERS] if start else []:
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    if found := _STATUS.match(start.strip()):
        return Message(int(found.group(1)), found.group(2)[:80], tuple(headers))
    words = start.split()
    if len(words) == 3 and words[2].upper().startswith("RTSP/"):
        return Message(0, words[0][:40], tuple(headers))
    raise Invalid("The camera sends something that is not RTSP.")


def request(method: str, url: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of a request without a body. A line end in a value would begin another header."""
    lines = [f"{method} {url} RTSP/1.0", *(f"{name}: {value}" for name, value in headers.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise Invalid("A header to the camera holds a line end.")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def control_url(place: Checked, base: str, control: str) -> str:
    """What a request shall name, from base URL and ``control`` of a description (RFC 2326 §C.1.1).

    Both come from the camera. Whatever host they name, the URL names the one that was checked: cameras
    behind an address translation give their inner one. A relative control is put behind the base and a
    slash, query and all, as cameras mean it (``…/realmonitor?channel=1&subtype=0/trackID=0``).
    """
    whole = _onto(place, base) if base else place.url
    if control in {"", "*"}:
        url = whole
    elif "://" in control or control.startswith("/"):
        url = _onto(place, control)
    else:
        url = f"{whole.removesuffix('/')}/{control}"
    if len(url) > 2000 or any(not "!" <= c <= "~" for c in url):
        raise Invalid("The camera names a control URL that cannot be sent.")
    return url


def _onto(place: Checked, url: str) -> str:
    """That URL on the checked host."""
    found = _URL.match(url)
    path = url[found.end() :] if found else url
    if "://" in path.partition("?")[0]:
        raise Invalid("The camera names a control URL that is not of RTSP.")
    return f"{place.place}{path if path.startswith('/') else '/' + path}"
