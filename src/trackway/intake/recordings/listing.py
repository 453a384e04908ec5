"""Which files to import and when each starts, where no manifest says so."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from trackway.intake.recordings.from_name import start_from_name
from trackway.model.errors import TrackwayError
from trackway.model.time import Instant
from trackway.video import facts_apart, is_footage

__all__ = ["Found", "Started", "by_name", "footage_in", "in_a_row"]


@dataclass(frozen=True, slots=True)
class Found:
    """Files of footage in the order of their names, how many others there were, what could not be read."""

    files: tuple[Path, ...]
    others: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """Files with the start of each, and a sentence for each file whose start nobody knows."""

    starts: tuple[tuple[Path, Instant], ...]
    problems: tuple[str, ...]


def footage_in(paths: Sequence[Path]) -> Found:
    """The files named, whatever they are called, and the footage in the folders named, at any depth."""
    files: list[Path] = []
    others = 0
    troubles: list[OSError] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        for here, folders, names in os.walk(path, onerror=troubles.append):
            folders.sort()
            inside = [Path(here) / name for name in sorted(names)]
            files.extend(file for file in inside if is_footage(file))
            others += sum(not is_footage(file) for file in inside)
    problems = tuple(f"The folder {t.filename} cannot be read ({t.strerror})." for t in troubles)
    return Found(tuple(files), others, problems)


def by_name(files: Sequence[Path], zone: tzinfo) -> Started:
    """Each file starts when its recorder wrote into its name."""
    starts: list[tuple[Path, Instant]] = []
    problems: list[str] = []
    for file in files:
        try:
            starts.append((file, start_from_name(file, zone)))
        except TrackwayError as error:
            problems.append(str(error))
    return Started(tuple(starts), tuple(problems))


def in_a_row(files: Sequence[Path], start: Instant) -> Started:
    """Each file starts when the one before it ends, the first at ``start``.

    A file that cannot be opened takes no time; after one that does not say how long it is, nobody knows.
    """
    starts: list[tuple[Path, Instant]] = []
    lengths = facts_apart(files[:-1])
    for i, file in enumerate(files):
        starts.append((file, start))
        if i == len(files) - 1:
            break
        facts = lengths[i]
        if isinstance(facts, TrackwayError):
            continue  # reading it will say what is wrong with it
        if facts.duration_s <= 0:
            left = len(files) - i - 1
            unknown = f"{file} does not say how long it is, so the {left} files after it have no start time."
            return Started(tuple(starts), (unknown,))
        start = start.plus(facts.duration_s)
    return Started(tuple(starts), ())
