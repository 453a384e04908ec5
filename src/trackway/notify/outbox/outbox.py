"""Outbox 待發匣: what is to be told, on disk until it is told or of no use; each thing once to each address.

::

    put ──► queued ──► take (on disk as being sent) ──► channel ──► came_of ──► tries: all of it, in order
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace

from trackway.model.errors import NotFound
from trackway.model.time import Clock, Instant
from trackway.notify.channel import Fate, Receipt
from trackway.notify.message import Earlier, Message, Stage
from trackway.notify.outbox.delivery import Delivery, DeliveryState, Recipient, Try, delivery_of
from trackway.notify.outbox.messages import message_of, message_row
from trackway.notify.outbox.pace import ask_after
from trackway.notify.outbox.tokens import TokenSpent, delivery_in, token_for
from trackway.sqlite import SqliteFile, Value

__all__ = ["KEPT_DAYS", "MOST_ROWS", "Outbox"]

KEPT_DAYS = 90
"""Deliveries, their texts and pictures are destroyed after so many days: long enough for a complaint about
an alert that did not arrive, and what was found stays with the alert itself."""
MOST_ROWS = 500
"""Deliveries in one page of the log."""
_MOST_EARLIER = 20
"""More than any agency's message refers to."""
_MOST_SAYS = 500
_EXPIRED = "逾時未送，已無用處 Not taken by any gateway while it was of use."
_OVER = "未送，警示已結束 Not sent: the alert was over."


class Outbox:
    """The queue and the log of deliveries in an open file. Usable from several threads and processes.

    ``acknowledging`` is where a token is posted to, absolute and ending where the token follows; empty where
    nobody said under which address the centre is reached.
    """

    def __init__(self, database: SqliteFile, clock: Clock, acknowledging: str = "") -> None:
        self._database = database
        self._clock = clock
        self._acknowledging = acknowledging
        house = database.only("house")
        self._mark, self._key = house["mark"], house["key"]
        self._fresh = threading.Condition()
        self._puts = 0

    # Putting

    @contextmanager
    def transaction(self) -> Generator[None]:
        """What is put inside is on disk when the block ends, all or none; only then do senders see it."""
        with self._database.transaction():
            yield
        self.wake()

    def put(self, message: Message, recipients: Iterable[Recipient]) -> int:
        """Have a message told; how many deliveries are new. What was put before is not put again.

        Raises ``NotFound`` for a channel that nobody set up.
        """
        now, new = self._clock.now(), 0
        with self.transaction():
            self._database.run("message_add", **message_row(message))
            number = self._database.only("message_by_key", key=message.key)["id"]
            for one in recipients:
                channel = self._database.row("channel", id=one.channel)
                if channel is None:
                    raise NotFound(f"There is no channel with the number {one.channel}.")
                new += self._database.run(
                    "delivery_add",
                    key=self._delivery_key(message.key, one),
                    message=number,
                    channel=one.channel,
                    channel_name=channel["name"],
                    address=one.address,
                    member=one.member,
                    priority=message.priority,
                    alert=message.alert,
                    now_us=now.us,
                    due_us=max(now, one.not_before or now).us,
                    good_until_us=message.good_until.us,
                )
        return new

    def _delivery_key(self, message: str, to: Recipient) -> str:
        """Short enough for every gateway, another for each address, and another house's is another."""
        whole = f"{message}\n{to.channel}\n{to.address}"
        return f"{self._mark}-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"

    def withdraw(self, alert: int) -> int:
        """Send nothing of an alert that is waiting still, for it is over; how many deliveries that were."""
        with self._database.transaction():
            gone = self._database.rows(
                "deliveries_withdraw", alert=alert, now_us=self._clock.now().us, says=_OVER
            )
            self._log_all(gone, _OVER)
        return len(gone)

    def position(self, reader: str) -> int:
        """How far somebody who puts things here is in what they read; 0 at first."""
        row = self._database.row("reader_position", name=reader)
        return 0 if row is None else int(row["position"])

    def move(self, reader: str, position: int) -> None:
        """Note how far they are, in the transaction of what they put. It never goes back."""
        self._database.run("reader_move", name=reader, position=position)

    # Sending: one thread for each channel

    def take(self, channel: int) -> Delivery | None:
        """The most urgent delivery that is due, which is being sent from now on; ``None``: none is."""
        with self._database.transaction():
            now = self._clock.now().us
            gone = self._database.rows("deliveries_expire", channel=channel, now_us=now, says=_EXPIRED)
            self._log_all(gone, _EXPIRED)
            row = self._database.row("delivery_take", channel=channel, now_us=self._clock.now().us)
        return None if row is None else delivery_of(row)

    def interrupted(self, channel: int) -> tuple[Delivery, ...]:
        """Deliveries that were being sent when their sender died: nobody knows what came of them."""
        return tuple(map(delivery_of, self._database.rows("deliveries_interrupted", channel=channel)))

    def message(self, delivery: Delivery) -> Message:
        """The message of a delivery, as its channel is to send it."""
        found = message_of(self._database.only("message", id=delivery.message))
        earlier = self._database.rows(
            "deliveries_earlier",
            id=delivery.id,
            alert=delivery.alert,
            channel=delivery.channel,
            address=delivery.address,
            limit=_MOST_EARLIER,
        )
        # Whom an alert reaches only later in its life hears of it for the first time.
        is_first = found.stage is Stage.CHANGED and not earlier
        can = bool(self._acknowledging and delivery.member and delivery.alert)
        return replace(
            found,
            key=delivery.key,
            stage=Stage.OPENED if is_first else found.stage,
            earlier=tuple(Earlier(row["key"], Instant(row["made_us"])) for row in earlier)
            if delivery.alert
            else (),
            acknowledge=self._acknowledging + token_for(delivery.id, self._key) if can else "",
        )

    def accepted(self, delivery: Delivery, receipt: Receipt, *, asks: bool) -> None:
        """A gateway took it. ``asks``: it can be asked later what became of it."""
        now = self._clock.now()
        first = ask_after(0) if asks and receipt.number else None
        self._came_of(
            delivery,
            DeliveryState.ACCEPTED,
            receipt.says,
            accepted_us=now.us,
            asks_us=None if first is None else now.plus(first).us,
            number=receipt.number[:100],
        )

    def ended(self, delivery: Delivery, state: DeliveryState, says: str) -> None:
        """It was refused, or is unclear for good."""
        self._came_of(delivery, state, says)

    def again(self, delivery: Delivery, says: str, wait_s: float) -> None:
        """No gateway has it; it is tried again after so many seconds."""
        self._came_of(
            delivery, DeliveryState.QUEUED, says, due_us=self._clock.now().plus(max(wait_s, 0.0)).us
        )

    def _came_of(
        self, delivery: Delivery, state: DeliveryState, says: str, due_us: int | None = None, **more: Value
    ) -> None:
        now = self._clock.now()
        row = {"accepted_us": None, "asks_us": None, "number": "", **more}
        with self._database.transaction():
            self._database.run(
                "delivery_came_of",
                id=delivery.id,
                state=state.value,
                now_us=now.us,
                due_us=delivery.due.us if due_us is None else due_us,
                says=_line(says),
                **row,
            )
            self._log(delivery.id, now, state, says)

    def to_ask(self, channel: int) -> Delivery | None:
        """A delivery whose fate is to be asked for now; ``None``: none is."""
        row = self._database.row("delivery_to_ask", channel=channel, now_us=self._clock.now().us)
        return None if row is None else delivery_of(row)

    def asked(self, delivery: Delivery, fate: Fate, says: str = "") -> None:
        """What a gateway said became of it; while it is under way it is asked again, ever more rarely."""
        now = self._clock.now()
        later = ask_after(delivery.asked + 1) if fate in {Fate.UNDER_WAY, Fate.UNKNOWN} else None
        state = {Fate.DELIVERED: DeliveryState.DELIVERED, Fate.FAILED: DeliveryState.FAILED}.get(
            fate, DeliveryState.ACCEPTED
        )
        with self._database.transaction():
            self._database.run(
                "delivery_asked",
                id=delivery.id,
                state=state.value,
                asks_us=None if later is None else now.plus(later).us,
                now_us=now.us,
                says=_line(says),
            )
            if state is not DeliveryState.ACCEPTED or says:
                self._log(delivery.id, now, state, says)

    # What whoever was told says

    def acknowledging(self, token: str) -> Delivery:
        """The delivery a token acknowledges. Raises ``TokenSpent`` for one used, out of date or made up."""
        try:
            found = self.delivery(delivery_in(token, self._key))
        except NotFound:
            raise TokenSpent from None
        if found.acknowledged is not None or found.good_until < self._clock.now():
            raise TokenSpent
        return found

    def acknowledge(self, delivery: Delivery, says: str) -> None:
        """Whoever was told has seen it. Raises ``TokenSpent`` for a second time."""
        now = self._clock.now()
        with self._database.transaction():
            if not self._database.run("delivery_acknowledge", id=delivery.id, now_us=now.us):
                raise TokenSpent
            self._log(delivery.id, now, DeliveryState.ACKNOWLEDGED, says)

    # Looking

    def delivery(self, number: int) -> Delivery:
        """One delivery. Raises ``NotFound``."""
        row = self._database.row("delivery", id=number)
        if row is None:
            raise NotFound(f"There is no delivery with the number {number}.")
        return delivery_of(row)

    def log(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        channel: int | None = None,
        state: DeliveryState | None = None,
        alert: int | None = None,
        member: str = "",
    ) -> tuple[Delivery, ...]:
        """Deliveries, newest first; ``before`` is the number to go on from."""
        rows = self._database.rows(
            "deliveries_page",
            before=(1 << 62) if before is None else before,
            limit=min(max(limit, 1), MOST_ROWS),
            channel=channel,
            state="" if state is None else state.value,
            alert=alert,
            member=member,
        )
        return tuple(map(delivery_of, rows))

    def tries(self, delivery: int) -> tuple[Try, ...]:
        """Everything that was tried of a delivery, in order."""
        rows = self._database.rows("tries_of", delivery=delivery)
        return tuple(Try(Instant(row["at_us"]), DeliveryState(row["came_of"]), row["says"]) for row in rows)

    def told(self, alert: int) -> tuple[Recipient, ...]:
        """Whom an alert was told to, and by what."""
        rows = self._database.rows("deliveries_told", alert=alert)
        return tuple(Recipient(row["channel"], row["address"], row["member"]) for row in rows)

    def last_told(self, alert: int) -> Instant | None:
        """When something was last told of an alert; ``None``: never."""
        made = self._database.only("messages_last", alert=alert)["made_us"]
        return None if made is None else Instant(made)

    # Keeping

    def expire(self) -> int:
        """Mark what is of no use any more, whoever was to send it; how many."""
        with self._database.transaction():
            gone = self._database.rows("deliveries_expire_all", now_us=self._clock.now().us, says=_EXPIRED)
            self._log_all(gone, _EXPIRED)
        return len(gone)

    def forget(self) -> int:
        """Destroy what is older than ``KEPT_DAYS``; how many deliveries that were."""
        before = self._clock.now().plus(-KEPT_DAYS * 86_400.0).us
        with self._database.transaction():
            self._database.run("tries_forget", before_us=before)
            gone = self._database.run("deliveries_forget", before_us=before)
            self._database.run("messages_forget")
        return gone

    # Waiting

    def wake(self) -> None:
        """Have whoever waits look."""
        with self._fresh:
            self._puts += 1
            self._fresh.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until something was put since ``seen`` (what the last wait gave), or so many seconds."""
        until = time.monotonic() + seconds
        with self._fresh:
            while self._puts == seen and (left := until - time.monotonic()) > 0:
                self._fresh.wait(left)
            return self._puts

    def _log_all(self, expired: Sequence[sqlite3.Row], says: str) -> None:
        for row in expired:
            self._log(row["id"], self._clock.now(), DeliveryState.EXPIRED, says)

    def _log(self, delivery: int, at: Instant, came_of: DeliveryState, says: str) -> None:
        self._database.run("try_add", delivery=delivery, at_us=at.us, came_of=came_of.value, says=_line(says))


def _line(says: str) -> str:
    """What was said, in one line that can be shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in says).split())[:_MOST_SAYS]
