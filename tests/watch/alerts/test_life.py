"""The life of an alert: what may follow what, who is first, and what bars dispatch."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.watch.alerts.parts import CHEN, LEE, LIN, SUV, WANG, hit, opened

from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.likeness import Match, MatchedBy
from trackway.model.said import Said
from trackway.sqlite import SqliteFile
from trackway.watch import Act
from trackway.watch.alerts import (
    Alert,
    Alerts,
    AlertState,
    Answers,
    Barred,
    EventKind,
    Origin,
    Outcome,
    Past,
    Rejection,
    Rule,
    TakenMeanwhile,
)

YES = Answers(plate_right=True, vehicle_matches=True, still_valid=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteFile]:
    database = opened(tmp_path)
    yield database
    database.close()


@pytest.fixture
def alerts(database: SqliteFile, clock: FakeClock) -> Alerts:
    return Alerts(database, clock)


def only(alerts: Alerts) -> Alert:
    (found,) = alerts.seen_by(WANG).open()
    return found


def kinds(alerts: Alerts) -> list[EventKind]:
    return [event.kind for event in alerts.events(0)]


def test_a_hit_goes_all_the_way(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    alert = only(alerts)
    assert (alert.state, alert.origin, alert.version) == (AlertState.NEW, Origin.LIVE, 1)
    assert alert.hit == hit(clock.at)
    clock.advance(12)
    alert = alerts.show(alert.id, WANG, alert.version)
    alert = alerts.verify(alert.id, WANG, alert.version, YES, alert.hit.passage.id)
    alert = alerts.dispatch(alert.id, WANG, alert.version, "吉安 302")
    alert = alerts.close(alert.id, WANG, alert.version, Outcome.STOPPED, "移送")
    assert (alert.state, alert.outcome, alert.holder) == (AlertState.CLOSED, Outcome.STOPPED, "wang")
    assert alert.acknowledged == clock.at
    assert alerts.alert(alert.id) == alert
    assert alerts.seen_by(WANG).open() == ()
    assert [(step.kind, step.by, step.says) for step in alerts.seen_by(WANG).steps(alert.id)] == [
        (EventKind.OPENED, "", ""),
        (EventKind.SHOWN, "wang", ""),
        (EventKind.VERIFIED, "wang", ""),
        (EventKind.DISPATCHED, "wang", "吉安 302"),
        (EventKind.CLOSED, "wang", "stopped: 移送"),
    ]


def test_taking_again_changes_nothing(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    before = alerts.events(0)
    alerts.take([hit(clock.at), hit(clock.at)])
    assert alerts.events(0) == before


def test_what_a_transaction_undoes_was_never_taken(
    alerts: Alerts, database: SqliteFile, clock: FakeClock
) -> None:
    def killed() -> None:
        with database.transaction():
            alerts.take([hit(clock.at)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert alerts.events(0) == ()
    alerts.take([hit(clock.at)])
    assert kinds(alerts) == [EventKind.OPENED]


def test_hits_of_one_rule_and_plate_join(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    first = only(alerts)
    clock.advance(3 * 3600)  # it is open still
    alerts.take([hit(clock.at, camera=2)])
    alert = only(alerts)
    assert (alert.id, alert.hits, alert.version) == (first.id, 2, 2)
    assert alert.newest == hit(clock.at, camera=2).passage.id
    alerts.take([hit(clock.at, rule="entry:2"), hit(clock.at, plate="QQB-0123"), hit(clock.at, plate="")])
    assert len(alerts.seen_by(WANG).open()) == 4


def test_hits_without_a_plate_are_of_nobody_known(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at, plate="")])
    alerts.take([hit(clock.advance(1), plate="")])
    assert len(alerts.seen_by(WANG).open()) == 2


@pytest.mark.parametrize(("later_s", "many"), [(599, 1), (601, 2)])
def test_what_is_done_with_is_joined_for_ten_minutes(
    alerts: Alerts, clock: FakeClock, later_s: float, many: int
) -> None:
    alerts.take([hit(clock.at)])
    alerts.reject(only(alerts).id, WANG, 1, Rejection.MISREAD)
    alerts.take([hit(clock.advance(later_s))])
    assert len(alerts.seen_by(WANG).past(Past())) == many


def test_what_was_rejected_as_misread_comes_again_when_another_camera_reads_it_letter_by_letter(
    alerts: Alerts, clock: FakeClock
) -> None:
    alerts.take([hit(clock.at)])
    first = only(alerts)
    alerts.reject(first.id, WANG, 1, Rejection.MISREAD)
    exact = Match(0.0, (), MatchedBy.VOTE, 0.95)
    alerts.take([replace(hit(clock.advance(60)), match=exact)])  # the same camera misreads it again
    alerts.take([hit(clock.advance(60), camera=2)])  # another, by a look-alike
    assert alerts.seen_by(WANG).open() == ()
    alerts.take([replace(hit(clock.advance(60), camera=3), match=exact)])
    (again,) = alerts.seen_by(WANG).open()
    assert again.id != first.id


def test_old_passages_are_late_and_never_join_across_strands(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at.plus(-601))])
    assert only(alerts).origin is Origin.LATE
    alerts.take([hit(clock.at, key="found later")], Origin.RETRO)
    alerts.drill(CHEN, hit(clock.at, key="drill 1"))
    assert sorted(alert.origin for alert in alerts.seen_by(WANG).open()) == ["drill", "late", "retro"]


def test_only_an_administrator_starts_an_exercise(alerts: Alerts, clock: FakeClock) -> None:
    with pytest.raises(Denied):
        alerts.drill(WANG, hit(clock.at))
    assert alerts.drill(CHEN, hit(clock.at)).is_drill


def test_the_second_officer_is_told_who_was_first(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    alert = only(alerts)
    alerts.show(alert.id, WANG, alert.version)
    with pytest.raises(TakenMeanwhile, match=r"^wang was first: .* shown at 21:00:00"):
        alerts.show(alert.id, LEE, alert.version)


def test_what_only_the_watch_did_is_in_nobodys_way(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    alert = only(alerts)
    alerts.take([hit(clock.advance(70), camera=2)])
    assert alerts.tick(clock.at) == 1
    alerts.note(alert.id, LEE, alert.version, "看起來像是同一輛")
    assert alerts.show(alert.id, WANG, alert.version).state is AlertState.SHOWN


def test_nobody_is_sent_before_three_answers(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    alert = alerts.show(only(alerts).id, WANG, 1)
    with pytest.raises(Barred):
        alerts.dispatch(alert.id, WANG, alert.version)
    with pytest.raises(Barred, match="three questions"):
        alerts.override(alert.id, WANG, alert.version, "長官指示")
    with pytest.raises(Invalid, match="none of alert"):
        alerts.verify(alert.id, WANG, alert.version, YES, hit(clock.at.plus(5)).passage.id)


@pytest.mark.parametrize("no", ["plate_right", "vehicle_matches", "still_valid"])
def test_a_no_bars_dispatch_until_overridden(alerts: Alerts, clock: FakeClock, no: str) -> None:
    alerts.take([hit(clock.at)])
    alert = alerts.show(only(alerts).id, WANG, 1)
    answers = Answers(**{name: name != no for name in ("plate_right", "vehicle_matches", "still_valid")})
    alert = alerts.verify(alert.id, WANG, alert.version, answers, alert.newest)
    assert alert.state is AlertState.SHOWN
    with pytest.raises(Barred):
        alerts.dispatch(alert.id, WANG, alert.version)
    with pytest.raises(Invalid):
        alerts.override(alert.id, WANG, alert.version, " - ")
    alert = alerts.override(alert.id, LEE, alert.version, "失主在場確認")
    assert alerts.dispatch(alert.id, LEE, alert.version).state is AlertState.DISPATCHED
    assert (EventKind.DOUBTED, "wang", no) in [(e.kind, e.by, e.says) for e in alerts.events(0)]
    assert (EventKind.OVERRIDDEN, "lee", "失主在場確認") in [(e.kind, e.by, e.says) for e in alerts.events(0)]


def test_a_vehicle_that_seems_another_bars_dispatch_whatever_was_answered(
    alerts: Alerts, clock: FakeClock
) -> None:
    alerts.take([hit(clock.at, conflicts=(SUV,))])
    alert = alerts.show(only(alerts).id, WANG, 1)
    alert = alerts.verify(alert.id, WANG, alert.version, YES, alert.newest)
    with pytest.raises(Barred, match="not what it should be"):
        alerts.dispatch(alert.id, WANG, alert.version)
    alert = alerts.override(alert.id, WANG, alert.version, "車主換車，已查證")
    assert alerts.seen_by(WANG).bars(alert) == ()


def test_a_conflict_that_comes_after_the_override_bars_again(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at, act=Act.NOTIFY)])
    alert = alerts.show(only(alerts).id, WANG, 1)
    alert = alerts.verify(alert.id, WANG, alert.version, YES, alert.newest)
    alert = alerts.override(alert.id, WANG, alert.version, "改為攔查")
    alerts.take([hit(clock.advance(30), conflicts=(SUV,))])
    with pytest.raises(Barred, match="not what it should be"):
        alerts.dispatch(alert.id, WANG, alert.version)


def test_what_has_ended_meanwhile_bars_and_cannot_be_overridden(
    database: SqliteFile, clock: FakeClock
) -> None:
    ended = Said("名單項已撤銷。", "The entry was withdrawn.")
    alerts = Alerts(database, clock, lambda rule, groups: Rule(ended=ended))
    alerts.take([hit(clock.at, conflicts=(SUV,))])
    alert = alerts.show(only(alerts).id, WANG, 1)
    alert = alerts.verify(alert.id, WANG, alert.version, YES, alert.newest)
    with pytest.raises(Barred, match="withdrawn"):
        alerts.dispatch(alert.id, WANG, alert.version)
    with pytest.raises(Barred, match="withdrawn"):
        alerts.override(alert.id, WANG, alert.version, "長官指示")


def test_what_asks_only_to_be_told_of_is_closed_without_anybody_sent(
    alerts: Alerts, clock: FakeClock
) -> None:
    alerts.take([hit(clock.at, act=Act.NOTIFY), hit(clock.at, rule="entry:2")])
    for alert in alerts.seen_by(WANG).open():
        shown = alerts.show(alert.id, WANG, alert.version)
        if alert.hit.terms.act is Act.NOTIFY:
            assert alerts.close(alert.id, WANG, shown.version, Outcome.INFORMED).state is AlertState.CLOSED
        else:
            with pytest.raises(Conflict, match="dispatch it, or reject it"):
                alerts.close(alert.id, WANG, shown.version, Outcome.INFORMED)


def test_rejecting_for_another_reason_says_which(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    with pytest.raises(Invalid):
        alerts.reject(only(alerts).id, WANG, 1, Rejection.OTHER)
    alert = alerts.reject(only(alerts).id, WANG, 1, Rejection.OTHER, "測試車")
    with pytest.raises(Conflict, match="rejected by wang at"):
        alerts.show(alert.id, LEE, alert.version)


def test_auditors_see_and_do_nothing(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    with pytest.raises(Denied):
        alerts.seen_by(LIN)
    with pytest.raises(Denied):
        alerts.show(only(alerts).id, LIN, 1)


def test_an_alert_that_is_not_there(alerts: Alerts) -> None:
    with pytest.raises(NotFound):
        alerts.show(12, WANG, 1)
