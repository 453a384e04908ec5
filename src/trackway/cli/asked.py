"""What the questions of the command line have in common: the time asked, why nothing came, corrections."""

from collections.abc import Iterable
from typing import Annotated

from cyclopts import Parameter

from trackway.cli.found import Corrected, said
from trackway.cli.house import House
from trackway.corrections import Corrections
from trackway.model.passage import Passage
from trackway.model.time import Span, parse_instant
from trackway.passages import EmptyBecause

__all__ = ["WHY_EMPTY", "Json", "corrected_of", "span_asked"]

_DAYS = 30
"""What is asked when no time is given; said aloud, so that nobody takes it for all there is."""
WHY_EMPTY = {
    EmptyBecause.NO_CAMERAS: (
        "範圍內沒有鏡頭。 There are no cameras in the area; draw it larger or leave --area out."
    ),
    EmptyBecause.NO_PASSAGES: (
        "所問的鏡頭在這段時間沒有任何過車紀錄。 Those cameras filed nothing at all in that time."
    ),
    EmptyBecause.NO_MATCH: (
        "這段時間有過車紀錄，但沒有符合條件的。 There were passages in that time, but none as described."
    ),
}

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def corrected_of(corrections: Corrections, passages: Iterable[Passage]) -> Corrected:
    """What officers said of these passages, by their ids."""
    return corrections.standing([passage.id for passage in passages])


def span_asked(house: House, start: str, end: str) -> Span:
    """The time asked about; without one the last days, which is said."""
    until = parse_instant(end, house.clock.now) if end else house.clock.now()
    if start:
        return Span(parse_instant(start, house.clock.now), until)
    since = until.plus(-_DAYS * 86_400)
    shown = f"{since.taipei():%Y-%m-%d %H:%M} – {until.taipei():%Y-%m-%d %H:%M}"
    said(f"未指定起始時間，查詢 {_DAYS} 天：{shown}（臺北時間）。 No --from: the last {_DAYS} days.")
    return Span(since, until)
