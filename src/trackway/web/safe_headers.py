"""Headers that every answer carries: what the browser may load, and that nobody may frame it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trackway.web.settings import MapSettings

__all__ = ["GOOGLE_HOST", "NLSC_HOST", "OSM_HOST", "SafeHeaders", "safe_headers"]

NLSC_HOST = "https://wmts.nlsc.gov.tw"
OSM_HOST = "https://tile.openstreetmap.org"
GOOGLE_HOST = "https://tile.googleapis.com"


def safe_headers(maps: MapSettings) -> dict[str, str]:
    """The headers, for the map hosts that are configured."""
    hosts = [NLSC_HOST, OSM_HOST]
    if maps.google_maps_key:
        hosts.append(GOOGLE_HOST)
    hosts += [h if "://" in h else f"https://{h}" for h in maps.extra_tile_hosts]
    tiles = " ".join(hosts)
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' data: blob: {tiles}",
        "connect-src": f"'self' {tiles}",  # MapLibre fetches tiles by script
        "font-src": "'self'",
        "media-src": "'self' blob:",  # recorded and live pictures come through Media Source Extensions
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    }


class SafeHeaders:
    """Puts the headers on every answer; what the API says is kept by nobody unless a route says else."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_safely)
