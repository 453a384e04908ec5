"""How the app is served: what a stock server would log or believe, and this one must not."""

import uvicorn
from fastapi import FastAPI

from trackway.web.settings import Settings

__all__ = ["server_config"]

_HEARD_BYTES = 4096
"""Of one message over a WebSocket: viewers listen and have nothing to say."""
_LAST_WORDS_S = 3
"""Answers that are under way when the centre is told to stop. News of alerts never ends by itself."""


def server_config(
    app: FastAPI, settings: Settings, *, host: str = "127.0.0.1", port: int = 0
) -> uvicorn.Config:
    """Uvicorn's configuration for a centre.

    No access log: who looked at what is for the audit, not for a text file. Nobody's word is taken on
    where a browser is, unless a proxy is trusted by name: sign-ins are counted by address. Logging is
    left to the program.
    """
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_LAST_WORDS_S,
        ws="websockets-sansio",
        ws_max_size=_HEARD_BYTES,
        ws_per_message_deflate=False,  # footage does not get smaller
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
