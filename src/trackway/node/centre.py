"""The centre: one process that answers the map page and the API, over the parts of one data folder."""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from getpass import getuser
from pathlib import Path

import uvicorn

from trackway.corrections import CorrectedPassages, Corrections
from trackway.intake.filing import Filing
from trackway.intake.recordings import Ledger
from trackway.model.errors import Conflict, Unavailable
from trackway.model.time import Clock
from trackway.node.filing import filed_continuously, filing_of, opened_journal
from trackway.node.footage import opened_footage
from trackway.node.history import Stores, history_runner, old_footage
from trackway.node.keeping import opened_keeper
from trackway.node.lamps import lamps_kept
from trackway.node.list_sources import lists_fetched_continuously
from trackway.node.nightly import kept_nightly
from trackway.node.past_searches import past_searched_continuously
from trackway.node.recorder import recorder_socket
from trackway.node.recorder_beside import recorder_beside
from trackway.node.station import orders_of
from trackway.node.telling import told_continuously
from trackway.node.watch_loop import watched_continuously
from trackway.node.watchers import Means, watchers
from trackway.node.watching import opened_watch
from trackway.node.ways import ways_measured
from trackway.passages import Pictures, open_passages
from trackway.registry import Registry, roads_in
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.video.playback import Playback, Tickets
from trackway.vision.engines import engine_named
from trackway.watch import Pulse, Rooms
from trackway.web import FootageProgress, Recorded, create_app, read_settings, server_config

__all__ = ["Centre", "listening", "running_centre", "serve", "serve_on"]

_CORES_A_COPY = 4
"""One viewing copy at once for so many cores: it takes one of them, and the recorder needs its share."""
STATIC = Path(__file__).resolve().parents[1] / "web" / "static"
"""Where the build of the page puts it."""


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre that runs: how it is served, and what else may be done with its parts meanwhile."""

    config: uvicorn.Config
    filing: Filing
    pictures: Pictures
    watch: Rooms


@contextmanager
def running_centre(data: Path, clock: Clock, *, host: str, port: int) -> Iterator[Centre]:
    """Everything a centre needs, opened and connected; closed when the block ends."""
    if not (STATIC / "index.html").is_file():
        raise Unavailable("The map page has not been built; run `make ui` first.")
    settings = read_settings(data / "trackway.toml")
    with ExitStack() as stack:
        registry = stack.enter_context(Registry(data / "registry.sqlite"))
        trust = stack.enter_context(Trust(data / "trust.sqlite", clock, life=settings.session.life))
        ledger = stack.enter_context(Ledger(data / "imports.sqlite"))
        passages = stack.enter_context(open_passages(data / "passages"))
        corrections = stack.enter_context(Corrections(data / "corrections.sqlite", clock))
        saved = stack.enter_context(Saved(data / "saved.sqlite", clock))
        footage = stack.enter_context(opened_footage(data, clock)).catalogue
        playback = Playback(footage, most_copies=max(1, (os.cpu_count() or 2) // _CORES_A_COPY))
        stack.callback(playback.copies.close)
        pictures = Pictures(data / "pictures")
        engine = partial(engine_named, folder=data / "engines", allowed=settings.engines.allowed)
        networks = settings.cameras.allowed
        history = old_footage(data, clock, registry=registry, engine=engine, networks=networks)
        watch = stack.enter_context(
            opened_watch(
                data, clock, settings.alerts.pace, settings.notify.allowed, settings.notify.public_url
            )
        )
        journal = stack.enter_context(opened_journal(data, clock))
        filing = filing_of(data, journal, passages, watch)
        demo, pulse = data / "demo.json", Pulse(clock.now())
        app = create_app(
            registry=registry,
            passages=CorrectedPassages(passages, corrections),
            corrections=corrections,
            saved=saved,
            pictures=pictures,
            trust=trust,
            clock=clock,
            map_folder=data / "map",
            demo=demo if demo.is_file() else None,
            static=STATIC,
            settings=settings,
            imports=lambda: _progress(ledger),
            roads=lambda: roads_in(data),
            recorded=Recorded(
                footage,
                playback,
                Tickets(secrets.token_bytes(32), clock),
                settings.footage.promises.days,
                recorder_socket(data),
            ),
            history=stack.enter_context(history),
            watch=watch,
            pulse=pulse,
        )
        url = f"http://{host}:{port}"
        if not trust.officers.has_administrator:
            token = trust.first_administrator_link(trust.command_line_officer(getuser()))
            _say(f"第一位管理者 First administrator, once, within a day: {url}/#/first?token={token}")
        _say(f"車行軌跡 Trackway: {url}  (Ctrl-C 停止 to stop)")
        stack.enter_context(
            kept_nightly(
                lambda: opened_keeper(data, clock, settings.retention.days),
                lambda: opened_footage(data, clock),
                clock,
            )
        )
        stack.enter_context(filed_continuously(filing, journal, clock))
        ways = stack.enter_context(ways_measured(registry, passages, trust, clock))
        means = Means(watch, lambda: registry.snapshot().by_number, ways, clock)
        stack.enter_context(
            watched_continuously(
                data, clock, journal=journal, rooms=watch, watchers=lambda: watchers(means), pulse=pulse
            )
        )
        stack.enter_context(
            told_continuously(
                data,
                clock,
                rooms=watch,
                registry=registry,
                pictures=pictures,
                public_url=settings.notify.public_url,
            )
        )
        stack.enter_context(past_searched_continuously(watch, passages, trust, means.cameras))
        stack.enter_context(lamps_kept(watch, clock, settings.notify.allowed, registry))
        stack.enter_context(lists_fetched_continuously(watch, settings.notify.allowed, clock))
        stack.enter_context(recorder_beside(data, lambda: orders_of(data, registry)))
        stack.enter_context(
            history_runner(
                data,
                clock,
                registry=registry,
                stores=Stores(filing, pictures, corrections),
                engine=engine,
                networks=networks,
            )
        )
        yield Centre(server_config(app, settings, host=host, port=port), filing, pictures, watch)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there. Raises ``Conflict`` when somebody else does."""
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise Conflict(
            f"Port {port} on {host} cannot be had ({error.strerror}); choose another with --port."
        ) from error
    with listener:
        yield listener


def serve(data: Path, clock: Clock, *, host: str, port: int) -> None:
    """Run the centre until it is told to stop. Raises ``Conflict`` when the port is taken."""
    with listening(host, port) as listener, running_centre(data, clock, host=host, port=port) as centre:
        serve_on(listener, centre.config)


def serve_on(listener: socket.socket, config: uvicorn.Config) -> None:
    """Answer on this socket until Ctrl-C or a signal to end."""
    uvicorn.Server(config).run(sockets=[listener])


def _progress(ledger: Ledger) -> tuple[FootageProgress, ...]:
    return tuple(
        FootageProgress(
            path=one.path,
            camera_id=one.camera_id,
            state=one.state,
            done_s=one.done_s,
            total_s=one.total_s,
            passages=one.passages,
            error=one.error,
        )
        for one in ledger.entries()
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
