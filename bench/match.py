"""Matching: how many passages a second are held against a million entries, and what that weighs.

::

    entries ──► index: time to build, memory ──► traffic past it: passages a second ──► watcher: hits made
       └──► a sample, scanned plainly ──► the same found? and how long all of it would take: the yardstick

Passages a second are told by the processor time that one core spent; the time on the clock beside it says how
busy the machine was.
"""

import gc
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.matching.entries import Listed, NoRegister, plate, traffic
from bench.matching.scan import scanned
from bench.result import Result, at_least, at_most, measured
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.time import Clock
from trackway.watch import Exactness
from trackway.watch.match import Index, ListWatcher, Wanted, texts_of

__all__ = ["match"]

_BATCH = 2_000
"""As many as the watch takes at once."""
_SAMPLE, _SCANNED = 2_000, 200
"""Entries and passages of the plain scan: some seconds of it."""
_GOAL = 20_000.0
_SEED = 20_26


def match(entries: int, clock: Clock, *, passages: int = 100_000) -> Iterator[Result]:
    """Hold traffic against so many entries, of which 5 % have wildcards and 10 % may differ by a letter."""
    if entries < 1_000:
        raise WrongUse(f"{entries} entries measure nothing; ask for 1,000 or more.")
    if passages < _BATCH:
        raise WrongUse(f"{passages} passages measure nothing; ask for {_BATCH:,} or more.")
    now = clock.now()
    listed = Listed(entries, _SEED, now)
    passing = traffic(passages, _SEED + 1, now)
    index, results = _built(listed)
    yield from results
    pair_s, equal = _compared(listed, index, passing)
    yield _found(index, passing, pair_s * entries)
    yield equal
    yield _told("passages watched", listed, _calm(index, passing))
    yield _told("passages watched, a quarter of them hits", listed, passing)
    yield from _changed(index, entries)


def _index(listed: Listed) -> Index:
    exactness = tuple(Exactness)
    return Index(listed.ids, listed.patterns, [exactness[code] for code in listed.exactness.tolist()])


def _built(listed: Listed) -> tuple[Index, Sequence[Result]]:
    """The index made, what that cost, and what it weighs beside the patterns as Python holds them."""
    gc.collect()
    before, began, cpu = _resident(), time.monotonic(), time.process_time()
    index = _index(listed)
    index.find(["BKP2075"])  # what is made when first asked counts too
    took, spent = time.monotonic() - began, time.process_time() - cpu
    gc.collect()
    grown = (_resident() - before) / 1e6
    plain = sum(sys.getsizeof(pattern) + 8 for pattern in listed.patterns) / 1e6
    says = f"{took:.1f} s by the clock; load {os.getloadavg()[0]:.1f}"
    memory = "of the process, resident; yardstick: the patterns as a list of strings"
    return index, (
        at_most(measured("match", "index made", round(spent, 2), "s of processor", None, says=says), 30.0),
        at_most(measured("match", "memory", round(grown), "MB", round(plain), says=memory), 500.0),
    )


def _compared(listed: Listed, index: Index, passages: Sequence[Passage]) -> tuple[float, Result]:
    """A sample scanned plainly: seconds for one entry and passage, and whether the index finds the same.

    Half of the passages are made to fit entries of the sample, or nearly.
    """
    rng = random.Random(_SEED)  # noqa: S311  seeded, not secret
    exactness = tuple(Exactness)
    places = rng.sample(range(len(listed.ids)), min(_SAMPLE, len(listed.ids)))
    wanted = [
        (int(listed.ids[n]), PlatePattern(listed.patterns[n]), exactness[listed.exactness[n]]) for n in places
    ]
    few = [
        one if n % 2 else replace(one, plate=Plate(_nearly(rng, rng.choice(wanted)[1].text)))
        for n, one in enumerate(passages[:_SCANNED])
    ]
    began = time.process_time()
    plainly = scanned(wanted, few)
    pair_s = (time.process_time() - began) / (len(wanted) * len(few))
    ids = np.array([identity for identity, _, _ in wanted])
    pairs = {(n, one) for n, one in _pairs(index, few) if one in set(ids.tolist())}
    says = (
        f"{len(plainly)} pairs, {len(wanted):,} entries, {len(few)} passages; missed or too many: none wanted"
    )
    wrong = len(plainly ^ pairs)
    return pair_s, at_most(measured("match", "other than the plain scan", wrong, "pairs", None, says=says), 0)


def _nearly(rng: random.Random, pattern: str) -> str:
    """A text that a pattern stands for, or one letter beside it."""
    text = "".join(rng.choice("ABK0258") if symbol in "?*" else symbol for symbol in pattern)
    place = rng.randrange(len(text))
    return text if rng.random() < 0.5 else text[:place] + rng.choice("ABK0258") + text[place + 1 :]


def _pairs(index: Index, passages: Sequence[Passage]) -> set[tuple[int, int]]:
    read = [(n, text) for n, one in enumerate(passages) for text in texts_of(one)]
    found = index.find([text for _, text in read])
    return {(read[n][0], one) for n, one in zip(found.texts.tolist(), found.ids.tolist(), strict=True)}


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), _BATCH):
        yield passages[start : start + _BATCH]


def _found(index: Index, passages: Sequence[Passage], scan_s: float) -> Result:
    """Passages a second past the index; ``scan_s`` is what one takes when every entry is looked at."""
    _pairs(index, passages[:_BATCH])
    began, cpu, pairs = time.monotonic(), time.process_time(), 0
    for batch in _batches(passages):
        pairs += len(_pairs(index, batch))
    took, spent = time.monotonic() - began, time.process_time() - cpu
    says = (
        f"on one core, by processor time; {len(passages) / took:,.0f}/s by the clock, load "
        f"{os.getloadavg()[0]:.1f}; {pairs:,} pairs of {len(passages):,}; yardstick: every entry looked at, "
        "from a sample"
    )
    rate = round(len(passages) / spent)
    return at_least(
        measured("match", "passages matched", rate, "1/s", round(1 / scan_s, 3), says=says), _GOAL
    )


def _calm(index: Index, passages: Sequence[Passage]) -> Sequence[Passage]:
    """The passages without most of their hits, as traffic is: one in a hundred is left."""
    hits = {start + n for start in range(0, len(passages), _BATCH) for n in _hit(index, passages, start)}
    left = set(sorted(hits)[: (len(passages) - len(hits)) // 100])
    return [one for n, one in enumerate(passages) if n not in hits or n in left]


def _hit(index: Index, passages: Sequence[Passage], start: int) -> set[int]:
    return {n for n, _ in _pairs(index, passages[start : start + _BATCH])}


def _told(case: str, listed: Listed, passages: Sequence[Passage]) -> Result:
    """The same with everything that is told of each hit."""
    watcher = ListWatcher(listed, NoRegister(), dict)
    tuple(watcher.look(passages[:_BATCH]))
    began, cpu, hits = time.monotonic(), time.process_time(), 0
    for batch in _batches(passages):
        hits += len(tuple(watcher.look(batch)))
    took, spent = time.monotonic() - began, time.process_time() - cpu
    says = (
        f"with {hits:,} hits explained, of {len(passages):,} passages; "
        f"{len(passages) / took:,.0f}/s by the clock, load {os.getloadavg()[0]:.1f}"
    )
    rate = round(len(passages) / spent)
    return at_least(measured("match", case, rate, "1/s", None, says=says), _GOAL)


def _changed(index: Index, entries: int) -> Iterator[Result]:
    """How long entries that come and go take until they count."""
    rng = random.Random(_SEED + 2)  # noqa: S311  seeded, not secret
    for many, goal in ((1, 0.1), (1_000, 1.0), (20_000, 2.0)):
        fresh = [Wanted(entries + n, plate(rng), Exactness.ONE_LETTER) for n in range(1, many + 1)]
        began, cpu = time.monotonic(), time.process_time()
        index.change(fresh, [rng.randrange(1, entries)])
        index.find([fresh[0].pattern])
        took, spent = time.monotonic() - began, time.process_time() - cpu
        says = (
            f"until they are found; {'merged' if many > 1_000 else 'kept beside'}; "
            f"{took:.3f} s by the clock, load {os.getloadavg()[0]:.1f}"
        )
        case = f"{many:,} entries changed"
        result = measured("match", case, round(spent, 4), "s of processor", None, says=says)
        yield at_most(result, goal)


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
