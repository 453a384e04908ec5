"""Duty: who is told now, and never nobody where there is somebody."""

from datetime import date

import pytest
from tests.conftest import FakeClock

from trackway.model.band import parse_band
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.watch.duty import Contact, Duty, Group, Person, Shift, Substitution, read_roster

DAY, NIGHT = parse_band("08:00-20:00"), parse_band("20:00-08:00")


def told(duty: Duty, clock: FakeClock, *names: str, priority: int = 2, level: int = 0) -> list[str]:
    found = duty.told(names, clock.now(), priority=priority, level=level)
    return [one.username or one.contact.address for one in found]


def test_those_on_duty_are_told_and_in_a_gap_everybody(duty: Duty, clock: FakeClock) -> None:
    assert told(duty, clock) == ["wang", "lin", "chen"]  # without shifts all always are
    desk = duty.groups()[0]
    duty.put_group(
        Group(
            desk.id,
            "值班台",
            desk.members,
            (Contact(3, "county/alerts"),),
            (Shift("wang", DAY), Shift("lin", NIGHT)),
            is_default=True,
        )
    )
    assert told(duty, clock) == ["lin", "county/alerts"]  # nine in the evening
    duty.put_group(Group(desk.id, "值班台", desk.members, (), (Shift("wang", DAY),), is_default=True))
    assert told(duty, clock) == ["wang", "lin", "chen"]
    assert all(one.is_in_gap for one in duty.told((), clock.now(), priority=2))
    assert told(duty, clock, "no such group") == []


def test_the_next_group_is_told_with_each_level(duty: Duty, clock: FakeClock) -> None:
    for n, name in enumerate(("chief", "deputy")):
        duty.put_person(Person(name, name, (Contact(1, f"092200000{n}"),)))
    duty.put_group(Group(0, "局長室", ("chief",)))
    duty.put_group(Group(0, "隊長", ("deputy",), next_name="局長室"))
    desk = next(group for group in duty.groups() if group.is_default)
    duty.put_group(Group(desk.id, "勤務中心", ("wang",), next_name="隊長", is_default=True))
    assert told(duty, clock) == ["wang"]
    assert told(duty, clock, level=1) == ["wang", "deputy"]
    assert told(duty, clock, level=2) == told(duty, clock, level=30) == ["wang", "deputy", "chief"]
    assert told(duty, clock, "隊長", "勤務中心") == ["deputy", "wang"]
    assert duty.groups_of("chief") == {"局長室", "隊長", "勤務中心"}
    assert duty.groups_of("wang") == {"勤務中心"}
    chief = next(one.id for one in duty.groups() if one.name == "局長室")
    with pytest.raises(Invalid, match="lead to itself"):
        duty.put_group(Group(chief, "局長室", ("chief",), next_name="勤務中心"))
    with pytest.raises(Conflict, match="leads to"):
        duty.drop_group(next(one.id for one in duty.groups() if one.name == "隊長"))


def test_quiet_hours_never_hold_up_the_first_priority(duty: Duty, clock: FakeClock) -> None:
    duty.put_person(Person("wang", "Wang", (Contact(1, "0911000000", (parse_band("20:00-07:00"),)),)))
    waits, *_ = duty.told((), clock.now(), priority=2)
    assert waits.not_before == clock.now().plus(10 * 3600)
    urgent, *_ = duty.told((), clock.now(), priority=1)
    assert urgent.not_before == clock.now()


def test_an_address_is_told_once_whoever_has_it(duty: Duty, clock: FakeClock) -> None:
    duty.put_person(Person("lin", "Lin", (Contact(1, "0911000000"), Contact(2, "0911000000"))))
    assert told(duty, clock) == ["wang", "lin", "chen"]


def test_a_roster_file_replaces_the_shifts_of_its_groups(duty: Duty) -> None:
    rows = "群組,帳號,時段,日期,代替\n值班台,wang,8-20,,\n值班台,chen,,2026-11-23,wang\n"
    duty.take_roster(read_roster(rows.encode()))
    (desk,) = duty.groups()
    assert desk.shifts == (Shift("wang", DAY),)
    assert desk.substitutions == (Substitution(date(2026, 11, 23), "wang", "chen"),)
    duty.drop_substitution(desk.id, date(2026, 11, 23), "wang")
    with pytest.raises(NotFound):
        duty.drop_substitution(desk.id, date(2026, 11, 23), "wang")
    for content, error in (
        ("群組,帳號,時段\n值班台,nobody,8-20\n", Invalid),
        ("群組,帳號,時段\n沒有的,wang,8-20\n", NotFound),
        ("群組,帳號,時段\n值班台,lin,8-20\n值班台,wang,99\n", Invalid),
    ):
        with pytest.raises(error):
            duty.take_roster(read_roster(content.encode()))
    assert duty.groups()[0].shifts == (Shift("wang", DAY),)  # all or nothing


@pytest.mark.parametrize(
    ("group", "says"),
    [
        (Group(0, "值班台"), "already"),
        (Group(0, " "), "1 to 100"),
        (Group(0, "a,b"), "comma"),
        (Group(0, "x", ("wang", "wang")), "twice"),
        (Group(0, "x", ("nobody",)), "how nobody is reached"),
        (Group(0, "x", ("wang",), shifts=(Shift("lin", DAY),)), "no member"),
        (Group(0, "x", next_name="y"), "no group 'y'"),
    ],
)
def test_unfit_groups_are_refused(duty: Duty, group: Group, says: str) -> None:
    with pytest.raises((Invalid, Conflict), match=says):
        duty.put_group(group)


def test_people_come_and_go(duty: Duty) -> None:
    desk = duty.groups()[0]
    duty.put_group(Group(desk.id, "值班台", desk.members, (), (Shift("wang", DAY),)))
    with pytest.raises(Conflict, match="值班台"):
        duty.drop_person("wang")
    duty.drop_person("chen")
    assert duty.groups()[0].members == ("wang", "lin")
    with pytest.raises(NotFound):
        duty.drop_person("chen")
    with pytest.raises(Invalid, match="twice"):
        duty.put_person(Person("wang", "W", (Contact(1, "a"), Contact(1, "a"))))
    duty.drop_group(desk.id)
    with pytest.raises(NotFound):
        duty.group(desk.id)
