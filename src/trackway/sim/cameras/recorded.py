"""Recorded: footage that lies in a fake recorder, fetched by ``Range`` instead of watched."""

from dataclasses import dataclass
from typing import Literal

from trackway.model.time import Instant
from trackway.sim.cameras.clip import Clip, Coded

__all__ = ["Recorded"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A clip that was recorded from ``start`` on by the recorder's clock, repeated ``times`` times.

    ``plays_on``: it takes no notice of when to end. ``reports``: when a sender report says that the first
    picture was taken: the truth, or the time of sending, as some do; empty: it sends none.
    """

    clip: Clip
    start: Instant
    times: int = 1
    plays_on: bool = False
    reports: Literal["", "taken", "sent"] = ""

    @property
    def end(self) -> Instant:
        """When it ends."""
        return self.start.plus(self.clip.seconds * self.times)

    def between(self, start: Instant, end: Instant) -> list[Coded]:
        """What is sent for a range, from the keyframe at or before ``start``; times since the recording's."""
        whole = [
            Coded(one.at_s + turn * self.clip.seconds, one.units, one.is_key, one.is_sound)
            for turn in range(self.times)
            for one in self.clip.coded
        ]
        from_s, to_s = start.since(self.start), end.since(self.start)
        keys = [one.at_s for one in whole if one.is_key and one.at_s <= from_s + 1e-6]
        first_s = keys[-1] if keys else 0.0
        return [one for one in whole if first_s <= one.at_s and (self.plays_on or one.at_s < to_s)]
