"""`trackway history estimate | start | list | show | stop | resume | priority | run`: old footage."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from trackway.cli.history_shown import print_estimate, print_jobs, print_progress
from trackway.cli.history_sources import source_commands
from trackway.cli.house import House
from trackway.cli.why import Why, asker
from trackway.intake.history import USUAL_PRIORITY, Job, JobState, Wanted
from trackway.model.area import parse_area
from trackway.model.camera import Camera
from trackway.model.errors import WrongUse
from trackway.model.time import Span, parse_instant
from trackway.registry import Registry

__all__ = ["commands"]

_HELP = (
    "歷史影像分析 Searches of old footage: found, fetched, looked at and filed, whichever recorder holds it."
)
_SHOWN_S = 1.0
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
Areas = Annotated[list[str] | None, Parameter(negative="", consume_multiple=False)]
From = Annotated[str, Parameter(name="--from")]


@dataclass(frozen=True, slots=True)
class _Extent:
    """What the options say of which cameras and when."""

    camera: Sequence[str]
    area: Sequence[str]
    start: str
    end: str

    def read(self, house: House, registry: Registry) -> tuple[tuple[Camera, ...], Span]:
        """The cameras and the span. Raises ``WrongUse`` where one is missing."""
        if not (self.start and self.end):
            raise WrongUse("Give the time that is to be searched: --from and --to.")
        now = house.clock.now
        chosen = {one.number: one for one in map(registry.camera, self.camera)}
        for area in self.area:
            chosen |= {one.number: one for one in registry.inside(parse_area(area)).cameras}
        if not chosen:
            raise WrongUse("No camera is chosen; give --camera ID, or an --area that has cameras in it.")
        return tuple(chosen.values()), Span(parse_instant(self.start, now), parse_instant(self.end, now))

    @property
    def details(self) -> dict[str, object]:
        """As the audit has it."""
        return {"cameras": list(self.camera), "area": list(self.area), "from": self.start, "to": self.end}


def commands(house: House) -> App:
    """The commands about old footage."""
    app, history = App(), App(name="history", help=_HELP)
    app.command(history)
    history.command(source_commands(house))
    _add_asking(history, house)
    _add_tending(history, house)
    return app


def _add_asking(history: App, house: House) -> None:
    """Ask and start."""

    @history.command
    def estimate(
        *,
        data: Path,
        camera: Areas = None,
        area: Areas = None,
        from_: From = "",
        to: str = "",
        priority: int = USUAL_PRIORITY,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """估算 What a search would find, fetch and take. Recorders are asked; nothing is fetched.

        Parameters
        ----------
        data
            The data folder.
        camera
            A camera's id; may be given several times.
        area
            circle:LON,LAT,METRES, rectangle:WEST,SOUTH,EAST,NORTH or polygon:LON,LAT LON,LAT …
        from_
            When to begin, with its zone, or now-2d.
        to
            When to end.
        priority
            0 to 9; 9 comes first.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        officer
            Who asks, if not this account.
        """
        why, extent = Why(case, reason, officer), _Extent(camera or (), area or (), from_, to)
        with (
            house.registry(data) as registry,
            house.trust(data) as trust,
            house.old_footage(data) as old,
            why.asking(trust, "history_estimate", extent.details),
        ):
            cameras, span = extent.read(house, registry)
            found = old.estimate([one.number for one in cameras], span, priority)
            print_estimate(found, registry, as_json=json)

    @history.command
    def start(
        *,
        data: Path,
        camera: Areas = None,
        area: Areas = None,
        from_: From = "",
        to: str = "",
        priority: int = USUAL_PRIORITY,
        confirmed: Annotated[bool, Parameter(negative="")] = False,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """開始 Start a search. `trackway serve` or `trackway history run` works through it.

        Parameters
        ----------
        data
            The data folder.
        camera
            A camera's id; may be given several times.
        area
            circle:LON,LAT,METRES, rectangle:WEST,SOUTH,EAST,NORTH or polygon:LON,LAT LON,LAT …
        from_
            When to begin, with its zone, or now-2d.
        to
            When to end.
        priority
            0 to 9; 9 comes first.
        confirmed
            Start it although it would take longer than a day.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        officer
            Who asks, if not this account.
        """
        why, extent = Why(case, reason, officer), _Extent(camera or (), area or (), from_, to)
        with (
            house.registry(data) as registry,
            house.trust(data) as trust,
            house.old_footage(data) as old,
            why.asking(trust, "history_start", extent.details) as asked,
        ):
            cameras, span = extent.read(house, registry)
            wanted = Wanted(tuple(one.number for one in cameras), span, asked.permit, priority)
            job = old.start(wanted, confirmed=confirmed)
            print_jobs([(job, old.jobs.progress(job.id))], as_json=json)


def _add_tending(history: App, house: House) -> None:
    """Look how far they are, stop, go on, work."""

    @history.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """列出 Every search, the newest first.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.old_footage(data) as old:
            print_jobs([(one, old.jobs.progress(one.id)) for one in old.jobs.all()], as_json=json)

    @history.command
    def show(number: int, /, *, data: Path, json: Json = False) -> None:
        """進度 How far a search is, camera by camera.

        Parameters
        ----------
        number
            The search's number.
        data
            The data folder.
        """
        with house.registry(data) as registry, house.old_footage(data) as old:
            job = old.jobs.job(number)
            print_progress(job, old.jobs.progress(number), registry, as_json=json)

    @history.command
    def stop(number: int, /, *, data: Path, json: Json = False) -> None:
        """停止 Stop a search; what it found stays, and it can be taken up again.

        Parameters
        ----------
        number
            The search's number.
        data
            The data folder.
        """
        with house.old_footage(data) as old, house.trust(data) as trust:
            job = old.jobs.job(number)
            trust.note(asker(trust, ""), "history_stop", {"job": number})
            print_jobs([(old.jobs.stop(job.id), old.jobs.progress(job.id))], as_json=json)

    @history.command
    def resume(number: int, /, *, data: Path, json: Json = False) -> None:
        """續作 Go on with a search, and try once more what failed in it.

        Parameters
        ----------
        number
            The search's number.
        data
            The data folder.
        """
        with house.old_footage(data) as old, house.trust(data) as trust:
            job = old.jobs.job(number)
            trust.note(asker(trust, ""), "history_resume", {"job": number})
            print_jobs([(old.jobs.resume(job.id), old.jobs.progress(job.id))], as_json=json)

    @history.command
    def priority(number: int, value: int, /, *, data: Path, json: Json = False) -> None:
        """優先順序 Give a search another priority.

        Parameters
        ----------
        number
            The search's number.
        value
            0 to 9; 9 comes first.
        data
            The data folder.
        """
        with house.old_footage(data) as old, house.trust(data) as trust:
            job = old.jobs.job(number)
            trust.note(asker(trust, ""), "history_priority", {"job": number, "priority": value})
            print_jobs([(old.jobs.prioritise(job.id, value), old.jobs.progress(job.id))], as_json=json)

    @history.command
    def run(
        *,
        data: Path,
        workers: int | None = None,
        until_done: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """執行 Work through the searches in this terminal; Ctrl-C stops, and nothing is lost.

        Parameters
        ----------
        data
            The data folder.
        workers
            Files looked at at once; one per core if left out.
        until_done
            End when nothing is left to do.
        """
        if workers is not None and workers < 1:
            raise WrongUse(f"{workers} workers look at nothing; give 1 or more.")
        over = threading.Event()
        with house.history_runner(data, workers) as runner, _interrupted(over), _told(runner.jobs.all, over):
            runner.run(over, until_idle=until_done)
            print_jobs([(one, runner.jobs.progress(one.id)) for one in runner.jobs.all()], as_json=json)


@contextmanager
def _interrupted(over: threading.Event) -> Iterator[None]:
    """Ctrl-C and a signal to end let the runner end in order."""
    before = {one: signal.signal(one, lambda *_: over.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def _told(jobs: Callable[[], tuple[Job, ...]], over: threading.Event) -> Iterator[None]:
    """A line on the error output that says how many searches run, while they do."""
    done = threading.Event()

    def tell() -> None:
        console = Console(stderr=True)
        with console.status("") as status:
            while not (done.wait(_SHOWN_S) or over.is_set()):
                running = [one.id for one in jobs() if one.state is JobState.RUNNING]
                status.update(f"{len(running)} 件進行中 running: {', '.join(map(str, running))}")

    thread = threading.Thread(target=tell, name="history-told")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
