"""Bands and weekdays against the calendar itself: a brute-force oracle that walks local days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.band import (
    WEEK_MINUTES,
    Band,
    NotABand,
    Weekday,
    hours_touched,
    is_within,
    parse_band,
    parse_weekday,
    week_stretches,
)
from trackway.model.time import TAIPEI, Instant, Span

bands = (
    st.tuples(st.integers(0, 1439), st.integers(1, 1440))
    .filter(lambda b: b[0] != b[1])
    .map(lambda b: Band(*b))
)
some_bands = st.frozensets(bands, max_size=3)
some_days = st.frozensets(st.sampled_from(Weekday), max_size=7)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001  made aware at once
    lambda moment: Instant.of(moment.replace(tzinfo=UTC))
)
DAYS = list(Weekday)


def is_wanted(at: Instant, wanted: frozenset[Band], days: frozenset[Weekday]) -> bool:
    """The same, said by the calendar: is there a local day on which a band began that holds this moment?"""
    local = at.taipei()
    for back in (0, 1):
        day = (local - timedelta(days=back)).date()
        if days and DAYS[day.weekday()] not in days:
            continue
        if not wanted and back == 0:
            return True
        midnight = datetime(day.year, day.month, day.day, tzinfo=TAIPEI)
        for band in wanted:
            begins = midnight + timedelta(minutes=band.start)
            ends = midnight + timedelta(minutes=band.end + (1440 if band.end < band.start else 0))
            if begins <= local < ends:
                return True
    return False


@given(moments, some_bands, some_days)
def test_bands_and_weekdays_are_those_of_the_calendar(
    at: Instant, wanted: frozenset[Band], days: frozenset[Weekday]
) -> None:
    assert is_within(at, week_stretches(wanted, days)) == is_wanted(at, wanted, days)


@given(bands, some_days, moments)
def test_the_very_edges_of_a_band(band: Band, days: frozenset[Weekday], at: Instant) -> None:
    local = at.taipei()
    midnight = Instant.of(datetime(local.year, local.month, local.day, tzinfo=TAIPEI))
    for minute in (band.start, band.end):
        for off_us in (-1, 0, 1):
            edge = Instant(midnight.us + minute * 60_000_000 + off_us)
            wanted = frozenset({band})
            assert is_within(edge, week_stretches(wanted, days)) == is_wanted(edge, wanted, days)


@given(some_bands, some_days)
def test_stretches_are_in_order_and_apart(wanted: frozenset[Band], days: frozenset[Weekday]) -> None:
    stretches = week_stretches(wanted, days)
    ends = [minute for stretch in stretches for minute in stretch]
    assert ends == sorted(set(ends))
    assert all(0 <= minute <= WEEK_MINUTES for minute in ends)
    assert bool(stretches) == bool(wanted or days)


@given(moments, st.integers(1, 30 * 86_400), some_bands, some_days, st.floats(0, 1))
def test_hours_hold_every_moment_that_is_wanted(
    start: Instant, seconds: int, wanted: frozenset[Band], days: frozenset[Weekday], part: float
) -> None:
    span = Span(start, start.plus(seconds))
    stretches = week_stretches(wanted, days)
    hours = hours_touched(span, stretches)
    at = Instant(start.us + int(part * (seconds * 1_000_000 - 1)))
    if stretches and is_within(at, stretches):
        assert at.ms - at.ms % 3_600_000 in hours
    assert len(hours) <= seconds // 3600 + 2


def test_a_night_reads_its_hours_only() -> None:
    midnight = Instant.of(datetime(2026, 11, 21, tzinfo=TAIPEI))  # a Saturday
    week = Span(midnight, midnight.plus(7 * 86_400))
    every_night = week_stretches([parse_band("22:00-05:00")], [])
    assert len(hours_touched(week, every_night)) == 7 * 7
    weekend = week_stretches([parse_band("22:00-05:00")], [Weekday.SAT])
    assert len(hours_touched(week, weekend)) == 7
    assert is_within(midnight.plus(86_400 + 4 * 3600), weekend)  # Sunday at four belongs to Saturday's night
    assert not is_within(midnight.plus(4 * 3600), weekend)


@given(bands)
def test_a_band_is_read_as_it_is_written(band: Band) -> None:
    assert parse_band(str(band)) == band
    assert band.minutes == (band.end - band.start) % 1440 or band.minutes == 1440


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("22:00-05:00", Band(1320, 300)),
        (" 2200-0500 ", Band(1320, 300)),
        ("22-5", Band(1320, 300)),
        ("２２：００～０５：００", Band(1320, 300)),
        ("18:30至24:00", Band(1110, 1440)),
        ("18:30-00:00", Band(1110, 1440)),
        ("00:00-24:00", Band(0, 1440)),
    ],
)
def test_ways_to_write_a_band(text: str, band: Band) -> None:
    assert parse_band(text) == band


@pytest.mark.parametrize(
    "text", ["", "22:00", "22:00-22:00", "25:00-26:00", "22:60-23:00", "24:00-05:00", "a-b", "1-2" * 20]
)
def test_what_is_no_band(text: str) -> None:
    with pytest.raises(NotABand):
        parse_band(text)


@pytest.mark.parametrize(("text", "day"), [("sat", "sat"), ("SUN", "sun"), ("六", "sat"), ("星期日", "sun")])
def test_days_as_people_write_them(text: str, day: str) -> None:
    assert parse_weekday(text) is Weekday(day)
    with pytest.raises(NotABand):
        parse_weekday(text + "?")
