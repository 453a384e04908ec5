"""Reading: labelled photographs, harder variants of them and rendered scenes, by us and by yardsticks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.reading.figures import of_set
from bench.reading.labels import Photograph, read_labels
from bench.reading.running import Opening, Shown, Variant, tallied
from bench.reading.sets import SETS
from bench.reading.yardsticks.making import python_of
from bench.result import Result
from trackway.model.errors import WrongUse
from trackway.vision import Engine

__all__ = ["OURS", "read"]

OURS = "trackway"
"""The name of our engine among the readers."""
SLOW = ("rapidocr", "platedet+platerec")
"""Yardsticks of half a second a picture: they are shown every n-th picture of a set only."""
SLOW_PICTURES = 60


def read(
    engine: Engine,
    labels: Path | None,
    pictures: Path | None,
    *,
    names: Sequence[str] = (OURS,),
    only: Sequence[str] = (),
    limit: int | None = None,
    threads: int = 1,
    folder: Path = Path(".bench/read"),
) -> Iterator[Result]:
    """Read every set before every reader."""
    photographs = _spread(read_labels(labels, pictures), limit) if labels else ()
    opening = Opening({OURS: engine}, tuple(names), python_of(folder.parent / "yardsticks"))
    wanted = only or SETS
    unknown = [name for name in wanted if name not in SETS]
    if unknown:
        raise WrongUse(f"There is no set called {unknown[0]}; there are {', '.join(SETS)}.")
    for name in wanted:
        tallies = tallied(_shown(name, photographs, opening.names), opening, threads)
        yield from of_set(name, tallies)


def _shown(name: str, photographs: Sequence[Photograph], names: tuple[str, ...]) -> list[Shown]:
    slow = {p.name for p in _spread(photographs, SLOW_PICTURES)}
    quick = tuple(n for n in names if n not in SLOW)
    return [Shown(Variant(name, p), names if p.name in slow else quick) for p in photographs]


def _spread(photographs: Sequence[Photograph], limit: int | None) -> Sequence[Photograph]:
    """So many of them, evenly from first to last."""
    if limit is None or limit >= len(photographs):
        return photographs
    return [photographs[i * len(photographs) // limit] for i in range(limit)]
