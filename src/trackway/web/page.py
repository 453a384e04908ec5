"""The built page: files as they are, and ``index.html`` for every address the page itself understands."""

from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from trackway.model.errors import NotFound

__all__ = ["Page"]

_FOR_GOOD = "public, max-age=31536000, immutable"
"""For files whose name holds the hash of what is in them."""
_ASK_AGAIN = "no-cache"


class Page:
    """An ASGI app over a folder; the folder may be built later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise NotFound
        await (await self._response(scope))(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        path = self._files.get_path(scope)
        if scope["path"].startswith("/api"):
            raise NotFound(f"There is no {scope['path'][:200]} in this API.")
        try:
            response = await self._files.get_response(path, scope)
        except HTTPException as error:
            # A name with a suffix is a file that is missing; anything else is a view of the page.
            if error.status_code != 404 or PurePosixPath(path).suffix:
                raise
            response = await self._index(scope)
        is_hashed = path.startswith("assets/") and response.status_code == 200
        response.headers["Cache-Control"] = _FOR_GOOD if is_hashed else _ASK_AGAIN
        return response

    async def _index(self, scope: Scope) -> Response:
        try:
            return await self._files.get_response("index.html", scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            raise NotFound(
                f"The page is not built: there is no {self._folder}/index.html; run make ui."
            ) from None
