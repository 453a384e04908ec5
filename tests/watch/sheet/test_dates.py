"""Dates of lists: both calendars, with and without time and zone."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.time import TAIPEI, Instant
from trackway.watch.sheet import NotADate, as_end, as_start

MIDNIGHT = Instant.of(datetime(2026, 12, 31, tzinfo=TAIPEI))


@pytest.mark.parametrize(
    "text",
    ["2026-12-31", "2026/12/31", "20261231", "115/12/31", "115-12-31", "1151231", "115.12.31",
     "民國115年12月31日", "115年12月31日", "１１５／１２／３１"],
)  # fmt: skip
def test_a_day_is_its_first_moment_or_the_one_after_it(text: str) -> None:
    assert as_start(text) == MIDNIGHT
    assert as_end(text) == MIDNIGHT.plus(86_400)


@pytest.mark.parametrize(
    "text",
    ["2026-12-31T18:30:00+08:00", "2026-12-31T10:30:00Z", "2026-12-31 18:30", "115/12/31 18:30:00",
     "115年12月31日 18時30分", "2026-12-31T18:30:00.000+0800"],
)  # fmt: skip
def test_a_time_is_that_moment(text: str) -> None:
    assert as_start(text) == as_end(text) == MIDNIGHT.plus(18.5 * 3600)


def test_a_workbook_writes_days_as_midnights() -> None:
    assert as_end("2026-12-31T00:00:00", is_sheet=True) == MIDNIGHT.plus(86_400)
    assert as_end("2026-12-31T00:00:00") == MIDNIGHT
    assert as_end("2026-12-30 24:00") == MIDNIGHT


@pytest.mark.parametrize("text", ["", "soon", "115/13/01", "115/02/30", "2026-12-31 25:00", "31/12/2026",
                                  "2026-12-31T10:00 +99:00", "26/12/31", "9" * 60])  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        as_start(text)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2110, 1, 1)))  # noqa: DTZ001  in Taipei's time
def test_both_calendars_mean_the_same(moment: datetime) -> None:
    at = moment.replace(second=0, microsecond=0)
    day = f"{at.year - 1911}/{at.month:02d}/{at.day:02d}"
    exact = Instant.of(at.replace(tzinfo=TAIPEI))
    assert as_start(f"{day} {at.hour:02d}:{at.minute:02d}") == as_start(at.isoformat()) == exact
    assert as_end(day) == as_start(day).plus(86_400)


@given(st.text(max_size=50))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(NotADate):
        assert as_start(text).us > 0
