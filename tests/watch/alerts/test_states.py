"""Whatever officers, hits and time do, and in which order: the rules of an alert's life hold."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from tests.conftest import FakeClock
from tests.watch.alerts.parts import LEE, SUV, WANG, hit, opened

from trackway.model.errors import Conflict
from trackway.model.passage import PassageId
from trackway.model.question import Officer
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.watch import Act
from trackway.watch.alerts import (
    OPEN,
    Alert,
    Alerts,
    AlertState,
    Answers,
    EventKind,
    Outcome,
    Past,
    Rejection,
    Rule,
)

FOLLOWS = {
    AlertState.NEW: {AlertState.SHOWN, AlertState.REJECTED, AlertState.EXPIRED},
    AlertState.SHOWN: {
        AlertState.VERIFIED,
        AlertState.DISPATCHED,
        AlertState.CLOSED,
        AlertState.REJECTED,
        AlertState.EXPIRED,
    },
    AlertState.VERIFIED: {
        AlertState.SHOWN,
        AlertState.DISPATCHED,
        AlertState.CLOSED,
        AlertState.REJECTED,
        AlertState.EXPIRED,
    },
    AlertState.DISPATCHED: {AlertState.CLOSED, AlertState.EXPIRED},
}
START = Instant(1_795_352_400_000_000)
OFFICERS = st.sampled_from([WANG, LEE])


class Life(RuleBasedStateMachine):
    """Two rules, two plates, two officers who may act on what they saw some time ago."""

    seen = Bundle("seen")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock(START)
        self.database = opened(Path(self.folder.name))
        self.ended = False
        ended = Said("已撤銷。", "Withdrawn.")
        self.alerts = Alerts(
            self.database, self.clock, lambda name, groups: Rule(ended=ended if self.ended else None)
        )
        self.was: dict[int, Alert] = {}
        self.keys: set[str] = set()

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @rule(
        target=seen,
        n=st.integers(1, 2),
        plate=st.sampled_from(["QQA-0123", "QQB-4567"]),
        act=st.sampled_from(Act),
        is_conflict=st.booleans(),
        priority=st.sampled_from([1, 5]),
        again=st.booleans(),
    )
    def take(  # noqa: PLR0917 - what makes up a hit
        self, n: int, plate: str, act: Act, is_conflict: bool, priority: int, again: bool
    ) -> object:
        self.clock.advance(1)
        found = hit(
            self.clock.at,
            rule=f"entry:{n}",
            plate=plate,
            act=act,
            priority=priority,
            conflicts=(SUV,) if is_conflict else (),
        )
        before = self.alerts.last_event()
        self.alerts.take([found, found] if again else [found])
        assert len(self.alerts.events(before)) == 1
        self.keys.add(found.key)
        return self.look()

    @rule(target=seen)
    def look(self) -> object:
        """Officers look at the list; what they see is what they act on later."""
        return multiple(*self.alerts.seen_by(WANG).past(Past()))

    @rule(alert=seen, by=OFFICERS)
    def show(self, alert: Alert, by: Officer) -> None:
        self.check(alert, by, lambda: self.alerts.show(alert.id, by, alert.version))

    @rule(alert=seen, by=OFFICERS, answers=st.tuples(st.booleans(), st.booleans(), st.booleans()))
    def verify(self, alert: Alert, by: Officer, answers: tuple[bool, bool, bool]) -> None:
        looked_at = PassageId(alert.newest)
        self.check(
            alert,
            by,
            lambda: self.alerts.verify(alert.id, by, alert.version, Answers(*answers), looked_at),
        )

    @rule(alert=seen, by=OFFICERS)
    def override(self, alert: Alert, by: Officer) -> None:
        self.check(alert, by, lambda: self.alerts.override(alert.id, by, alert.version, "已電話查證"))

    @rule(alert=seen, by=OFFICERS)
    def dispatch(self, alert: Alert, by: Officer) -> None:
        before = self.alerts.alert(alert.id)
        done = self.check(alert, by, lambda: self.alerts.dispatch(alert.id, by, alert.version))
        if done:
            assert not self.ended
            assert before.answers is not None
            if not before.is_overridden:
                assert before.answers.all_yes
                assert before.conflicts == ()
                assert before.hit.terms.act is Act.DISPATCH

    @rule(alert=seen, by=OFFICERS, outcome=st.sampled_from(Outcome))
    def close(self, alert: Alert, by: Officer, outcome: Outcome) -> None:
        self.check(alert, by, lambda: self.alerts.close(alert.id, by, alert.version, outcome))

    @rule(alert=seen, by=OFFICERS)
    def reject(self, alert: Alert, by: Officer) -> None:
        self.check(
            alert, by, lambda: self.alerts.reject(alert.id, by, alert.version, Rejection.WRONG_VEHICLE)
        )

    @rule(alert=seen, by=OFFICERS)
    def note(self, alert: Alert, by: Officer) -> None:
        self.alerts.note(alert.id, by, alert.version, "白色")

    @rule(seconds=st.sampled_from([1, 31, 601, 8_000, 50_000]))
    def pass_time(self, seconds: float) -> None:
        self.alerts.tick(self.clock.advance(seconds))

    @rule()
    def end_rule(self) -> None:
        self.ended = not self.ended

    def check(self, alert: Alert, by: Officer, act: Callable[[], Alert]) -> bool:
        """An act is done on what is known, or refused and nothing has changed."""
        before, last = self.alerts.alert(alert.id), self.alerts.last_event()
        try:
            after = act()
        except Conflict:
            assert self.alerts.alert(alert.id) == before
            assert self.alerts.last_event() == last
            return False
        (step,) = self.alerts.events(last)
        assert (step.alert, step.by) == (alert.id, by.username)
        # Step n made version n: nobody had acted since the version that this officer saw.
        steps = self.alerts.seen_by(by).steps(alert.id)
        between = steps[alert.version : after.version - 1]
        assert all(one.by == "" or one.kind is EventKind.NOTED for one in between)
        assert after.holder == by.username
        assert after.acknowledged is not None
        return True

    @invariant()
    def states_follow_one_another(self) -> None:
        for alert in self.alerts.seen_by(WANG).past(Past()):
            was = self.was.get(alert.id)
            if was is not None and was.state is not alert.state:
                assert alert.state in FOLLOWS[was.state]
            if was is not None:
                assert alert.version >= was.version
                assert was.state in OPEN or alert.state is was.state
            assert (alert.outcome is not None) == (alert.state is AlertState.CLOSED)
            assert (alert.rejection is not None) == (alert.state is AlertState.REJECTED)
            assert alert.state is not AlertState.NEW or alert.acknowledged is None
            self.was[alert.id] = alert

    @invariant()
    def every_hit_is_in_one_alert(self) -> None:
        alerts = self.alerts.seen_by(WANG).past(Past())
        assert sum(alert.hits for alert in alerts) == len(self.keys)

    @invariant()
    def steps_are_in_order_and_tell_of_every_version(self) -> None:
        events = self.alerts.events(0)
        assert [event.id for event in events] == sorted({event.id for event in events})
        for alert in self.was.values():
            assert alert.version == sum(event.alert == alert.id for event in events)

    @invariant()
    def what_is_urgent_is_never_dropped_unseen(self) -> None:
        for alert in self.was.values():
            if alert.state is AlertState.EXPIRED and alert.hit.terms.priority == 1:
                assert alert.acknowledged is not None


Life.TestCase.settings = settings(max_examples=12, stateful_step_count=24)
TestLife = Life.TestCase
