"""`trackway officers` and `trackway audit`, run as the command line runs them."""

import io
import json
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock
from tests.trust.conftest import PASSWORD

from trackway.cli.house import House
from trackway.cli.officers import commands
from trackway.model.errors import Conflict, Invalid, NotFound, WrongUse
from trackway.model.question import Purpose, Role
from trackway.trust import Passwords, Trust

Say = Callable[..., str]
Object = dict[str, object]


class Terminal(io.StringIO):
    """A keyboard and a person."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def house(clock: FakeClock, cheap: Passwords) -> House:
    class OnlyTrust:
        @contextmanager
        def trust(self, data: Path) -> Iterator[Trust]:
            with Trust(data / "trust.sqlite", clock, passwords=cheap) as trust:
                yield trust

    return cast("House", OnlyTrust())


@pytest.fixture
def say(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Say:
    """Run a command over the data folder; what it printed. ``typed`` is its standard input."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(*words: str, typed: str = "", terminal: bool = False) -> str:
        monkeypatch.setattr("sys.stdin", Terminal() if terminal else io.StringIO(typed))
        app = commands(house)
        app(
            [*words, "--data", str(tmp_path)],
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        return capsys.readouterr().out

    return run


def objects(text: str) -> list[Object]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_life_of_an_account(say: Say, clock: FakeClock) -> None:
    assert "尚無使用者" in say("officers", "list")
    assert say("officers", "list", "--json") == ""
    add = ("officers", "add", "Wang", "王小明", "--role", "investigator", "--json")
    (added,) = objects(say(*add, typed=f"{PASSWORD}\n"))
    assert added == {
        "username": "wang",
        "name": "王小明",
        "role": "investigator",
        "is_active": True,
        "created_at": str(clock.at),
    }
    with pytest.raises(Conflict, match="wang already"):
        say(*add, typed=f"{PASSWORD}\n")
    (disabled,) = objects(say("officers", "disable", "wang", "--json"))
    assert disabled["is_active"] is False
    assert "停用 disabled" in say("officers", "list")
    assert "啟用 active" in say("officers", "enable", "wang")
    with pytest.raises(NotFound, match="ghost"):
        say("officers", "disable", "ghost")
    with pytest.raises(Invalid, match="at least 12"):
        say("officers", "add", "lee", "李", "--role", "auditor", typed="short\n")


def test_a_password_is_never_an_argument(say: Say) -> None:
    with pytest.raises(Exception, match="password"):
        say("officers", "add", "wang", "王小明", "--role", "auditor", "--password", PASSWORD)


def test_two_passwords_that_differ(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, "correct horse 89"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    with pytest.raises(Conflict, match="differ"):
        say("officers", "add", "wang", "王小明", "--role", "auditor", terminal=True)


def test_the_link_works_once(say: Say, house: House, tmp_path: Path) -> None:
    (link,) = objects(say("officers", "link", "--url", "https://trackway.example/", "--json"))
    assert link["link"] == f"https://trackway.example/#/first?token={link['token']}"
    with house.trust(tmp_path) as trust:
        trust.use_first_administrator_link(str(link["token"]), "chen", "陳", PASSWORD)
    with pytest.raises(Conflict, match="administrator already"):
        say("officers", "link")


def test_the_audit(say: Say, house: House, tmp_path: Path) -> None:
    say("officers", "add", "wang", "王[red]小明[/red]", "--role", "investigator", typed=f"{PASSWORD}\n")
    with house.trust(tmp_path) as trust:
        purpose = Purpose(trust.officers.account("wang").officer, "1150001", "失竊")
        with trust.asking(purpose, "search", {"pattern": "ABC*"}, address="10.0.0.9") as asked:
            asked.found(12345)
    (row,) = objects(say("audit", "--json", "--action", "search"))
    assert (row["username"], row["case_no"], row["details"], row["rows_found"], row["origin"]) == (
        "wang",
        "1150001",
        {"pattern": "ABC*"},
        12345,
        "web",
    )
    table = say("audit")
    for words in (
        "案號 Case",
        "1150001",
        "失竊",
        "12,345",
        "完成 done",
        "王[red]小明[/red] [web]",
        "audit_read",
    ):
        assert words in table
    me = pwd.getpwuid(os.getuid()).pw_name
    (added,) = objects(say("audit", "--json", "--action", "officer_added"))
    assert (added["username"], added["origin"], added["role"]) == (me, "cli", Role.ADMINISTRATOR.value)
    assert "沒有符合的紀錄" in say("audit", "--officer", "ghost")
    assert len(objects(say("audit", "--json", "--limit", "2"))) == 2
    for limit in ("0", "100001"):
        with pytest.raises(WrongUse, match="limit"):
            say("audit", "--limit", limit)
