"""Alerts: hits taken in, every step of what officers do about them, and time passing over both.

::

    hits ──► take ──► new ──► show ──► verify ──► dispatch ──► close        tick: escalate, expire
                       │                  └── no, or conflict: override
                       └──► reject

Of two officers who act at once the one whose transaction comes first wins; the other gets ``TakenMeanwhile``.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.passage import PassageId
from trackway.model.question import Officer, Role
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile
from trackway.watch.alerts.alert import Alert, AlertState, Event, EventKind, Origin
from trackway.watch.alerts.answers import Answers, Outcome, Rejection
from trackway.watch.alerts.drill import as_drill
from trackway.watch.alerts.gate import bars, can_override
from trackway.watch.alerts.ledger import PUBLIC, Ledger
from trackway.watch.alerts.pace import Pace
from trackway.watch.alerts.rows import Kept, event_of
from trackway.watch.alerts.rule import RuleBook, unknown_rule
from trackway.watch.alerts.sight import News, Sight, is_known
from trackway.watch.alerts.taking import Taker
from trackway.watch.entry import Act
from trackway.watch.hit import Hit

__all__ = ["Alerts", "Barred", "TakenMeanwhile"]

_MOST_TEXT = 1_000
_MOST_DUE = 500
"""Escalated or expired in one transaction; the rest a second later."""
_KEPT_S = 365 * 86_400.0
"""What alerts hold of passages is destroyed a year later (警察職權行使法 §10)."""

_S = AlertState
_UNDECIDED = frozenset({_S.NEW, _S.SHOWN, _S.VERIFIED})


class TakenMeanwhile(Conflict):
    """Another officer acted on this alert first; look at it again."""


class Barred(Conflict):
    """Nobody may be sent yet."""


class Alerts:
    """All alerts of one centre. Usable from several threads and processes.

    Acts name the ``version`` of the alert that the officer saw. What an officer may not see is not there for
    them: ``NotFound``. Auditors are ``Denied``.
    """

    def __init__(
        self,
        database: SqliteFile,
        clock: Clock,
        rules: RuleBook = unknown_rule,
        pace: Pace | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._pace = pace or Pace()
        self._ledger = Ledger(database, rules)
        self._taker = Taker(self._ledger, self._pace)

    # Hits

    def take(self, hits: Sequence[Hit], origin: Origin | None = None) -> None:
        """Write hits down, all or none; one whose key is known changes nothing.

        Several of one rule and plate while their alert is open, or within ten minutes, are that one alert,
        seen again. Without an ``origin`` they are live, or late where their passage is ten minutes old.
        """
        if not hits:
            return
        now = self._clock.now()
        with self._database.transaction():
            for hit in hits:
                self._taker.take(hit, origin or self._taker.origin_of(hit, now), now)

    def drill(self, by: Officer, hit: Hit) -> Alert:
        """Open an exercise 演練 on a hit, which has a key of its own. Raises ``Denied`` for all but
        administrators."""
        if by.role is not Role.ADMINISTRATOR:
            raise Denied(f"Only an administrator starts an exercise; {by.username} is {by.role.value}.")
        with self._database.transaction():
            now = self._clock.now()
            alert = self._taker.take(hit, Origin.DRILL, now)
            kept = self._ledger.kept(alert)
            if kept.alert.origin is not Origin.DRILL:
                raise Conflict(f"Alert {alert} has this key already; an exercise has one of its own.")
            return self._ledger.step(kept, EventKind.NOTED, now, by=by.username, says="drill").alert

    def drill_again(self, by: Officer, alert_id: int) -> Alert:
        """Open an exercise on what an alert tells of. Raises as ``drill``, and ``NotFound``."""
        return self.drill(by, as_drill(self.seen_by(by).alert(alert_id).hit))

    # Reading

    def alert(self, alert_id: int) -> Alert:
        """One alert, whoever may see it. Raises ``NotFound``."""
        return self._ledger.kept(alert_id).alert

    def events(self, after: int, limit: int = 1_000) -> tuple[Event, ...]:
        """Steps of all alerts whose number is above ``after``, in the order they were written."""
        return tuple(map(event_of, self._database.rows("alert_events_after", after=after, limit=limit)))

    def news(self, after: int, limit: int = 1_000) -> tuple[News, ...]:
        """The same with the alert of each as it is now, and whose eyes it is for."""
        found: list[News] = []
        kept: dict[int, Kept] = {}
        for event in self.events(after, limit):
            one = kept.setdefault(event.alert, self._ledger.kept(event.alert))
            found.append(News(event, one.alert, one.scope, self._ledger.rule(one.alert).watch_list))
        return tuple(found)

    def may_know(self, officer: Officer, scope: int) -> bool:
        """Whether news of a scope is for an officer."""
        return scope == PUBLIC or (is_known(officer) and self._ledger.sees(scope, officer.username))

    def last_event(self) -> int:
        """The number of the newest step; 0 while there is none."""
        return int(self._database.only("alert_events_end")["last"])

    def visible_to(self, officer: Officer, alert_id: int) -> bool:
        """Whether an officer may see an alert that there is. Raises ``NotFound``."""
        return self.seen_by(officer).may_see(self._ledger.kept(alert_id))

    def seen_by(self, officer: Officer) -> Sight:
        """The alerts as one officer may see them. Raises ``Denied`` for auditors."""
        return Sight(self._ledger, officer)

    # Acts

    def show(self, alert_id: int, by: Officer, version: int) -> Alert:
        """Say that one is looking at it 看到了; another officer may take it over so."""
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, {_S.NEW, _S.SHOWN})
            return self._done(kept, by, EventKind.SHOWN, state=_S.SHOWN)

    def verify(
        self, alert_id: int, by: Officer, version: int, answers: Answers, looked_at: PassageId
    ) -> Alert:
        """Answer the three questions, looking at the picture of one of its passages 查證.

        Three times yes makes it verified; any no leaves it shown, and nobody is sent unless overridden.
        """
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, {_S.SHOWN, _S.VERIFIED})
            looked = self._database.rows("alert_passages", alert=alert_id)
            if looked_at not in {row["passage"] for row in looked}:
                raise Invalid(f"Passage {looked_at} is none of alert {alert_id}'s; look at its pictures.")
            kept = replace(kept, alert=replace(kept.alert, answers=answers, is_overridden=False))
            if answers.all_yes:
                return self._done(kept, by, EventKind.VERIFIED, state=_S.VERIFIED)
            doubts = [name for name, is_yes in _named(answers) if not is_yes]
            return self._done(kept, by, EventKind.DOUBTED, ",".join(doubts), state=_S.SHOWN)

    def override(self, alert_id: int, by: Officer, version: int, reason: str) -> Alert:
        """Answer for sending somebody although the vehicle seems another or an answer was no.

        Raises ``Barred`` where there is nothing to override, or something that nobody can.
        """
        says = _text(reason, "An override")
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, {_S.SHOWN, _S.VERIFIED})
            rule = self._ledger.rule(kept.alert)
            if not can_override(kept.alert, rule):
                found = "; ".join(bar.says.en for bar in bars(kept.alert, rule) if bar.is_firm)
                raise Barred(found or f"Nothing bars the dispatch of alert {alert_id}.")
            kept = replace(kept, alert=replace(kept.alert, is_overridden=True))
            return self._done(kept, by, EventKind.OVERRIDDEN, says, state=_S.VERIFIED)

    def dispatch(self, alert_id: int, by: Officer, version: int, unit: str = "") -> Alert:
        """Say that somebody is sent 派遣, and who. Raises ``Barred`` while anything speaks against it."""
        says = _text(unit, "A unit") if unit.strip() else ""
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, {_S.SHOWN, _S.VERIFIED})
            if found := bars(kept.alert, self._ledger.rule(kept.alert)):
                raise Barred(" ".join(bar.says.en for bar in found))
            return self._done(kept, by, EventKind.DISPATCHED, says, state=_S.DISPATCHED)

    def close(self, alert_id: int, by: Officer, version: int, outcome: Outcome, note: str = "") -> Alert:
        """Say what came of it 結案: after dispatch, or once shown where nobody was to be sent."""
        says = _with_note(outcome.value, note)
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, {_S.SHOWN, _S.VERIFIED, _S.DISPATCHED})
            if kept.alert.hit.terms.act is Act.DISPATCH and kept.alert.state is not _S.DISPATCHED:
                raise Conflict(f"Alert {alert_id} asks for somebody to be sent: dispatch it, or reject it.")
            kept = replace(kept, alert=replace(kept.alert, outcome=outcome))
            return self._done(kept, by, EventKind.CLOSED, says, state=_S.CLOSED)

    def reject(self, alert_id: int, by: Officer, version: int, why: Rejection, note: str = "") -> Alert:
        """Say that it is no such thing 駁回, and why; ``Rejection.OTHER`` needs a note."""
        if why is Rejection.OTHER and not note.strip():
            raise Invalid("Say why the alert is rejected, if it is for another reason.")
        says = _with_note(why.value, note)
        with self._database.transaction():
            kept = self._to_act_on(alert_id, by, version, _UNDECIDED)
            kept = replace(kept, alert=replace(kept.alert, rejection=why))
            return self._done(kept, by, EventKind.REJECTED, says, state=_S.REJECTED)

    def note(self, alert_id: int, by: Officer, version: int, text: str) -> Alert:
        """Write something down with it, at any time. It is in nobody's way."""
        says = _text(text, "A note")
        with self._database.transaction():
            kept = self._visible(alert_id, by)
            _check_seen(kept.alert, version)
            return self._ledger.step(
                kept, EventKind.NOTED, self._clock.now(), by=by.username, says=says
            ).alert

    # Time

    def tick(self, now: Instant) -> int:
        """Escalate what nobody took in time and let expire what is too old; how many steps that made.

        Destroys what is older than a year. To be called once a second or so.
        """
        self.forget_before(now.plus(-_KEPT_S))
        if not self._database.rows("alerts_due", now_us=now.us, limit=1):
            return 0
        with self._database.transaction():
            due = self._database.rows("alerts_due", now_us=now.us, limit=_MOST_DUE)
            for row in due:
                self._pass_time(self._ledger.kept(row["id"]), now)
        return len(due)

    def forget_before(self, before: Instant) -> int:
        """Destroy alerts that were opened and last seen before a moment, with their hits and steps."""
        if not self._database.rows("alerts_old", before_us=before.us):
            return 0
        with self._database.transaction():
            self._database.run("alert_events_forget", before_us=before.us)
            self._database.run("alert_hits_forget", before_us=before.us)
            return self._database.run("alerts_forget", before_us=before.us)

    def _pass_time(self, kept: Kept, now: Instant) -> None:
        alert = kept.alert
        priority = alert.hit.terms.priority
        is_kept_up = alert.state is _S.NEW and priority == 1 and alert.origin in (Origin.LIVE, Origin.LATE)
        if kept.expires <= now and not is_kept_up:
            expired = replace(kept, alert=replace(alert, state=_S.EXPIRED), escalates=None)
            self._ledger.step(expired, EventKind.EXPIRED, now)
            return
        level = alert.level + 1
        again = now.plus(self._pace.escalates_after(priority, level))
        raised = replace(kept, alert=replace(alert, level=level), escalates=again)
        self._ledger.step(raised, EventKind.ESCALATED, now)

    # What acts have in common

    def _visible(self, alert_id: int, by: Officer) -> Kept:
        kept = self._ledger.kept(alert_id)
        if not self.seen_by(by).may_see(kept):
            raise NotFound(f"There is no alert {alert_id}.")
        return kept

    def _to_act_on(self, alert_id: int, by: Officer, version: int, states: Collection[AlertState]) -> Kept:
        kept = self._visible(alert_id, by)
        _check_seen(kept.alert, version)
        last = self._ledger.last_act(alert_id)
        if version < kept.acted and last is not None:
            raise TakenMeanwhile(
                f"{last.by} was first: alert {alert_id} was {last.kind.value} at "
                f"{last.at.taipei():%H:%M:%S}; look at it again."
            )
        state = kept.alert.state
        if state not in states:
            who = f" by {last.by} at {last.at.taipei():%H:%M:%S}" if last is not None else ""
            raise Conflict(f"Alert {alert_id} is {state.value}{who}; this cannot be done about it now.")
        return kept

    def _done(self, kept: Kept, by: Officer, kind: EventKind, says: str = "", *, state: AlertState) -> Alert:
        now = self._clock.now()
        alert = replace(
            kept.alert, state=state, holder=by.username, acknowledged=kept.alert.acknowledged or now
        )
        after = replace(kept, alert=alert, escalates=None)
        return self._ledger.step(after, kind, now, by=by.username, says=says, decides=True).alert


def _check_seen(alert: Alert, version: int) -> None:
    if not 1 <= version <= alert.version:
        raise Invalid(f"Alert {alert.id} has no version {version}.")


def _named(answers: Answers) -> tuple[tuple[str, bool], ...]:
    return (
        ("plate_right", answers.plate_right),
        ("vehicle_matches", answers.vehicle_matches),
        ("still_valid", answers.still_valid),
    )


def _with_note(word: str, note: str) -> str:
    return f"{word}: {_text(note, 'A note')}" if note.strip() else word


def _text(text: str, what: str) -> str:
    """Text in one line, spaces tidied. Raises ``Invalid`` for one that says nothing or far too much."""
    tidy = " ".join(text.split())
    if not re.search(r"[^\W_]", tidy) or not tidy.isprintable():
        raise Invalid(f"{what} says something, in letters.")
    if len(tidy) > _MOST_TEXT:
        raise Invalid(f"{what} has at most {_MOST_TEXT} characters.")
    return tidy
