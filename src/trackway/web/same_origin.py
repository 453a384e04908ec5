"""Requests that change something must come from our own page (CSRF).

Browsers say where a request comes from: ``Sec-Fetch-Site`` over https and on localhost, ``Origin`` on
every unsafe request. What carries neither is no browser and has no cookie it did not mean to send.
``SameSite=Lax`` alone would not do: other ports and subdomains of the same site are "same-site".

A WebSocket begins with a GET, is bound by no same-origin policy, and shows what is asked for; so its origin
must be named, and ours (RFC 6455, section 10.2).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from trackway.model.errors import Denied
from trackway.web.errors import response_of

__all__ = ["CrossOrigin", "SameOrigin"]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossOrigin(Denied):
    """This request comes from another site; use the page of this centre."""


class SameOrigin:
    """Refuses unsafe requests from other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_unsafe = scope["type"] == "http" and scope["method"] not in _SAFE
        if is_unsafe and _is_foreign(Headers(scope=scope)):
            await response_of(CrossOrigin())(scope, receive, send)
            return
        if scope["type"] == "websocket" and not _is_own_socket(Headers(scope=scope)):
            await response_of(CrossOrigin())(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _is_own_socket(headers: Headers) -> bool:
    return "origin" in headers and not _is_foreign(headers)
