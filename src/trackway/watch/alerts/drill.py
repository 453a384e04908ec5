"""Drill 演練: hits to practise on."""

import secrets
from dataclasses import replace

from trackway.model.passage import Passage
from trackway.model.said import Said
from trackway.watch.entry import Act, Category, Terms
from trackway.watch.hit import Cause, Hit

__all__ = ["as_drill", "invented_hit"]


def invented_hit(passage: Passage, category: Category, priority: int) -> Hit:
    """A hit of a passage that nobody drove."""
    plate = passage.plate.display if passage.plate else "—"
    return Hit(
        key=_key(),
        cause=Cause.LISTED,
        rule="drill",
        passage=passage,
        title=Said(f"演練：{plate}", f"Exercise: {plate}"),
        says=(Said("這是演練，沒有這輛車經過。", "This is an exercise: no such vehicle passed."),),
        terms=Terms(category, priority, Act.DISPATCH),
    )


def as_drill(hit: Hit) -> Hit:
    """A hit once more, as an exercise."""
    says = Said("這是演練，取自先前的警示。", "This is an exercise on an earlier alert.")
    return replace(hit, key=_key(), says=(says, *hit.says))


def _key() -> str:
    return f"drill:{secrets.token_hex(8)}"
