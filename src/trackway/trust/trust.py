"""Trust: the one object of this room. Signs officers in, takes their purposes, lets them ask.

::

    sign_in ──► session ──► officer ──► purpose ──► asking(…): row on disk ──► Permit ──► the question
                                                         └──────────── what came of it ◄──┘
"""

import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.model.errors import Denied, NotFound
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import Clock
from trackway.sqlite import FileKind, SqliteFile
from trackway.trust.audit import COMMAND_LINE_ID, Asking, Audit, AuditRow, Outcome
from trackway.trust.links import Links
from trackway.trust.officers import Officers, WrongPassword, typed_username
from trackway.trust.passwords import Passwords
from trackway.trust.purposes import Purposes
from trackway.trust.sessions import SessionLife, Sessions
from trackway.trust.throttle import Throttle

__all__ = ["SignedIn", "Trust"]

_SHOWN_FOR_S = 24 * 3600
"""How long the pictures of an answer can be opened under its row; after that it is asked again."""


_FILE = FileKind("trackway.trust", "a file of officers and audit rows", 0x5457_5472)  # "TWTr"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An officer with a new session; its token goes to the browser and nowhere else."""

    officer: Officer
    token: str

    def __repr__(self) -> str:
        return f"SignedIn({self.officer.username})"


class Trust:
    """Officers, sessions, purposes and the audit of one data folder. Usable from several threads."""

    officers: Officers
    purposes: Purposes

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        life: SessionLife | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self._clock = clock
        self._database = SqliteFile(path, _FILE)
        hashing = passwords or Passwords()
        self._audit = Audit(self._database, clock)
        self._sessions = Sessions(self._database, clock, life or SessionLife())
        self._throttle = Throttle(self._database)
        self.officers = Officers(self._database, clock, hashing, self._sessions, self._audit)
        self.purposes = Purposes(self._database, clock)
        self._links = Links(self._database, clock, hashing, self.officers, self._audit)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # Who is there

    def command_line_officer(self, username: str) -> Officer:
        """Whoever sits at the machine itself, by the operating system's account.

        Who can read the data folder needs no password of ours, so the rows say ``cli`` and that name.
        """
        try:
            name = pwd.getpwnam(username).pw_gecos.split(",")[0].strip()
        except KeyError:
            name = ""
        return Officer(COMMAND_LINE_ID, username, name or username, Role.ADMINISTRATOR)

    def first_administrator_link(self, by: Officer) -> str:
        """The token of a one-time link for the first administrator, good for a day; show it once."""
        return self._links.open(by)

    def use_first_administrator_link(
        self, token: str, username: str, name: str, password: str, *, address: str = ""
    ) -> SignedIn:
        """Make the first administrator and sign in. Raises ``LinkSpent``, ``Invalid``."""
        return self._start(self._links.use(token, username, name, password, address), {}, address)

    def sign_in(self, username: str, password: str, *, address: str = "") -> SignedIn:
        """Sign in. Raises ``WrongPassword``, or ``TooManyTries`` with the seconds to wait."""
        wanted = typed_username(username)[:64]
        tries = self._throttle.count(wanted, address, self._clock.now())
        try:
            officer = self.officers.with_password(wanted, password)
        except WrongPassword:
            # A name nobody has is not written down: it may well be a password in the wrong box.
            details = {"username": wanted if self.officers.knows(wanted) else None, "tries": tries}
            self._audit.append(None, "sign_in_failed", details, address=address)
            raise
        self._throttle.forget(wanted, address)
        return self._start(officer, {"tries": tries}, address)

    def _start(self, officer: Officer, details: Mapping[str, object], address: str) -> SignedIn:
        with self._database.transaction():
            token = self._sessions.start(officer.id, address)
            self._audit.append(officer, "sign_in", details, address=address)
        return SignedIn(officer, token)

    def officer_of(self, token: str) -> Officer:
        """Who is signed in by this session token. Raises ``NotSignedIn``."""
        return self._sessions.officer(token)

    def sign_out(self, token: str, *, address: str = "") -> None:
        """End the session. Raises ``NotSignedIn`` when there is none."""
        officer = self._sessions.officer(token)
        with self._database.transaction():
            self._sessions.end(token)
            self._audit.append(officer, "sign_out", {}, address=address)

    # What they do

    def asking(
        self, purpose: Purpose, action: str, details: Mapping[str, object], *, address: str = ""
    ) -> Asking:
        """Ask something: ``with trust.asking(…) as asked: store.find(asked.permit, …)``.

        The row is on disk before the block runs; if it cannot be written, the block does not. What
        came of it is appended when the block ends, whichever way.
        """
        return Asking(self._audit, purpose, action, details, address)

    def permit_again(self, officer: Officer, audit_id: int) -> Permit:
        """The permit of a question this officer asked within the last day, to open what it showed.

        Raises ``Denied`` for anybody else's row, an act without a purpose, a refused or failed question.
        """
        refusal = Denied(f"Audit row {audit_id} is no answered question of {officer.username}; ask again.")
        try:
            row = self._audit.row(audit_id)
        except NotFound:
            raise refusal from None
        if row.officer_id != officer.id or row.outcome is not Outcome.DONE or officer.role is Role.AUDITOR:
            raise refusal
        if self._clock.now().since(row.at) > _SHOWN_FOR_S:
            raise Denied(f"Audit row {audit_id} is older than a day; ask again to see its pictures.")
        return Permit(audit_id, Purpose(officer, row.case_no or "", row.reason or ""))

    def note(self, officer: Officer, action: str, details: Mapping[str, object], *, address: str = "") -> int:
        """Write down an act that needs no purpose: an import of cameras, an export of the register."""
        return self._audit.append(officer, action, details, address=address)

    def audit_rows(
        self,
        reader: Officer,
        *,
        before: int | None = None,
        limit: int = 100,
        officer: str | None = None,
        action: str | None = None,
        address: str = "",
    ) -> tuple[AuditRow, ...]:
        """The audit, newest first: an investigator's own rows; to others everybody's.

        ``before`` is the row number to go on from; ``officer`` (a user name) and ``action`` narrow it.
        Reading is an act too and leaves its row, which is not among those given.
        """
        details = {"before": before, "limit": limit, "officer": officer, "action": action}
        reading = self.note(reader, "audit_read", details, address=address)
        return self._audit.rows(
            before=reading if before is None else before,
            limit=limit,
            officer_id=reader.id if reader.role is Role.INVESTIGATOR else None,
            username=officer,
            action=action,
        )
