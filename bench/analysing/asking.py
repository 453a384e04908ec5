"""Asking: the analyses by name, through the catalogue as the page does, and how long each took."""

import hashlib
import shutil
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.analysing.sightings import Sightings, sightings
from trackway.model.area import Circle, inside
from trackway.model.finding import Report
from trackway.model.place import Point
from trackway.model.question import Purpose
from trackway.model.time import Clock, Instant, Span
from trackway.passages import open_passages
from trackway.sim import county
from trackway.sim.truth import Case, KnownTraffic, truth
from trackway.trails.catalogue import analysis_named, parse_question
from trackway.trails.desk import Desk
from trackway.trust import Trust

__all__ = ["Asking", "asking", "circle", "span_text"]

END = Instant(1_795_276_800_000_000)  # 2026-11-22T00:00+08:00, so that runs can use what others made
C = TypeVar("C", bound=Case)
_AT_SCALE_1 = 2_240_000
"""Passages of a month at scale 1; measured."""


@dataclass
class Asking:
    """Known traffic, what was recorded of it, and a desk over a store that holds that.

    ``most`` cases of a kind are asked about one by one, all when there is no limit.
    """

    known: KnownTraffic
    seen: Sightings
    desk: Desk
    most: int | None = None
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def cases(self, kind: type[C]) -> tuple[C, ...]:
        """The cases of one kind, at most so many where a limit is set."""
        return self.known.of(kind)[: self.most]

    def ask(self, name: str, **parts: object) -> Report:
        """The report of an analysis on a question given as JSON has it."""
        analysis = analysis_named(name)
        question = parse_question(analysis, parts, self.desk.now)
        began = time.monotonic()
        report = analysis.ask(self.desk, question)
        self.times[name].append(time.monotonic() - began)
        return report

    def took(self, name: str) -> str:
        """How long one question of an analysis took, in words."""
        times = self.times[name]
        return f"{len(times)} questions, median {statistics.median(times):.2f} s, slowest {max(times):.2f} s"

    def sites_near(self, place: Point, radius_m: float) -> NDArray[np.intp]:
        """The sites (indices) of which some camera lies within a radius."""
        cameras = self.known.county.cameras[: self.known.county.plate_camera_count]
        lon, lat = np.array([c.place.lon for c in cameras]), np.array([c.place.lat for c in cameras])
        return np.unique(np.flatnonzero(inside(Circle(place, radius_m), lon, lat)) // 4)


@contextmanager
def asking(
    passages: int, folder: Path, clock: Clock, *, seed: int = 1, most: int | None = None
) -> Iterator[Asking]:
    """Traffic of about so many passages, loaded unless an earlier run has loaded the very same."""
    known = truth(county(), END, scale=passages / _AT_SCALE_1, seed=seed)
    place = folder / f"analyses-{passages}-{seed}"
    _loaded(known, place)
    cameras = {camera.number: camera for camera in known.county.cameras}
    with open_passages(place / "passages") as store, Trust(place / "trust.sqlite", clock) as trust:
        me = trust.command_line_officer("bench")
        purpose = Purpose(me, "bench", "measuring")
        with trust.asking(purpose, "analyses", {"bench": "analyses"}) as asked:
            desk = Desk(store, asked.permit, cameras, END, known.county.stations)
            yield Asking(known, sightings(known), desk, most)


def _loaded(known: KnownTraffic, place: Path) -> None:
    """Put known traffic into a store, unless it is there; a store of other traffic is made anew."""
    done, print_ = place / "loaded", _fingerprint(known)
    if done.exists() and done.read_text(encoding="utf-8") == print_:
        print(f"{place}: loaded by an earlier run.", file=sys.stderr)
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with open_passages(place / "passages") as store:
        for table in known.tables():
            store.add_columns(table)
    done.write_text(print_, encoding="utf-8")


def _fingerprint(known: KnownTraffic) -> str:
    """SHA-256 of when, where and what was read, in hex."""
    seen = known.seen
    whole = hashlib.sha256("\n".join(seen.texts).encode())
    for column in (seen.at_us, seen.camera, seen.plate, seen.kind, seen.colour):
        whole.update(column.tobytes())
    return whole.hexdigest()


def circle(place: Point, radius_m: float) -> str:
    """An area as a question's text."""
    return f"circle:{place.lon!r},{place.lat!r},{radius_m!r}"


def span_text(span: Span) -> str:
    """A span as a question's text."""
    return f"{span.start}/{span.end}"
