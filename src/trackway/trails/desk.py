"""Desk: what an analysis works with while it answers one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trackway.model.camera import Camera, Station
from trackway.model.question import Permit
from trackway.model.roads import Roads
from trackway.model.time import Instant
from trackway.passages import PassageStore
from trackway.sqlite import named_blocks

__all__ = ["Desk", "analysis_sql"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The store and leave to ask it, the cameras on the register by number (retired too), and the present;
    the police stations, and the road network where the data folder has one.

    An analysis asks the store by ``store.table(permit, statement, values)`` with statements of its own
    ``.sql`` file (``analysis_sql``), or by the store's own questions.
    """

    store: PassageStore
    permit: Permit
    cameras: Mapping[int, Camera]
    now: Instant
    stations: Sequence[Station] = ()
    roads: Roads | None = None


@cache
def analysis_sql(analysis: str) -> Mapping[str, str]:
    """The statements of an analysis's ``.sql`` file by name, without their comments."""
    return named_blocks((files("trackway.trails") / analysis / f"{analysis}.sql").read_text(encoding="utf-8"))
