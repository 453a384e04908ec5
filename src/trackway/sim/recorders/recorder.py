"""What fake recorders have in common: films, a clock, a log-in, odd ways, a web server."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

from trackway.model.time import TAIPEI, Clock
from trackway.sim.recorders.film import Film

__all__ = ["FakeRecorder", "Oddities", "Reply", "running"]


@dataclass(slots=True)
class Oddities:
    """Ways of real recorders, all off; may be changed while it runs."""

    claims_more_s: float = 0.0
    """Its list says that files end so much later than they do."""
    lists_twice: bool = False
    lists_outside: bool = False
    """Its list has files of other days too."""
    breaks_off_after: int = 0
    """Downloads end after so many bytes."""
    says: bytes = b""
    """Answers everything with this."""
    refuses: int = 0
    """Answers everything with this status."""
    refuses_downloads: int = 0
    """Answers downloads with this status; it still plays."""
    no_get_with_body: bool = False
    sends_other_footage: bool = False


@dataclass
class FakeRecorder:
    """A recorder with films by channel. ``offset_s`` is how far its clock is ahead."""

    films: Mapping[int, tuple[Film, ...]]
    clock: Clock
    offset_s: float = 0.0
    zone: ZoneInfo = TAIPEI
    username: str = "admin"
    password: str = "Hualien 110"  # noqa: S105  a fake's
    odd: Oddities = field(default_factory=Oddities)
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    port: int = 0
    rtsp_port: int = 0
    """Where cameras play the same footage (``trackway.sim.cameras``); 0: it does not play."""
    nonce: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def url(self) -> str:
        """Where it is asked, and on which port it plays."""
        return f"http://127.0.0.1:{self.port}" + (f"/?rtsp={self.rtsp_port}" if self.rtsp_port else "")

    def now(self) -> datetime:
        """What its screen shows."""
        return self.clock.now().plus(self.offset_s).utc().astimezone(self.zone).replace(tzinfo=None)

    def between(self, channel: int, start: datetime, end: datetime) -> list[Film]:
        """Its files of a channel that share time with a span, as it lists them."""
        kept = self.films.get(channel, ())
        found = [one for one in kept if self.odd.lists_outside or (one.start < end and one.end > start)]
        return found * 2 if self.odd.lists_twice else found

    def admits(self, header: str, method: str) -> bool:
        """Whether an ``Authorization`` is right (RFC 7616, MD5, qop auth)."""
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', header.partition(" ")[2]))
        if given.get("username") != self.username or given.get("nonce") != self.nonce:
            return False
        secret = _md5(f"{self.username}:recorder:{self.password}")
        asked = _md5(f"{method}:{given.get('uri', '')}")
        middle = f"{self.nonce}:{given.get('nc', '')}:{given.get('cnonce', '')}:auth"
        return hmac.compare_digest(_md5(f"{secret}:{middle}:{asked}"), given.get("response", ""))


@dataclass(frozen=True, slots=True)
class Reply:
    """What it answers."""

    body: bytes
    status: int = 200
    kind: str = "text/plain"
    is_footage: bool = False


Answer = Callable[[FakeRecorder, str, str, bytes], Reply]
"""The reply to a method, a path with query and a body."""


@contextmanager
def running(recorder: FakeRecorder, answer: Answer) -> Iterator[FakeRecorder]:
    """Serve it on a port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._reply(self._answered(body))

        def _answered(self, body: bytes) -> Reply:
            if not recorder.admits(self.headers.get("Authorization", ""), self.command):
                return Reply(b"", 401)
            recorder.asked.append(f"{self.command} {self.path}")
            if recorder.odd.refuses:
                return Reply(b"no", recorder.odd.refuses)
            if recorder.odd.says:
                return Reply(recorder.odd.says)
            return answer(recorder, self.command, self.path, body)

        def _reply(self, reply: Reply) -> None:
            self.close_connection = True
            self.send_response(reply.status)
            if reply.status == 401:
                asks = f'Digest realm="recorder", nonce="{recorder.nonce}", qop="auth", algorithm=MD5'
                self.send_header("WWW-Authenticate", asks)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            cut = recorder.odd.breaks_off_after if reply.is_footage else 0
            self.wfile.write(reply.body[:cut] if cut else reply.body)
            if reply.is_footage:
                recorder.sent += 1

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        recorder.port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
