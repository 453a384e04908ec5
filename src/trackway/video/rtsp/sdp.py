"""SDP: what a camera says it can send (RFC 8866), read as generously as it is written carelessly."""

import base64
import binascii
import re
from dataclasses import dataclass, field

__all__ = ["Description", "Media", "description"]

_LONGEST = 64 << 10  # bytes; cameras need one to three thousand
_MOST_LINES = 1000
_MOST_MEDIA = 16
_STATIC = {0: ("PCMU", 8000, 1), 8: ("PCMA", 8000, 1)}  # RFC 3551 §6


@dataclass(slots=True)
class Media:
    """One ``m=`` section. ``coding`` is in capitals, ``parameters`` are ``fmtp``'s by lower-case name."""

    kind: str
    protocol: str
    payload_type: int
    coding: str = ""
    clock_hz: int = 0
    channels: int = 1
    parameters: dict[str, str] = field(default_factory=dict)
    control: str = ""
    direction: str = ""

    def sets(self) -> tuple[bytes, ...]:
        """The parameter sets it carries, if any (RFC 6184 §8.1, RFC 7798 §7.1); without start codes."""
        names = ("sprop-vps", "sprop-sps", "sprop-pps", "sprop-parameter-sets")
        written = [one for name in names for one in self.parameters.get(name, "").split(",")]
        return tuple(nal for nal in map(_unpacked, written) if nal)


@dataclass(frozen=True, slots=True)
class Description:
    """All that is offered, with the control URL of the whole."""

    media: tuple[Media, ...]
    control: str


def description(sdp: bytes) -> Description:
    """Read a session description. Never fails: what cannot be understood is left out."""
    found: list[Media] = []
    control = ""
    lines = re.split(r"[\r\n]+", sdp[:_LONGEST].decode("utf-8", "replace"))
    for line in lines[:_MOST_LINES]:
        name, _, value = line.strip().partition("=")
        if name == "m" and len(found) < _MOST_MEDIA:
            found.append(_media(value))
        elif name == "a" and found:
            _attribute(found[-1], value)
        elif name == "a" and value.lower().startswith("control:"):
            control = value[8:].strip()
    return Description(tuple(found), control)


def _media(value: str) -> Media:
    words = value.split()
    payload_type = _number(words[3]) if len(words) > 3 else -1
    coding, clock_hz, channels = _STATIC.get(payload_type, ("", 0, 1))
    kind = words[0].lower() if words else ""
    protocol = words[2].upper() if len(words) > 2 else ""
    return Media(kind, protocol, payload_type, coding, clock_hz, channels)


def _attribute(media: Media, attribute: str) -> None:
    name, _, value = attribute.partition(":")
    name, value = name.strip().lower(), value.strip()
    if name == "control":
        media.control = value
    elif name in {"sendonly", "recvonly", "inactive", "sendrecv"}:
        media.direction = name
    elif name in {"rtpmap", "fmtp"}:
        payload_type, _, rest = value.partition(" ")
        # A number that is not the section's is for another of its formats; no number at all is a slip.
        if payload_type.isdecimal() and _number(payload_type) != media.payload_type:
            return
        if name == "rtpmap":
            coding, *numbers = (rest or value).strip().split("/")
            media.coding = coding.strip().upper()
            media.clock_hz = _number(numbers[0]) if numbers else media.clock_hz
            media.channels = _number(numbers[1]) if len(numbers) > 1 else 1
        else:
            for parameter in rest.split(";"):
                key, _, written = parameter.partition("=")
                media.parameters.setdefault(key.strip().lower(), written.strip().strip('"'))


def _number(written: str) -> int:
    """A decimal number of at most nine digits; -1 for anything else."""
    text = written.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _unpacked(written: str) -> bytes:
    """A parameter set out of base64, whose padding is often forgotten; empty if it is none."""
    text = written.strip().rstrip("=")
    try:
        nal = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
    for start in (b"\x00\x00\x00\x01", b"\x00\x00\x01"):
        nal = nal.removeprefix(start)
    return nal.rstrip(b"\x00")
