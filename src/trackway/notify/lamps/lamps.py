"""Lamps: those an administrator set up, and how each is doing."""

import json
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.time import Clock, Instant
from trackway.notify.lamps.lamp import Lamp, LampKind, LampTrouble
from trackway.notify.lamps.signals import TRIALS, OpenAlert, Signal
from trackway.sqlite import FileKind, SqliteFile, Value
from trackway.video.addresses import Networks

__all__ = ["LAMPS_FILE", "GivenLamp", "Lamps", "SetLamp", "State"]

LAMPS_FILE = FileKind("trackway.notify.lamps", "a file of warning lamps", 0x5457_4C61)  # "TWLa"
_TRIAL_S = 8.0
"""Long enough to look up from the screen; then it shows what it should."""
_MOST_NAME = 100
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class GivenLamp:
    """A lamp as somebody sets it up. ``priority`` is the least urgent that it shows."""

    name: str
    kind: str
    settings: Mapping[str, object]
    groups: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    priority: int = 3
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class SetLamp:
    """A lamp that is set up. Alerts up to the number ``silent_to`` were muted here."""

    id: int
    name: str
    kind: str
    settings: Mapping[str, object]
    groups: tuple[str, ...]
    stations: tuple[str, ...]
    priority: int
    is_enabled: bool
    silent_to: int
    changed: Instant
    changed_by: str

    def shows(self, alert: OpenAlert) -> bool:
        """Whether an alert is for this lamp."""
        return (
            alert.priority <= self.priority
            and (not self.groups or not alert.groups or bool(set(self.groups) & set(alert.groups)))
            and (not self.stations or alert.station in self.stations)
        )


@dataclass(frozen=True, slots=True)
class State:
    """How a lamp is doing: what it showed last, when it did as told, and why it does not since."""

    signal: Signal | None = None
    reached: Instant | None = None
    trouble: str = ""
    pressed: Instant | None = None


class Lamps:
    """The lamps in an open file; of the kinds that are handed in. Usable from several threads.

    States and trials are this process's: the one that keeps the lamps.
    """

    def __init__(
        self, database: SqliteFile, clock: Clock, kinds: Sequence[LampKind[Any]], networks: Networks
    ) -> None:
        self._database = database
        self._clock = clock
        self.kinds = {kind.name: kind for kind in kinds}
        self._networks = networks
        self._lock = threading.Lock()
        self._states: dict[int, State] = {}
        self._trials: dict[int, tuple[Signal, float]] = {}
        self.newest_alert = 0
        """The number of the newest alert that any lamp was shown: what muting silences."""

    def all(self) -> tuple[SetLamp, ...]:
        """Every lamp, by name."""
        return tuple(_lamp_of(row) for row in self._database.rows("lamps_all"))

    def one(self, number: int) -> SetLamp:
        """One lamp. Raises ``NotFound``."""
        row = self._database.row("lamp_one", id=number)
        if row is None:
            raise NotFound(f"There is no lamp with the number {number}.")
        return _lamp_of(row)

    def add(self, given: GivenLamp, by: str) -> SetLamp:
        """Set a lamp up. Raises ``Invalid``, ``NotFound`` for its kind, ``Conflict`` for its name."""
        row = self._writable(given, by)
        with self._database.transaction():
            self._check_name(given.name, 0)
            number = int(self._database.only("lamp_add", **row)["id"])
        return self.one(number)

    def change(self, number: int, given: GivenLamp, by: str) -> SetLamp:
        """Set a lamp up anew. Raises as ``add``, and ``NotFound``."""
        row = self._writable(given, by)
        with self._database.transaction():
            self.one(number)
            self._check_name(given.name, number)
            self._database.run("lamp_change", id=number, **row)
        return self.one(number)

    def remove(self, number: int) -> None:
        """Take a lamp away. Raises ``NotFound``."""
        if not self._database.run("lamp_remove", id=number):
            raise NotFound(f"There is no lamp with the number {number}.")
        with self._lock:
            self._states.pop(number, None)

    def mute(self, number: int) -> SetLamp:
        """Silence the buzzer for what it shows now; the next alert sounds again. Raises ``NotFound``."""
        self.one(number)
        self._database.run("lamp_mute", id=number, silent_to=self.newest_alert)
        return self.one(number)

    def opened(self, lamp: SetLamp) -> Lamp:
        """The lamp itself. Raises ``Invalid``, ``NotFound``."""
        kind = self._kind(lamp.kind)
        return kind.make(_checked(kind, lamp.settings), self._networks)

    def try_out(self, number: int, trial: str) -> None:
        """Show something on a lamp for some seconds, at once.

        Raises ``NotFound``, ``LampTrouble`` when it does not do it.
        """
        if trial not in TRIALS:
            raise NotFound(f"There is no trial {trial[:40]!r}; there are: {', '.join(TRIALS)}.")
        set_up, signal = self.one(number), TRIALS[trial]
        lamp = self.opened(set_up)
        with self._lock:
            self._trials[number] = (signal, time.monotonic() + _TRIAL_S)
        try:
            lamp.show(signal)
        except LampTrouble:
            with self._lock:
                self._trials.pop(number, None)  # nobody saw it; it need not be shown later
            raise
        finally:
            lamp.close()

    def trial(self, number: int) -> Signal | None:
        """What is being tried on a lamp; ``None`` while nothing is."""
        with self._lock:
            signal, until = self._trials.get(number, (None, 0.0))
        return signal if time.monotonic() < until else None

    def state(self, number: int) -> State:
        """How a lamp is doing."""
        with self._lock:
            return self._states.get(number, State())

    def note(self, number: int, state: State) -> None:
        """Note how a lamp is doing."""
        with self._lock:
            self._states[number] = state

    def _kind(self, name: str) -> LampKind[Any]:
        try:
            return self.kinds[name]
        except KeyError:
            known = ", ".join(self.kinds)
            raise NotFound(f"There is no kind of lamp {name[:40]!r}; there are: {known}.") from None

    def _check_name(self, name: str, number: int) -> None:
        row = self._database.row("lamp_named", name=name.strip())
        if row is not None and row["id"] != number:
            raise Conflict(f"There is a lamp {name.strip()!r} already.")

    def _writable(self, given: GivenLamp, by: str) -> dict[str, Value]:
        name = given.name.strip()
        if not 0 < len(name) <= _MOST_NAME or not name.isprintable():
            raise Invalid(f"A lamp has a name of at most {_MOST_NAME} printable characters.")
        if not 1 <= given.priority <= 5:
            raise Invalid("A lamp shows alerts down to a priority of 1 to 5.")
        for names in (given.groups, given.stations):
            if len(names) > _MOST_NAMES or any(len(one) > _MOST_NAME for one in names):
                raise Invalid(f"A lamp names at most {_MOST_NAMES} groups and stations.")
        kind = self._kind(given.kind)
        settings = _checked(kind, given.settings)
        return {
            "name": name,
            "kind": given.kind,
            "settings": json.dumps(asdict(settings), ensure_ascii=False),
            "groups": json.dumps(given.groups, ensure_ascii=False),
            "stations": json.dumps(given.stations, ensure_ascii=False),
            "priority": given.priority,
            "is_enabled": int(given.is_enabled),
            "now_us": self._clock.now().us,
            "by": by,
        }


def _checked(kind: LampKind[Any], settings: Mapping[str, object]) -> Any:  # noqa: ANN401  of the kind's own type
    try:
        return TypeAdapter(kind.settings).validate_python(dict(settings))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "settings"
        raise Invalid(f"The lamp's {where} is not right: {first['msg']}.") from error


def _lamp_of(row: sqlite3.Row) -> SetLamp:
    return SetLamp(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        settings=json.loads(row["settings"]),
        groups=tuple(json.loads(row["groups"])),
        stations=tuple(json.loads(row["stations"])),
        priority=row["priority"],
        is_enabled=bool(row["is_enabled"]),
        silent_to=row["silent_to"],
        changed=Instant(row["changed_us"]),
        changed_by=row["changed_by"],
    )
