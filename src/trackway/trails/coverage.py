"""Coverage: how much of what was asked the cameras could have seen."""

from collections.abc import Collection

from trackway.model.finding import Coverage
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["coverage"]

_HOUR_MS = 3_600_000


def coverage(desk: Desk, numbers: Collection[int], span: Span) -> Coverage:
    """What these cameras (their numbers) could have seen in a span: hours in which they filed anything."""
    first, end = span.start.ms, -(-span.end.us // 1000)
    hours = (end - 1) // _HOUR_MS - first // _HOUR_MS + 1
    values = {"first": first, "end": end, "cameras": sorted(numbers)}
    rows = desk.store.table(desk.permit, analysis_sql("coverage.sql")["hours_filed"], values)
    filed = dict(zip(rows["camera"].to_pylist(), rows["hours"].to_pylist(), strict=True))
    seen = sum(filed.get(number, 0) for number in numbers)
    share = seen / (hours * len(numbers)) if numbers else 0.0
    down = tuple(number for number in sorted(numbers) if filed.get(number, 0) < hours)
    says = Said(
        f"{len(numbers)} 支鏡頭，{share:.0%} 的時段有過車紀錄。",
        f"{len(numbers)} cameras filed passages in {share:.0%} of their hours.",
    )
    return Coverage(len(numbers), share, down, says=(says,))
