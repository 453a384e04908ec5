"""Stand-ins that worker processes and killed importers share with a test: files, and an engine that dies."""

import hashlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trackway.model.passage import Passage
from trackway.model.reading import Reading
from trackway.vision import Luma, PlateEngine


@dataclass(frozen=True)
class FolderPictures:
    """Pictures by digest in a folder."""

    folder: Path

    def put(self, picture: bytes) -> str:
        digest = hashlib.sha256(picture).hexdigest()
        (self.folder / digest).write_bytes(picture)
        return digest


@dataclass
class FilePassages:
    """A line per passage that was added, twice if added twice; ``kill_after`` adds, the process is killed."""

    path: Path
    kill_after: int | None = None
    added: int = 0

    def add(self, passages: Sequence[Passage]) -> None:
        with self.path.open("a") as file:
            for passage in passages:
                plate = passage.plate.text if passage.plate else "-"
                file.write(f"{passage.id} {plate} {passage.looks} {passage.pictures[0].digest}\n")
        self.added += len(passages)
        if self.kill_after is not None and self.added >= self.kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []


DEADLY = (242, 322)


class DyingEngine(PlateEngine):
    """An engine that takes its process with it at the first frame of a certain size."""

    def __reduce__(self) -> tuple[type["DyingEngine"], tuple[int]]:
        return DyingEngine, (1,)

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        if picture.shape == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().look(picture, at_s)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        if picture.shape == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().glance(picture, at_s)
