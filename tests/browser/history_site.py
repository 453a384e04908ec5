"""A centre that searches old footage: one camera with footage, one without, one whose recorder is off."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread

import cv2
import numpy as np
from argon2 import PasswordHasher
from tests.browser.conftest import PASSWORD, STATIC, served
from tests.conftest import FakeClock
from tests.intake.history.parts import CAMERAS, NOON, Shelf, passage, span

from trackway.corrections import CorrectedPassages, Corrections
from trackway.intake.filing import PassageSink
from trackway.intake.history import (
    Carrier,
    Desks,
    Jobs,
    OldFootage,
    Parcels,
    Reader,
    Runner,
    SourceClock,
    Task,
    Whereabouts,
)
from trackway.intake.recordings import FileReport, FileState, Progress, Recording
from trackway.model.passage import Picture
from trackway.model.plate import parse_plate
from trackway.model.question import Role
from trackway.model.time import ClockOwner
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Passwords, Trust
from trackway.video.reel import Reel
from trackway.web import Settings, create_app

PLATES = ("BKP-2075", "NXR-5086", "RFA-1207")


@dataclass
class HistorySite:
    """A centre that answers at ``address``; nothing is looked at before ``go`` is set."""

    address: str
    trust: Trust
    go: Event

    def actions(self) -> list[str]:
        """What the audit says was done, newest first."""
        lin = self.trust.officers.account("lin").officer
        return [row.action for row in self.trust.audit_rows(lin, limit=1000)]


@dataclass
class Looking:
    """Reads recordings as if three vehicles passed in each, two minutes apart, once it may."""

    pictures: Pictures
    go: Event
    done: Event = field(default_factory=Event)

    def __call__(self, recordings: Sequence[Recording], sink: PassageSink) -> Iterator[Progress | FileReport]:
        digest = self.pictures.put(_drawn())
        for one in recordings:
            while not self.go.wait(0.1):
                yield Progress(one, 0.0, 1.0, 0)
            for n, text in enumerate(PLATES):
                seen = passage(one.camera.number, one.start.plus(120.0 * n + 60), one)
                picture = Picture(digest, 120.0 * n + 60)
                sink.add((replace(seen, plate=parse_plate(text), confidence=0.97, pictures=(picture,)),))
            yield FileReport(one, FileState.DONE, 600.0, 3, 3, 20.0)


@contextmanager
def history_site(folder: Path) -> Iterator[HistorySite]:
    """The centre, with officers Wang and Lin."""
    clock = FakeClock(NOON.plus(7200))
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    shelves = {
        1: Shelf((span(0, 600),), offset=SourceClock(-3660.0, 1.5, ClockOwner.STATION, "asked")),
        2: Shelf(()),
        3: Shelf((), is_there=False),
    }

    def open_source(where: Whereabouts) -> Shelf:
        return shelves[where.camera]

    with (
        Registry(folder / "registry.sqlite") as registry,
        Trust(folder / "trust.sqlite", clock, passwords=cheap) as trust,
        Corrections(folder / "corrections.sqlite", clock) as corrections,
        Saved(folder / "saved.sqlite", clock) as saved,
        Jobs(folder / "history.sqlite", clock) as jobs,
    ):
        registry.save(stations=(), sites=(), cameras=CAMERAS[:3])
        owner = trust.command_line_officer("nobody")
        trust.officers.add(owner, "wang", "王小明", PASSWORD, Role.INVESTIGATOR)
        trust.officers.add(owner, "lin", "林稽核", PASSWORD, Role.AUDITOR)
        trust.officers.add(owner, "hsu", "許大同", PASSWORD, Role.INVESTIGATOR)
        trust.officers.add(owner, "chen", "陳主任", PASSWORD, Role.ADMINISTRATOR)
        passages, pictures, go = MemoryPassages(), Pictures(folder / "pictures"), Event()
        parcels = Parcels(folder / "history", 1_000_000)

        def recording_of(task: Task, reel: Reel) -> Recording:
            camera = registry.numbered(task.camera)
            return Recording.of_reel(reel, camera, task.clock.owner, task.clock.error_s)

        runner = Runner(
            jobs,
            parcels,
            Carrier(jobs, open_source, lambda _: "model", parcels, clock, Desks()),
            Reader(jobs, parcels, recording_of, Looking(pictures, go), passages, clock, 2),
            lambda error: None,
        )
        app = create_app(
            registry=registry,
            passages=CorrectedPassages(passages, corrections),
            corrections=corrections,
            saved=saved,
            pictures=pictures,
            trust=trust,
            clock=clock,
            map_folder=folder / "map",
            demo=None,
            static=STATIC,
            settings=Settings(),
            history=OldFootage(jobs, open_source, lambda _: "model", clock, 2),
        )
        stop = Event()
        thread = Thread(target=runner.run, args=(stop,), name="history")
        thread.start()
        try:
            with served(app) as address:
                yield HistorySite(address, trust, go)
        finally:
            stop.set()
            go.set()
            thread.join()


def _drawn() -> bytes:
    grey = np.full((180, 320, 3), 90, np.uint8)
    cv2.rectangle(grey, (90, 60), (230, 140), (160, 110, 60), -1)
    done, coded = cv2.imencode(".jpg", grey)
    assert done
    return coded.tobytes()
