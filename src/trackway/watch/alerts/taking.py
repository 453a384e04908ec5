"""Taking: hits become alerts, or join the one that tells of the same."""

from dataclasses import replace

from trackway.model.passage import at_of
from trackway.model.time import Instant
from trackway.watch.alerts.alert import EventKind, Origin
from trackway.watch.alerts.ledger import Ledger
from trackway.watch.alerts.pace import Pace
from trackway.watch.alerts.packing import pack_conflicts, pack_hit
from trackway.watch.hit import Conflict, Hit

__all__ = ["Taker"]


class Taker:
    """Writes hits down, inside a transaction."""

    def __init__(self, ledger: Ledger, pace: Pace) -> None:
        self._ledger = ledger
        self._database = ledger.database
        self._pace = pace

    def origin_of(self, hit: Hit, now: Instant) -> Origin:
        """Whether a hit that just came is of a passage that just was."""
        return Origin.LATE if now.since(hit.passage.at) > self._pace.late_s else Origin.LIVE

    def take(self, hit: Hit, origin: Origin, now: Instant) -> int:
        """Write a hit down as of ``now``; the number of its alert.

        One whose key is known changes nothing. Hits without a plate join none: nobody can say that they are
        of the same vehicle.
        """
        if known := self._database.row("alert_hit_known", key=hit.key):
            return int(known["alert"])
        scope = self._ledger.scope_of(hit)
        joined = self._database.row(
            "alert_to_join",
            rule=hit.rule,
            plate=hit.plate,
            strand=_strand_of(origin),
            scope=scope,
            since_us=now.plus(-self._pace.join_s).us,
            exact=int(hit.match is not None and hit.match.is_exact),
            camera=hit.passage.camera,
        )
        if joined is not None and hit.plate:
            alert = int(joined["id"])
            self._add(hit, alert, now)
            self._join(hit, alert, now)
        else:
            alert = self._open(hit, origin, scope, now)
            self._add(hit, alert, now)
            self._ledger.event(self._ledger.kept(alert).alert, EventKind.OPENED, now)
        return alert

    def _add(self, hit: Hit, alert: int, now: Instant) -> None:
        self._database.run(
            "alert_hit_add",
            key=hit.key,
            alert=alert,
            passage=hit.passage.id,
            now_us=now.us,
            packed=pack_hit(hit),
        )

    def _open(self, hit: Hit, origin: Origin, scope: int, now: Instant) -> int:
        priority = hit.terms.priority
        # What was found among old passages is nobody's emergency: it waits on the list, told of once.
        repeats = origin is not Origin.RETRO
        row = self._database.only(
            "alert_open",
            origin=origin.value,
            strand=_strand_of(origin),
            rule=hit.rule,
            plate=hit.plate,
            category=hit.terms.category.value,
            priority=priority,
            scope=scope,
            list_id=hit.list_id,
            camera=hit.passage.camera,
            engine=hit.passage.model,
            hit_key=hit.key,
            newest=hit.passage.id,
            now_us=now.us,
            escalates_us=now.plus(self._pace.escalates_after(priority, 0)).us if repeats else None,
            expires_us=now.plus(self._pace.expires_after(priority)).us,
            conflicts=pack_conflicts(hit.conflicts),
        )
        return int(row["id"])

    def _join(self, hit: Hit, alert_id: int, now: Instant) -> None:
        kept = self._ledger.kept(alert_id)
        alert = kept.alert
        fresh = tuple(one for one in hit.conflicts if not _is_among(one, alert.conflicts))
        alert = replace(
            alert,
            hits=alert.hits + 1,
            newest=hit.passage.id if hit.passage.at >= at_of(alert.newest) else alert.newest,
            conflicts=(*alert.conflicts, *fresh),
            # Whoever overrode knew nothing of what speaks against it only now.
            is_overridden=alert.is_overridden and not fresh,
        )
        expires = now.plus(self._pace.expires_after(alert.hit.terms.priority))
        kept = replace(kept, alert=alert, taken=now, expires=expires)
        self._ledger.step(kept, EventKind.SEEN_AGAIN, now, says=str(hit.passage.id))


def _strand_of(origin: Origin) -> str:
    """What may join what: an exercise never joins the real thing, nor does what was found long after."""
    return Origin.LIVE.value if origin is Origin.LATE else origin.value


def _is_among(conflict: Conflict, others: tuple[Conflict, ...]) -> bool:
    return any(
        (conflict.what, conflict.expected, conflict.seen) == (one.what, one.expected, one.seen)
        for one in others
    )
