"""`trackway streams set | list | history | record | remove | import | forget-passwords`: what is recorded."""

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.errors import Denied, Invalid, NotFound, Unavailable, WrongUse
from trackway.registry import GivenStream, SavedStream, StreamProblem, check_stream_url, read_streams_file
from trackway.video.addresses import checked
from trackway.video.stream import RetentionClass, StreamRole, Transport

__all__ = ["commands", "stream_object"]

_HELP = "碼流與錄影 Cameras' streams: where each is had, and whether it is recorded."
_PASSWORD = "TRACKWAY_CAMERA_PASSWORD"  # noqa: S105  the variable's name
_MOST_BYTES = 32 << 20
"""Two rows for each of 65,535 cameras, 200 bytes each, are 26 MB."""
ROLES = {StreamRole.MAIN: "主碼流 main", StreamRole.SUB: "子碼流 sub"}
RETENTIONS = {
    RetentionClass.ORDINARY: "一般 ordinary",
    RetentionClass.IMPORTANT: "重要 important",
    RetentionClass.BRIEF: "短期 brief",
}
TRANSPORTS = {
    Transport.OWN: "內建 own",
    Transport.LIBRARY_TCP: "FFmpeg TCP",
    Transport.LIBRARY_UDP: "FFmpeg UDP",
}

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about streams."""
    app, streams = App(), App(name="streams", help=_HELP)
    app.command(streams)

    @streams.command(name="set")
    def set_(
        camera: str,
        url: str,
        /,
        *,
        data: Path,
        role: StreamRole = StreamRole.MAIN,
        username: str = "",
        transport: Transport = Transport.OWN,
        retention: RetentionClass = RetentionClass.ORDINARY,
        recorded: bool = True,
        keep_password: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """設定碼流 Say where a camera's stream is had, and whether it is recorded.

        With --username the password is asked for, read from the standard input, or taken from the
        environment variable TRACKWAY_CAMERA_PASSWORD; it is never an argument, which others could see.

        Parameters
        ----------
        camera
            The camera's id on the register.
        url
            rtsp://HOST/PATH or rtsps://HOST/PATH, without user name and password.
        data
            The data folder.
        role
            main 主碼流, the full picture; sub 子碼流, a small one.
        username
            Who logs in at the camera; nobody when left out.
        transport
            own: our client over TCP; library_tcp, library_udp: FFmpeg's, where ours cannot talk to a camera.
        retention
            How long footage is promised: ordinary 一般, important 重要 or brief 短期.
        recorded
            Whether the recorder keeps it.
        keep_password
            Keep the password that is set already; only for the same host.
        """
        check_stream_url(url)
        checked(url, house.networks(data))
        password = None if keep_password else _password(username)
        given = GivenStream(url, username, password, transport, retention, recorded)
        with house.registry(data) as registry, house.trust(data) as trust:
            who = asker(trust, "")
            saved = registry.set_stream(camera, role, given, by=who.username, at=house.clock.now())
            trust.note(who, "stream_set", {**stream_object(saved), "password_given": bool(password)})
        _print([saved], json=json)

    @streams.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出碼流 Every stream on the register, without passwords.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.registry(data) as registry:
            _print(registry.saved_streams(), json=json)

    @streams.command
    def history(camera: str, /, *, data: Path, json: Json = False) -> None:
        """變更紀錄 What a camera's streams were set to, by whom and when, newest first.

        Parameters
        ----------
        camera
            The camera's id.
        data
            The data folder.
        """
        with house.registry(data) as registry:
            _print(registry.stream_history(camera), json=json)

    @streams.command
    def record(
        camera: str,
        /,
        *,
        data: Path,
        role: StreamRole = StreamRole.MAIN,
        stop: bool = False,
        json: Json = False,
    ) -> None:
        """開始或停止錄影 Have a stream recorded from now on, or with --stop no longer.

        Parameters
        ----------
        camera
            The camera's id.
        data
            The data folder.
        role
            main or sub.
        stop
            Stop recording; what was recorded stays.
        """
        with house.registry(data) as registry, house.trust(data) as trust:
            who = asker(trust, "")
            saved = registry.set_recorded(
                camera, role, is_recorded=not stop, by=who.username, at=house.clock.now()
            )
            trust.note(who, "stream_set", stream_object(saved))
        _print([saved], json=json)

    @streams.command
    def remove(camera: str, /, *, data: Path, role: StreamRole = StreamRole.MAIN) -> None:
        """移除碼流 Take a stream and its password off the register; history and footage stay.

        Parameters
        ----------
        camera
            The camera's id.
        data
            The data folder.
        role
            main or sub.
        """
        with house.registry(data) as registry, house.trust(data) as trust:
            who = asker(trust, "")
            registry.remove_stream(camera, role, by=who.username, at=house.clock.now())
            trust.note(who, "stream_removed", {"camera_id": camera, "role": role.value})
        print(f"已移除 {camera} 的{ROLES[role].split()[0]}。 The {role} stream of {camera} was removed.")

    _add_files(streams, house)
    return app


def _add_files(streams: App, house: House) -> None:
    @streams.command(name="import")
    def import_(
        file: Path,
        /,
        *,
        data: Path,
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """匯入碼流 Set many streams from a CSV file: camera, role, url, username, password, retention …

        Rows that cannot be used are listed with the reason; the others are taken. The file is not kept.

        Parameters
        ----------
        file
            A CSV with a header: camera and url, and if wanted role, username, password, transport,
            retention, recorded.
        data
            The data folder.
        dry_run
            Say what would happen and write nothing.
        """
        networks = house.networks(data)
        with house.registry(data) as registry, house.trust(data) as trust:
            read = read_streams_file(_content(file), (camera.id for camera in registry.cameras()))
            refused = list(read.problems)
            rows = []
            for row in read.rows:
                try:
                    checked(row.given.url, networks)
                except (Denied, Invalid, Unavailable) as error:
                    refused.append(StreamProblem(row.row, row.camera_id, str(error)))
                else:
                    rows.append((row.camera_id, row.role, row.given))
            if rows and not dry_run:
                who = asker(trust, "")
                registry.set_streams(rows, by=who.username, at=house.clock.now())
                details = {"streams": len(rows), "refused": len(refused), "file": file.name}
                trust.note(who, "streams_imported", details)
        _print_imported(len(rows), sorted(refused, key=lambda one: one.row), json=json, dry_run=dry_run)
        if not rows:
            raise Invalid(f"{file.name} 沒有一列可用。 None of the rows of {file.name} could be used.")

    @streams.command(name="forget-passwords")
    def forget_passwords(*, data: Path) -> None:
        """清除密碼 Drop the passwords of all streams, when the key they were sealed with is lost.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.registry(data) as registry, house.trust(data) as trust:
            count = registry.forget_passwords()
            trust.note(asker(trust, ""), "stream_passwords_forgotten", {"passwords": count})
        print(f"已清除 {count} 個密碼，請重新設定。 {count} passwords were dropped; set them again.")


def stream_object(stream: SavedStream) -> dict[str, str | bool]:
    """A stream with the names that the HTTP interface uses; never its password."""
    return {
        "camera_id": stream.camera_id,
        "role": stream.key.role.value,
        "url": stream.url,
        "username": stream.username,
        "has_password": stream.has_password,
        "transport": stream.transport.value,
        "retention": stream.retention.value,
        "is_recorded": stream.is_recorded,
        "device_url": stream.device_url,
        "at": str(stream.at),
        "by": stream.by,
    }


def _password(username: str) -> str:
    """Asked for at a terminal, else from the environment or one line of the standard input."""
    if not username:
        return ""
    if _PASSWORD in os.environ:
        return os.environ[_PASSWORD]
    if sys.stdin.isatty():
        return getpass.getpass("鏡頭密碼 Camera's password: ")
    line = sys.stdin.readline()
    if not line:
        raise WrongUse(f"Give the camera's password on the standard input or in {_PASSWORD}.")
    return line.rstrip("\r\n")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.") from None
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > _MOST_BYTES:
        raise Invalid(f"{file} is larger than {_MOST_BYTES >> 20} MB; that is no list of streams.")
    return content


def _plain(text: str) -> Text:
    """Text from outside as text: neither markup nor a terminal's control sequences."""
    return Text("".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in text))


def _show(table: Table) -> None:
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)


def _print(streams: Sequence[SavedStream], *, json: bool) -> None:
    if json:
        for stream in streams:
            print(msgspec.json.encode(stream_object(stream)).decode())
        return
    if not streams:
        print("尚無碼流；用 streams set 設定。 No streams yet; set one with: trackway streams set.")
        return
    table = Table(
        "鏡頭 Camera", "碼流 Stream", "網址 URL", "帳號 User", "錄影 Recorded", "保存 Retention",
        "傳輸 Transport", "由 By", "時間 At",
    )  # fmt: skip
    for one in streams:
        user = f"{one.username}{'（有密碼 password set）' if one.has_password else ''}"
        table.add_row(
            _plain(one.camera_id),
            ROLES[one.key.role],
            _plain(one.url or "（已移除 removed）"),
            _plain(user),
            "是 yes" if one.is_recorded else "否 no",
            RETENTIONS[one.retention],
            TRANSPORTS[one.transport],
            _plain(one.by),
            f"{one.at.taipei():%Y-%m-%d %H:%M}",
        )
    _show(table)


def _print_imported(count: int, refused: Sequence[StreamProblem], *, json: bool, dry_run: bool) -> None:
    if json:
        rows = [{"row": one.row, "camera_id": one.camera_id, "why": one.why} for one in refused]
        print(msgspec.json.encode({"set": count, "refused": rows, "dry_run": dry_run}).decode())
        return
    done = "可設定（試匯，未寫入） could be set (dry run)" if dry_run else "已設定 set"
    print(f"{count:,} 個碼流{done}，{len(refused):,} 列未採用 rows refused.")
    if refused:
        table = Table("列 Row", "鏡頭 Camera", "原因 Why")
        for one in refused[:50]:
            table.add_row(str(one.row), _plain(one.camera_id), _plain(one.why))
        _show(table)
