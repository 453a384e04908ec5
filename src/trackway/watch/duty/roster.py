"""Roster 勤務表: from the shifts of a week to who is on duty at one moment."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from trackway.model.band import Band, Weekday
from trackway.model.time import TAIPEI, Instant, Span
from trackway.watch.duty.group import Group, Turn

__all__ = ["awake", "on_duty", "turns", "turns_after"]

_DAYS = tuple(Weekday)
_AHEAD_DAYS = 8
"""A week and the day it begins again: further ahead nobody new comes."""


def turns(group: Group, span: Span) -> tuple[Turn, ...]:
    """Every turn of duty that shares a moment with a span, in the order in which they begin."""
    first = span.start.taipei().date() - timedelta(days=1)  # a night shift of the day before reaches into it
    last = span.end.taipei().date()
    found = [
        turn
        for n in range((last - first).days + 1)
        for turn in _of_day(group, first + timedelta(days=n))
        if turn.span.overlaps(span)
    ]
    return tuple(sorted(found, key=lambda turn: (turn.span.start, turn.username)))


def on_duty(group: Group, at: Instant) -> tuple[Turn, ...]:
    """Who is on duty at a moment, by the shifts; nobody in a gap between them."""
    return turns(group, Span(at, Instant(at.us + 1)))


def turns_after(group: Group, at: Instant) -> tuple[Turn, ...]:
    """Those who come on duty next: the turns that begin together, soonest after a moment."""
    ahead = turns(group, Span(at, at.plus(_AHEAD_DAYS * 86_400.0)))
    later = [turn for turn in ahead if turn.span.start > at]
    return tuple(turn for turn in later if turn.span.start == later[0].span.start)


def awake(quiet: tuple[Band, ...], at: Instant) -> Instant:
    """When quiet hours that hold at a moment end; the moment itself where none do.

    Bands that join one another are one: at most a whole day of quiet.
    """
    moment = at
    for _ in quiet:
        for band in quiet:
            for day in (moment.taipei().date() - timedelta(days=1), moment.taipei().date()):
                span = _span(day, band)
                if moment in span:
                    moment = span.end
    return moment if moment.since(at) < 86_400 else at.plus(86_400)


def _of_day(group: Group, day: date) -> Iterator[Turn]:
    """The turns that begin on one day, with whoever stands in."""
    instead = {one.away: one.instead for one in group.substitutions if one.day == day}
    weekday = _DAYS[day.weekday()]
    for shift in group.shifts:
        if not shift.weekdays or weekday in shift.weekdays:
            who = instead.get(shift.username, shift.username)
            yield Turn(who, _span(day, shift.band), shift.username if who != shift.username else "")


def _span(day: date, band: Band) -> Span:
    midnight = Instant.of(datetime(day.year, day.month, day.day, tzinfo=TAIPEI))
    return Span(midnight.plus(band.start * 60.0), midnight.plus((band.start + band.minutes) * 60.0))
