"""A leg judged: what the time between two passages of one plate means.

::

    two passages, two cameras ──► distance, seconds, both clocks' errors ─┐
    how long others took ─────────────────────────────────────────────────┴─► status and a sentence
"""

from dataclasses import dataclass

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.place import distance_m
from trackway.model.trail import Leg, LegStatus
from trackway.passages import Usual

__all__ = ["FASTEST_KMH", "MIN_SAMPLE", "Between", "between", "judge"]

FASTEST_KMH = 180.0
"""In a straight line between two places; a road is longer. No journey in the county keeps this up."""
MIN_SAMPLE = 5
"""Fewer journeys than this make no usual time."""
_SIGHT_M = 50.0
"""How far from its pole a camera may read a plate: so much nearer may two passages be at each end."""
_LATE_FACTOR, _LATE_S = 1.5, 120.0
"""Later than usual by half, and by more than a red light: less than both is how traffic is."""
_QUICK_FACTOR = 0.67
_TOGETHER_S = 120.0
"""Cameras of one site see a vehicle one after the other within this."""


@dataclass(frozen=True, slots=True)
class Between:
    """The plain facts between two passages.

    ``metres`` is ``None`` when one of the cameras is not known; ``error_s`` is the sum of both clocks'
    bounds, ``None`` when either was not measured.
    """

    metres: float | None
    seconds: float
    error_s: float | None
    is_same_camera: bool = False
    is_same_site: bool = False

    @property
    def granted_s(self) -> float:
        """The longest it may have taken, both clocks wrong in its favour; an unmeasured clock is believed."""
        return self.seconds + (self.error_s or 0.0)

    @property
    def is_impossible(self) -> bool:
        """Whether it is faster than any vehicle, with every doubt in its favour."""
        if self.metres is None or self.is_same_camera:
            return False
        if self.is_same_site and (self.error_s is None or self.seconds <= self.error_s):
            return False
        return self.metres - 2 * _SIGHT_M > FASTEST_KMH / 3.6 * self.granted_s


def between(earlier: Passage, later: Passage, start: Camera | None, end: Camera | None) -> Between:
    """The facts of the way from one passage to the next; a camera is ``None`` when it is not known."""
    errors = (earlier.stamp.error_s, later.stamp.error_s)
    return Between(
        metres=None if start is None or end is None else distance_m(start.place, end.place),
        seconds=later.at.since(earlier.at),
        error_s=None if None in errors else sum(error for error in errors if error is not None),
        is_same_camera=earlier.camera == later.camera,
        is_same_site=_site(start) is not None and _site(start) == _site(end),
    )


def _site(camera: Camera | None) -> str | None:
    return camera.site_id if camera is not None else None


def judge(facts: Between, usual: Usual | None) -> Leg:
    """The leg: its status, and the sentence a person reads."""
    known = usual if usual is not None and usual.sample >= MIN_SAMPLE else None
    status, says = _verdict(facts, known.median_s if known else None)
    return Leg(
        status=status,
        distance_m=facts.metres or 0.0,
        seconds=facts.seconds,
        usual_s=known.median_s if known else None,
        error_s=facts.error_s,
        says=says,
    )


def _verdict(facts: Between, usual_s: float | None) -> tuple[LegStatus, str]:  # noqa: PLR0911  a table of cases
    took = _duration(facts.seconds)
    if facts.is_impossible:
        return LegStatus.IMPOSSIBLE, _impossible(facts)
    if facts.is_same_camera:
        return LegStatus.UNKNOWN, f"seen again by the same camera after {took}"
    if facts.is_same_site and facts.seconds <= _TOGETHER_S:
        return LegStatus.USUAL, f"at the same site {took} later"
    if facts.is_same_site:
        return LegStatus.UNKNOWN, f"seen again at the same site after {took}"
    if facts.metres is None:
        return LegStatus.UNKNOWN, f"not seen {took}; where one of the cameras stands is not known"
    if usual_s is None:
        return LegStatus.UNKNOWN, f"not seen {took}; no usual time known"
    return _against(facts, usual_s)


def _against(facts: Between, usual_s: float) -> tuple[LegStatus, str]:
    """Held against what is usual, the clocks' errors granted."""
    took, usual = _duration(facts.seconds), _duration(usual_s)
    late_s = facts.seconds - (facts.error_s or 0.0) - usual_s
    if late_s > _LATE_S and late_s > (_LATE_FACTOR - 1) * usual_s:
        return LegStatus.GAP, f"not seen {took}; usual {usual}"
    if facts.granted_s < _QUICK_FACTOR * usual_s:
        return LegStatus.USUAL, f"quicker than usual: {took}; usual {usual}"
    return LegStatus.USUAL, f"as usual: {took}"


def _impossible(facts: Between) -> str:
    metres = facts.metres or 0.0
    way = f"{metres / 1000:.1f} km in {_duration(facts.seconds)}"
    if facts.error_s is None:
        return f"impossible: {way}; misread, clock (not measured) or clone"
    if facts.error_s:
        return f"impossible: {way}, clocks at most {_duration(facts.error_s)} off; misread, clock or clone"
    return f"impossible: {way}; misread, clock or clone"


def _duration(seconds: float) -> str:
    """In words, to the unit that matters: ``45 s``, ``42 min``, ``3 h 5 min``, ``2 d 4 h``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if round(seconds) < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    hours = round(seconds / 3600)
    return f"{hours // 24} d {hours % 24} h"
