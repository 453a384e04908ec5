"""Time: instants round-trip, spans are half open, a time without a zone is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import WrongUse
from trackway.model.time import TAIPEI, Clock, ClockOwner, Instant, Span, Stamp, parse_instant

moments = st.datetimes(
    datetime(1980, 1, 2),  # noqa: DTZ001  (the strategy adds the zone; Taipei had summer time until 1979)
    datetime(2150, 1, 1),  # noqa: DTZ001
    timezones=st.timezones() | st.just(UTC),
    allow_imaginary=False,
)
instants = st.integers(0, 5_000_000_000_000_000).map(Instant)


@given(moments)
def test_an_instant_keeps_every_microsecond(moment: datetime) -> None:
    at = Instant.of(moment)
    utc = moment.astimezone(UTC)  # times told twice in autumn are equal to nothing outside their zone
    assert at.utc() == utc
    assert at.taipei() == utc
    assert Instant.of(at.taipei()) == at
    assert at.taipei().utcoffset() == timedelta(hours=8)
    assert parse_instant(utc.isoformat()) == at


@given(instants)
def test_text_keeps_milliseconds(at: Instant) -> None:
    assert str(at).endswith("Z")
    assert parse_instant(str(at)) == Instant(at.ms * 1000)


@given(instants, instants)
def test_order_and_difference_agree(one: Instant, other: Instant) -> None:
    assert (one < other) == (one.since(other) < 0)
    assert other.plus(one.since(other)).us == pytest.approx(one.us, abs=1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T21:00:00+08:00",
        "2026-11-22T13:00:00Z",
        "2026-11-22 21:00+08:00",
        " 20261122T210000+0800 ",
        "2026-11-22T18:45:00.000+05:45",
    ],
)
def test_one_moment_many_spellings(text: str) -> None:
    assert parse_instant(text) == Instant.of(datetime(2026, 11, 22, 21, tzinfo=TAIPEI))


@pytest.mark.parametrize("text", ["2026-11-22T21:00:00", "2026-11-22", "20261122", "2026-11-22 21:00"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="no time zone"):
        parse_instant(text)
    with pytest.raises(WrongUse, match="no time zone"):
        Instant.of(datetime(2026, 11, 22))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "now",
        "now-6h",
        "2026-13-01T00:00Z",
        "9" * 9999,
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(WrongUse):
        parse_instant(text)


def test_times_told_from_now(clock: Clock) -> None:
    now = clock.now()
    assert parse_instant("now", clock.now) == now
    for text, seconds in {"90s": 90, "5m": 300, "6h": 21_600, "7d": 604_800, "2w": 1_209_600}.items():
        assert now.since(parse_instant(f"now-{text}", clock.now)) == seconds


@pytest.mark.parametrize(
    "text", ["now-", "now-6", "now+6h", "now-6y", "now-999999999w", f"now-{'9' * 5000}d"]
)
def test_odd_times_from_now_are_refused(text: str, clock: Clock) -> None:
    with pytest.raises(WrongUse):
        parse_instant(text, clock.now)


@given(instants, st.integers(1, 10**12), instants)
def test_a_span_holds_its_start_and_not_its_end(start: Instant, length: int, at: Instant) -> None:
    span = Span(start, Instant(start.us + length))
    assert start in span
    assert span.end not in span
    assert (at in span) == (start.us <= at.us < start.us + length)
    assert span.seconds == length / 1_000_000
    assert span.overlaps(span)
    assert not span.overlaps(Span(span.end, span.end.plus(1)))


@given(instants, instants, instants, instants)
def test_overlap_is_mutual(a: Instant, b: Instant, c: Instant, d: Instant) -> None:
    if a == b or c == d:
        return
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    shared = max(one.start, other.start) < min(one.end, other.end)
    assert one.overlaps(other) == other.overlaps(one) == shared


def test_a_span_that_does_not_last_is_refused(clock: Clock) -> None:
    now = clock.now()
    for end in (now, now.plus(-1)):
        with pytest.raises(WrongUse, match="time span"):
            Span(now, end)


def test_a_clock_error_is_a_bound_or_unknown(clock: Clock) -> None:
    assert Stamp(clock.now(), ClockOwner.IMPORT).error_s is None
    assert Stamp(clock.now(), ClockOwner.STATION, 0.0).error_s == 0.0
    for error in (-1, float("nan"), float("inf")):
        with pytest.raises(WrongUse, match="bound"):
            Stamp(clock.now(), ClockOwner.CAMERA, error)


def test_an_odd_zone_is_still_a_zone() -> None:
    odd = timezone(timedelta(hours=5, minutes=45))
    assert Instant.of(datetime(2026, 11, 22, 18, 45, tzinfo=odd)) == parse_instant("2026-11-22T13:00Z")
