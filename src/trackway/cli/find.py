"""`trackway find`: the passages a question means, with its reason, written down first."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.asked import WHY_EMPTY, Json, corrected_of, span_asked
from trackway.cli.found import found_object, found_table, print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.look_alikes import add_look_alikes
from trackway.cli.several import add_several
from trackway.cli.trail import add_trail
from trackway.cli.why import Why
from trackway.model.area import parse_area
from trackway.model.band import parse_band, parse_weekday
from trackway.model.errors import WrongUse
from trackway.model.likeness import MAX_LETTERS
from trackway.model.pattern import parse_pattern
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Order, Question
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["commands"]

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
        band: Annotated[list[str] | None, Some] = None,
        weekday: Annotated[list[str] | None, Some] = None,
        lane: Annotated[list[int] | None, Some] = None,
        speed_from: float | None = None,
        speed_to: float | None = None,
        no_plate: Annotated[bool, Parameter(negative="")] = False,
        exact: Annotated[bool, Parameter(negative="")] = False,
        min_confidence: float = 0.0,
        oldest_first: Annotated[bool, Parameter(negative="")] = False,
        limit: int = 200,
        officer: str = "",
        json: Json = False,
    ) -> None:
        """查詢過車 Passages by plate, time, place and looks, newest first.

        A mark ¹ behind a plate says that only one look read it so, ✗ that no plate series fits it. Passages
        that an officer corrected are found by either plate. Behind those that read just as asked (=) come
        those that read a look-alike of it (≈, with the letters that differ), the likeliest first.

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
        band
            A time of the local day, such as 22:00-05:00; may be repeated.
        weekday
            The local day on which the band begins: sat, sun, or 六; several with commas, or repeated.
        lane
            The lane, 1 the leftmost in the picture; may be repeated.
        speed_from
            The least speed in km/h; leaves out what was not measured.
        speed_to
            The highest speed in km/h, likewise.
        no_plate
            Only vehicles whose plate could not be read.
        exact
            Only what was asked, letter by letter: no look-alikes.
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
        span = span_asked(house, from_, to)
        wanted = parse_pattern(pattern) if pattern else None
        areas = [parse_area(text) for text in area or ()]
        bands = [parse_band(text) for text in band or ()]
        weekdays = [parse_weekday(day) for text in weekday or () for day in text.split(",")]
        if no_plate and wanted:
            raise WrongUse("A pattern asks for plates, --no-plate for vehicles without one; leave one out.")
        details = {
            "pattern": wanted.text if wanted else None,
            "from": str(span.start),
            "to": str(span.end),
            "area": area,
            "colours": colour,
            "plate_colours": plate_colours,
            "kinds": kind,
            "headings": heading,
            "bands": [str(one) for one in bands] or None,
            "weekdays": [day.value for day in weekdays] or None,
            "lanes": lane,
            "speed_from_kmh": speed_from,
            "speed_to_kmh": speed_to,
            "has_plate": False if no_plate else None,
            "look_alikes": 0 if exact else MAX_LETTERS,
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
                bands=frozenset(bands),
                weekdays=frozenset(weekdays),
                lanes=frozenset(lane or ()),
                speed_from_kmh=speed_from,
                speed_to_kmh=speed_to,
                has_plate=False if no_plate else None,
                look_alikes=0 if exact else MAX_LETTERS,
                min_confidence=min_confidence,
                order=Order.OLDEST if oldest_first else Order.NEWEST,
                limit=limit,
            )
            with why.asking(trust, "search", details) as asked:
                answer = store.find(asked.permit, question)
                found = (*answer.rows, *answer.near)
                corrected = corrected_of(corrections, found)
                asked.found(len(found))
        if json:
            print_lines(found_object(row, question, cameras, corrected) for row in found)
        elif found:
            print_table(found_table(found, question, cameras, corrected))
        if answer.empty_because is not None:
            said(WHY_EMPTY[answer.empty_because])
        if answer.more:
            said(f"還有更多，只列出 {limit:,} 筆。 There are more; narrow the question or raise --limit.")
        if answer.near_more:
            said("還有其他相近車牌未列出。 Other look-alikes are not listed; write more letters, or --exact.")

    add_trail(app, house)
    add_several(app, house)
    add_look_alikes(app)
    return app
