"""Rosters: who is on duty at one moment, over midnight, with substitutions, by the clock of Taipei."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.band import DAY_MINUTES, Band, Weekday, is_within, parse_band, week_stretches
from trackway.model.errors import Invalid
from trackway.model.time import Instant, Span, parse_instant
from trackway.watch.duty import (
    Group,
    Shift,
    Substitution,
    awake,
    on_duty,
    read_roster,
    turns,
    turns_after,
)

DAY, NIGHT = parse_band("08:00-20:00"), parse_band("20:00-08:00")
WORKING = frozenset({Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI})
DESK = Group(
    1,
    "值班台",
    ("wang", "lin", "chen"),
    shifts=(Shift("wang", DAY, WORKING), Shift("lin", NIGHT)),
    substitutions=(Substitution(date(2026, 11, 27), "lin", "chen"),),
)
SUNDAY = "2026-11-22"


def at(text: str) -> Instant:
    return parse_instant(f"{text}+08:00")


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-23T08:00:00", ["wang"]),  # a Monday
        ("2026-11-23T07:59:59", ["lin"]),
        ("2026-11-23T20:00:00", ["lin"]),
        ("2026-11-22T12:00:00", []),  # Sunday by day: a gap
        ("2026-11-27T21:00:00", ["chen"]),  # Friday night is taken over
        ("2026-11-28T07:00:00", ["chen"]),  # to its end on Saturday
        ("2026-11-28T21:00:00", ["lin"]),
        ("2026-11-27T07:00:00", ["lin"]),  # the night that began on Thursday is not
    ],
)
def test_who_is_on_duty(moment: str, who: list[str]) -> None:
    assert [turn.username for turn in on_duty(DESK, at(moment))] == who


def test_a_turn_says_whom_it_stands_in_for_and_who_comes_next() -> None:
    (turn,) = on_duty(DESK, at("2026-11-27T21:00:00"))
    assert (turn.instead_of, turn.span.end) == ("lin", at("2026-11-28T08:00:00"))
    assert [one.username for one in turns_after(DESK, at("2026-11-22T12:00:00"))] == ["lin"]
    assert turns_after(Group(1, "x", ("wang",)), at("2026-11-22T12:00:00")) == ()
    week = turns(DESK, Span(at("2026-11-23T00:00:00"), at("2026-11-30T00:00:00")))
    assert [one.username for one in week].count("wang") == 5
    assert len(week) == 13  # and the night of Sunday, which reaches into Monday


@given(
    st.integers(0, DAY_MINUTES - 1),
    st.integers(1, DAY_MINUTES),
    st.frozensets(st.sampled_from(list(Weekday))),
    st.integers(0, 7 * DAY_MINUTES - 1),
)
def test_shifts_are_what_their_bands_and_days_are(
    start: int, end: int, days: frozenset[Weekday], minute: int
) -> None:
    if start == end:
        return
    band = Band(start, end)
    group = Group(1, "x", ("wang",), shifts=(Shift("wang", band, days),))
    moment = at("2026-11-23T00:00:00").plus(minute * 60)
    assert bool(on_duty(group, moment)) == is_within(moment, week_stretches({band}, days))


@pytest.mark.parametrize(
    ("quiet", "moment", "wakes"),
    [
        ("", "23:00", "23:00"),
        ("22:00-07:00", "21:59", "21:59"),
        ("22:00-07:00", "22:00", "+07:00"),
        ("22:00-07:00", "03:00", "07:00"),
        ("22:00-00:00,00:00-07:00", "23:00", "+07:00"),  # bands that join are one
    ],
)
def test_quiet_hours_end(quiet: str, moment: str, wakes: str) -> None:
    day = "2026-11-23" if wakes.startswith("+") else SUNDAY
    found = tuple(map(parse_band, filter(None, quiet.split(","))))
    assert awake(found, at(f"{SUNDAY}T{moment}:00")) == at(f"{day}T{wakes.lstrip('+')}:00")


ROSTER = """群組,帳號,星期,時段,日期,代替
值班台,Wang,一至五,08:00-20:00,,
值班台,lin,"mon,週二 六",2000-0800,,

偵查隊,chen,每日,全日,,
值班台,chen,,,2026/12/01,wang
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_a_roster_is_read_from_a_file(encoding: str) -> None:
    found = read_roster(ROSTER.encode(encoding))
    assert found.problems == ()
    assert found.shifts == {
        "值班台": (
            Shift("wang", DAY, WORKING),
            Shift("lin", NIGHT, frozenset({Weekday.MON, Weekday.TUE, Weekday.SAT})),
        ),
        "偵查隊": (Shift("chen", Band(0, DAY_MINUTES)),),
    }
    assert found.substitutions == {"值班台": (Substitution(date(2026, 12, 1), "wang", "chen"),)}


def test_each_bad_row_has_its_sentence() -> None:
    rows = ["a,,一,8-20,,", "a,b,九,8-20,,", "a,b,一,8,,", "a,b,,,32,c", "a,b,,,2026-12-01,"]
    found = read_roster("\n".join(["群組,帳號,星期,時段,日期,代替", *rows]).encode())
    assert [one.row for one in found.problems] == [2, 3, 4, 5, 6]
    assert found.shifts.get("a", ()) == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "names no"),
        ("帳號,時段\n".encode(), "群組"),
        (b"\xff\xfe\x00", "no text"),
        (b"x" * 1_000_001, "at most"),
        (b"group,user,band\n" + b"a,b,8-20\n" * 5_000, "rows"),
        (b'group,user,band\n"a,b\n', "no CSV"),
    ],
)
def test_what_is_no_roster_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_roster(content)


@given(st.binary(max_size=300))
def test_nothing_breaks_the_reader(content: bytes) -> None:
    with suppress(Invalid):
        read_roster("群組,帳號,時段,日期,代替\n".encode() + content)
