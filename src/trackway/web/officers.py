"""The accounts, for administrators."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from trackway.model.errors import WrongUse
from trackway.model.question import Role
from trackway.trust import Account
from trackway.web.parts import Parts, Who, need
from trackway.web.session import OfficerOut

__all__ = ["routes"]

_TOLD = frozenset({Role.INVESTIGATOR, Role.ADMINISTRATOR})
"""Whose devices are pushed to; others' are forgotten."""


class AccountOut(OfficerOut):
    """An account."""

    is_active: bool
    created_at: str

    @classmethod
    def of_account(cls, account: Account) -> "AccountOut":
        """An account as JSON."""
        officer = account.officer
        return cls(
            username=officer.username,
            name=officer.name,
            role=officer.role,
            is_active=account.is_active,
            created_at=str(account.created),
        )


class AccountsOut(BaseModel):
    """Every account by user name."""

    officers: list[AccountOut]


class AddOfficerBody(BaseModel):
    """A new account."""

    username: str = Field(max_length=200)
    name: str = Field(max_length=200)
    password: str = Field(max_length=1000, json_schema_extra={"format": "password"})
    role: Role


class ChangeOfficerBody(BaseModel):
    """What to change of an account; what is left out stays."""

    is_active: bool | None = None
    password: str | None = Field(default=None, max_length=1000, json_schema_extra={"format": "password"})
    role: Role | None = None


def routes(parts: Parts) -> APIRouter:
    """``/officers``."""
    router = APIRouter(tags=["officers"])
    officers = parts.trust.officers

    @router.get("/officers")
    def list_officers(who: Who) -> AccountsOut:
        """Every account, disabled ones too."""
        need(who, Role.ADMINISTRATOR)
        return AccountsOut(officers=[AccountOut.of_account(account) for account in officers.all()])

    @router.post("/officers", status_code=201)
    def add_officer(body: AddOfficerBody, who: Who) -> AccountOut:
        """A new account."""
        need(who, Role.ADMINISTRATOR)
        account = officers.add(
            who.officer, body.username, body.name, body.password, body.role, address=who.address
        )
        return AccountOut.of_account(account)

    @router.patch("/officers/{username}")
    def change_officer(username: str, body: ChangeOfficerBody, who: Who) -> AccountOut:
        """Disable or enable an account, give it another role or another password."""
        need(who, Role.ADMINISTRATOR)
        if body.password is None and body.role is None and body.is_active is None:
            raise WrongUse("Say what to change: is_active, password or role.")
        account = officers.account(username)
        # The password first: it is the one that may be refused.
        if body.password is not None:
            account = officers.give_password(who.officer, username, body.password, address=who.address)
        if body.role is not None:
            account = officers.give_role(who.officer, username, body.role, address=who.address)
        if body.is_active is not None:
            account = officers.activate(who.officer, username, is_active=body.is_active, address=who.address)
        if parts.watch is not None and not (account.is_active and account.officer.role in _TOLD):
            parts.watch.devices.remove_all(account.officer.username)
        return AccountOut.of_account(account)

    return router
