"""A measured figure beside its yardstick."""

from dataclasses import dataclass

__all__ = ["Result", "at_least", "at_most", "measured"]


@dataclass(frozen=True, slots=True)
class Result:
    """One case of a benchmark.

    ``ratio`` is ``value`` over ``yardstick``, both measured in the same run; ``met`` is ``None`` where no
    goal is set. ``says`` tells what the yardstick is and what else belongs to the figure.
    """

    bench: str
    case: str
    value: float
    unit: str
    yardstick: float | None
    ratio: float | None
    goal: float | None
    met: bool | None
    says: str


def measured(bench: str, case: str, value: float, unit: str, yardstick: float | None, *, says: str) -> Result:
    """A figure without a goal."""
    ratio = round(value / yardstick, 3) if yardstick else None
    return Result(bench, case, value, unit, yardstick, ratio, None, None, says)


def at_most(result: Result, goal: float) -> Result:
    """The figure, to stay below a goal."""
    return _with(result, goal, is_met=result.value <= goal)


def at_least(result: Result, goal: float) -> Result:
    """The figure, to reach a goal."""
    return _with(result, goal, is_met=result.value >= goal)


def _with(result: Result, goal: float, *, is_met: bool) -> Result:
    return Result(
        result.bench,
        result.case,
        result.value,
        result.unit,
        result.yardstick,
        result.ratio,
        goal,
        is_met,
        result.says,
    )
