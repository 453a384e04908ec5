"""Figures: tallies as results, with their numbers, their doubt and their goals."""

from collections.abc import Iterator, Mapping

from bench.reading.scoring import CONFIDENT, Tally
from bench.reading.wilson import Share
from bench.reading.yardsticks.client import YARDSTICKS
from bench.result import Result, at_least, at_most, measured

__all__ = ["CHIEF", "of_scenes", "of_set", "of_share"]

CHIEF = next(iter(YARDSTICKS))
"""The yardstick that others are held against."""

_WHOLLY = "wholly right"
_GOALS = {
    ("as photographed", _WHOLLY): 98.5,
    ("as photographed", f"{_WHOLLY}, car"): 99.0,
    ("as photographed", f"{_WHOLLY}, scooter"): 97.5,
    ("60 px in scene", _WHOLLY): 95.0,
    ("45 px in scene", _WHOLLY): 88.0,
}
_MOST_WRONG = 0.3
_JUDGED_FOR_WRONG = ("as photographed", "rendered scenes")
"""Sets whose confident errors are held against the goal; the others are harder than anything promised."""


def of_set(name: str, tallies: Mapping[str, Tally]) -> Iterator[Result]:
    """One set's figures for each reader, beside those of the chief yardstick where it was run."""
    beside = tallies.get(CHIEF)
    for reader, tally in tallies.items():
        if not tally.outcomes:
            continue
        other = beside if reader != CHIEF and beside is not None and beside.outcomes else None
        yield of_share(name, reader, "found", tally.found, other.found if other else None)
        yield of_share(name, reader, _WHOLLY, tally.right(), other.right() if other else None)
        for by in ("vehicle", "series"):
            for word in tally.words(by):
                right = tally.right(**{by: word})
                yield of_share(
                    name, reader, f"{_WHOLLY}, {word}", right, other.right(**{by: word}) if other else None
                )
        letters = round(100 * tally.characters, 2)
        theirs = round(100 * other.characters, 2) if other else None
        case = f"{name} · {reader} · characters"
        yield measured("read", case, letters, "%", theirs, says="1 less edit distance over length")
        wrong = tally.confidently_wrong
        result = of_share(
            name, reader, f"wrong at {CONFIDENT} or surer", wrong, other.confidently_wrong if other else None
        )
        yield (
            at_most(result, _MOST_WRONG) if name in _JUDGED_FOR_WRONG and reader not in YARDSTICKS else result
        )
        case = f"{name} · {reader} · extra readings"
        theirs = round(other.extras_per_100, 1) if other else None
        n = f"n = {len(tally.outcomes)}"
        yield measured("read", case, round(tally.extras_per_100, 1), "per 100 pictures", theirs, says=n)
        case = f"{name} · {reader} · cost"
        says = f"{n}, median of one thread's processor time"
        yield measured(
            "read", case, round(tally.ms, 1), "ms/picture", round(other.ms, 1) if other else None, says=says
        )


def of_share(name: str, reader: str, what: str, share: Share, beside: Share | None = None) -> Result:
    """A share in percent with its numbers and interval; held against its goal if there is one for ours."""
    low, high = share.interval
    says = f"{share.hits} of {share.of}, 95 %: {100 * low:.2f} to {100 * high:.2f}"
    yardstick = round(100 * beside.value, 2) if beside is not None and beside.of else None
    case = f"{name} · {reader} · {what}"
    result = measured("read", case, round(100 * share.value, 2), "%", yardstick, says=says)
    goal = _GOALS.get((name, what))
    return at_least(result, goal) if goal is not None and reader not in YARDSTICKS else result


_BANDS = ((24, 40), (40, 60), (60, 80), (80, 120), (120, 1000))
"""Plate widths that rendered scenes are told apart by, pixels."""


def of_scenes(name: str, tallies: Mapping[str, Tally]) -> Iterator[Result]:
    """A kind of rendered scene: as any set, and by width and light; without plates, what was made up."""
    has_plates = any(tally.right().of for tally in tallies.values())
    if has_plates:
        yield from of_set(name, tallies)
        for reader, tally in tallies.items():
            for low, high in _BANDS:
                between = tally.right_between(low, high)
                if between.of:
                    yield of_share(name, reader, f"{_WHOLLY}, {low} to {high} px wide", between)
            for light in tally.words("light"):
                yield of_share(name, reader, f"{_WHOLLY}, {light}", tally.right(light=light))
        return
    beside = tallies.get(CHIEF)
    for reader, tally in tallies.items():
        if not tally.outcomes:
            continue
        n = f"n = {len(tally.outcomes)}"
        theirs = round(beside.extras_per_100, 1) if beside and beside.outcomes and reader != CHIEF else None
        case = f"{name} · {reader} · false plates"
        yield measured("read", case, round(tally.extras_per_100, 1), "per 100 pictures", theirs, says=n)
        case = f"{name} · {reader} · false plates at {CONFIDENT} or surer"
        sure = round(100 * tally.confidently_wrong.hits / len(tally.outcomes), 2)
        yield measured("read", case, sure, "per 100 pictures", None, says=n)
