"""Time and alerts: told of again at growing distances, expired, forgotten after a year."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.watch.alerts.parts import WANG, hit, opened

from trackway.model.errors import Invalid
from trackway.sqlite import SqliteFile
from trackway.watch.alerts import Alerts, AlertState, EventKind, Origin, Pace, Past, Rejection

HOUR = 3600.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteFile]:
    database = opened(tmp_path)
    yield database
    database.close()


@pytest.fixture
def alerts(database: SqliteFile, clock: FakeClock) -> Alerts:
    return Alerts(database, clock)


def run(alerts: Alerts, clock: FakeClock, seconds: float, every: float = 10.0) -> list[float]:
    """Let time pass in ticks; at how many seconds the alert was told of again."""
    began = clock.at
    while clock.at.since(began) < seconds:
        alerts.tick(clock.advance(every))
    steps = alerts.events(0)
    return [step.at.since(began) for step in steps if step.kind is EventKind.ESCALATED]


def test_what_nobody_takes_is_told_of_again_at_growing_distances(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at, priority=1)])
    assert run(alerts, clock, 1000) == [30, 90, 210, 450, 930]
    (alert,) = alerts.seen_by(WANG).open()
    assert (alert.level, alert.state) == (5, AlertState.NEW)
    alerts.show(alert.id, WANG, alert.version)
    assert len(run(alerts, clock, 10 * HOUR, every=600)) == 5


def test_what_is_urgent_stays_until_somebody_looks(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at, priority=1), hit(clock.at, priority=2, rule="entry:2")])
    told = run(alerts, clock, 48 * HOUR, every=600)
    (alert,) = alerts.seen_by(WANG).open()
    assert alert.hit.terms.priority == 1
    assert len(told) > 50
    (expired,) = alerts.seen_by(WANG).past(Past(states=frozenset({AlertState.EXPIRED})))
    assert expired.acknowledged is None
    assert EventKind.EXPIRED in [step.kind for step in alerts.seen_by(WANG).steps(expired.id)]


def test_a_further_hit_puts_off_the_end(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at, priority=5)])
    (alert,) = alerts.seen_by(WANG).open()
    alerts.show(alert.id, WANG, 1)
    clock.advance(1.5 * HOUR)
    alerts.take([hit(clock.at, priority=5)])
    run(alerts, clock, 1 * HOUR, every=600)
    assert alerts.alert(alert.id).state is AlertState.SHOWN
    run(alerts, clock, 1.1 * HOUR, every=600)
    assert alerts.alert(alert.id).state is AlertState.EXPIRED


def test_finds_among_old_passages_are_told_of_once(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at.plus(-86_400), priority=1)], Origin.RETRO)
    assert run(alerts, clock, 3600, every=60) == []


def test_after_a_year_nothing_is_left(alerts: Alerts, clock: FakeClock) -> None:
    alerts.take([hit(clock.at)])
    (alert,) = alerts.seen_by(WANG).open()
    alerts.reject(alert.id, WANG, 1, Rejection.MISREAD)
    alerts.tick(clock.advance(364 * 86_400))
    assert len(alerts.events(0)) == 2
    alerts.tick(clock.advance(2 * 86_400))
    assert alerts.events(0) == ()
    alerts.take([hit(clock.at)])
    (fresh,) = alerts.seen_by(WANG).open()
    assert fresh.id > alert.id


def test_a_pace_has_a_time_for_each_priority() -> None:
    with pytest.raises(Invalid):
        Pace(acknowledge_s=(1.0, 2.0))
