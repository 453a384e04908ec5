"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from trackway.model.errors import NotSignedIn
from trackway.model.question import Officer, Role
from trackway.trust import SignedIn
from trackway.web.gate import COOKIE, session_token
from trackway.web.parts import Parts, Who, address_of

__all__ = ["OfficerOut", "routes"]


class OfficerOut(BaseModel):
    """A person who may be signed in."""

    username: str
    name: str
    role: Role

    @classmethod
    def of(cls, officer: Officer) -> "OfficerOut":
        """An officer as JSON."""
        return cls(username=officer.username, name=officer.name, role=officer.role)


class SessionOut(BaseModel):
    """Who is signed in here, and what kind of house this is; ``is_watched``: it has lists and alerts."""

    officer: OfficerOut | None
    needs_first_administrator: bool
    demo: bool
    is_watched: bool


class SignInBody(BaseModel):
    """A user name and its password."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=1000, json_schema_extra={"format": "password"})


class FirstAdministratorBody(BaseModel):
    """A one-time link's token and the account to make with it."""

    token: str = Field(max_length=200)
    username: str = Field(max_length=200)
    name: str = Field(max_length=200)
    password: str = Field(max_length=1000, json_schema_extra={"format": "password"})


def routes(parts: Parts) -> APIRouter:
    """``/session`` and ``/first-administrator``."""
    router = APIRouter(tags=["session"])
    trust = parts.trust

    def session(officer: Officer | None) -> SessionOut:
        return SessionOut(
            officer=None if officer is None else OfficerOut.of(officer),
            needs_first_administrator=not trust.officers.has_administrator,
            demo=parts.demo is not None,
            is_watched=parts.watch is not None,
        )

    def begin(request: Request, response: Response, signed_in: SignedIn) -> SessionOut:
        """Another cookie at every sign-in, and the session before it ends: nobody can plant one."""
        _end(request)
        secure = parts.settings.secure_cookies
        response.set_cookie(
            COOKIE,
            signed_in.token,
            max_age=int(parts.settings.session.absolute_hours * 3600),
            secure=request.url.scheme == "https" if secure == "auto" else secure == "always",
            httponly=True,
            samesite="lax",
        )
        return session(signed_in.officer)

    def _end(request: Request) -> None:
        token = session_token(request.headers)
        if token:
            try:
                trust.sign_out(token, address=address_of(request))
            except NotSignedIn:
                return

    @router.get("/session")
    def read_session(request: Request) -> SessionOut:
        """Who is signed in, if anybody."""
        try:
            return session(trust.officer_of(session_token(request.headers)))
        except NotSignedIn:
            return session(None)

    @router.post("/session")
    def sign_in(body: SignInBody, request: Request, response: Response) -> SessionOut:
        """Sign in; 401 for a wrong name or password, 429 with Retry-After when there were too many."""
        signed_in = trust.sign_in(body.username, body.password, address=address_of(request))
        return begin(request, response, signed_in)

    @router.post("/first-administrator")
    def make_first_administrator(
        body: FirstAdministratorBody, request: Request, response: Response
    ) -> SessionOut:
        """Make the first administrator with the one-time link, and sign in."""
        signed_in = trust.use_first_administrator_link(
            body.token, body.username, body.name, body.password, address=address_of(request)
        )
        return begin(request, response, signed_in)

    @router.delete("/session", status_code=204)
    def sign_out(_: Who, request: Request, response: Response) -> None:
        """Sign out: the session ends here, not only in the browser."""
        _end(request)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")

    return router
