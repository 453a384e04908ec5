"""Import: recorded footage looked through by its sub stream, beside decoding all of the main stream.

::

    scenes ─► coded once ─► put together to 5 … 100 % activity ─┬─► reel with its sub stream ─┐ at the
                                                                └─► main stream alone, whole ─┘ same time
    ─► x real time per core of both, and the share of the whole one's passages that the first one files too

Both go the whole way of an import: confined workers, messages, ledger; stores in memory.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from bench.importing.footage import MAIN_BIT_RATES, Coded, coded, put_together
from bench.importing.mixing import Mix, mixed
from bench.importing.scenes import SIZE, Scene, quiet, rush, single
from bench.result import Result, at_least, measured
from trackway.intake.recordings import FileReport, Ledger, Recording, import_footage
from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage
from trackway.model.place import Point
from trackway.model.time import Clock, parse_instant
from trackway.video import Reel, confinement_here
from trackway.vision import Engine

__all__ = ["ACTIVITIES", "look_through"]

ACTIVITIES = (5, 10, 30, 100)
"""Per cent of the time in which somebody is there."""
_VEHICLES = {5: 3, 10: 6, 30: 10}
"""Single vehicles in the cases with quiet between them: some 400 s of footage, fewer where it is busier."""
_GOAL_ACTIVITY, _GOAL_RATE, _GOAL_SHARE = 10, 30.0, 98.0
_NAMES = {"libx264": "H.264", "libx265": "H.265"}
_CODED = "coded-2.msgpack"
_START = parse_instant("2026-11-02T12:00:00+08:00")
_NEAR_S = 3.0
"""A plate is read best at slightly different moments; another passage of the same plate is farther off."""


@dataclass
class _Kept:
    """Passages by camera, pictures counted."""

    passages: dict[int, list[Passage]] = field(default_factory=dict)

    def add(self, passages: Sequence[Passage]) -> None:
        for passage in passages:
            self.passages.setdefault(passage.camera, []).append(passage)

    def put(self, picture: bytes) -> str:
        return sha256(picture).hexdigest()


def look_through(
    engine: Engine,
    clock: Clock,
    folder: Path,
    *,
    codecs: Sequence[str] = ("h264", "h265"),
    activities: Sequence[int] = ACTIVITIES,
    size: tuple[int, int] = SIZE,
    file_groups: int = 30,
    vehicles: Sequence[int] = (),
) -> Iterator[Result]:
    """Every case, then the share over all. Raises ``WrongUse`` for a codec or an activity that is none."""
    wanted = [name for name in MAIN_BIT_RATES if _NAMES[name].replace(".", "").lower() in codecs]
    if len(wanted) != len(set(codecs)) or not set(activities) <= set(ACTIVITIES):
        raise WrongUse(f"There are the codecs h264 and h265, and the activities {ACTIVITIES}.")
    scenes = [
        quiet(4, 1, size),
        quiet(4, 2, size),
        rush(20, 100, size) if 100 in activities else quiet(2, 3, size),
    ]
    scenes += [single(n, size) for n in vehicles or range(max(_VEHICLES.values()))]
    first, second, crowd, *lone = _footage(folder, wanted, scenes)
    still = (first, second)
    found = of = read_alike = with_plate = 0
    for codec in wanted:
        for activity in activities:
            chosen = lone[: _VEHICLES[activity]] if activity < 100 else [crowd] * 2
            mix = mixed(chosen, still, activity / 100)
            reel = put_together(mix.groups, codec, folder / f"{codec}-{activity}", _START, file_groups)
            run = _run(engine, clock, reel)
            yield from _told(run, mix, f"{_NAMES[codec]} · {activity} %", activity)
            found, of = found + run.found, of + len(run.whole)
            read_alike, with_plate = read_alike + run.read_alike, with_plate + run.with_plate
    says = f"{found} of {of} passages that decoding everything files; {confinement_here()}"
    if of:
        share = round(100 * found / of, 1)
        result = measured("import", "passages found · all cases", share, "%", 100, says=says)
        yield at_least(result, _GOAL_SHARE)
    if with_plate:
        says = f"{read_alike} of {with_plate} plates that decoding everything reads"
        share = round(100 * read_alike / with_plate, 1)
        yield measured("import", "plates read alike · all cases", share, "%", 100, says=says)


@dataclass(frozen=True, slots=True)
class _Run:
    cheap: Sequence[Passage]
    whole: Sequence[Passage]
    cheap_cpu_s: float
    whole_cpu_s: float

    @property
    def found(self) -> int:
        """How many of the whole run's passages the cheap one has: at that time, with a plate or without."""
        return len(_pairs(self.cheap, self.whole, same_text=False))

    @property
    def read_alike(self) -> int:
        """How many of its plates the cheap run read the same."""
        return len(_pairs(self.cheap, [one for one in self.whole if one.plate], same_text=True))

    @property
    def with_plate(self) -> int:
        """How many plates the whole run read."""
        return sum(one.plate is not None for one in self.whole)


def _pairs(cheap: Sequence[Passage], whole: Sequence[Passage], *, same_text: bool) -> list[tuple[int, int]]:
    left = list(cheap)
    pairs = []
    for one in whole:
        for other in left:
            near = abs(one.at.since(other.at)) <= _NEAR_S
            alike = one.plate == other.plate if same_text else (one.plate is None) == (other.plate is None)
            if near and alike:
                left.remove(other)
                pairs.append((int(one.id), int(other.id)))
                break
    return pairs


def _run(engine: Engine, clock: Clock, reel: Reel) -> _Run:
    kept = _Kept()
    cameras = [Camera(f"B-{n}", n, "bench", CameraKind.PLATE, Point(121.6, 23.98)) for n in (1, 2)]
    recordings = [
        Recording.of_reel(reel, cameras[0]),
        Recording.of_reel(Reel(reel.main), cameras[1]),
    ]
    began_s = time.process_time()
    with tempfile.TemporaryDirectory() as here, Ledger(Path(here) / "imports.sqlite") as ledger:
        events = import_footage(
            recordings,
            ledger=ledger,
            store=kept,
            pictures=kept,
            engine=engine,
            clock=clock,
            workers=2,
        )
        reports = {event.recording.camera.number: event for event in events if isinstance(event, FileReport)}
    own_s = (time.process_time() - began_s) / 2  # the importer's own work, for both alike
    bad = [report.error for report in reports.values() if report.error]
    if bad:
        raise WrongUse(f"The bench's own footage could not be read: {bad[0]}")
    costs = [reports[n].cpu_s + own_s for n in (1, 2)]
    return _Run(kept.passages.get(1, []), kept.passages.get(2, []), *costs)


def _told(run: _Run, mix: Mix, case: str, activity: int) -> Iterator[Result]:
    rate, yardstick = mix.seconds / run.cheap_cpu_s, mix.seconds / run.whole_cpu_s
    says = (
        f"yardstick: all of the main stream decoded; {mix.seconds:.0f} s, somebody there "
        f"{100 * mix.active:.1f} % of it, {mix.vehicles} vehicles; both with plates read"
    )
    speed = measured(
        "import", f"{case} · speed", round(rate, 1), "x per core", round(yardstick, 1), says=says
    )
    yield at_least(speed, _GOAL_RATE) if activity == _GOAL_ACTIVITY else speed
    share = round(100 * run.found / len(run.whole), 1) if run.whole else 100.0
    says = (
        f"{run.found} of {len(run.whole)}; {len(run.cheap)} filed; "
        f"{run.read_alike} of {run.with_plate} plates alike"
    )
    yield at_least(measured("import", f"{case} · passages found", share, "%", 100, says=says), _GOAL_SHARE)


def _footage(folder: Path, codecs: Sequence[str], scenes: Sequence[Scene]) -> list[Coded]:
    """The scenes, coded; kept in the folder for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _CODED
    if path.is_file():
        try:
            done = msgspec.msgpack.decode(path.read_bytes(), type=list[Coded])
        except msgspec.MsgspecError:
            done = []
        if len(done) == len(scenes) and set(codecs) <= set(done[0].groups[0].main):
            return done
    done = coded(scenes, codecs)
    path.write_bytes(msgspec.msgpack.encode(done))
    return done
