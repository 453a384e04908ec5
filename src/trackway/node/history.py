"""Searches of old footage: their parts opened and connected, and the runner that works through them."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from trackway.corrections import Corrections
from trackway.intake.filing import Filing, PassageSink
from trackway.intake.history import (
    Carrier,
    Desks,
    Jobs,
    LogIn,
    OldFootage,
    OpenSource,
    Parcels,
    Reader,
    Runner,
    Source,
    SourceKind,
    Task,
    Whereabouts,
)
from trackway.intake.history.sources import Calls, Dahua, Folder, Hikvision, OnvifG, Own, RtspRange
from trackway.intake.recordings import (
    FileReport,
    Ledger,
    Progress,
    Recording,
    import_footage,
)
from trackway.model.camera import Camera
from trackway.model.errors import Conflict, TrackwayError
from trackway.model.time import Clock
from trackway.passages import Pictures
from trackway.registry import Registry
from trackway.video.addresses import Networks
from trackway.video.catalogue import Catalogue
from trackway.video.reel import Reel
from trackway.vision import Engine, learned

__all__ = [
    "JOBS_FILE",
    "Stores",
    "history_runner",
    "history_sources",
    "model_of",
    "old_footage",
    "opened_jobs",
    "opened_runner",
]

JOBS_FILE = "history.sqlite"
_PARCELS = "history"
_MOST_BYTES = 8 * 1024**3
"""What may lie fetched at once: some hours of a 4K camera, and little beside the footage of any recorder."""
_log = logging.getLogger(__name__)

EngineNamed = Callable[[str], Engine]
"""The engine of that name, the default one for an empty name."""


@contextmanager
def opened_jobs(data: Path, clock: Clock) -> Iterator[Jobs]:
    """The queue of a data folder."""
    with Jobs(data / JOBS_FILE, clock) as jobs:
        yield jobs


def history_sources(
    catalogue: Catalogue, clock: Clock, *, registry: Registry, jobs: Jobs, networks: Networks
) -> OpenSource:
    """Opens the source that holds a camera's footage."""

    def open_source(where: Whereabouts) -> Source:
        match where.kind:
            case SourceKind.OWN:
                return Own(where.camera, catalogue)
            case SourceKind.FOLDER:
                return Folder(where, _camera(registry, where.camera))
            case SourceKind.HIKVISION:
                return Hikvision(where, _calls(where, networks, jobs.sources.log_in(where.camera)), clock)
            case SourceKind.DAHUA:
                return Dahua(where, _calls(where, networks, jobs.sources.log_in(where.camera)), clock)
            case SourceKind.ONVIF:
                return OnvifG(where, networks, jobs.sources.log_in(where.camera), clock)
            case SourceKind.RTSP:
                return RtspRange(where, networks, jobs.sources.log_in(where.camera), clock)
            case kind:
                assert_never(kind)

    return open_source


@contextmanager
def old_footage(
    data: Path, clock: Clock, *, registry: Registry, engine: EngineNamed, networks: Networks, workers: int = 1
) -> Iterator[OldFootage]:
    """What officers ask for old footage with."""
    with opened_jobs(data, clock) as jobs, Catalogue(data / "footage.sqlite", clock) as catalogue:
        open_source = history_sources(catalogue, clock, registry=registry, jobs=jobs, networks=networks)
        yield OldFootage(jobs, open_source, model_of(registry, engine), clock, workers)


def model_of(registry: Registry, engine: EngineNamed) -> Callable[[int], str]:
    """Which engine reads a camera, by its number."""

    def model(camera: int) -> str:
        return engine(_camera(registry, camera).engine).model

    return model


@dataclass(frozen=True, slots=True)
class Stores:
    """Where what is found goes."""

    filing: Filing
    pictures: Pictures
    corrections: Corrections


@contextmanager
def opened_runner(
    data: Path,
    clock: Clock,
    *,
    registry: Registry,
    stores: Stores,
    engine: EngineNamed,
    networks: Networks,
    workers: int | None = None,
    most_bytes: int = _MOST_BYTES,
) -> Iterator[Runner]:
    """What works through the queue of a data folder, over parts that stay the caller's to close."""
    with ExitStack() as stack:
        jobs = stack.enter_context(opened_jobs(data, clock))
        ledger = stack.enter_context(Ledger(data / "history-files.sqlite"))
        catalogue = stack.enter_context(Catalogue(data / "footage.sqlite", clock))
        open_source = history_sources(catalogue, clock, registry=registry, jobs=jobs, networks=networks)
        parcels = Parcels(data / _PARCELS, most_bytes)
        at_once = workers or os.cpu_count() or 1

        def recording_of(task: Task, reel: Reel) -> Recording:
            camera = _camera(registry, task.camera)
            ground = registry.grounds([camera.id]).get(camera.id)
            return Recording.of_reel(reel, camera, task.clock.owner, task.clock.error_s, ground)

        def read(recordings: Sequence[Recording], store: PassageSink) -> Iterator[Progress | FileReport]:
            return import_footage(
                recordings,
                ledger=ledger,
                store=store,
                pictures=stores.pictures,
                engine=engine(""),
                named=_named(recordings, engine),
                clock=clock,
                workers=at_once,
                misreads=lambda number, model: learned(stores.corrections.of_camera(number), model),
                ignores=stores.filing.ignores,
            )

        yield Runner(
            jobs,
            parcels,
            Carrier(jobs, open_source, model_of(registry, engine), parcels, clock, Desks()),
            Reader(jobs, parcels, recording_of, read, stores.filing, clock, at_once),
            lambda error: _log.warning("history.trouble", extra={"says": str(error)}),
        )


@contextmanager
def history_runner(
    data: Path,
    clock: Clock,
    *,
    registry: Registry,
    stores: Stores,
    engine: EngineNamed,
    networks: Networks,
    workers: int = 1,
) -> Iterator[None]:
    """Works through the queue on a thread of its own until the block ends.

    With few workers, for it shares the machine with the recorder and the page. Where another process is at
    it, that one is left to it.
    """
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                with opened_runner(
                    data,
                    clock,
                    registry=registry,
                    stores=stores,
                    engine=engine,
                    networks=networks,
                    workers=workers,
                ) as runner:
                    runner.run(stop)
            except Conflict:
                stop.wait(30.0)  # `trackway history run` is at it in another process
            except (TrackwayError, OSError):
                _log.exception("history.failed")
                stop.wait(30.0)

    thread = threading.Thread(target=work, name="history")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _calls(where: Whereabouts, networks: Networks, log_in: LogIn) -> Calls:
    return Calls(where.address, networks, log_in)


def _camera(registry: Registry, number: int) -> Camera:
    return registry.numbered(number)


def _named(recordings: Sequence[Recording], engine: EngineNamed) -> Mapping[str, Engine]:
    return {name: engine(name) for name in {one.camera.engine for one in recordings} if name}
