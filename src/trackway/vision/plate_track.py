"""One plate followed through the frames: its looks, its way, the frame it was read best in."""

import math
from collections.abc import Sequence

from trackway.model.reading import Reading
from trackway.video import Frame
from trackway.vision.path import Step, drift_px, moved_px, predicted
from trackway.vision.vehicle_sights import Sights
from trackway.vision.vote import Verdict, distance, vote

__all__ = ["PlateTrack", "assigned", "likeness"]

_SETTLED_LOOKS, _SETTLED = 5, 0.97
"""So many agreeing looks, so sure after the vote: further looks only follow the plate."""
_SURE = 0.9
_SOON_S = 0.35
"""Within this a vehicle is where it was or was heading, whatever the reader makes of its plate."""
_FASTEST = 12.0
"""Plate widths in an instant: 100 km/h straight across."""
_STRAYED = 4.0
"""So many widths off its course, only the same text is the same vehicle."""
_PARKED_S = 3.0
_NEAR_S = 3.0
_BRIEF_S = 0.7
_TREMBLE_PX = 6.0


class PlateTrack:
    """Looks at what is taken for one plate."""

    def __init__(self, reading: Reading, frame: Frame) -> None:
        self.looks: list[Reading] = []
        self.was_in_movement = False
        self.path: list[Step] = []
        self.sights = Sights[Reading]()
        self._best: tuple[float, Frame, Reading] = (-1.0, frame, reading)
        self._verdict: Verdict | None = None
        self.take(reading, frame)

    def take(self, reading: Reading, frame: Frame) -> None:
        """Add a look."""
        self.looks.append(reading)
        self.path.append(Step(frame.at_s, reading.box))
        self._verdict = None
        worth = reading.found * reading.confidence * math.sqrt(min(reading.box.width, 240))
        if worth > self._best[0]:
            self._best = (worth, frame, reading)
        self.sights.offer(worth, frame, reading)

    @property
    def first_s(self) -> float:
        """When it was first seen."""
        return self.path[0].at_s

    @property
    def last_s(self) -> float:
        """When it was last seen."""
        return self.path[-1].at_s

    @property
    def verdict(self) -> Verdict:
        """The vote over all looks so far."""
        if self._verdict is None:
            self._verdict = vote(self.looks)
        return self._verdict

    @property
    def is_settled(self) -> bool:
        """Whether further looks would not change the verdict."""
        return self.verdict.looks >= _SETTLED_LOOKS and self.verdict.confidence >= _SETTLED

    @property
    def is_parked(self) -> bool:
        """Whether it has stood in one place, settled, for some seconds."""
        recent = [step for step in self.path if self.last_s - step.at_s <= _PARKED_S]
        return (
            self.last_s - self.first_s >= _PARKED_S
            and self.verdict.looks >= _SETTLED_LOOKS
            and moved_px(recent) < 0.5 * self.path[-1].box.height
        )

    @property
    def has_moved(self) -> bool:
        """Whether it went anywhere or changed in size, more than a box trembles."""
        widths = sorted(step.box.width for step in self.path)
        low, high = widths[len(widths) // 5], widths[-1 - len(widths) // 5]
        return drift_px(self.path) >= max(_TREMBLE_PX, 0.2 * self.path[-1].box.height) or high >= 1.2 * low

    @property
    def is_brief(self) -> bool:
        """Whether it was seen for so short that its own way tells nothing."""
        return self.last_s - self.first_s < _BRIEF_S

    def seen_with(self, other: "PlateTrack") -> bool:
        """Whether both were seen in one frame, which makes them two plates."""
        times = {step.at_s for step in self.path}
        return any(step.at_s in times for step in other.path)

    def is_part_of(self, other: "PlateTrack") -> bool:
        """Whether this is likely a stretch of the other's way, misread: alike, about then, seen less."""
        if self.verdict.looks > other.verdict.looks or self.seen_with(other):
            return False
        apart_s = max(self.first_s - other.last_s, other.first_s - self.last_s)
        allowed = 1 if self.verdict.looks >= 2 else 2
        return apart_s <= _NEAR_S and distance(self.verdict.text, other.verdict.text) <= allowed

    def look_again(self, reading: Reading) -> None:
        """A closer look at the best frame takes the place of the one it had."""
        worth, frame, before = self._best
        self.looks = [reading if look is before else look for look in self.looks]
        self._best = (worth, frame, reading)
        self._verdict = None

    @property
    def best(self) -> tuple[Frame, Reading]:
        """The frame and the look it was read best in."""
        return self._best[1], self._best[2]


def likeness(one: str, other: str) -> float:
    """1 for the same text, 0 for nothing in common."""
    return 1 - distance(one, other) / max(len(one), len(other), 1)


def assigned(tracks: Sequence[PlateTrack], readings: Sequence[Reading], at_s: float) -> dict[int, PlateTrack]:
    """Which reading (by its place in the sequence) goes on which track; each at most once, nearest first."""
    pairs = []
    for i, reading in enumerate(readings):
        for j, track in enumerate(tracks):
            cost = _cost(track, reading, at_s)
            if cost < math.inf:
                pairs.append((cost, i, j))
    given: dict[int, PlateTrack] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in given and j not in taken:
            given[i] = tracks[j]
            taken.add(j)
    return given


def _cost(track: PlateTrack, reading: Reading, at_s: float) -> float:
    """0 for the same text in the expected place; infinite for another vehicle's plate."""
    since_s = at_s - track.last_s
    last = track.path[-1].box
    width = (last.width + reading.box.width) / 2
    places = (predicted(track.path, at_s), last.centre)  # it went on, or it stopped
    away = min(math.dist(reading.box.centre, place) for place in places) / width
    alike = max(likeness(look.text, reading.text) for look in (*track.looks[-3:], _clearest(track)))
    if since_s <= _SOON_S and away < 0.6:
        return away * 0.5 + (1 - alike)
    if alike < 0.7 or (since_s <= _SOON_S and away > _FASTEST):
        return math.inf
    if away > _STRAYED and _surely_different(track, reading):
        return math.inf
    return 0.5 + min(away, 12.0) * 0.1 + 2 * (1 - alike)


def _surely_different(track: PlateTrack, reading: Reading) -> bool:
    return (
        reading.confidence >= _SURE
        and track.verdict.confidence >= _SURE
        and reading.text != track.verdict.text
    )


def _clearest(track: PlateTrack) -> Reading:
    return max(track.looks, key=lambda look: look.confidence)
