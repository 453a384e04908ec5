"""The command line's house, filled with the real parts."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from trackway.corrections import CorrectedPassages, Corrections
from trackway.intake.beside import Comparisons
from trackway.intake.filing import Filing
from trackway.intake.history import OldFootage, Runner
from trackway.model.errors import Invalid, NotFound
from trackway.model.roads import Roads
from trackway.model.time import Clock
from trackway.node.clock import SystemClock
from trackway.node.filing import filing_of, opened_journal
from trackway.node.keeping import opened_keeper
from trackway.node.restoring import restore
from trackway.node.watching import opened_watch
from trackway.passages import PassageStore, Pictures, open_passages
from trackway.passages.keeping import Keeper, Manifest
from trackway.registry import Registry, roads_in
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.video.addresses import Networks
from trackway.video.catalogue import Keeper as FootageKeeper
from trackway.vision import Engine
from trackway.vision.engines import (
    ALLOWED,
    EngineFacts,
    LicenceClass,
    engine_named,
    engines_known,
)
from trackway.watch import Rooms

__all__ = ["TrackwayHouse", "data_folder"]


_KEPT_S = 365 * 86_400.0
"""Plates read from footage are destroyed a year later (警察職權行使法 §10), in comparisons too."""


class TrackwayHouse:
    """Opens the parts of a data folder; ``trackway.cli.House`` says what each is."""

    def __init__(self) -> None:
        self._clock = SystemClock()

    @property
    def clock(self) -> Clock:
        """The wall clock."""
        return self._clock

    @contextmanager
    def registry(self, data: Path) -> Iterator[Registry]:
        """The register of stations, sites and cameras."""
        registry = Registry(data_folder(data) / "registry.sqlite")
        try:
            yield registry
        finally:
            registry.close()

    def networks(self, data: Path) -> Networks:
        """The networks that hold cameras, as the folder's settings say."""
        from trackway.web import read_settings  # the web stack is slow to import

        return read_settings(data_folder(data) / "trackway.toml").cameras.allowed

    @contextmanager
    def trust(self, data: Path) -> Iterator[Trust]:
        """Officers, purposes and the audit."""
        trust = Trust(data_folder(data) / "trust.sqlite", self._clock)
        try:
            yield trust
        finally:
            trust.close()

    @contextmanager
    def passages(self, data: Path) -> Iterator[PassageStore]:
        """The store of passages, found by corrections too."""
        with open_passages(data_folder(data) / "passages") as store, self.corrections(data) as corrections:
            yield CorrectedPassages(store, corrections)

    @contextmanager
    def filing(self, data: Path) -> Iterator[Filing]:
        """The door by which passages come in."""
        with (
            open_passages(data_folder(data) / "passages") as store,
            opened_journal(data, self._clock) as journal,
            self.watch(data) as watch,
        ):
            yield filing_of(data, journal, store, watch)

    @contextmanager
    def corrections(self, data: Path) -> Iterator[Corrections]:
        """What officers said of passages' plates."""
        with Corrections(data_folder(data) / "corrections.sqlite", self._clock) as corrections:
            yield corrections

    @contextmanager
    def saved(self, data: Path) -> Iterator[Saved]:
        """The questions that officers keep; what is older than a year is destroyed first."""
        with Saved(data_folder(data) / "saved.sqlite", self._clock) as saved:
            saved.forget_before(self._clock.now().plus(-_KEPT_S))
            yield saved

    def roads(self, data: Path) -> Roads | None:
        """The road network; ``None`` where none was imported."""
        return roads_in(data_folder(data))

    @contextmanager
    def keeper(self, data: Path) -> Iterator[Keeper]:
        """Who keeps the passages, as the folder's settings say."""
        from trackway.web import read_settings  # the web stack is slow to import

        days = read_settings(data_folder(data) / "trackway.toml").retention.days
        with opened_keeper(data, self._clock, days) as keeper:
            yield keeper

    @contextmanager
    def footage_keeper(self, data: Path) -> Iterator[FootageKeeper]:
        """Who keeps the footage, with its catalogue, as the folder's settings say."""
        from trackway.node.footage import opened_footage

        with opened_footage(data_folder(data), self._clock) as keeper:
            yield keeper

    def set_footage_catalogue_aside(self, data: Path) -> Path:
        """Rename the catalogue of footage, so that one can be made anew; where it is now."""
        from trackway.node.footage import set_catalogue_aside

        return set_catalogue_aside(data_folder(data), self._clock)

    def restore(self, backup: Path, data: Path) -> Manifest:
        """Make a data folder anew from a backup."""
        return restore(backup, data, self._clock)

    def pictures(self, data: Path) -> Pictures:
        """Pictures of passages, by their digest."""
        return Pictures(data_folder(data) / "pictures")

    def engine(self, name: str = "", data: Path | None = None, also: Collection[LicenceClass] = ()) -> Engine:
        """What finds and reads plates: the engine of that name, the default one for an empty name."""
        if not name:
            return _default_engine()
        return engine_named(name, folder=_engines_folder(data), allowed=_allowed(data) | set(also))

    def engines(self, names: Collection[str] = (), data: Path | None = None) -> tuple[EngineFacts, ...]:
        """What the catalogue says of the engines there are, and of these others."""
        return tuple(engines_known(names, folder=_engines_folder(data), allowed=_allowed(data)))

    @contextmanager
    def comparisons(self, data: Path) -> Iterator[Comparisons]:
        """How engines stood to each other; what is older than a year is destroyed first."""
        with Comparisons(data_folder(data) / "comparisons.sqlite") as comparisons:
            comparisons.forget_before(self._clock.now().plus(-_KEPT_S))
            yield comparisons

    @contextmanager
    def old_footage(self, data: Path) -> Iterator[OldFootage]:
        """What old footage is asked for with."""
        from trackway.node.history import old_footage  # cameras' protocols are slow to import

        with (
            self.registry(data) as registry,
            old_footage(
                data_folder(data),
                self._clock,
                registry=registry,
                engine=lambda name: self.engine(name, data),
                networks=self.networks(data),
            ) as old,
        ):
            yield old

    @contextmanager
    def history_runner(self, data: Path, workers: int | None = None) -> Iterator[Runner]:
        """What works through the queue of searches of old footage."""
        from trackway.node.history import Stores, opened_runner

        with (
            self.registry(data) as registry,
            self.filing(data) as filing,
            self.corrections(data) as corrections,
            opened_runner(
                data_folder(data),
                self._clock,
                registry=registry,
                stores=Stores(filing, self.pictures(data), corrections),
                engine=lambda name: self.engine(name, data),
                networks=self.networks(data),
                workers=workers,
            ) as runner,
        ):
            yield runner

    @contextmanager
    def watch(self, data: Path) -> Iterator[Rooms]:
        """The watch: lists, zones, alerts."""
        from trackway.web import read_settings  # the web stack is slow to import

        folder = data_folder(data)
        notify = read_settings(folder / "trackway.toml").notify
        with opened_watch(
            folder, self._clock, gateways=notify.allowed, public_url=notify.public_url
        ) as rooms:
            yield rooms

    def serve(self, data: Path, *, host: str, port: int) -> None:
        """Run the centre until it is told to stop."""
        from trackway.node.centre import serve  # the web stack is slow to import; most commands do without

        serve(data_folder(data), self._clock, host=host, port=port)

    def station(self, data: Path) -> None:
        """Record the cameras on the register until it is told to stop."""
        from trackway.node.station import station  # reads settings by way of the web stack

        station(data_folder(data), self._clock)

    def demo(self, data: Path, *, host: str, port: int, once: bool) -> None:
        """Build the demonstration county, and unless ``once`` serve it."""
        from trackway.node.demo import demo

        demo(data_folder(data), self._clock, host=host, port=port, once=once)


def data_folder(data: Path) -> Path:
    """The folder itself, made (for its owner only) when its parent is there.

    Raises ``NotFound`` when the parent is not there, and ``Invalid`` when a file stands in its place.
    """
    if data.exists() and not data.is_dir():
        raise Invalid(f"The data folder {data} is a file; give a folder.")
    if not data.parent.is_dir():
        raise NotFound(f"The data folder {data} cannot be made: {data.parent} is not there.")
    data.mkdir(mode=0o700, exist_ok=True)
    return data


@cache
def _default_engine() -> Engine:
    return engine_named()


def _engines_folder(data: Path | None) -> Path:
    """Where manifests of engines lie."""
    return Path() if data is None else data / "engines"


def _allowed(data: Path | None) -> frozenset[LicenceClass]:
    if data is None:
        return ALLOWED
    from trackway.web import read_settings  # the web stack is slow to import

    return read_settings(data / "trackway.toml").engines.allowed
