"""What alerts ask of lists and zones: whether an entry still holds, and who may know of a covert one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.watch.alerts.parts import CHEN, LEE, WANG, hit

from trackway.model.errors import NotFound
from trackway.model.pattern import parse_pattern
from trackway.model.question import Officer, Role
from trackway.node.watching import opened_watch
from trackway.watch import Act, Category, ListKind, Rooms, Terms, WatchList
from trackway.watch.alerts import Answers, Barred
from trackway.watch.lists import Draft

HUANG = Officer(5, "huang", "黃分隊長", Role.INVESTIGATOR)
YES = Answers(plate_right=True, vehicle_matches=True, still_valid=True)


@pytest.fixture
def rooms(tmp_path: Path, clock: FakeClock) -> Iterator[Rooms]:
    with opened_watch(tmp_path, clock) as rooms:
        yield rooms


def entry_of(rooms: Rooms, clock: FakeClock, terms: Terms) -> int:
    """An entry that Wang asked for and Lee approved."""
    made = WatchList(0, "失竊車輛", ListKind.WATCH, "刑警大隊", terms, clock.at)
    list_id = rooms.lists.make_list(made, CHEN.username).id
    draft = Draft(
        pattern=parse_pattern("QQA-0123"),
        start=clock.at,
        end=clock.at.plus(86_400),
        reason="協尋",
        legal_basis="警察職權行使法",
        case_no="1150001",
        terms=terms,
    )
    entry = rooms.lists.add(list_id, draft, WANG.username, asked=LEE.username)
    return rooms.lists.approve(entry.id, LEE.username).id


def test_a_covert_entry_is_known_to_requester_and_approver_alone(rooms: Rooms, clock: FakeClock) -> None:
    terms = Terms(Category.INVESTIGATION, 2, Act.DISPATCH, covert=True)
    number = entry_of(rooms, clock, terms)
    rooms.alerts.take([replace(hit(clock.at, rule=f"entry:{number}", covert=True), terms=terms)])
    for insider in (WANG, LEE):
        (alert,) = rooms.alerts.seen_by(insider).open()
        assert rooms.alerts.visible_to(insider, alert.id)
    for other in (CHEN, HUANG, replace(WANG, id=0)):
        assert rooms.alerts.seen_by(other).open() == ()
        assert not rooms.alerts.visible_to(other, alert.id)
        assert sum(rooms.alerts.seen_by(other).counts().values()) == 0
        with pytest.raises(NotFound):
            rooms.alerts.show(alert.id, other, 1)


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
def test_an_entry_that_no_longer_holds_bars_dispatch(rooms: Rooms, clock: FakeClock, how: str) -> None:
    terms = Terms(Category.STOLEN_VEHICLE, 2, Act.DISPATCH)
    number = entry_of(rooms, clock, terms)
    rooms.alerts.take([hit(clock.at, rule=f"entry:{number}")])
    (alert,) = rooms.alerts.seen_by(HUANG).open()
    alert = rooms.alerts.show(alert.id, HUANG, 1)
    alert = rooms.alerts.verify(alert.id, HUANG, alert.version, YES, alert.newest)
    assert rooms.alerts.seen_by(HUANG).bars(alert) == ()
    if how == "withdrawn":
        rooms.lists.withdraw(number, WANG.username)
        clock.advance(1)
    else:
        clock.advance(2 * 86_400)
    with pytest.raises(Barred, match=r"withdrawn|no longer in force"):
        rooms.alerts.dispatch(alert.id, HUANG, alert.version)


def test_an_entry_or_zone_that_is_gone_bars_dispatch_too(rooms: Rooms, clock: FakeClock) -> None:
    for rule in ("entry:999", "zone:999"):
        rooms.alerts.take([hit(clock.at, rule=rule)])
    for alert in rooms.alerts.seen_by(HUANG).open():
        assert "rule_ended" in [bar.kind for bar in rooms.alerts.seen_by(HUANG).bars(alert)]
