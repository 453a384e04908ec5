"""`trackway find` and `trackway trail`: the questions, each with its reason, written down first."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.found import (
    Corrected,
    passage_object,
    passages_table,
    print_lines,
    print_table,
    said,
    trail_lines,
    trail_table,
)
from trackway.cli.house import House
from trackway.cli.why import Why
from trackway.corrections import Corrections
from trackway.model.area import parse_area
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Order, Question
from trackway.model.time import Span, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import EmptyBecause, PassageStore
from trackway.trails import trail as trail_of
from trackway.trust import Asked

__all__ = ["commands"]

_DAYS = 30
"""What is asked when no time is given; said aloud, so that nobody takes it for all there is."""
_WHY_EMPTY = {
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
Some = Parameter(negative="", consume_multiple=False)


def commands(house: House) -> App:
    """The questions about passages."""
    app = App()

    @app.command
    def find(
        pattern: str = "",
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        area: Annotated[list[str] | None, Some] = None,
        from_: Annotated[str, Parameter(name="--from")] = "",
        to: str = "",
        colour: Annotated[list[Colour] | None, Some] = None,
        plate_colours: Annotated[list[PlateColours] | None, Some] = None,
        kind: Annotated[list[VehicleKind] | None, Some] = None,
        heading: Annotated[list[Heading] | None, Some] = None,
        min_confidence: float = 0.0,
        oldest_first: Annotated[bool, Parameter(negative="")] = False,
        limit: int = 200,
        officer: str = "",
        json: Json = False,
    ) -> None:
        """查詢過車 Passages by plate, time, place and looks, newest first.

        A mark ¹ behind a plate says that only one look read it so, ✗ that no plate series fits it. Passages
        that an officer corrected are found by either plate.

        Parameters
        ----------
        pattern
            A plate or part of one: ? for one unknown character, * for any number. Any vehicle if left out.
        data
            The data folder.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        area
            circle:LON,LAT,METRES, rectangle:W,S,E,N or polygon:LON,LAT LON,LAT LON,LAT; may be repeated.
        from_
            From when, with its zone, such as 2026-11-22T21:00+08:00, or now-6h, now-7d.
        to
            Until when; now if left out.
        colour
            The vehicle's colour; may be repeated.
        plate_colours
            The plate's colours, ground then characters, such as white-red; may be repeated.
        kind
            The kind of vehicle; may be repeated.
        heading
            Which way it went: n, ne, e …; may be repeated.
        min_confidence
            The least confidence of the plate, 0 to 1.
        oldest_first
            The oldest first instead.
        limit
            How many at most.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        span = _span(house, from_, to)
        wanted = parse_pattern(pattern) if pattern else None
        areas = [parse_area(text) for text in area or ()]
        details = {
            "pattern": wanted.text if wanted else None,
            "from": str(span.start),
            "to": str(span.end),
            "area": area,
            "colours": colour,
            "plate_colours": plate_colours,
            "kinds": kind,
            "headings": heading,
            "min_confidence": min_confidence or None,
            "limit": limit,
        }
        with (
            house.trust(data) as trust,
            house.registry(data) as registry,
            house.passages(data) as store,
            house.corrections(data) as corrections,
        ):
            cameras = registry.snapshot().by_number
            chosen = [registry.inside(one).numbers for one in areas]
            question = Question(
                span=span,
                pattern=wanted,
                cameras=frozenset().union(*chosen) if areas else None,
                colours=frozenset(colour or ()),
                plate_colours=frozenset(plate_colours or ()),
                kinds=frozenset(kind or ()),
                headings=frozenset(heading or ()),
                min_confidence=min_confidence,
                order=Order.OLDEST if oldest_first else Order.NEWEST,
                limit=limit,
            )
            with why.asking(trust, "search", details) as asked:
                answer = store.find(asked.permit, question)
                corrected = _corrected(corrections, answer.rows)
                asked.found(len(answer.rows))
        if json:
            print_lines(passage_object(row, cameras, corrected) for row in answer.rows)
        elif answer.rows:
            print_table(passages_table(answer.rows, cameras, corrected))
        if answer.empty_because is not None:
            said(_WHY_EMPTY[answer.empty_because])
        if answer.more:
            said(f"還有更多，只列出 {limit:,} 筆。 There are more; narrow the question or raise --limit.")

    @app.command
    def trail(
        plate: str,
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        from_: Annotated[str, Parameter(name="--from")] = "",
        to: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """車行軌跡 Where one plate was seen, oldest first, and what is known of the way between.

        Parameters
        ----------
        plate
            The whole plate, such as ABC-1235.
        data
            The data folder.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        from_
            From when, with its zone, such as 2026-11-22T21:00+08:00, or now-6h, now-7d.
        to
            Until when; now if left out.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        span = _span(house, from_, to)
        wanted = parse_plate(plate)
        details = {"plate": wanted.text, "from": str(span.start), "to": str(span.end)}
        with (
            house.trust(data) as trust,
            house.registry(data) as registry,
            house.passages(data) as store,
            house.corrections(data) as corrections,
        ):
            cameras = registry.snapshot().by_number
            with why.asking(trust, "trail", details) as asked:
                found = trail_of(store, cameras, asked.permit, wanted, span)
                corrected = _corrected(corrections, found.passages)
                asked.found(len(found.passages))
                empty = None if found.passages else _why_empty(store, asked, PlatePattern(wanted.text), span)
        if json:
            print_lines(trail_lines(found, cameras, corrected))
        elif found.passages:
            print_table(trail_table(found, cameras, corrected))
        if empty is not None:
            said(_WHY_EMPTY[empty])

    return app


def _corrected(corrections: Corrections, passages: Iterable[Passage]) -> Corrected:
    """What officers said of these passages, by their ids."""
    return corrections.standing([passage.id for passage in passages])


def _span(house: House, start: str, end: str) -> Span:
    """The time asked about; without one the last days, which is said."""
    until = parse_instant(end, house.clock.now) if end else house.clock.now()
    if start:
        return Span(parse_instant(start, house.clock.now), until)
    since = until.plus(-_DAYS * 86_400)
    shown = f"{since.taipei():%Y-%m-%d %H:%M} – {until.taipei():%Y-%m-%d %H:%M}"
    said(f"未指定起始時間，查詢 {_DAYS} 天：{shown}（臺北時間）。 No --from: the last {_DAYS} days.")
    return Span(since, until)


def _why_empty(store: PassageStore, asked: Asked, pattern: PlatePattern, span: Span) -> EmptyBecause | None:
    return store.find(asked.permit, Question(span=span, pattern=pattern, limit=1)).empty_because
