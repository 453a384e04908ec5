"""Fields: the parts a question of an analysis is made of, with their text form.

A question travels as JSON (API, saved questions) and as options (command line); both hold these parts as
text. Relative times (``now-7d``) are told from the ``now`` of the validation's context.
"""

from collections.abc import Callable
from typing import TypeVar

from pydantic import GetPydanticSchema, ValidationInfo
from pydantic_core import core_schema

from trackway.model.band import Band, parse_band
from trackway.model.errors import TrackwayError
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.plate import Plate, parse_plate
from trackway.model.time import Instant, Span, parse_instant
from trackway.trails.where import Place, Visit, parse_place, parse_visit

__all__ = ["Between", "Daily", "Exactly", "Like", "Moment", "Visited", "Where", "text_field"]

Value = TypeVar("Value")


def text_field(kind: type[Value], parse: Callable[[str, Instant], Value], form: str) -> GetPydanticSchema:
    """Stands beside a type whose values travel as text: ``Annotated[Span, Between, Field(…)]``.

    ``parse`` reads the text (told the present), ``str`` writes it.

    ``form`` is the ``format`` that the schema names, by which a page knows which control to show.
    """

    def read(given: object, info: ValidationInfo) -> Value:
        if isinstance(given, kind):
            return given
        if not isinstance(given, str):
            raise ValueError(f"it is no text but {type(given).__name__}")
        try:
            return parse(given, _now(info))
        except TrackwayError as error:
            raise ValueError(str(error)) from error

    schema = core_schema.with_info_plain_validator_function(
        read, serialization=core_schema.plain_serializer_function_ser_schema(_text)
    )
    return GetPydanticSchema(
        lambda _kind, _handler: schema, lambda _schema, _handler: {"type": "string", "format": form}
    )


def _now(info: ValidationInfo) -> Instant:
    if info.context is None:
        raise ValueError("nobody said what time it is")
    now: Instant = info.context["now"]
    return now


def _text(value: object) -> str:
    match value:
        case Span(start, end):
            return f"{start}/{end}"
        case Plate() | PlatePattern():
            return value.text
        case _:
            return str(value)


def _span(text: str, now: Instant) -> Span:
    start, _, end = text.partition("/")
    return Span(parse_instant(start, lambda: now), parse_instant(end or "now", lambda: now))


Moment = text_field(Instant, lambda text, now: parse_instant(text, lambda: now), "moment")
"""An ``Instant``: ISO 8601 with a zone, or ``now``, ``now-6h``."""
Between = text_field(Span, _span, "span")
"""A ``Span``: ``FROM/TO``, the interval of ISO 8601; without ``/TO`` until now."""
Where = text_field(Place, lambda text, now: parse_place(text), "place")
"""A ``Place``: an area, or a camera by its id."""
Visited = text_field(Visit, parse_visit, "visit")
"""A ``Visit``: ``PLACE @ FROM / TO``."""
Exactly = text_field(Plate, lambda text, now: parse_plate(text), "plate")
"""A whole ``Plate``."""
Like = text_field(PlatePattern, lambda text, now: parse_pattern(text), "pattern")
"""A ``PlatePattern``: ``?`` one unknown character, ``*`` any number."""
Daily = text_field(Band, lambda text, now: parse_band(text), "band")
"""A ``Band``: a stretch of every day, ``22:00-05:00``."""
