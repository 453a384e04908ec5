"""Running: every picture of every set before every reader, in one process or several.

A picture is made once and shown to all readers. Readers are opened where they work: a process that
reads holds its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import cv2

from bench.reading.labels import Photograph
from bench.reading.picture import KnownPicture
from bench.reading.saying import OurReader, Reader
from bench.reading.scoring import Outcome, Tally, scored
from bench.reading.sets import variant
from bench.reading.yardsticks.client import YARDSTICKS, Yardstick
from trackway.vision import Engine
from trackway.vision.engines import engine_named

__all__ = ["Opening", "Shown", "Source", "Variant", "opened", "tallied"]


class Source(Protocol):
    """Makes one picture of a set; small, so that it can be sent to another process."""

    @property
    def name(self) -> str:
        """What its picture is called."""
        ...

    def made(self) -> KnownPicture | None:
        """The picture, or ``None`` where this set has none of it."""
        ...


@dataclass(frozen=True, slots=True)
class Variant:
    """One photograph as one set has it."""

    set: str
    photograph: Photograph

    @property
    def name(self) -> str:
        """The photograph's."""
        return self.photograph.name

    def made(self) -> KnownPicture | None:
        """The variant; ``None`` where the labels say too little for the set."""
        return variant(self.set, self.photograph)


@dataclass(frozen=True, slots=True)
class Shown:
    """A source and the names of the readers it is shown to."""

    source: Source
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """How readers are opened: our engines by name, and the interpreter of the yardsticks."""

    engines: Mapping[str, Engine]
    names: tuple[str, ...]
    python: Path


def opened(opening: Opening, stack: ExitStack) -> dict[str, Reader]:
    """Every reader by its name: an engine that was handed in, a yardstick, or one of the catalogue.

    Raises what the catalogue raises for a name that is none of these.
    """
    readers: dict[str, Reader] = {}
    for name in opening.names:
        if name in opening.engines:
            readers[name] = OurReader(opening.engines[name], name)
        elif name in YARDSTICKS:
            readers[name] = stack.enter_context(Yardstick(name, opening.python))
        else:
            readers[name] = OurReader(engine_named(name), name)
    return readers


def tallied(shown: Sequence[Shown], opening: Opening, processes: int, chunk: int = 4) -> dict[str, Tally]:
    """What each reader made of these pictures, sent to processes in pieces of so many."""
    tallies = {name: Tally() for name in opening.names}
    for outcomes in _outcomes(shown, opening, processes, chunk):
        for name, outcome in outcomes.items():
            tallies[name].add(outcome)
    return tallies


def _outcomes(
    shown: Sequence[Shown], opening: Opening, processes: int, chunk: int
) -> Iterator[Mapping[str, Outcome]]:
    if processes == 1:
        with ExitStack() as stack:
            yield from _read(shown, opened(opening, stack))
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _Here.open, (opening,)) as pool:
        yield from pool.map(_Here.read, shown, chunksize=chunk)


def _read(shown: Iterable[Shown], readers: Mapping[str, Reader]) -> Iterator[Mapping[str, Outcome]]:
    for one in shown:
        picture = one.source.made()
        if picture is not None:
            yield {name: scored(picture, readers[name].read(picture.picture)) for name in one.readers}


class _Here:
    """The readers of a process that reads; they end with it."""

    readers: Mapping[str, Reader]
    stack = ExitStack()

    @classmethod
    def open(cls, opening: Opening) -> None:
        cv2.setNumThreads(1)
        cls.readers = opened(opening, cls.stack)

    @classmethod
    def read(cls, shown: Shown) -> Mapping[str, Outcome]:
        return next(iter(_read([shown], cls.readers)), {})
