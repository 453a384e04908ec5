"""Services: where browsers' makers take pushes. A browser's word for where to send is not simply believed."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from trackway.model.errors import Denied, Invalid

__all__ = ["SERVICES", "check_endpoint"]

SERVICES = (
    "fcm.googleapis.com",  # Chrome, and most others built on it
    "updates.push.services.mozilla.com",  # Firefox
    "web.push.apple.com",  # Safari
    "*.push.apple.com",
    "*.notify.windows.com",  # Edge
)
"""Hosts, ``*.`` for any below."""
_LONGEST = 1000
"""Characters; Edge's are the longest, some 500."""


def check_endpoint(endpoint: str, hosts: Collection[str] = ()) -> str:
    """The endpoint, if it is a push service's: one of ``SERVICES`` over https, or of the ``hosts`` given.

    Raises ``Invalid`` for what is no URL of one, ``Denied`` for any other host.
    """
    try:
        parts = urlsplit(endpoint)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise Invalid("The device's push address is no URL.") from error
    if len(endpoint) > _LONGEST or any(not "!" <= c <= "~" for c in endpoint) or "@" in parts.netloc:
        raise Invalid("The device's push address is no URL of a push service.")
    if any(_names(one, host) for one in hosts) and parts.scheme in ("https", "http"):
        return endpoint
    if parts.scheme != "https" or not host or parts.port not in (None, 443):
        raise Invalid("The device's push address must begin with https://.")
    if not any(_names(one, host) for one in SERVICES):
        shown = host if _is_name(host) else "An address"
        raise Denied(
            f"{shown} is no known push service of a browser's maker; "
            "an administrator can name it in the Web Push channel's settings."
        )
    return endpoint


def _names(pattern: str, host: str) -> bool:
    wanted = pattern.strip().lower()
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False
