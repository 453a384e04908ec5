"""Errors as HTTP: one JSON shape, statuses from the one tree in ``model/errors.py``."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from trackway.model.errors import TrackwayError
from trackway.trust import TooManyTries

__all__ = ["ErrorOut", "ErrorSaid", "map_errors", "response_of", "said"]

_RETRY_AFTER_S = 2
"""For parts that do not answer: soon enough for a person, rare enough for the part."""


_HTTP_KINDS = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
"""Names for what the framework itself refuses."""


class ErrorSaid(BaseModel):
    """What went wrong: a stable word for programs, a sentence for people."""

    kind: str
    message: str


class ErrorOut(BaseModel):
    """The one shape of every error."""

    error: ErrorSaid


def said(kind: str, message: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error as a response."""
    return JSONResponse({"error": {"kind": kind, "message": message}}, status, headers)


def response_of(error: TrackwayError) -> JSONResponse:
    """One of our errors as a response."""
    headers = None
    if isinstance(error, TooManyTries):
        headers = {"Retry-After": str(error.wait_s)}
    elif error.retry:
        headers = {"Retry-After": str(_RETRY_AFTER_S)}
    return said(error.kind, str(error), error.http_status, headers)


def map_errors(app: FastAPI, last_headers: dict[str, str]) -> None:
    """Let every error leave the app in that shape.

    ``last_headers`` go onto answers to errors nobody foresaw: these are made outside all middleware.
    """

    @app.exception_handler(TrackwayError)
    async def ours(_: Request, error: TrackwayError) -> Response:
        return response_of(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        return said("invalid", _sentence(error), 422)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> Response:
        kind = _HTTP_KINDS.get(error.status_code, "invalid")
        return said(kind, str(error.detail), error.status_code, dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> Response:
        return said("internal", "Something went wrong in the centre; its log says what.", 500, last_headers)


def _sentence(error: RequestValidationError) -> str:
    """Which fields and why, without repeating what was sent: it may be a password or a plate."""
    found = []
    for one in error.errors()[:5]:
        where = ".".join(str(part) for part in one["loc"] if part != "body") or "the body"
        found.append(f"{where}: {str(one['msg']).rstrip('.')}")
    return "; ".join(found) + "."
