"""Sessions: somebody signed in on a browser. Kept here, so that they can be ended here."""

import hashlib
import secrets
from dataclasses import dataclass

from trackway.model.errors import NotSignedIn
from trackway.model.question import Officer, Role
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile

__all__ = ["SessionLife", "Sessions", "new_token", "token_hash"]

_SEEN_EVERY_S = 60
"""Use is noted to the minute: a page asks many times a second, and every note is an fsync."""


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long a session holds, in hours: unused, and in any case."""

    idle_h: float = 8.0
    absolute_h: float = 24.0


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """The sessions that hold."""

    def __init__(self, database: SqliteFile, clock: Clock, life: SessionLife) -> None:
        self._database = database
        self._clock = clock
        self._life = life

    def start(self, officer_id: int, address: str) -> str:
        """Open a session; its token, which is kept nowhere here. Call inside a transaction."""
        token, now = new_token(), self._clock.now()
        self._database.run("sessions_sweep", now_us=now.us, idle_since_us=self._idle_since_us())
        self._database.run(
            "session_start",
            token_sha256=token_hash(token),
            officer_id=officer_id,
            now_us=now.us,
            expires_us=now.plus(self._life.absolute_h * 3600).us,
            address=address,
        )
        return token

    def officer(self, token: str) -> Officer:
        """Who is signed in by this token. Raises ``NotSignedIn``."""
        digest, now = token_hash(token), self._clock.now()
        row = self._database.row(
            "session_officer", token_sha256=digest, now_us=now.us, idle_since_us=self._idle_since_us()
        )
        if row is None:
            raise NotSignedIn("Sign in first; there is no session, or it has ended.")
        if abs(now.us - row["seen_us"]) >= _SEEN_EVERY_S * 1_000_000:
            self._database.run("session_seen", token_sha256=digest, now_us=now.us)
        return Officer(row["id"], row["username"], row["name"], Role(row["role"]))

    def end(self, token: str) -> None:
        """End this session, if it is one. Call inside a transaction."""
        self._database.run("session_end", token_sha256=token_hash(token))

    def end_all(self, officer_id: int) -> None:
        """End every session of one officer. Call inside a transaction."""
        self._database.run("sessions_end_all", officer_id=officer_id)

    def _idle_since_us(self) -> int:
        return self._clock.now().plus(-self._life.idle_h * 3600).us
