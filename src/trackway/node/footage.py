"""Keeping the footage of a data folder: the catalogue and its keeper, opened and connected."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path

from trackway.model.time import Clock
from trackway.trust import Trust
from trackway.video.catalogue import Catalogue, Keeper, Promises
from trackway.web import read_settings

__all__ = ["keeper_of", "opened_footage"]


def keeper_of(catalogue: Catalogue, data: Path, promises: Promises) -> Keeper:
    """Who keeps the footage of a data folder: proofs beside those of passages, on the same audit.

    The audit is opened only while something is written on it: once a day.
    """

    def note(action: str, details: Mapping[str, object]) -> None:
        with Trust(data / "trust.sqlite", catalogue.clock) as trust:
            trust.note(trust.command_line_officer(getuser()), action, details)

    return Keeper(catalogue, promises, proofs=data / "deletions", note=note)


@contextmanager
def opened_footage(data: Path, clock: Clock) -> Iterator[Keeper]:
    """The keeper of a data folder, as its settings say, with its catalogue."""
    settings = read_settings(data / "trackway.toml").footage
    path = data / "footage.sqlite"
    with Catalogue(
        path, clock, reserve_percent=settings.reserve_percent, most_bytes=settings.most_bytes
    ) as catalogue:
        yield keeper_of(catalogue, data, settings.promises)
