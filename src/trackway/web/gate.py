"""The gate: nothing under ``/api/`` answers without a session, except what is listed here.

Pure ASGI and in front of the routes, before a body is read, so that a route added tomorrow is closed
until somebody opens it on purpose.
"""

from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from trackway.model.errors import TrackwayError
from trackway.trust import Trust
from trackway.web.errors import response_of
from trackway.web.parts import OFFICER

__all__ = ["COOKIE", "OPEN", "Gate", "session_token"]

COOKIE = "trackway_session"
OPEN = frozenset(
    {
        ("GET", "/api/v1/session"),
        ("POST", "/api/v1/session"),
        ("POST", "/api/v1/first-administrator"),
        ("GET", "/api/v1/health"),
        ("POST", "/api/v1/acknowledgements"),
    }
)
"""What a stranger may ask: whether they are signed in, to sign in, and whether the centre lives; and whoever
has the token of a message may say that it was seen."""


def session_token(headers: Headers) -> str:
    """The session cookie of a request; empty when there is none."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


class Gate:
    """Lets signed-in officers through, and says who they are in the scope."""

    def __init__(self, app: ASGIApp, trust: Trust) -> None:
        self._app = app
        self._trust = trust

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if _is_closed(scope):
            token = session_token(Headers(scope=scope))
            try:
                scope[OFFICER] = await run_in_threadpool(self._trust.officer_of, token)
            except TrackwayError as error:
                await response_of(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_closed(scope: Scope) -> bool:
    """Whether a session is needed: for all of the API, over WebSockets without exception."""
    if scope["type"] == "websocket":
        return True
    if scope["type"] != "http":
        return False
    path = scope["path"]
    return path.startswith("/api") and (scope["method"], path) not in OPEN
