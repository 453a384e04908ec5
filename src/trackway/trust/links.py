"""The first administrator's one-time link: how a fresh house gets its first account.

The token is shown once to whoever starts the house; its hash is kept. It works while there is no
administrator, for a day, and once.
"""

from trackway.model.errors import Conflict, Denied
from trackway.model.question import Officer, Role
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile
from trackway.trust.audit import Audit
from trackway.trust.officers import Officers, normal_name, normal_username
from trackway.trust.passwords import Passwords
from trackway.trust.sessions import new_token, token_hash

__all__ = ["LinkSpent", "Links"]

_HOLDS_H = 24


class LinkSpent(Denied):
    """This one-time link was used, has expired, or never was one; ask for a new one."""


class Links:
    """One-time links."""

    def __init__(
        self, database: SqliteFile, clock: Clock, passwords: Passwords, officers: Officers, audit: Audit
    ) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords
        self._officers = officers
        self._audit = audit

    def open(self, by: Officer) -> str:
        """A new token; older unused ones stop working. ``Conflict`` when there is an administrator."""
        token, now = new_token(), self._clock.now()
        with self._database.transaction():
            if self._officers.has_administrator:
                raise Conflict("There is an administrator already, who can add officers.")
            self._database.run("links_close")
            self._database.run(
                "link_open",
                token_sha256=token_hash(token),
                now_us=now.us,
                expires_us=now.plus(_HOLDS_H * 3600).us,
            )
            self._audit.append(by, "link_opened", {"for": "first administrator", "hours": _HOLDS_H})
        return token

    def use(self, token: str, username: str, name: str, password: str, address: str) -> Officer:
        """Make the first administrator. Of several at once one succeeds; the rest get ``LinkSpent``."""
        digest = token_hash(token)
        # Looked at twice: here so that strangers cannot have passwords hashed, below for good.
        held = self._database.row("link_holds", token_sha256=digest, now_us=self._clock.now().us)
        if held is None:
            raise LinkSpent
        wanted, called = normal_username(username), normal_name(name)
        kept = self._passwords.hash(password, wanted)
        with self._database.transaction():
            if not self._database.run("link_spend", token_sha256=digest, now_us=self._clock.now().us):
                raise LinkSpent
            if self._officers.has_administrator:
                raise LinkSpent("There is an administrator already; this link no longer works.")
            officer = self._officers.insert(wanted, called, kept, Role.ADMINISTRATOR).officer
            self._audit.append(officer, "first_administrator", {"username": wanted}, address=address)
        return officer
