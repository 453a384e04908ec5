"""How large a request's body may be, declared or counted as it comes."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trackway.web.errors import said

__all__ = ["BodyLimit"]

_MIB = 1024 * 1024
_LIMIT = _MIB
"""A polygon of 10,000 corners has some 400 kB; nothing else comes near."""
_LIMITS = {
    "/api/v1/cameras/import": 64 * _MIB,
    "/api/v1/watch/import": 128 * _MIB,
    "/api/v1/watch/vehicles/import": 128 * _MIB,
}
"""A register of 65,535 cameras with all their columns has some 40 MB, a list of a million entries 100 MB, two
million vehicles with five columns 90 MB."""


class BodyLimit:
    """Answers 413 to bodies that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _LIMITS.get(scope["path"], _LIMIT)
        sentence = f"The request's body is larger than {limit // _MIB} MiB."
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            await said("too_large", sentence, 413)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, sentence)
            return message

        await self._app(scope, counted, send)
