"""Mixing: how much of the time somebody is there, put together from coded scenes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.importing.footage import Coded, Group
from bench.importing.scenes import GOP_S

__all__ = ["Mix", "mixed"]


@dataclass(frozen=True, slots=True)
class Mix:
    """Groups in order; ``active`` is the share of the time in which somebody is there, by the truth."""

    groups: tuple[Group, ...]
    vehicles: int
    active: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.groups) * GOP_S


def mixed(busy: Sequence[Coded], quiet: Sequence[Coded], active: float) -> Mix:
    """The busy scenes one after another, with as much quiet between them as brings that share about."""
    still = [group for scene in quiet for group in scene.groups]
    groups: list[Group] = []
    active_s = 0.0
    for scene in busy:
        groups += scene.groups
        active_s += scene.active_s
        while len(groups) * GOP_S * active < active_s - GOP_S / 2:
            groups.append(still[len(groups) % len(still)])
    return Mix(tuple(groups), sum(scene.vehicles for scene in busy), active_s / (len(groups) * GOP_S))
