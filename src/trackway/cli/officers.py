"""`trackway officers add | list | disable | enable | link` and `trackway audit`."""

import getpass
import os
import pwd
import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trackway.cli.house import House
from trackway.model.errors import Conflict, WrongUse
from trackway.model.question import Officer, Role
from trackway.trust import Account, AuditRow, Outcome, Trust

__all__ = ["commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
_ROLES = {
    Role.INVESTIGATOR: "偵查 investigator",
    Role.ADMINISTRATOR: "管理 administrator",
    Role.AUDITOR: "稽核 auditor",
}
_OUTCOMES = {
    Outcome.NOTED: "已記錄 noted",
    Outcome.DONE: "完成 done",
    Outcome.FAILED: "失敗 failed",
    Outcome.UNFINISHED: "未完成 unfinished",
}


def commands(house: House) -> App:
    """The commands about people and what they asked."""
    app = App()
    officers = App(
        name="officers", help="使用者 Accounts: add, list, disable, enable, first-administrator link."
    )
    app.command(officers)

    @officers.command
    def add(username: str, name: str, *, data: Path, role: Role, json: Json = False) -> None:
        """新增使用者 Add an account; its password is asked for, or read from the standard input.

        Parameters
        ----------
        username
            What is typed to sign in: letters a-z, digits and . _ @ -.
        name
            The person's name, e.g. 王小明.
        data
            The data folder.
        role
            investigator 偵查, administrator 管理 or auditor 稽核.
        """
        password = _new_password()
        with house.trust(data) as trust:
            account = trust.officers.add(_me(trust), username, name, password, role)
        _print_accounts([account], json=json)

    @officers.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出使用者 Every account, disabled ones too.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.trust(data) as trust:
            accounts = trust.officers.all()
        if not accounts and not json:
            print("尚無使用者；先執行 officers link。 No accounts yet; begin with: trackway officers link.")
            return
        _print_accounts(accounts, json=json)

    @officers.command
    def disable(username: str, *, data: Path, json: Json = False) -> None:
        """停用使用者 Disable an account; whoever is signed in with it is signed out.

        Parameters
        ----------
        username
            Whose account.
        data
            The data folder.
        """
        with house.trust(data) as trust:
            account = trust.officers.activate(_me(trust), username, is_active=False)
        _print_accounts([account], json=json)

    @officers.command
    def enable(username: str, *, data: Path, json: Json = False) -> None:
        """啟用使用者 Enable a disabled account again.

        Parameters
        ----------
        username
            Whose account.
        data
            The data folder.
        """
        with house.trust(data) as trust:
            account = trust.officers.activate(_me(trust), username, is_active=True)
        _print_accounts([account], json=json)

    @officers.command
    def link(*, data: Path, url: str = "http://127.0.0.1:8080", json: Json = False) -> None:
        """首位管理者連結 A one-time link to make the first administrator; shown once, good for a day.

        Parameters
        ----------
        data
            The data folder.
        url
            Where the page of the centre is.
        """
        with house.trust(data) as trust:
            token = trust.first_administrator_link(_me(trust))
        address = f"{url.rstrip('/')}/#/first?token={token}"
        if json:
            print(msgspec.json.encode({"link": address, "token": token, "hours": 24}).decode())
        else:
            print("首位管理者連結，一天內有效，只能用一次：")
            print("For the first administrator, once, within a day:")
            print(address)

    @app.command
    def audit(
        *,
        data: Path,
        officer: str = "",
        action: str = "",
        before: int | None = None,
        limit: int = 50,
        json: Json = False,
    ) -> None:
        """稽核紀錄 Who did what, why and when, newest first. Reading it leaves a row too.

        Parameters
        ----------
        data
            The data folder.
        officer
            Only this user name.
        action
            Only this action: search, view, trail, sign_in, officer_changed …
        before
            Only rows numbered below this, to read on.
        limit
            How many rows at most.
        """
        if not 1 <= limit <= 100_000:
            raise WrongUse(f"The limit {limit} is not between 1 and 100,000.")
        with house.trust(data) as trust:
            rows = trust.audit_rows(
                _me(trust), before=before, limit=limit, officer=officer or None, action=action or None
            )
        if json:
            for row in rows:
                print(msgspec.json.encode(_audit_object(row)).decode())
        else:
            _print_rows(rows)

    return app


def _me(trust: Trust) -> Officer:
    """Whoever runs this: by the system's user number, for a name in the environment is anybody's to set."""
    try:
        return trust.command_line_officer(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return trust.command_line_officer(f"uid {os.getuid()}")


def _new_password() -> str:
    """Typed twice at a terminal, or one line of the standard input; never an argument others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密碼 Password (至少 12 個字元 at least 12 characters): ")
    if getpass.getpass("再輸入一次 Again: ") != first:
        raise Conflict("兩次輸入的密碼不同。 The two passwords differ; nothing was changed.")
    return first


def _print_accounts(accounts: list[Account] | tuple[Account, ...], *, json: bool) -> None:
    if json:
        for account in accounts:
            officer = account.officer
            found = {
                "username": officer.username,
                "name": officer.name,
                "role": officer.role.value,
                "is_active": account.is_active,
                "created_at": str(account.created),
            }
            print(msgspec.json.encode(found).decode())
        return
    table = Table("帳號 Username", "姓名 Name", "角色 Role", "狀態 State", "建立 Created")
    for account in accounts:
        table.add_row(
            Text(account.officer.username),
            Text(account.officer.name),
            _ROLES[account.officer.role],
            "啟用 active" if account.is_active else "停用 disabled",
            f"{account.created.taipei():%Y-%m-%d %H:%M}",
        )
    Console().print(table)


def _print_rows(rows: tuple[AuditRow, ...]) -> None:
    if not rows:
        print("沒有符合的紀錄。 No such rows.")
        return
    table = Table(
        "編號 No.", "時間 Time", "使用者 Officer", "動作 Action", "案號 Case", "事由 Reason", "內容 Details",
        "結果 Outcome", "筆數 Rows",
    )  # fmt: skip
    for row in rows:
        failed = f" ({row.failed})" if row.failed else ""
        table.add_row(
            str(row.id),
            f"{row.at.taipei():%Y-%m-%d %H:%M:%S}",
            Text(f"{row.username} {row.name} [{row.origin}]".strip()),
            Text(row.action),
            Text(row.case_no or ""),
            Text(row.reason or ""),
            Text(msgspec.json.encode(row.details).decode()),
            Text(_OUTCOMES[row.outcome] + failed),
            "" if row.rows_found is None else f"{row.rows_found:,}",
        )
    Console().print(table)


def _audit_object(row: AuditRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": str(row.at),
        "username": row.username,
        "name": row.name,
        "role": row.role,
        "action": row.action,
        "case_no": row.case_no,
        "reason": row.reason,
        "details": row.details,
        "origin": row.origin.value,
        "address": row.address,
        "outcome": row.outcome.value,
        "rows_found": row.rows_found,
        "failed": row.failed,
        "finished_at": None if row.finished is None else str(row.finished),
    }
