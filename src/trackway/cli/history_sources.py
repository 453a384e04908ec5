"""`trackway history sources`: which recorder or folder holds which camera's footage."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.history_shown import clock_object, clock_words, line_of, print_sources
from trackway.cli.house import House
from trackway.intake.history import LogIn, SourceKind, Whereabouts

__all__ = ["source_commands"]

_PASSWORD = "TRACKWAY_RECORDER_PASSWORD"  # noqa: S105  the variable's name

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def source_commands(house: House) -> App:
    """The commands about where footage is."""
    sources = App(name="sources", help="影像來源 Which recorder or folder holds which camera's footage.")

    @sources.command(name="set")
    def set_(
        camera: str,
        kind: SourceKind,
        address: str = "",
        /,
        *,
        data: Path,
        channel: str = "1",
        zone: str = "Asia/Taipei",
        offset_s: float | None = None,
        error_s: float | None = None,
        kept_days: float | None = None,
        username: str = "",
        json: Json = False,
    ) -> None:
        """設定 Say where a camera's footage is.

        With --username the password is taken from the environment variable TRACKWAY_RECORDER_PASSWORD or read
        from the standard input; it is never an argument, which others could see.

        Parameters
        ----------
        camera
            The camera's id on the register.
        kind
            own, onvif, rtsp, hikvision, dahua or folder.
        address
            The recorder's URL without user name and password, or a folder.
        data
            The data folder.
        channel
            Which of the recorder's cameras, 1 first; of a folder, the camera's own folder below it.
        zone
            The time zone that the recorder tells its time in.
        offset_s
            How far its clock is ahead, as somebody measured it; left out, the recorder is asked.
        error_s
            How wrong that may be.
        kept_days
            How long it keeps footage before it writes over it.
        username
            Who logs in at the recorder.
        """
        with house.registry(data) as registry, house.old_footage(data) as old:
            where = Whereabouts(
                registry.camera(camera).number, kind, address, channel, zone, offset_s, error_s, kept_days
            )
            old.jobs.sources.put(where, LogIn(username, _password()) if username else None)
            print_sources([where], registry, as_json=json)

    @sources.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出 The sources that were set; other cameras are looked for in our own recordings.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.registry(data) as registry, house.old_footage(data) as old:
            print_sources(old.jobs.sources.all(), registry, as_json=json)

    @sources.command
    def clock(camera: str, /, *, data: Path, json: Json = False) -> None:
        """對時 Ask a camera's source how far its clock is off.

        Parameters
        ----------
        camera
            The camera's id on the register.
        data
            The data folder.
        """
        with house.registry(data) as registry, house.old_footage(data) as old:
            found = old.ask_clock(registry.camera(camera).number)
            if json:
                line_of({"camera": camera, **clock_object(found)})
            else:
                print(f"{camera}: {clock_words(found)}")

    @sources.command
    def drop(camera: str, /, *, data: Path) -> None:
        """移除 Forget where a camera's footage is.

        Parameters
        ----------
        camera
            The camera's id on the register.
        data
            The data folder.
        """
        with house.registry(data) as registry, house.old_footage(data) as old:
            old.jobs.sources.drop(registry.camera(camera).number)

    return sources


def _password() -> str:
    given = os.environ.get(_PASSWORD)
    return given if given is not None else sys.stdin.readline().rstrip("\n")
