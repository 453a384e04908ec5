"""A fake device: a web server in a thread that speaks enough of ONVIF to be added, watched and searched."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from trackway.model.time import Clock, Instant
from trackway.sim.onvif import answers
from trackway.sim.onvif.facts import Oddities, OnvifFacts

__all__ = ["FakeDevice", "running_device"]

_SKEW_S = 5.0
"""How old a log-in may be by the device's own clock. Cameras allow minutes; tests would not notice."""
_AT_ONCE = 2
"""Recordings in one answer, so that a client has to ask again."""


class FakeDevice:
    """A device that runs. ``asked`` lists the actions asked of it; ``odd`` may be changed at any time."""

    def __init__(self, facts: OnvifFacts, odd: Oddities, clock: Clock) -> None:
        self.facts, self.odd, self.clock = facts, odd, clock
        self.asked: list[str] = []
        self.searches: dict[str, int] = {}
        self.nonce = secrets.token_hex(16)
        self.port = 0

    @property
    def url(self) -> str:
        """Where its device service is."""
        return f"http://127.0.0.1:{self.port}/onvif/device_service"

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> Instant:
        """The time by its own clock."""
        return self.clock.now().plus(self.facts.offset_s)

    def admits(self, message: str) -> bool:
        """Whether a message's UsernameToken is right and fresh (UsernameToken Profile 1.1, §3.1)."""
        facts = self.facts
        found = {name: _inner(message, name) for name in ("Username", "Password", "Nonce", "Created")}
        if found["Username"] != facts.username:
            return False
        try:
            nonce = base64.b64decode(found["Nonce"], validate=True)
            at = _instant(found["Created"])
        except ValueError:
            return False
        digest = hashlib.sha1(
            nonce + found["Created"].encode() + facts.password.encode(), usedforsecurity=False
        )
        is_fresh = abs(self.now().since(at)) <= _SKEW_S
        return is_fresh and hmac.compare_digest(base64.b64encode(digest.digest()).decode(), found["Password"])

    def admits_header(self, header: str, method: str) -> bool:
        """Whether an ``Authorization`` is right (RFC 7616, MD5, qop auth)."""
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', header.partition(" ")[2]))
        facts = self.facts
        if given.get("username") != facts.username or given.get("nonce") != self.nonce:
            return False
        secret = _md5(f"{facts.username}:ONVIF:{facts.password}")
        asked = _md5(f"{method}:{given.get('uri', '')}")
        middle = f"{self.nonce}:{given.get('nc', '')}:{given.get('cnonce', '')}:auth"
        return hmac.compare_digest(_md5(f"{secret}:{middle}:{asked}"), given.get("response", ""))

    def answer(self, action: str, message: str) -> bytes:
        """What it says to an action."""
        facts, odd = self.facts, self.odd
        match action:
            case "GetSystemDateAndTime":
                body = answers.date_and_time(self.now(), odd)
            case "GetDeviceInformation":
                body = answers.information(facts, odd)
            case "GetServices" if not odd.no_get_services:
                body = answers.services(self.base, facts, odd)
            case "GetCapabilities":
                body = answers.capabilities(self.base, facts, odd)
            case "GetProfiles":
                told = answers.media2_profiles if "ver20/media" in _body(message) else answers.media_profiles
                body = told(facts.profiles)
            case "GetStreamUri" | "GetSnapshotUri" | "GetReplayUri":
                body = self._address(action, message)
            case "GetRecordingSummary" if facts.recordings:
                body = answers.summary(facts.recordings)
            case "FindRecordings" if facts.recordings:
                token = secrets.token_hex(4)
                self.searches[token] = 0
                said = f"<tse:SearchToken>{token}</tse:SearchToken>"
                body = f"<tse:FindRecordingsResponse>{said}</tse:FindRecordingsResponse>"
            case "GetRecordingSearchResults" if facts.recordings:
                body = self._results(_inner(message, "SearchToken"))
            case _:
                body = ""
        if not body:
            return answers.fault("ter:ActionNotSupported", "Optional action not implemented", odd)
        return answers.envelope(body, odd)

    def _address(self, action: str, message: str) -> str:
        token = _inner(message, "RecordingToken" if action == "GetReplayUri" else "ProfileToken")
        log_in = f"{self.facts.username}:{self.facts.password}"
        if action == "GetReplayUri":
            urls = {one.token: one.url for one in self.facts.recordings}
            space, uri = "trp", "<trp:Uri>{}</trp:Uri>"
        else:
            urls = {one.token: one.url for one in self.facts.profiles}
            space, uri = "trt", "<trt:MediaUri><tt:Uri>{}</tt:Uri></trt:MediaUri>"
        if token not in urls:
            return ""
        url = f"{self.base}/snapshot.jpg" if action == "GetSnapshotUri" else urls[token]
        said = uri.format(answers.moved(url, self.odd, log_in))
        return f"<{space}:{action}Response>{said}</{space}:{action}Response>"

    def _results(self, token: str) -> str:
        at = self.searches.get(token)
        if at is None:
            return ""
        found = self.facts.recordings[at : at + _AT_ONCE]
        self.searches[token] = at + _AT_ONCE
        is_over = at + _AT_ONCE >= len(self.facts.recordings) and not self.odd.never_completed
        return answers.search_results(
            found, "Completed" if is_over else "Searching" if found else "", self.odd
        )


class _Asked(BaseHTTPRequestHandler):
    """One connection to the device of the server."""

    protocol_version = "HTTP/1.1"
    device: ClassVar[FakeDevice]
    timeout = 30

    def do_POST(self) -> None:
        message = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), 1 << 20)).decode()
        device, odd = self.device, self.device.odd
        found = re.search(r"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)", message)
        action = found.group(1) if found else ""
        device.asked.append(action)
        if odd.redirects_to:
            self._send(302, b"", {"Location": odd.redirects_to})
            return
        if odd.drips:
            self._drip()
            return
        if odd.says:
            self._send(200, odd.says)
            return
        is_open = action == "GetSystemDateAndTime" and not odd.time_needs_log_in
        if device.facts.username and not is_open and not self._is_admitted(message):
            challenge = self._challenge()
            content = answers.fault("ter:NotAuthorized", "Sender not Authorized", odd)
            self._send(401 if challenge else 400, content, challenge)
            return
        self._send(200, device.answer(action, message))

    def do_GET(self) -> None:
        device = self.device
        if device.facts.username and not device.admits_header(self.headers.get("Authorization", ""), "GET"):
            self._send(401, b"", {"WWW-Authenticate": _digest_challenge(device)})
        elif self.path == "/snapshot.jpg" and device.facts.snapshot:
            self._send(200, device.facts.snapshot)
        else:
            self._send(404, b"")

    def _is_admitted(self, message: str) -> bool:
        if self.device.odd.http_digest or self.device.odd.basic_only:
            return self.device.admits_header(self.headers.get("Authorization", ""), "POST")
        return self.device.admits(message)

    def _challenge(self) -> dict[str, str]:
        if self.device.odd.basic_only:
            return {"WWW-Authenticate": 'Basic realm="ONVIF"'}
        if self.device.odd.http_digest:
            return {"WWW-Authenticate": _digest_challenge(self.device)}
        return {}

    def _send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def running_device(
    facts: OnvifFacts, clock: Clock, odd: Oddities | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[FakeDevice]:
    """A device that answers until the block ends."""
    device = FakeDevice(facts, odd or Oddities(), clock)
    kind = type("Asked", (_Asked,), {"device": device})
    with ThreadingHTTPServer((host, port), kind) as server:
        server.daemon_threads = True
        device.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="fake onvif device")
        thread.start()
        try:
            yield device
        finally:
            server.shutdown()
            thread.join()


def _digest_challenge(device: FakeDevice) -> str:
    return f'Digest realm="ONVIF", qop="auth", nonce="{device.nonce}", algorithm=MD5'


def _inner(message: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>([^<]*)<", message)
    return found.group(1).strip() if found else ""


def _body(message: str) -> str:
    """The body with the namespace of its first element before it."""
    found = re.search(r"<(?:\w+:)?Body[^>]*>\s*<(\w+):", message)
    space = re.search(rf'xmlns:{found.group(1)}="([^"]*)"', message) if found else None
    return space.group(1) if space else ""


def _instant(said: str) -> Instant:
    return Instant.of(datetime.fromisoformat(said))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
