"""Keeping the footage of a data folder: the catalogue and its keeper, opened and connected."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from getpass import getuser
from pathlib import Path

from trackway.model.errors import NotFound, TrackwayError, Unavailable
from trackway.model.time import Clock
from trackway.video.catalogue import Catalogue, Keeper, Promises

__all__ = ["keeper_of", "opened_footage", "set_catalogue_aside"]


def keeper_of(catalogue: Catalogue, data: Path, promises: Promises) -> Keeper:
    """Who keeps the footage of a data folder: proofs beside those of passages, on the same audit.

    The audit is opened only while something is written on it, once a day; a recorder is not to carry more.
    """

    def note(action: str, details: Mapping[str, object]) -> None:
        from trackway.trust import Trust

        with Trust(data / "trust.sqlite", catalogue.clock) as trust:
            trust.note(trust.command_line_officer(getuser()), action, details)

    return Keeper(catalogue, promises, proofs=data / "deletions", note=note)


@contextmanager
def opened_footage(data: Path, clock: Clock) -> Iterator[Keeper]:
    """The keeper of a data folder, as its settings say, with its catalogue."""
    from trackway.web import read_settings  # the web stack is slow to import, and no recorder needs it

    settings = read_settings(data / "trackway.toml").footage
    path = data / "footage.sqlite"
    with Catalogue(
        path, clock, reserve_percent=settings.reserve_percent, most_bytes=settings.most_bytes
    ) as catalogue:
        for root in map(Path, settings.volumes or (str(data / "footage"),)):
            # Known by its identity only: a new one is made by the recorder, or on request.
            if (root / "volume.json").is_file():
                with suppress(TrackwayError):
                    catalogue.volumes.add(root)
        yield keeper_of(catalogue, data, settings.promises)


def set_catalogue_aside(data: Path, clock: Clock) -> Path:
    """Rename the catalogue of a data folder, with its log, so that one can be made anew; where it is now.

    Raises ``Unavailable`` while a recorder has the folder, ``NotFound`` when there is no catalogue.
    """
    path = data / "footage.sqlite"
    if not path.exists():
        raise NotFound(f"There is no catalogue {path} to set aside.")
    aside = data / f"footage-{clock.now().utc():%Y%m%dT%H%M%SZ}.sqlite"
    with (data / "recorder.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable(f"A recorder is at work in {data}; stop it first.") from None
        for end in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    return aside
