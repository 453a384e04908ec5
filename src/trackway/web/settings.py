"""Settings: what an owner may set in ``DATA/trackway.toml``. Every key is optional, unknown ones are errors.

::

    secure_cookies = "auto"

    [session]
    idle_hours = 8

    [map]
    google_maps_key = "…"
"""

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args

from trackway.model.errors import Invalid, Unavailable
from trackway.passages.keeping import MAX_DAYS, MIN_DAYS
from trackway.trust import SessionLife
from trackway.video.addresses import PRIVATE, Networks
from trackway.video.catalogue import MAX_DAYS as MOST_FOOTAGE_DAYS
from trackway.video.catalogue import Promises
from trackway.vision.engines import ALLOWED, LicenceClass
from trackway.watch import LOWEST
from trackway.watch.alerts import Pace

__all__ = [
    "AlertSettings",
    "CameraSettings",
    "EngineSettings",
    "FootageSettings",
    "JournalSettings",
    "MapSettings",
    "NotifySettings",
    "RetentionSettings",
    "SessionSettings",
    "Settings",
    "UnfitSettings",
    "read_settings",
]

SecureCookies = Literal["auto", "always", "never"]
_HOST = re.compile(r"(https?://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")
_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(/[A-Za-z0-9._~-]+)*")
_MAX_HOURS = 31 * 24
_MOST_S = 7 * 86_400.0
"""Seconds that an alert may wait; what waits for longer than a week is no alert."""
_MOST_GB = 1_000_000
"""No volume is larger than a petabyte."""
_MOST_RESERVE = 50.0
"""Percent of a disk; who wants to leave more free has the wrong disk."""


class UnfitSettings(Invalid):
    """The settings file cannot be used."""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """``[session]``: how long a sign-in holds."""

    idle_hours: float = field(default=8.0, metadata={"help": "Hours without use after which a session ends."})
    absolute_hours: float = field(default=24.0, metadata={"help": "Hours after which any session ends."})

    @property
    def life(self) -> SessionLife:
        """The same in the words of trust."""
        return SessionLife(idle_h=self.idle_hours, absolute_h=self.absolute_hours)


@dataclass(frozen=True, slots=True)
class MapSettings:
    """``[map]``: which maps of others the page may fetch."""

    google_maps_key: str = field(
        default="",
        repr=False,
        metadata={"help": "Your key for Google Map Tiles; without one that layer is not offered."},
    )
    extra_tile_hosts: tuple[str, ...] = field(
        default=(), metadata={"help": "More hosts the page may fetch map tiles from, like tiles.example.tw."}
    )


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """``[engines]``: which engines may read plates."""

    allowed_licences: tuple[str, ...] = field(
        default=tuple(sorted(ALLOWED)),
        metadata={
            "help": "Classes of licences under which an engine's weights may be used: "
            f"{', '.join(LicenceClass)}. Trackway's own engine always may."
        },
    )

    @property
    def allowed(self) -> frozenset[LicenceClass]:
        """The same in the words of vision."""
        return frozenset(map(LicenceClass, self.allowed_licences))


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """``[retention]``: how long passages are kept."""

    days: int = field(
        default=MAX_DAYS,
        metadata={
            "help": f"Days after which passages, their evidence and pictures are destroyed: {MIN_DAYS} to "
            f"{MAX_DAYS}, the most that the law allows (警察職權行使法 §10)."
        },
    )


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """``[cameras]``: where cameras stand on the network."""

    networks: tuple[str, ...] = field(
        default=PRIVATE,
        metadata={
            "help": "Networks whose machines may be connected to as cameras and recorders; nothing else is, "
            "whatever a camera or a person names. This machine itself only where named."
        },
    )

    @property
    def allowed(self) -> Networks:
        """The same in the words of video."""
        return Networks(self.networks)


def _days(default: int, which: str) -> int:
    found: int = field(
        default=default,
        metadata={
            "help": f"Days that footage of {which} streams is kept, where the disks hold that much: 1 to "
            f"{MOST_FOOTAGE_DAYS}, the most that the law allows (警察職權行使法 §10)."
        },
    )
    return found


@dataclass(frozen=True, slots=True)
class FootageSettings:
    """``[footage]``: where recorded footage is kept, and how long."""

    ordinary_days: int = _days(Promises().ordinary_days, "ordinary")
    important_days: int = _days(Promises().important_days, "important")
    brief_days: int = _days(Promises().brief_days, "brief")
    reserve_percent: float = field(
        default=2.0,
        metadata={
            "help": "Percent of each volume that is left free; beyond that the oldest footage makes room: "
            f"0 to {_MOST_RESERVE:.0f}."
        },
    )
    most_gb: float = field(
        default=0.0,
        metadata={"help": "Gigabytes of footage on each volume at most; 0: as much as the disk holds."},
    )
    volumes: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "Folders that footage is recorded to, best one on each disk, like /mnt/disk1/footage; "
            "`footage` in the data folder when empty."
        },
    )

    @property
    def most_bytes(self) -> int:
        """The same in bytes."""
        return round(self.most_gb * 1e9)

    @property
    def promises(self) -> Promises:
        """The same in the words of the catalogue."""
        return Promises(self.ordinary_days, self.important_days, self.brief_days)


@dataclass(frozen=True, slots=True)
class JournalSettings:
    """``[journal]``: where passages are written down before anything else is done with them."""

    nats: str = field(
        default="",
        metadata={
            "help": "A NATS server with JetStream, like nats://10.0.0.9:4222 (extra `nats`); a file in the "
            "data folder when empty."
        },
    )
    credentials: str = field(default="", metadata={"help": "The file of credentials for that server."})
    replicas: int = field(
        default=1, metadata={"help": "On how many of its servers each passage is kept: 1, 3 or 5."}
    )


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """``[alerts]``: how long alerts wait for somebody."""

    acknowledge_s: tuple[float, ...] = field(
        default=Pace().acknowledge_s,
        metadata={
            "help": "Seconds after which an alert that nobody has taken is told of again, to more people; "
            "five numbers, for priority 1 (most urgent) to 5. Each further time comes at twice the distance."
        },
    )
    expire_s: tuple[float, ...] = field(
        default=Pace().expire_s,
        metadata={
            "help": "Seconds without a new sighting after which an open alert expires; five numbers, for "
            "priority 1 to 5. One of priority 1 that nobody has looked at never does."
        },
    )
    join_s: float = field(
        default=Pace().join_s,
        metadata={
            "help": "Seconds after the last sighting in which another joins an alert that is done with."
        },
    )
    late_s: float = field(
        default=Pace().late_s,
        metadata={"help": "Seconds after which a passage that only now became known makes a late alert."},
    )

    @property
    def pace(self) -> Pace:
        """The same in the words of alerts."""
        return Pace(self.acknowledge_s, self.expire_s, self.join_s, self.late_s)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """``[notify]``: how people are told."""

    public_url: str = field(
        default="",
        metadata={
            "help": "Under which address officers' browsers and telephones reach this centre, like "
            "https://trackway.example.gov.tw; messages link to it. Without one they carry no links."
        },
    )
    networks: tuple[str, ...] = field(
        default=PRIVATE,
        metadata={
            "help": "Networks besides the public internet in which gateways, mail servers and brokers may "
            "stand. This machine itself only where named, like 127.0.0.1/32."
        },
    )

    @property
    def allowed(self) -> Networks:
        """The same in the words of addresses."""
        return Networks(self.networks)


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole file."""

    secure_cookies: SecureCookies = field(
        default="auto",
        metadata={
            "help": "Whether the session cookie travels by https only: auto (when the page does), "
            "always, never."
        },
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "Addresses of reverse proxies (nginx, Caddy) whose word on a browser's address and on "
            "https is taken; nobody's when empty."
        },
    )
    session: SessionSettings = SessionSettings()
    map: MapSettings = MapSettings()
    engines: EngineSettings = EngineSettings()
    retention: RetentionSettings = RetentionSettings()
    cameras: CameraSettings = CameraSettings()
    footage: FootageSettings = FootageSettings()
    alerts: AlertSettings = AlertSettings()
    notify: NotifySettings = NotifySettings()
    journal: JournalSettings = JournalSettings()


def read_settings(path: Path) -> Settings:
    """The settings of a file; the defaults when there is none. Raises ``UnfitSettings``, ``Unavailable``."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise Unavailable(f"The settings {path} cannot be read: {error.strerror}.") from error
    try:
        found = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnfitSettings(f"The settings {path} are no TOML: {error}.") from error
    top = _Table(path, "", found, Settings)
    session = _Table(path, "session", top.table("session"), SessionSettings)
    maps = _Table(path, "map", top.table("map"), MapSettings)
    engines = _Table(path, "engines", top.table("engines"), EngineSettings)
    retention = _Table(path, "retention", top.table("retention"), RetentionSettings)
    cameras = _Table(path, "cameras", top.table("cameras"), CameraSettings)
    return Settings(
        secure_cookies=_secure(top),
        trusted_proxies=top.addresses("trusted_proxies"),
        session=SessionSettings(session.hours("idle_hours", 8.0), session.hours("absolute_hours", 24.0)),
        map=MapSettings(maps.text("google_maps_key"), maps.hosts("extra_tile_hosts")),
        engines=EngineSettings(engines.licences("allowed_licences", EngineSettings().allowed_licences)),
        retention=RetentionSettings(retention.whole("days", MAX_DAYS, MIN_DAYS, MAX_DAYS)),
        cameras=CameraSettings(cameras.networks("networks", PRIVATE)),
        footage=_footage(_Table(path, "footage", top.table("footage"), FootageSettings)),
        alerts=_alerts(_Table(path, "alerts", top.table("alerts"), AlertSettings)),
        notify=_notify(_Table(path, "notify", top.table("notify"), NotifySettings)),
        journal=_journal(_Table(path, "journal", top.table("journal"), JournalSettings)),
    )


def _footage(table: "_Table") -> FootageSettings:
    usual = FootageSettings()
    return FootageSettings(
        table.whole("ordinary_days", usual.ordinary_days, 1, MOST_FOOTAGE_DAYS),
        table.whole("important_days", usual.important_days, 1, MOST_FOOTAGE_DAYS),
        table.whole("brief_days", usual.brief_days, 1, MOST_FOOTAGE_DAYS),
        table.percent("reserve_percent", usual.reserve_percent, _MOST_RESERVE),
        table.amount("most_gb"),
        table.folders("volumes"),
    )


def _journal(table: "_Table") -> JournalSettings:
    nats, replicas = table.text("nats"), table.whole("replicas", 1, 1, 5)
    if nats and not re.fullmatch(r"(nats|tls)://[A-Za-z0-9.:\[\]-]+", nats):
        raise table.unfit("nats", "must be an address like nats://10.0.0.9:4222")
    if replicas % 2 == 0:
        raise table.unfit("replicas", "must be 1, 3 or 5")
    return JournalSettings(nats, table.text("credentials"), replicas)


def _alerts(table: "_Table") -> AlertSettings:
    usual = AlertSettings()
    return AlertSettings(
        table.times("acknowledge_s", usual.acknowledge_s),
        table.times("expire_s", usual.expire_s),
        table.seconds("join_s", usual.join_s),
        table.seconds("late_s", usual.late_s),
    )


def _notify(table: "_Table") -> NotifySettings:
    return NotifySettings(table.url("public_url"), table.networks("networks", PRIVATE))


def _secure(top: "_Table") -> SecureCookies:
    wanted = top.found.get("secure_cookies", "auto")
    for choice in get_args(SecureCookies):
        if wanted == choice:
            return choice  # type: ignore[no-any-return]  # get_args knows no types
    raise top.unfit("secure_cookies", "must be auto, always or never")


def _is_network(text: str) -> bool:
    try:
        return bool(ipaddress.ip_network(text))
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MOST_S


def _is_folder(text: str) -> bool:
    return text.startswith("/") and text.isprintable() and ".." not in Path(text).parts


class _Table:
    """One table of the file, checked against the fields that it may have."""

    def __init__(self, path: Path, name: str, found: Mapping[str, object], kind: type) -> None:
        self.path = path
        self.name = name
        self.found = found
        known = [one.name for one in fields(kind)]
        for key in found:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else f" (known: {', '.join(known)})"
                raise self.unfit(key, f"is no setting{hint}")

    def unfit(self, key: str, why: str) -> UnfitSettings:
        where = f"{self.name}.{key}" if self.name else key
        return UnfitSettings(f"{self.path}: {where} {why}" + ("" if why.endswith("?") else "."))

    def table(self, key: str) -> Mapping[str, object]:
        value = self.found.get(key, {})
        if not isinstance(value, dict):
            raise self.unfit(key, f"is a table: write [{key}]")
        return value

    def hours(self, key: str, default: float) -> float:
        value = self.found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MAX_HOURS:
            raise self.unfit(key, f"must be a number of hours, at most {_MAX_HOURS}")
        return float(value)

    def seconds(self, key: str, default: float) -> float:
        value = self.found.get(key, default)
        if not _is_time(value):
            raise self.unfit(key, f"must be a number of seconds, more than 0 and at most {_MOST_S:,.0f}")
        return float(value)  # type: ignore[arg-type]  # it is a number

    def times(self, key: str, default: tuple[float, ...]) -> tuple[float, ...]:
        value = self.found.get(key, list(default))
        if not isinstance(value, list) or len(value) != LOWEST or not all(map(_is_time, value)):
            raise self.unfit(
                key, f"must be {LOWEST} numbers of seconds, each more than 0 and at most {_MOST_S:,.0f}"
            )
        return tuple(map(float, value))

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.unfit(key, f"must be a whole number from {least} to {most}")
        return value

    def percent(self, key: str, default: float, most: float) -> float:
        value = self.found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise self.unfit(key, f"must be a number from 0 to {most:.0f}")
        return float(value)

    def amount(self, key: str) -> float:
        value = self.found.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_GB:
            raise self.unfit(key, f"must be a number of gigabytes from 0 to {_MOST_GB:,}")
        return float(value)

    def folders(self, key: str) -> tuple[str, ...]:
        value = self.found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and _is_folder(one) for one in value):
            raise self.unfit(key, 'must be a list of absolute paths, like ["/mnt/disk1/footage"]')
        if len(set(value)) < len(value):
            raise self.unfit(key, "names a folder twice")
        return tuple(value)

    def text(self, key: str) -> str:
        value = self.found.get(key, "")
        if not isinstance(value, str) or not value.isascii() or not (value.isprintable()):
            raise self.unfit(key, "must be plain text in quotes")
        return value.strip()

    def url(self, key: str) -> str:
        value = self.text(key).rstrip("/")
        if value and not _PUBLIC_URL.fullmatch(value):
            raise self.unfit(key, "must be an address like https://trackway.example.gov.tw")
        return value

    def addresses(self, key: str) -> tuple[str, ...]:
        value = self.found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and _is_network(one) for one in value):
            raise self.unfit(key, 'must be a list of addresses, like ["127.0.0.1"]')
        return tuple(value)

    def networks(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.found.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and _is_network(one) for one in value):
            raise self.unfit(key, 'must be a list of networks, like ["192.168.10.0/24"]')
        return tuple(value)

    def hosts(self, key: str) -> tuple[str, ...]:
        value = self.found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(h, str) and _HOST.fullmatch(h) for h in value):
            raise self.unfit(key, 'must be a list of hosts, like ["tiles.example.tw"]')
        return tuple(value)

    def licences(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.found.get(key, list(default))
        known = {licence.value for licence in LicenceClass}
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            raise self.unfit(key, f"must be a list of these: {', '.join(LicenceClass)}")
        return tuple(value)
