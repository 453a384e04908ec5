"""Stream: what stands behind one path of a fake camera."""

from collections.abc import Callable
from dataclasses import dataclass

from trackway.sim.cameras.clip import Clip
from trackway.sim.cameras.faults import Faults
from trackway.sim.cameras.packets import Packed

__all__ = ["Rounds", "Stream"]

Rounds = Callable[[int, int, tuple[int, int], tuple[int, int]], bytes]
"""The bytes of a clip's round: clip, turn, shift of time stamps, shift of sequence numbers."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Clips that a camera shows, with their packets, and its faults."""

    name: str
    clips: tuple[Clip, ...]
    packed: tuple[Packed, ...]
    rounds: Rounds
    faults: Faults
