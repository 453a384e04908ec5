"""`trackway trail`: where one plate was seen, and what is known of the way between."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.asked import WHY_EMPTY, Json, corrected_of, span_asked
from trackway.cli.found import print_lines, print_table, said, trail_lines, trail_table
from trackway.cli.house import House
from trackway.cli.why import Why
from trackway.model.pattern import PlatePattern
from trackway.model.plate import parse_plate
from trackway.model.question import Question
from trackway.model.time import Span
from trackway.passages import EmptyBecause, PassageStore
from trackway.trails import trail as trail_of
from trackway.trust import Asked

__all__ = ["add_trail"]


def add_trail(app: App, house: House) -> None:
    """Add the command."""

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
        span = span_asked(house, from_, to)
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
                corrected = corrected_of(corrections, found.passages)
                asked.found(len(found.passages))
                empty = None if found.passages else _why_empty(store, asked, PlatePattern(wanted.text), span)
        if json:
            print_lines(trail_lines(found, cameras, corrected))
        elif found.passages:
            print_table(trail_table(found, cameras, corrected))
        if empty is not None:
            said(WHY_EMPTY[empty])


def _why_empty(store: PassageStore, asked: Asked, pattern: PlatePattern, span: Span) -> EmptyBecause | None:
    return store.find(asked.permit, Question(span=span, pattern=pattern, limit=1)).empty_because
