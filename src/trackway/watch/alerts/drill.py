"""Drill 演練: hits to practise on."""

import secrets
from dataclasses import replace

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.watch.entry import Terms
from trackway.watch.hit import Cause, Hit

__all__ = ["as_drill", "invented_hit"]


def invented_hit(plate: Plate, camera: int, now: Instant, terms: Terms) -> Hit:
    """A hit of a passage that nobody drove: a plate at the camera of that number, now."""
    passage = Passage(
        id=passage_id(now, camera, 0),
        stamp=Stamp(now, ClockOwner.SIMULATED, 0.0),
        camera=camera,
        source=Source.SIMULATED,
        plate=plate,
        confidence=1.0,
        looks=2,
    )
    return Hit(
        key=_key(),
        cause=Cause.LISTED,
        rule="drill",
        passage=passage,
        title=Said(f"演練：{plate.display}", f"Exercise: {plate.display}"),
        says=(Said("這是演練，沒有這輛車經過。", "This is an exercise: no such vehicle passed."),),
        terms=terms,
    )


def as_drill(hit: Hit) -> Hit:
    """A hit once more, as an exercise."""
    says = Said("這是演練，取自先前的警示。", "This is an exercise on an earlier alert.")
    return replace(hit, key=_key(), says=(says, *hit.says))


def _key() -> str:
    return f"drill:{secrets.token_hex(8)}"
