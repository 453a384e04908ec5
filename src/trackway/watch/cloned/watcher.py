"""ClonedWatcher: AB plates as they pass, by where they are and by what they are on.

::

    passage ──┬── travel     its plate at two places too soon ──► clock guard ──► weighed ──┐
              └── strong? ── oddities (series, colours, register, two kinds, faces) ──►     ├──► hits
                             a look-alike near by? ──► again within a day ──────────────────┘
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.time import Instant
from trackway.trails.live import Timing, wheels
from trackway.watch.cloned.faces import Faces
from trackway.watch.cloned.mismatch import Mismatch
from trackway.watch.cloned.oddities import SURE, Oddity, Testimony, What, is_strong
from trackway.watch.cloned.travel import LEAST, MEMORY_S, Travel
from trackway.watch.cloned.weighing import LEAST_CONFIDENCE
from trackway.watch.hit import Hit
from trackway.watch.vehicles import VehicleFact

__all__ = ["ClonedWatcher", "Register"]

_TURN_S = 600.0
"""What was forgotten is dropped so often; it counts no more before."""


class Register(Protocol):
    """What is registered of vehicles."""

    def facts(self, plates: Collection[str]) -> Mapping[str, VehicleFact]:
        """What the register says of these plates, as far as they are on it."""
        ...


class ClonedWatcher:
    """The live tests of AB plates: impossible journeys, and vehicles that are not what their plates are for.

    ``timing`` gives ways and clocks as measured last (``measured``, ``by_map``), ``cameras`` those on the
    register; both are asked at every tick and must answer at once.
    """

    name = "cloned"
    memory_s = MEMORY_S

    def __init__(
        self,
        timing: Callable[[], Timing],
        cameras: Callable[[], Mapping[int, Camera]],
        register: Register,
        least: float = LEAST,
    ) -> None:
        self._timing = timing
        self._cameras = cameras
        self._register = register
        self._travel = Travel(timing(), least)
        self._faces = Faces(cameras())
        self._testimony = Testimony()
        self._mismatch = Mismatch(self._travel.seen)
        self._turned = Instant(0)

    def remember(self, passages: Sequence[Passage]) -> None:
        """See passages that were looked at before."""
        for _ in self.look(passages):
            pass

    def tick(self, now: Instant) -> Iterable[Hit]:
        """Follow ways and cameras; forget what is over."""
        self._travel.follow(self._timing())
        self._faces.follow(self._cameras())
        if abs(now.since(self._turned)) >= _TURN_S:
            self._travel.turn(now)
            self._mismatch.turn(now)
            self._turned = now
        return ()

    def keep(self) -> None:
        """Nothing outlives its memory."""

    def look(self, passages: Sequence[Passage]) -> Iterator[Hit]:
        """Hold every passage against what is remembered of its plate, and against what the plate says."""
        facts = self._register.facts({one.plate.text for one in passages if one.plate and is_strong(one)})
        travel, faces, of = self._travel, self._faces.look, self._testimony.of
        is_odd = self._mismatch.is_known
        for passage in passages:
            plate = passage.plate
            if plate is None or passage.confidence < LEAST_CONFIDENCE or not travel.is_placed(passage.camera):
                continue
            text = plate.text
            is_new, before, hits = travel.look(text, passage)
            if hits:
                yield from hits
            if not is_new or not is_strong(passage):
                continue
            oddities = of(plate, passage, facts.get(text))
            if before is not None and before.kind is not passage.kind:
                oddities = (*oddities, *_two_kinds(before, passage))
            if facing := faces(passage):
                oddities = (*oddities, *facing)
            if oddities or is_odd(text):
                yield from self._mismatch.look(text, passage, oddities)


def _two_kinds(before: Passage, passage: Passage) -> Iterator[Oddity]:
    """Whether the same plate was on quite another vehicle just before."""
    if is_strong(before) and min(before.kind_confidence, passage.kind_confidence) >= SURE:
        was, is_now = wheels(before.kind.value), wheels(passage.kind.value)
        if was and is_now and was != is_now:
            yield Oddity(What.TWO_KINDS, (was,), is_now, before)
