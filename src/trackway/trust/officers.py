"""Officers: the accounts of people 使用者. Who changed which is an audit row of the same transaction."""

import re
import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from trackway.model.errors import Conflict, Invalid, NotFound, NotSignedIn
from trackway.model.question import Officer, Role
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile
from trackway.trust.audit import Audit
from trackway.trust.passwords import Passwords
from trackway.trust.sessions import Sessions

__all__ = ["Account", "Officers", "WrongPassword", "normal_name", "normal_username", "typed_username"]

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Account:
    """An officer as the keepers of accounts see them."""

    officer: Officer
    is_active: bool
    created: Instant


class WrongPassword(NotSignedIn):
    """The user name or the password is wrong."""


class Officers:
    """The accounts."""

    def __init__(
        self, database: SqliteFile, clock: Clock, passwords: Passwords, sessions: Sessions, audit: Audit
    ) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords
        self._sessions = sessions
        self._audit = audit

    def all(self) -> tuple[Account, ...]:
        """Every account by user name, disabled ones too."""
        return tuple(_account(row) for row in self._database.rows("officers_all"))

    def account(self, username: str) -> Account:
        """One account. Raises ``NotFound``."""
        row = self._database.row("officer_by_username", username=typed_username(username))
        if row is None:
            raise NotFound(f"There is no officer {username.strip()[:64]!r}.")
        return _account(row)

    def knows(self, username: str) -> bool:
        """Whether there is an account of exactly this user name."""
        return self._database.row("officer_by_username", username=username) is not None

    @property
    def has_administrator(self) -> bool:
        """Whether anybody can keep the accounts."""
        return bool(self._database.only("administrators_count")["n"])

    def add(
        self, by: Officer, username: str, name: str, password: str, role: Role, *, address: str = ""
    ) -> Account:
        """A new account. Raises ``Invalid`` for an unfit name or password, ``Conflict`` when it exists."""
        wanted = normal_username(username)
        kept = self._passwords.hash(password, wanted)
        with self._database.transaction():
            account = self.insert(wanted, normal_name(name), kept, role)
            details = {"username": wanted, "name": account.officer.name, "role": role.value}
            self._audit.append(by, "officer_added", details, address=address)
        return account

    def insert(self, username: str, name: str, password_hash: str, role: Role) -> Account:
        """The row of a new account alone. Call inside a transaction that also writes the audit."""
        if self.knows(username):
            raise Conflict(f"There is an officer {username} already.")
        self._database.run(
            "officer_add",
            username=username,
            name=name,
            role=role.value,
            password_hash=password_hash,
            now_us=self._clock.now().us,
        )
        return self.account(username)

    def activate(self, by: Officer, username: str, *, is_active: bool, address: str = "") -> Account:
        """Disable an account, which ends its sessions, or enable it again."""
        with self._database.transaction():
            before = self.account(username)
            self._database.run("officer_activate", id=before.officer.id, is_active=int(is_active))
            if not is_active:
                self._sessions.end_all(before.officer.id)
            return self._changed(by, before, {"is_active": is_active}, address)

    def give_role(self, by: Officer, username: str, role: Role, *, address: str = "") -> Account:
        """Another role; it counts from the officer's next request."""
        with self._database.transaction():
            before = self.account(username)
            self._database.run("officer_give_role", id=before.officer.id, role=role.value)
            change = {"role": role.value, "was": before.officer.role.value}
            return self._changed(by, before, change, address)

    def give_password(self, by: Officer, username: str, password: str, *, address: str = "") -> Account:
        """A new password, which ends the account's sessions."""
        kept = self._passwords.hash(password, normal_username(username))
        with self._database.transaction():
            before = self.account(username)
            self._database.run(
                "officer_give_password", id=before.officer.id, password_hash=kept, now_us=self._clock.now().us
            )
            self._sessions.end_all(before.officer.id)
            return self._changed(by, before, {"password": "changed"}, address)

    def with_password(self, username: str, password: str) -> Officer:
        """The active officer with this user name and password.

        Raises ``WrongPassword``, after the same work, when there is none, it is disabled, or the
        password is another.
        """
        row = self._database.row("officer_by_username", username=username)
        decoy = self._passwords.decoy
        fits = self._passwords.fits(decoy if row is None else row["password_hash"], password)
        if row is None or not fits or not row["is_active"]:
            raise WrongPassword
        if self._passwords.is_outdated(row["password_hash"]):
            again = self._passwords.hash_again(password)
            self._database.run(
                "officer_rehash", id=row["id"], password_hash=again, old_hash=row["password_hash"]
            )
        return _account(row).officer

    def _changed(self, by: Officer, before: Account, change: Mapping[str, object], address: str) -> Account:
        username = before.officer.username
        was_administrator = before.is_active and before.officer.role is Role.ADMINISTRATOR
        if was_administrator and not self.has_administrator:
            raise Conflict(f"{username} is the last active administrator; make another one first.")
        self._audit.append(by, "officer_changed", {"username": username, **change}, address=address)
        return self.account(username)


def typed_username(username: str) -> str:
    """A user name as it would stand in the table; full width and capitals do not matter."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def normal_username(username: str) -> str:
    """A user name in lower case. Raises ``Invalid`` for what cannot be one."""
    wanted = typed_username(username)
    if not _USERNAME.fullmatch(wanted):
        raise Invalid(
            f"{username[:64]!r} cannot be a user name: 2 to 64 letters a-z, digits and . _ @ -, "
            "a letter or digit first."
        )
    return wanted


def normal_name(name: str) -> str:
    """A person's name, spaces tidied. Raises ``Invalid``."""
    wanted = " ".join(name.split())
    if not 1 <= len(wanted) <= _MAX_NAME or not wanted.isprintable():
        raise Invalid(f"An officer's name has 1 to {_MAX_NAME} characters.")
    return wanted


def _account(row: sqlite3.Row) -> Account:
    officer = Officer(row["id"], row["username"], row["name"], Role(row["role"]))
    return Account(officer, bool(row["is_active"]), Instant(row["created_us"]))
