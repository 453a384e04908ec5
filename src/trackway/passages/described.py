"""What a question says of passages, as values for the store's statements and as a test of one passage."""

from typing import Any

from trackway.model.band import hours_touched, is_within
from trackway.model.passage import Passage
from trackway.model.question import Question
from trackway.passages.kept import NO_WHOLE_SPEED, hundredths, least_hundredths, milliseconds, whole

__all__ = ["described", "fits_description", "where"]

_MOST_HOURS = 9_000
"""A year has 8,784. Beyond, the list of hours costs more than it saves, and no passage is kept so long."""


def where(question: Question) -> dict[str, Any]:
    """When and at which cameras."""
    first, end = milliseconds(question.span)
    cameras = question.cameras
    return {"first": first, "end": end, "any_camera": cameras is None, "cameras": sorted(cameras or ())}


def described(question: Question) -> dict[str, Any]:
    """Everything a question says but the plate; one row more than its limit tells whether there are more."""
    low, high = question.speed_from_kmh, question.speed_to_kmh
    fastest = NO_WHOLE_SPEED if low is None and high is None else NO_WHOLE_SPEED - 1
    return (
        where(question)
        | _hours(question)
        | {
            "colours": sorted(question.colours),
            "plate_colours": sorted(question.plate_colours),
            "kinds": sorted(question.kinds),
            "headings": sorted(question.headings),
            "sources": sorted(question.sources),
            "min_confidence": least_hundredths(question.min_confidence),
            "lanes": sorted(question.lanes),
            "speed_from": 0 if low is None else whole(low),
            "speed_to": fastest if high is None else whole(high),
            "limit": question.limit + 1,
        }
    )


def fits_description(passage: Passage, question: Question) -> bool:
    """Whether a passage is as a question says, apart from its span, its cameras and its plate's letters."""
    low, high, speed = question.speed_from_kmh, question.speed_to_kmh, passage.speed_kmh
    return (
        (question.has_plate is None or question.has_plate == (passage.plate is not None))
        and (not question.colours or passage.colour in question.colours)
        and (not question.plate_colours or passage.plate_colours in question.plate_colours)
        and (not question.kinds or passage.kind in question.kinds)
        and (not question.headings or passage.heading in question.headings)
        and (not question.sources or passage.source in question.sources)
        and hundredths(passage.confidence) >= least_hundredths(question.min_confidence)
        and (not question.lanes or passage.lane in question.lanes)
        and (low is None or (speed is not None and whole(speed) >= whole(low)))
        and (high is None or (speed is not None and whole(speed) <= whole(high)))
        and is_within(passage.at, question.stretches)
    )


def _hours(question: Question) -> dict[str, Any]:
    """The hours of the span that its times of day lie in; minutes of the week where hours will not do."""
    stretches = question.stretches
    is_listed = bool(stretches) and question.span.seconds <= _MOST_HOURS * 3600
    is_whole = all(first % 60 == end % 60 == 0 for first, end in stretches)
    minutes = [minute for first, end in stretches for minute in range(first, end)]
    return {
        "minutes": [] if is_listed and is_whole else minutes,
        "any_hour": not is_listed,
        "hours": [ms // 1000 for ms in hours_touched(question.span, stretches)] if is_listed else [],
    }
