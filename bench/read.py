"""Reading: labelled photographs, harder variants of them and rendered scenes, by us and by yardsticks.

::

    photographs ─► sets ─┐
    rendered scenes ─────┼─► every reader ─► scored ─► figures, calibration, confusions ─┐
    cost, clips ─────────┴───────────────────────────────────────────────────────────────┴─► report.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.reading.calibration import error, reliability, stated
from bench.reading.clips import photograph_passes, traffic
from bench.reading.confusions import confusions
from bench.reading.cost import costs
from bench.reading.figures import of_scenes, of_set
from bench.reading.labels import Photograph, read_labels
from bench.reading.report import Measured, counted, write_report
from bench.reading.running import Opening, Shown, Variant, tallied
from bench.reading.scenes import BLOCK, KINDS, Scene
from bench.reading.sets import SETS
from bench.reading.yardsticks.client import SLOW
from bench.reading.yardsticks.making import python_of
from bench.result import Result, at_most, measured
from trackway.model.errors import WrongUse
from trackway.vision import Engine

__all__ = ["OURS", "read"]

OURS = "trackway"
"""The name of our engine among the readers."""
SLOW_PICTURES = 60
"""How many pictures of a set slow yardsticks are shown, spread over it."""
COST, CLIPS, TRAFFIC = "cost", "clips", "traffic"
EVERYTHING = (*SETS, *KINDS, COST, CLIPS, TRAFFIC)
T = TypeVar("T")
MOST_ECE = 2.0
CONFUSED = 12


def read(
    engine: Engine,
    labels: Path | None,
    pictures: Path | None,
    *,
    names: Sequence[str] = (OURS,),
    only: Sequence[str] = (),
    scenes: int = 200,
    limit: int | None = None,
    threads: int = 1,
    folder: Path = Path(".bench/read"),
) -> Iterator[Result]:
    """Show every set to every reader, then say what was measured and write the report.

    Raises ``WrongUse`` for a set or a number that does not exist, and what the readers raise.
    """
    unknown = [name for name in only if name not in EVERYTHING]
    if unknown:
        raise WrongUse(f"There is no set called {unknown[0]}; there are {', '.join(EVERYTHING)}.")
    if min(scenes, threads, 1 if limit is None else limit) < 1:
        raise WrongUse("Scenes, threads and photographs are counted from 1.")
    photographs = _spread(read_labels(labels, pictures), limit) if labels else ()
    opening = Opening({OURS: engine}, tuple(dict.fromkeys(names)), python_of(folder.parent / "yardsticks"))
    asked = _Asked(photographs, opening, tuple(only) or EVERYTHING, scenes, threads, folder)
    run = Measured(OURS, engine.model)
    try:
        for result in _measured(run, engine, asked):
            run.results.append(result)
            yield result
    finally:  # a yardstick that dies late loses nothing of what was measured before
        if run.results:
            write_report(folder / "report.html", run)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a run is to do."""

    photographs: Sequence[Photograph]
    opening: Opening
    wanted: tuple[str, ...]
    scenes: int
    threads: int
    folder: Path


def _measured(run: Measured, engine: Engine, asked: _Asked) -> Iterator[Result]:
    wanted, names = asked.wanted, asked.opening.names
    for name in (name for name in (*SETS, *KINDS) if name in wanted):
        shown = _shown(name, asked.photographs, asked.scenes, names)
        if not shown:
            continue
        chunk = BLOCK if name in KINDS else 4
        tallies = run.sets[name] = tallied(shown, asked.opening, asked.threads, chunk)
        run.sources |= {(name, one.source.name): one.source for one in shown}
        yield from of_scenes(name, tallies) if name in KINDS else of_set(name, tallies)
    if OURS not in names:
        return
    yield from _honesty(run)
    if COST in wanted:
        yield from costs(OURS, engine)
    if CLIPS in wanted:
        yield from photograph_passes(OURS, engine, asked.photographs, asked.folder / "clips")
    if TRAFFIC in wanted:
        yield from traffic(OURS, engine, asked.folder / "clips")


def _honesty(run: Measured) -> Iterator[Result]:
    """Calibration and confusions, for photographs and for rendered scenes apart."""
    for word, tallies in (("photographs", run.photographs), ("rendered", run.rendered)):
        bins = reliability(stated(tallies))
        if not bins:
            continue
        says = f"{sum(b.right.of for b in bins)} readings in {len(bins)} bins of equal mass"
        case = f"calibration · {OURS} · {word}"
        result = measured("read", case, round(100 * error(bins), 2), "% ECE", None, says=says)
        yield at_most(result, MOST_ECE) if word == "rendered" else result
        before, after = confusions(tallies, is_raw=True), confusions(tallies)
        for when, found, other in (("before", before, after), ("after", after, before)):
            for font, true, taken, n in counted(found)[:CONFUSED]:
                case = f"confusions {when} the grammar · {OURS} · {word} · {font} · {true} read as {taken}"
                says = f"{other[font][true, taken]} {'after' if when == 'before' else 'before'} it"
                yield measured("read", case, n, "letters", None, says=says)


def _shown(name: str, photographs: Sequence[Photograph], scenes: int, names: tuple[str, ...]) -> list[Shown]:
    sources = (
        [Scene(name, n) for n in range(scenes)] if name in KINDS else [Variant(name, p) for p in photographs]
    )
    slow = {id(source) for source in _spread(sources, SLOW_PICTURES)}
    quick = tuple(n for n in names if n not in SLOW)
    return [Shown(source, names if id(source) in slow else quick) for source in sources]


def _spread(many: Sequence[T], limit: int | None) -> Sequence[T]:
    """So many of them, evenly from first to last."""
    if limit is None or limit >= len(many):
        return many
    return [many[i * len(many) // limit] for i in range(limit)]
