"""Channels 通知管道: those an administrator set up, their secrets sealed, and how each has been doing."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.model.said import Said
from trackway.model.time import Clock, Instant
from trackway.notify.channel import Channel, ChannelKind
from trackway.notify.credit import Credit
from trackway.notify.outbox.delivery import DeliveryState
from trackway.sqlite import SqliteFile, Value
from trackway.trust import Seal, Secrets
from trackway.video.addresses import Networks

__all__ = ["CHANNEL_SECRETS", "Channels", "GivenChannel", "Health", "SetUp"]

CHANNEL_SECRETS = Secrets(
    "channel's secret",
    "channels' secrets",
    "run `trackway channels forget-secrets` and set them again",
    most_bytes=20_000,  # certificates with their keys in PEM
)
_MOST_SETTINGS = 50_000
_LOOKED_BACK_S = 24 * 3600.0
"""Health is of the last day."""
_FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class GivenChannel:
    """A channel as somebody sets it up.

    ``settings`` are those of its kind, secrets among them. A secret that is left out stays as it is, unless
    a text among the other settings changes: else it could be had sent to another host.
    """

    name: str
    kind: str
    settings: Mapping[str, object]
    is_enabled: bool = True
    is_plate_allowed: bool = False


@dataclass(frozen=True, slots=True)
class SetUp:
    """A channel that is set up, as it is shown: without its secrets, with the names of those it has.

    ``is_plate_allowed``: its texts may name plates. ``trouble`` is why it cannot be opened.
    """

    id: int
    name: str
    kind: str
    settings: Mapping[str, object]
    secrets: tuple[str, ...]
    is_enabled: bool
    is_plate_allowed: bool
    version: int
    changed: Instant
    changed_by: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel did in the last day: whom it told, and what went wrong.

    ``oldest`` is since when something has been waiting that should have been sent. ``failures`` counts the
    last tries in a row that no gateway took; ``last_says`` is what was said at the last.
    """

    queued: int
    oldest: Instant | None
    told: int
    untold: int
    unclear: int
    accepted: Instant | None
    failures: int
    tried: Instant | None
    last_says: str
    credit: Credit | None
    credit_at: Instant | None


class Channels:
    """The channels in an open file; of the kinds that are handed in."""

    def __init__(
        self,
        database: SqliteFile,
        clock: Clock,
        kinds: Sequence[ChannelKind[Any]],
        seal: Seal,
        networks: Networks,
    ) -> None:
        self._database = database
        self._clock = clock
        self.kinds = {kind.name: kind for kind in kinds}
        self._seal = seal
        self._networks = networks

    def kind(self, name: str) -> ChannelKind[Any]:
        """A kind of channel. Raises ``NotFound``."""
        try:
            return self.kinds[name]
        except KeyError:
            known = ", ".join(self.kinds)
            raise NotFound(f"There is no kind of channel {name[:40]!r}; there are: {known}.") from None

    def all(self) -> tuple[SetUp, ...]:
        """Every channel, by name."""
        return tuple(self._shown(row) for row in self._database.rows("channels_all"))

    def one(self, number: int) -> SetUp:
        """One channel. Raises ``NotFound``."""
        return self._shown(self._row(number))

    def named(self, name: str) -> SetUp:
        """One channel by its name. Raises ``NotFound``."""
        row = self._database.row("channel_by_name", name=name.strip())
        if row is None:
            raise NotFound(f"There is no channel {name.strip()[:100]!r}.")
        return self._shown(row)

    def add(self, given: GivenChannel, by: str) -> SetUp:
        """Set a channel up. Raises ``Invalid``, and ``Conflict`` for a name that there is already."""
        kind = self.kind(given.kind)
        settings, secrets = _parted(kind, given.settings)
        settings = _whole(kind, settings, secrets)
        with self._database.transaction():
            row = self._writable(given, kind, settings, secrets, by=by)
            number = self._database.only("channel_add", kind=kind.name, **row)["id"]
        return self.one(number)

    def change(self, number: int, given: GivenChannel, by: str) -> SetUp:
        """Set a channel up anew. Raises as ``add`` does, and ``Conflict`` for another kind."""
        with self._database.transaction():
            row = self._row(number)
            if given.kind != row["kind"]:
                raise Conflict("A channel keeps its kind; set up another one instead.")
            kind = self.kind(given.kind)
            settings, secrets = _parted(kind, given.settings)
            kept = [name for name in kind.secrets if name not in secrets]
            if kept and row["sealed"] is not None:
                held = self._secrets(row)
                secrets |= {name: held[name] for name in kept if name in held}
                if _texts(_whole(kind, settings, secrets)) != _texts(json.loads(row["settings"])):
                    raise Invalid("Where this channel sends to changes; give its secrets again.")
            settings = _whole(kind, settings, secrets)
            written = self._writable(given, kind, settings, secrets, by=by, number=number)
            self._database.run("channel_change", id=number, **written)
        return self.one(number)

    def remove(self, number: int) -> None:
        """Take a channel away; what it told stays in the log, what it was to tell expires. ``NotFound``."""
        if not self._database.run("channel_remove", id=number):
            raise NotFound(f"There is no channel with the number {number}.")

    def forget_secrets(self) -> int:
        """Drop every secret, for their key is lost, and switch these channels off; how many there were."""
        return self._database.run("channels_forget_secrets")

    def opened(self, number: int) -> Channel:
        """The channel itself. Raises ``NotFound``, ``Lost`` without the key of its secrets, ``Invalid``."""
        row = self._row(number)
        kind = self.kind(row["kind"])
        settings = _checked(kind, {**json.loads(row["settings"]), **self._secrets(row)})
        return kind.make(settings, self._networks, self._clock)

    def trouble(self, number: int, why: str) -> None:
        """Note why a channel cannot be opened; empty: it can."""
        self._database.run("channel_trouble", id=number, trouble=why[:500])

    def credited(self, number: int, credit: Credit) -> None:
        """Note what its gateway says is left."""
        self._database.run(
            "channel_credit",
            id=number,
            left=credit.left,
            zh=credit.unit.zh,
            en=credit.unit.en,
            now_us=self._clock.now().us,
        )

    def health(self, number: int) -> Health:
        """How a channel has been doing. Raises ``NotFound``."""
        channel, now = self._row(number), self._clock.now()
        row = self._database.only(
            "channel_health", id=number, now_us=now.us, since_us=now.plus(-_LOOKED_BACK_S).us
        )
        tries = self._database.rows("channel_last_tries", id=number, limit=_FAILURES_SHOWN)
        failures = 0
        for one in tries:
            if one["came_of"] not in {DeliveryState.QUEUED, DeliveryState.UNCLEAR}:
                break
            failures += 1
        left = channel["credit_left"]
        return Health(
            queued=row["queued"],
            oldest=None if row["oldest_us"] is None else Instant(row["oldest_us"]),
            told=row["told"],
            untold=row["untold"],
            unclear=row["unclear"],
            accepted=None if row["accepted_us"] is None else Instant(row["accepted_us"]),
            failures=failures,
            tried=Instant(tries[0]["at_us"]) if tries else None,
            last_says=tries[0]["says"] if tries else "",
            credit=None if left is None else Credit(left, Said(channel["credit_zh"], channel["credit_en"])),
            credit_at=None if left is None else Instant(channel["credit_us"]),
        )

    def _row(self, number: int) -> sqlite3.Row:
        row = self._database.row("channel", id=number)
        if row is None:
            raise NotFound(f"There is no channel with the number {number}.")
        return row

    def _shown(self, row: sqlite3.Row) -> SetUp:
        return SetUp(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            settings=json.loads(row["settings"]),
            secrets=tuple(json.loads(row["secrets"])),
            is_enabled=bool(row["is_enabled"]),
            is_plate_allowed=bool(row["is_plate_allowed"]),
            version=row["version"],
            changed=Instant(row["changed_us"]),
            changed_by=row["changed_by"],
            trouble=row["trouble"],
        )

    def _writable(
        self,
        given: GivenChannel,
        kind: ChannelKind[Any],
        settings: Mapping[str, object],
        secrets: Mapping[str, object],
        *,
        by: str,
        number: int = 0,
    ) -> Mapping[str, Value]:
        name = " ".join(given.name.split())
        if not 1 <= len(name) <= 100 or not name.isprintable():
            raise Invalid("A channel's name has 1 to 100 characters.")
        other = self._database.row("channel_by_name", name=name)
        if other is not None and other["id"] != number:
            raise Conflict(f"There is a channel {name!r} already.")
        open_part = _canonical(settings)
        if len(open_part) > _MOST_SETTINGS:
            raise Invalid("A channel's settings are too long.")
        sealed = None
        if secrets:
            beside = self._database.row("channel_any_sealed")
            sealed = self._seal.seal(
                json.dumps(dict(secrets)),
                f"{kind.name}\n{open_part}",
                beside=None if beside is None else beside["sealed"],
            )
        return {
            "name": name,
            "settings": open_part,
            "secrets": json.dumps(sorted(secrets)),
            "sealed": sealed,
            "is_enabled": int(given.is_enabled),
            "is_plate_allowed": int(given.is_plate_allowed),
            "now_us": self._clock.now().us,
            "by": by,
        }

    def _secrets(self, row: sqlite3.Row) -> dict[str, object]:
        if row["sealed"] is None:
            return {}
        try:
            opened = self._seal.open(row["sealed"], f"{row['kind']}\n{row['settings']}")
        except Lost as error:
            raise type(error)(f"Channel {row['name']!r}: {error}") from error
        return cast("dict[str, object]", json.loads(opened))


def _parted(
    kind: ChannelKind[Any], given: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Open settings, and secrets that were given; an empty secret is none."""
    plain = {name: value for name, value in given.items() if name not in kind.secrets}
    return plain, {name: given[name] for name in sorted(kind.secrets) if given.get(name)}


def _checked(kind: ChannelKind[Any], settings: Mapping[str, object]) -> Any:  # noqa: ANN401  what the kind says
    try:
        # Back to the plain values first: a stored tuple is a list, and unknown names must not pass silently.
        found = TypeAdapter(kind.settings).validate_python(dict(settings))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{kind.title}: {where}: {first['msg']}.") from None
    unknown = settings.keys() - asdict(found).keys()
    if unknown:
        raise Invalid(f"{kind.title} has no setting {min(unknown)[:40]!r}.")
    return found


def _whole(
    kind: ChannelKind[Any], settings: Mapping[str, object], secrets: Mapping[str, object]
) -> dict[str, object]:
    """Open settings with what was left out filled in: a kind's usual values may change, a channel's do not.

    Raises ``Invalid``.
    """
    found = asdict(_checked(kind, {**settings, **secrets}))
    plain = {name: value for name, value in found.items() if name not in kind.secrets}
    return cast("dict[str, object]", json.loads(_canonical(plain)))


def _texts(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Those that may say where something is sent: all but numbers and switches."""
    return {
        name: value
        for name, value in settings.items()
        if not isinstance(value, bool | int | float) and value not in ("", [], ())
    }


def _canonical(settings: Mapping[str, object]) -> str:
    return json.dumps(settings, ensure_ascii=False, sort_keys=True, default=list)
