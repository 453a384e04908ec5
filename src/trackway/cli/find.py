"""`trackway find` and `trackway trail`: the questions, each with its reason, written down first."""

import os
import pwd
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.found import (
    passage_object,
    passages_table,
    print_lines,
    print_table,
    said,
    trail_lines,
    trail_table,
)
from trackway.cli.house import House
from trackway.model.area import parse_area
from trackway.model.errors import WrongUse
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.question import Order, Purpose, Question
from trackway.model.time import Span, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import EmptyBecause, PassageStore
from trackway.trails import trail as trail_of
from trackway.trust import Asked, Trust

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
_NEED_WHY = (
    "查詢須註明案號與事由：請加 --case 案號 --reason 事由。 "
    "A question needs a case number and a reason: give --case and --reason."
)

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
        kind: Annotated[list[VehicleKind] | None, Some] = None,
        heading: Annotated[list[Heading] | None, Some] = None,
        min_confidence: float = 0.0,
        oldest_first: Annotated[bool, Parameter(negative="")] = False,
        limit: int = 200,
        officer: str = "",
        json: Json = False,
    ) -> None:
        """查詢過車 Passages by plate, time, place and looks, newest first.

        A mark ¹ behind a plate says that only one look read it so, ✗ that no plate series fits it.

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
        why = _Why(case, reason, officer)
        span = _span(house, from_, to)
        wanted = parse_pattern(pattern) if pattern else None
        areas = [parse_area(text) for text in area or ()]
        details = {
            "pattern": wanted.text if wanted else None,
            "from": str(span.start),
            "to": str(span.end),
            "area": area,
            "colours": colour,
            "kinds": kind,
            "headings": heading,
            "min_confidence": min_confidence or None,
            "limit": limit,
        }
        with house.trust(data) as trust, house.registry(data) as registry, house.passages(data) as store:
            cameras = registry.snapshot().by_number
            chosen = [registry.inside(one).numbers for one in areas]
            question = Question(
                span=span,
                pattern=wanted,
                cameras=frozenset().union(*chosen) if areas else None,
                colours=frozenset(colour or ()),
                kinds=frozenset(kind or ()),
                headings=frozenset(heading or ()),
                min_confidence=min_confidence,
                order=Order.OLDEST if oldest_first else Order.NEWEST,
                limit=limit,
            )
            with why.asking(trust, "search", details) as asked:
                answer = store.find(asked.permit, question)
                asked.found(len(answer.rows))
        if json:
            print_lines(passage_object(row, cameras) for row in answer.rows)
        elif answer.rows:
            print_table(passages_table(answer.rows, cameras))
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
        why = _Why(case, reason, officer)
        span = _span(house, from_, to)
        wanted = parse_plate(plate)
        details = {"plate": wanted.text, "from": str(span.start), "to": str(span.end)}
        with house.trust(data) as trust, house.registry(data) as registry, house.passages(data) as store:
            cameras = registry.snapshot().by_number
            with why.asking(trust, "trail", details) as asked:
                found = trail_of(store, cameras, asked.permit, wanted, span)
                asked.found(len(found.passages))
                empty = None if found.passages else _why_empty(store, asked, PlatePattern(wanted.text), span)
        if json:
            print_lines(trail_lines(found, cameras))
        elif found.passages:
            print_table(trail_table(found, cameras))
        if empty is not None:
            said(_WHY_EMPTY[empty])

    return app


@dataclass(frozen=True, slots=True)
class _Why:
    """Case number, reason, and who asks if not this account; refused when something is missing."""

    case: str
    reason: str
    officer: str

    def __post_init__(self) -> None:
        if not (self.case.strip() and self.reason.strip()):
            raise WrongUse(_NEED_WHY)

    @contextmanager
    def asking(self, trust: Trust, action: str, details: Mapping[str, object]) -> Iterator[Asked]:
        """The question's row on the audit, before and after; what was not given is left out."""
        account = _account()
        given = {name: value for name, value in details.items() if value is not None}
        if self.officer:
            given["account"] = account
        purpose = Purpose(trust.command_line_officer(self.officer or account), self.case, self.reason)
        with trust.asking(purpose, action, given) as asked:
            yield asked


def _account() -> str:
    """The operating system's account, by its number: a name in the environment is anybody's to set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


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
