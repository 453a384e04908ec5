"""SOAP 1.2 as ONVIF speaks it: messages made from text, answers read by local names.

Answers are hostile input: no DTD, no entities, bounded in bytes, depth and elements. Names are compared
without their namespaces, because cameras use wrong ones, old ones and none; what is missing reads as empty.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from trackway.model.errors import Denied, Invalid, Unavailable
from trackway.model.time import Instant

__all__ = [
    "LogInRefused",
    "Refused",
    "Unfit",
    "envelope",
    "every",
    "fault_of",
    "first",
    "local",
    "parsed",
    "text",
    "tidy",
]

_MOST_BYTES = 2 << 20
_MOST_DEPTH = 50  # ONVIF's own messages go 12 deep
_MOST_ELEMENTS = 100_000  # 1,000 recordings with three tracks each are 40,000

_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:tr2="http://www.onvif.org/ver20/media/wsdl" xmlns:tse="http://www.onvif.org/ver10/search/wsdl"'
    ' xmlns:trp="http://www.onvif.org/ver10/replay/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema">'
    "<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_TOKEN = (
    f'<w:Security s:mustUnderstand="1" xmlns:w="{_WSS}wssecurity-secext-1.0.xsd"'
    f' xmlns:u="{_WSS}wssecurity-utility-1.0.xsd"><w:UsernameToken><w:Username>{{username}}</w:Username>'
    f'<w:Password Type="{_WSS}username-token-profile-1.0#PasswordDigest">{{digest}}</w:Password>'
    f'<w:Nonce EncodingType="{_WSS}soap-message-security-1.0#Base64Binary">{{nonce}}</w:Nonce>'
    "<u:Created>{created}</u:Created></w:UsernameToken></w:Security>"
)


class Unfit(Invalid):
    """What the device answers is not ONVIF."""


class LogInRefused(Denied):
    """The device refuses the user name or the password."""


class Refused(Unavailable):
    """The device refuses what it was asked."""


def envelope(body: str, log_in: tuple[str, str, Instant] | None = None) -> bytes:
    """A message with this body. ``log_in``: user name, password, and the time by the device's own clock.

    The log-in is a UsernameToken with a password digest (WS-Security UsernameToken Profile 1.1, §3.1).
    """
    header = ""
    if log_in is not None:
        username, password, at = log_in
        nonce, created = secrets.token_bytes(16), str(at)
        # SHA-1 is what the profile asks for; there is no other.
        digest = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False).digest()
        header = _TOKEN.format(
            username=escape(username),
            digest=base64.b64encode(digest).decode(),
            nonce=base64.b64encode(nonce).decode(),
            created=created,
        )
    return _ENVELOPE.format(header=header, body=body).encode()


class _Bounded(TreeBuilder):
    """Builds a tree of bounded depth and size."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise Unfit("The device answers with XML that is too deep or too long.")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def parsed(content: bytes) -> Element:
    """The root of an answer. Raises ``Unfit`` for what is no harmless XML."""
    if len(content) > _MOST_BYTES:
        raise Unfit("The device answers with XML that is too long.")
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(content)
        root = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        # ValueError and LookupError: encodings that Python's expat cannot take.
        raise Unfit("The device answers with something that is no XML of ONVIF.") from error
    if not isinstance(root, Element):
        raise Unfit("The device answers with an empty message.")
    return root


def local(element: Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def every(root: Element | None, name: str) -> Iterator[Element]:
    """All elements of that local name below this one, in order."""
    if root is not None:
        for element in root.iter():
            if element is not root and local(element) == name:
                yield element


def first(root: Element | None, *path: str) -> Element | None:
    """The first element down this path of local names, levels in between allowed; ``None``: there is none."""
    for name in path:
        root = next(every(root, name), None)
    return root


def text(root: Element | None, *path: str) -> str:
    """Its text, on one line, at most 1,000 characters; empty where there is none."""
    element = first(root, *path)
    return tidy(element.text or "") if element is not None else ""


def tidy(said: str, most: int = 1000) -> str:
    """What a device says, as one printable line."""
    line = " ".join(said.split())
    return "".join(c for c in line if c.isprintable())[:most]


def fault_of(root: Element, place: str) -> Denied | Refused | None:
    """The fault that an answer is, in words; ``None`` where it is none (SOAP 1.2 and 1.1 alike)."""
    fault = next((element for element in root.iter() if local(element) == "Fault"), None)
    if fault is None:
        return None
    codes = " ".join(tidy(element.text or "") for element in fault.iter())
    folded = codes.lower().replace(" ", "")
    if any(
        word in folded for word in ("notauthorized", "unauthorized", "failedauthentication", "notauthori")
    ):
        return LogInRefused(f"{place} refuses the user name or the password.")
    reason = text(fault, "Reason", "Text") or text(fault, "faultstring") or "no reason is given"
    return Refused(f"{place} refuses: {reason[:200].rstrip('.')}.")
