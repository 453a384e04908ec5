"""A runner over a data folder, as `trackway history run` has it; may be killed at the nth passage.

Run as a program by the test that kills it: ``python whole.py FOLDER KILL_AFTER``.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from tests.intake.history.parts import CAMERAS, NOON
from tests.intake.recordings.sinks import FilePassages, FolderPictures

from trackway.corrections import Corrections
from trackway.intake.filing import Filing
from trackway.intake.history import Runner
from trackway.journal import SqliteJournal
from trackway.model.time import Instant
from trackway.node.history import Stores, opened_runner
from trackway.registry import Registry
from trackway.video.addresses import Networks
from trackway.vision.engines import engine_named

if TYPE_CHECKING:
    from trackway.passages import Pictures


class Later:
    """A clock that stands an hour after noon."""

    def now(self) -> Instant:
        return NOON.plus(3600)


@contextmanager
def whole(folder: Path, kill_after: int | None = None) -> Iterator[tuple[Runner, FilePassages]]:
    """A runner over a data folder, with what it files."""
    (folder / "pictures").mkdir(exist_ok=True)
    store = FilePassages(folder / "passages.txt", kill_after)
    pictures: Pictures = FolderPictures(folder / "pictures")  # type: ignore[assignment]
    with (
        Registry(folder / "registry.sqlite") as registry,
        Corrections(folder / "corrections.sqlite", Later()) as corrections,
        SqliteJournal(folder / "journal.sqlite", Later()) as journal,
    ):
        if not registry.cameras():
            registry.save(stations=(), sites=(), cameras=CAMERAS)
        with opened_runner(
            folder,
            Later(),
            registry=registry,
            stores=Stores(Filing(journal, store, folder), pictures, corrections),
            engine=lambda name: engine_named(name) if name else engine_named(),
            networks=Networks(("127.0.0.1",)),
            workers=1,
        ) as runner:
            yield runner, store


if __name__ == "__main__":
    with whole(Path(sys.argv[1]), int(sys.argv[2])) as (killed, _):
        killed.run(Event(), until_idle=True)
