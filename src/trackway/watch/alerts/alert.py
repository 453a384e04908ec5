"""Alert: what people are told of a hit, and what became of it; Event: one step of that."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import PassageId
from trackway.model.time import Instant
from trackway.watch.alerts.answers import Answers, Outcome, Rejection
from trackway.watch.hit import Conflict, Hit

__all__ = ["OPEN", "Alert", "AlertState", "Event", "EventKind", "Origin"]


class AlertState(StrEnum):
    """How far an alert is::

    new ──► shown ──► verified ──► dispatched ──► closed
      └───────┴──────────┴──► rejected       any open one ──► expired

    What asks only to be told of (``Act.NOTIFY``) is closed without anybody sent.
    """

    NEW = "new"
    SHOWN = "shown"
    """An officer has it on screen and has said so; somebody is looking at it."""
    VERIFIED = "verified"
    """A named officer looked: plate right, vehicle matches, entry still valid."""
    DISPATCHED = "dispatched"
    CLOSED = "closed"
    """With its outcome."""
    REJECTED = "rejected"
    """With its reason: misread, wrong vehicle, entry out of date, seen twice, and so on."""
    EXPIRED = "expired"
    """Nobody took it in time; it stays on record as that."""


OPEN = frozenset({AlertState.NEW, AlertState.SHOWN, AlertState.VERIFIED, AlertState.DISPATCHED})
"""States in which something is still to be done."""


class Origin(StrEnum):
    """How fresh what it tells of is."""

    LIVE = "live"
    LATE = "late"
    """The passage reached us well after it happened: a link was down, footage was analysed afterwards."""
    RETRO = "retro"
    """Found when an entry was added, among passages of before."""
    DRILL = "drill"
    """An exercise; every text says so."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What people are told of a hit 警示.

    ``hit`` is the first; further ones of the same rule and plate while it is open are counted in ``hits``,
    and ``newest`` is the passage of the last. ``level`` is how often it was escalated. ``holder`` is the user
    name of whoever took it, empty while nobody has. ``version`` grows with every step: who acts names the
    one they saw, so that of two officers one wins and the other is told.

    ``conflicts`` are those of all its hits. ``answers`` are those of the last verification.
    ``is_overridden``: a named officer said that nobody need be held up by what spoke against it until then.
    """

    id: int
    state: AlertState
    origin: Origin
    hit: Hit
    hits: int
    newest: PassageId
    opened: Instant
    changed: Instant
    version: int
    level: int = 0
    holder: str = ""
    acknowledged: Instant | None = None
    conflicts: tuple[Conflict, ...] = ()
    answers: Answers | None = None
    is_overridden: bool = False
    outcome: Outcome | None = None
    rejection: Rejection | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    @property
    def is_drill(self) -> bool:
        """Whether it is an exercise."""
        return self.origin is Origin.DRILL


class EventKind(StrEnum):
    """What happened to an alert."""

    OPENED = "opened"
    SEEN_AGAIN = "seen_again"
    SHOWN = "shown"
    VERIFIED = "verified"
    """A named officer answered three times yes."""
    DOUBTED = "doubted"
    """A named officer answered no to something; nobody is sent unless it is overridden."""
    OVERRIDDEN = "overridden"
    """A named officer let it be dispatched although the vehicle seems another, with a reason."""
    DISPATCHED = "dispatched"
    CLOSED = "closed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    ESCALATED = "escalated"
    """Nobody acknowledged it in time."""
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an alert. ``id`` grows by the order in which steps were written, over all alerts.

    ``by`` is a user name, empty where nobody but the watch did it. ``says`` is what was written with it, such
    as the reason of a rejection; ``level`` is the alert's after it.
    """

    id: int
    alert: int
    kind: EventKind
    at: Instant
    by: str = ""
    says: str = ""
    level: int = 0
