"""`trackway lists sources`: where files of watch lists are fetched from by themselves."""

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.errors import Unavailable
from trackway.watch import Rooms, WatchList
from trackway.watch.lists import Defaults, GivenSource, ListSource

__all__ = ["add_sources"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
_PASSWORD = "TRACKWAY_LIST_PASSWORD"  # noqa: S105  the variable's name


def add_sources(lists: App, house: House, list_named: Callable[[Rooms, str], WatchList]) -> None:
    """Put them among the commands about lists."""
    sources = App(name="sources", help="名單來源 Where files of lists are fetched from by themselves.")
    lists.command(sources)

    @sources.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出來源 Every source, and what came of looking there last.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.watch(data) as rooms:
            _print(rooms.sources.all(), json=json)

    @sources.command
    def add(
        name: str,
        address: str,
        /,
        *,
        data: Path,
        files: str = "*.csv",
        every_minutes: float = 60,
        days: float | None = None,
        reason: str = "",
        basis: str = "",
        case: str = "",
        username: str = "",
        host_key: Path | None = None,
        private_key: Path | None = None,
        adds: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """新增來源 Ask for files to be fetched; another officer's yes stands for every file from there.

        With --username and no --private-key the password is asked for, read from the standard input, or taken
        from the environment variable TRACKWAY_LIST_PASSWORD; it is never an argument, which others could see.

        Parameters
        ----------
        name
            The name or number of the list.
        address
            folder:/PATH of this machine, or sftp://HOST[:PORT]/PATH.
        data
            The data folder.
        files
            Which files, as a pattern.
        every_minutes
            How often to look.
        days
            How long rows without an expiry hold after the file last came.
        reason
            事由 of rows that do not say.
        basis
            法律依據 of rows that do not say.
        case
            案號 of rows that do not say.
        username
            Who logs in at the server.
        host_key
            A file with the server's public key; no other is believed.
        private_key
            A file with the private key to log in with, without a passphrase.
        adds
            Each file adds to the list; otherwise it is the whole list.
        """
        secret = _read(private_key) if private_key else _password(username)
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            given = GivenSource(
                list_named(rooms, name).id,
                address,
                files,
                every_minutes * 60,
                Defaults(reason, basis, case, days),
                not adds,
                username,
                _read(host_key).strip() if host_key else "",
                secret,
                private_key is not None,
            )
            source = rooms.sources.add(given, who.username)
            trust.note(who, "list_source_added", {"source": source.id, "address": source.address})
        _print([source], json=json)

    @sources.command
    def end(source: int, /, *, data: Path) -> None:
        """停止來源 Look there no more and forget its password.

        Parameters
        ----------
        source
            The number of the source.
        data
            The data folder.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            rooms.sources.end(source)
            trust.note(asker(trust, ""), "list_source_ended", {"source": source})
        print(f"已停止來源 {source}。 Source {source} is ended.")


def _print(sources: tuple[ListSource, ...] | list[ListSource], *, json: bool) -> None:
    if json:
        print_lines(
            {"id": one.id, "list": one.list_name, "address": one.address, "files": one.file_names,
             "requester": one.requester, "approver": one.approver,
             "looked": None if one.looked is None else str(one.looked), "outcome": one.outcome,
             "is_failed": one.is_failed}
            for one in sources
        )  # fmt: skip
        return
    table = Table(
        "編號 No.", "名單 List", "位置 Address", "檔案 Files", "核准 Approved by", "上次 Last", "結果 Outcome"
    )
    for one in sources:
        table.add_row(
            str(one.id),
            Text(one.list_name),
            Text(one.address),
            Text(one.file_names),
            one.approver or "待核准 waiting",
            "—" if one.looked is None else f"{one.looked.taipei():%m-%d %H:%M}",
            Text(one.outcome, style="red" if one.is_failed else ""),
        )
    print_table(table)


def _password(username: str) -> str:
    """From the environment, else asked for at a terminal, else the first line of the standard input."""
    if not username:
        return ""
    if given := os.environ.get(_PASSWORD):
        return given
    if sys.stdin.isatty():
        return getpass.getpass("密碼 Password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"{path} 讀不到。 {path} cannot be read as text.") from error
