"""Device: one ONVIF device, asked. Where its services are, what it is, what its clock says.

::

    address ─► GetSystemDateAndTime (no log-in) ─► log-in by its own time ─► services ─► media, search

ONVIF Core Specification §5 and §8; a device of Profile S or G is meant, but much is forgiven.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from trackway.model.errors import Denied, Invalid
from trackway.model.time import Clock, Instant
from trackway.video.addresses import PORTS, Checked, Networks, checked
from trackway.video.digest import authorization, challenges
from trackway.video.onvif.http import Reply, request
from trackway.video.onvif.soap import (
    LogInRefused,
    Refused,
    Unfit,
    envelope,
    every,
    fault_of,
    first,
    parsed,
    text,
)

__all__ = ["ClockOffset", "Device", "DeviceFacts", "DeviceLogIn", "Service"]

_NAMESPACES = {
    "http://www.onvif.org/ver10/device/wsdl": "device",
    "http://www.onvif.org/ver10/media/wsdl": "media",
    "http://www.onvif.org/ver20/media/wsdl": "media2",
    "http://www.onvif.org/ver10/recording/wsdl": "recording",
    "http://www.onvif.org/ver10/search/wsdl": "search",
    "http://www.onvif.org/ver10/replay/wsdl": "replay",
}
Service = str
"""``device``, ``media``, ``media2``, ``recording``, ``search`` or ``replay``."""

_CAPABILITIES = {
    "Media": "media",
    "Recording": "recording",
    "Search": "search",
    "Replay": "replay",
}
_SAMPLES = 3
"""A device says whole seconds. Three questions a third of a second apart bound its clock to about ± 0.2 s."""
_APART_S = 0.34
_BASIC = 1
"""The strength of a challenge that asks for the password itself."""
_POSIX_ZONE = re.compile(r"[A-Za-z]{3,}|<[^>]{3,10}>")
_POSIX_OFFSET = re.compile(r"([+-]?)(\d{1,2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class DeviceLogIn:
    """Who asks the device; nobody where the user name is empty."""

    username: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"DeviceLogIn({self.username!r})"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What a device says it is."""

    maker: str
    model: str
    firmware: str
    serial: str


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """How far a device's clock is ahead of ours, seconds (negative: it is slow), and how wrong that may be.

    Its own answer is bounded by the round trip and by its counting whole seconds.
    """

    offset_s: float
    error_s: float


class Device:
    """One device at one address. Every question connects anew; not for several threads at once.

    Raises ``Denied`` for an address or a log-in that is refused, ``NoAnswer``, ``Unfit``, ``Refused``.
    """

    def __init__(self, url: str, log_in: DeviceLogIn, networks: Networks, clock: Clock) -> None:
        self.target = checked(_whole(url), networks, ("http", "https"))
        self._log_in = log_in
        self._clock = clock
        self._offset: ClockOffset | None = None
        self._services: dict[Service, Checked] = {}
        self._challenges: tuple[str, ...] = ()
        self._answered = 0

    @property
    def place(self) -> str:
        """Scheme, host and port: what messages show."""
        return self.target.place

    def clock_offset(self, samples: int = _SAMPLES) -> ClockOffset:
        """How far its clock is off ours. Takes a third of a second for each sample but one."""
        bounds = []
        for sample in range(samples):
            if sample:
                time.sleep(_APART_S)
            bounds.append(self._offset_between())
        self._offset = _narrowed(bounds)
        return self._offset

    def facts(self) -> DeviceFacts:
        """Who made it, which model, which firmware."""
        answer = self.ask("device", "tds:GetDeviceInformation")
        return DeviceFacts(
            text(answer, "Manufacturer"),
            text(answer, "Model"),
            text(answer, "FirmwareVersion"),
            text(answer, "SerialNumber"),
        )

    def has(self, service: Service) -> bool:
        """Whether it offers a service."""
        return service in self._known_services()

    def ask(self, service: Service, action: str, inside: str = "", attributes: str = "") -> Element:
        """The answer of a service to ``prefix:Action``. Raises ``Refused`` where there is no such service."""
        known = {"device": self.target} if service == "device" else self._known_services()
        try:
            target = known[service]
        except KeyError:
            raise Refused(f"{self.place} offers no {service} service.") from None
        body = f"<{action}{attributes}>{inside}</{action}>"
        return self._ask(target, action, body, is_open=False)

    def fetch(self, target: Checked) -> bytes:
        """A file of the device by HTTP: a snapshot."""
        reply = self._sent(target, "GET", {"Accept": "image/jpeg"}, b"")
        if reply.status == 401:
            raise LogInRefused(f"{self.place} refuses the user name or the password.")
        if reply.status != 200:
            raise Refused(f"{self.place} answers with HTTP {reply.status} when asked for a file.")
        return reply.body

    def ours(self, url: str, schemes: tuple[str, ...]) -> Checked:
        """An address that the device gave, on the device itself: its host is replaced where it names another.

        Devices behind a gateway, or moved, name hosts that nobody can reach, and a hostile one could
        name any. Only the port and the path of what it says are believed. Raises ``Unfit``.
        """
        try:
            parts = urlsplit(url.strip())
            scheme, port = parts.scheme.lower(), parts.port
        except ValueError as error:
            raise Unfit(f"{self.place} names an address that is none.") from error
        if scheme not in schemes:
            raise Unfit(f"{self.place} names an address that does not begin with {schemes[0]}://.")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if len(path) > 1000 or any(not "!" <= c <= "~" or c in '\\"<>^`{|}' for c in path):
            raise Unfit(f"{self.place} names an address with characters that no URL may have.")
        if port == 0:
            raise Unfit(f"{self.place} names an address with the port 0.")
        return replace(self.target, scheme=scheme, port=port or PORTS[scheme], path=path)

    def now(self) -> Instant:
        """The time by the device's own clock."""
        offset = self._offset or self.clock_offset(1)
        return self._clock.now().plus(offset.offset_s)

    def _offset_between(self) -> tuple[float, float]:
        """The least and the most that its clock can be ahead of ours, by one question."""
        try:
            return self._offset_asked(is_open=True)
        except Denied:
            if not self._log_in.username:
                raise
        # Some want a log-in even here; its time can only be guessed to be ours.
        self._offset = self._offset or ClockOffset(0.0, 3600.0)
        return self._offset_asked(is_open=False)

    def _offset_asked(self, *, is_open: bool) -> tuple[float, float]:
        before, started = self._clock.now(), time.monotonic()
        question = "<tds:GetSystemDateAndTime/>"
        answer = self._ask(self.target, "tds:GetSystemDateAndTime", question, is_open=is_open)
        passed = time.monotonic() - started
        said = _said_time(answer, self.place)
        # It said a whole second, truncated, at some time between our asking and its answer's coming.
        return said.since(before.plus(passed)), said.since(before) + 1.0

    def _known_services(self) -> dict[Service, Checked]:
        if not self._services:
            try:
                self._services = dict(self._listed_services())
            except (Refused, Unfit):
                self._services = {}
            if not self._services.keys() & {"media", "media2"}:
                self._services |= dict(self._listed_capabilities())
            self._services.setdefault("device", self.target)
        return self._services

    def _listed_services(self) -> Iterator[tuple[Service, Checked]]:
        inside = "<tds:IncludeCapability>false</tds:IncludeCapability>"
        answer = self._ask(
            self.target, "tds:GetServices", f"<tds:GetServices>{inside}</tds:GetServices>", is_open=False
        )
        for service in every(answer, "Service"):
            name = _NAMESPACES.get(text(service, "Namespace").rstrip("/"))
            if name and (url := text(service, "XAddr")):
                yield name, self._service_at(url)

    def _listed_capabilities(self) -> Iterator[tuple[Service, Checked]]:
        answer = self._ask(
            self.target,
            "tds:GetCapabilities",
            "<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>",
            is_open=False,
        )
        for name, service in _CAPABILITIES.items():
            for element in every(answer, name):
                if url := text(element, "XAddr"):
                    yield service, self._service_at(url)

    def _service_at(self, url: str) -> Checked:
        """Where a service is: at the scheme and port we reached; at those it names only with our host."""
        found = self.ours(url, ("http", "https"))
        named = (urlsplit(url.strip()).hostname or "").lower()
        if named in {self.target.host, self.target.ip}:
            return found
        return replace(self.target, path=found.path)

    def _ask(self, target: Checked, action: str, body: str, *, is_open: bool) -> Element:
        headers = {
            "Content-Type": "application/soap+xml; charset=utf-8",
            # Of SOAP 1.1; some devices look for nothing else.
            "SOAPAction": f'"{action.partition(":")[2]}"',
        }
        log_in = None
        if self._log_in.username and not is_open and not self._challenges:
            log_in = (self._log_in.username, self._log_in.password, self.now())
        reply = self._sent(target, "POST", headers, envelope(body, log_in), plain=envelope(body))
        if reply.status == 401 and not reply.body.strip():
            raise LogInRefused(f"{self.place} refuses the user name or the password.")
        try:
            root = parsed(reply.body)
        except Unfit as error:
            if reply.status == 401:
                raise LogInRefused(f"{self.place} refuses the user name or the password.") from error
            if reply.status >= 300:
                raise Unfit(f"{self.place} answers with HTTP {reply.status} instead of ONVIF.") from error
            raise Unfit(f"{self.place} is no ONVIF device: {error}") from error
        fault = fault_of(root, self.place)
        if reply.status == 401 and not isinstance(fault, LogInRefused):
            fault = LogInRefused(f"{self.place} refuses the user name or the password.")
        if fault is not None:
            raise fault
        answer = first(root, "Body") if root.tag.endswith("Envelope") else None
        if answer is None:
            raise Unfit(f"{self.place} answers with something that is no SOAP.")
        return answer

    def _sent(
        self,
        target: Checked,
        method: str,
        headers: dict[str, str],
        body: bytes,
        *,
        plain: bytes | None = None,
    ) -> Reply:
        """The reply; once the device asks for HTTP's own log-in, with that and a message without one."""
        for _ in range(2):
            sent, content = dict(headers), body
            if self._challenges:
                self._answered += 1
                content = body if plain is None else plain
                sent["Authorization"] = authorization(
                    self._challenges,
                    method,
                    target.path,
                    self._log_in.username,
                    self._log_in.password,
                    count=self._answered,
                )
            reply = request(target, method, sent, content)
            if reply.status != 401 or not reply.challenges or not self._log_in.username:
                break
            if max((one.strength for one in challenges(reply.challenges)), default=0) == _BASIC:
                raise Denied(f"{self.place} wants the password in the open (Basic); that is not done.")
            # Its challenge, or a fresh one in place of a nonce that has run out.
            self._challenges, self._answered = reply.challenges, 0
        return reply


def _whole(url: str) -> str:
    """A device's address may be given as its host alone."""
    if "://" not in url:
        url = f"http://{url}"
    try:
        has_path = urlsplit(url).path not in {"", "/"}
    except ValueError as error:
        raise Invalid("The address is no URL: its host or port cannot be read.") from error
    return url if has_path else f"{url.rstrip('/')}/onvif/device_service"


def _narrowed(bounds: list[tuple[float, float]]) -> ClockOffset:
    """What all the bounds leave; where they contradict each other (its clock was set), the last one's."""
    low, high = max(one[0] for one in bounds), min(one[1] for one in bounds)
    if low > high:
        low, high = bounds[-1]
    return ClockOffset((low + high) / 2, (high - low) / 2)


def _said_time(answer: Element, place: str) -> Instant:
    try:
        moment = _moment(first(answer, "UTCDateTime"))
        if moment is None:
            local = _moment(first(answer, "LocalDateTime"))
            if local is None:
                raise Unfit(f"{place} does not say what its clock shows.")
            moment = local - _ahead_of_utc(text(answer, "TimeZone", "TZ"))
        return Instant.of(moment)
    except (ValueError, OverflowError) as error:
        raise Unfit(f"{place} says a time that does not exist.") from error


def _moment(element: Element | None) -> datetime | None:
    if element is None or first(element, "Date", "Year") is None:
        return None
    year, month, day = (int(text(element, "Date", part) or "0") for part in ("Year", "Month", "Day"))
    hour, minute, second = (int(text(element, "Time", part) or "0") for part in ("Hour", "Minute", "Second"))
    # A leap second, or a sloppy 24:00:60: counted on, not refused.
    midnight = datetime(year, month, day, tzinfo=UTC)
    if not (0 <= hour <= 24 and 0 <= minute <= 60 and 0 <= second <= 61):
        raise ValueError
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)


def _ahead_of_utc(zone: str) -> timedelta:
    """How far a zone of POSIX is ahead of UTC: ``CST-8`` by eight hours. Summer time is not looked at."""
    name = _POSIX_ZONE.match(zone)
    offset = _POSIX_OFFSET.match(zone, name.end() if name else 0)
    if offset is None:
        return timedelta()
    sign, hours, minutes = offset.groups()
    behind = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return behind if sign == "-" else -behind
