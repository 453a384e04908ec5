"""Tokens: what a button on a telephone says to acknowledge its message, without signing in.

A token is the delivery's number and an HMAC-SHA256 over it (RFC 2104), cut to 128 bits. It opens nothing:
with it one message can be acknowledged, once, while it is of use.
"""

import base64
import hashlib
import hmac

from trackway.model.errors import Denied

__all__ = ["TokenSpent", "delivery_in", "token_for"]

_LONGEST = 64


class TokenSpent(Denied):
    """This acknowledgement was used, has expired, or never was one; open the alert itself."""


def token_for(delivery: int, key: bytes) -> str:
    """The token of a delivery."""
    signed = hmac.new(key, f"acknowledge\n{delivery}".encode(), hashlib.sha256).digest()[:16]
    return f"{delivery}.{base64.urlsafe_b64encode(signed).decode().rstrip('=')}"


def delivery_in(token: str, key: bytes) -> int:
    """The delivery a token is for. Raises ``TokenSpent`` for what ``token_for`` did not make."""
    number, _, _ = token[:_LONGEST].partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise TokenSpent
    if not hmac.compare_digest(token.encode(), token_for(int(number), key).encode()):
        raise TokenSpent
    return int(number)
