"""Addresses that people type for channels, in normal form."""

import re
from urllib.parse import urlsplit

from trackway.model.errors import Invalid

__all__ = ["check_host", "check_http"]

_LONGEST = 2000
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]{2,45}\]?")


def check_http(url: str) -> str:
    """An http(s) URL without user name, password or fragment. Where it leads is looked at when it is used."""
    wanted = url.strip()
    try:
        parts = urlsplit(wanted)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid("The address is no URL: its host or port cannot be read.") from error
    if len(wanted) > _LONGEST or any(not "!" <= c <= "~" for c in wanted):
        raise Invalid(f"The address has more than {_LONGEST} characters, or one that no URL may have.")
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise Invalid("The address must begin with https:// or http:// and name a host.")
    if "@" in parts.netloc or parts.fragment:
        raise Invalid("The address may hold no user name, password or #; give a secret in its own field.")
    return wanted


def check_host(host: str) -> str:
    """A host's name or address. Raises ``Invalid``."""
    wanted = host.strip()
    if not _HOST.fullmatch(wanted):
        raise Invalid(f"{wanted[:100]!r} is no host name; write one like mail.example.gov.tw.")
    return wanted.strip("[]").lower()
