"""Peer: the machine that a channel talks to, at the very address that was checked; HTTP to it, bounded.

An answer that never came matters here: ``NotSent`` while the whole request cannot have been there,
``Unclear`` from then on. Redirects are not followed: a gateway has no business sending alerts elsewhere.
"""

import contextlib
import email.utils
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Timer

from trackway.model.time import Instant
from trackway.notify.channel import NotSent, Refused, Unclear
from trackway.video.addresses import Checked

__all__ = [
    "Alarm",
    "Answer",
    "NamedContext",
    "call",
    "connected",
    "judge",
    "tls",
    "why",
]

_PATIENCE_S = 30.0
"""Half of what a channel may take; gateways answer within a second."""
_MOST_BYTES = 64 << 10
"""What is read of an answer: a receipt has some hundred bytes, an error page a few thousand."""
_MOST_WAIT_S = 3600.0
"""A gateway that asks for more quiet than this is asked again after it all the same."""
_WORDS = 200
"""Characters of a refusal that are kept: a sentence, not a page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are lower case; of a long body the beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def says(self) -> str:
        """The beginning of the body in one line."""
        text = self.body[: 4 * _WORDS].decode("utf-8", "replace")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_WORDS]


class NamedContext(ssl.SSLContext):
    """TLS that proves the name people gave, whatever address the library that connects was given."""

    name: str | None = None

    def wrap_socket(self, *args: object, **given: object) -> ssl.SSLSocket:
        """A socket that has proven ``name``: shaken hands at once, for then a failure closes it."""
        given |= {"server_hostname": self.name, "do_handshake_on_connect": True}
        return super().wrap_socket(*args, **given)  # type: ignore[arg-type]


def tls(host: str, authorities: str = "") -> NamedContext:
    """TLS to a host, proven by this machine's authorities and by those given in PEM.

    Raises ``Refused`` when these are none.
    """
    context = NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.name = host
    context.load_default_certs()
    if authorities:
        try:
            context.load_verify_locations(cadata=authorities)
        except (ssl.SSLError, ValueError) as error:
            raise Refused("The certificates of the channel's authorities are no PEM certificates.") from error
    return context


def call(
    target: Checked,
    method: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    authorities: str = "",
    seconds: float = _PATIENCE_S,
) -> Answer:
    """One request, all of it within so many seconds. Raises ``NotSent`` and ``Unclear``."""
    context = tls(target.host, authorities) if target.is_encrypted else None
    with connected(target, context, seconds) as sock:
        return _exchange(sock, target, method, headers, body)


def judge(answer: Answer, place: str, now: Instant) -> None:
    """Return when it took the message; else raise ``Refused``, ``NotSent`` or ``Unclear`` by its status.

    500, 502 and 504 may come from a proxy behind which the message was taken (RFC 9110 §15.6).
    """
    match answer.status:
        case status if 200 <= status < 300:
            return
        case 408 | 425 | 429 | 503 | 507 as status:
            wait_s = _retry_after(answer.headers.get("retry-after", ""), now)
            raise NotSent(f"{place} asks to be left alone for a while ({status}).", wait_s)
        case status if status >= 500:
            raise Unclear(f"{place} met an error of its own ({status}): {answer.says}")
        case status if 300 <= status < 400:
            raise Refused(f"{place} sends elsewhere ({status}), which is not followed; name that address.")
        case status:
            raise Refused(f"{place} refuses the message ({status}): {answer.says}")


class Alarm:
    """Cuts a connection when the time is up, however slowly bytes still drip."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        # TLS takes the descriptor over from the plain socket, so it is cut through a copy of it.
        self._copy = sock.dup()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """Cut nothing any more."""
        self._timer.cancel()
        self._copy.close()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            self._copy.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def connected(target: Checked, context: NamedContext | None, seconds: float) -> Iterator[socket.socket]:
    """A connection to the checked address, over TLS where a context is given; cut when the time is up.

    Raises ``NotSent`` when there is none; what breaks inside the block is left as it is.
    """
    try:
        sock = socket.create_connection((target.ip, target.port), timeout=seconds)
    except OSError as error:
        raise NotSent(f"{target.place} does not answer: {why(error)}.") from error
    # Small requests that wait for small answers: nothing is gained by waiting for more to send.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    alarm = Alarm(sock, seconds)
    try:
        try:
            sock = context.wrap_socket(sock) if context else sock
        except ssl.SSLCertVerificationError as error:
            raise NotSent(
                f"{target.place} cannot prove who it is ({error.verify_message}); name its authority."
            ) from error
        except OSError as error:
            raise NotSent(f"{target.place} does not answer: {why(error)}.") from error
        yield sock
    finally:
        alarm.close()
        sock.close()


def _exchange(
    sock: socket.socket, target: Checked, method: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = sock
    connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == {"http": 80, "https": 443}[target.scheme]
    sent = {
        "Host": host if usual else f"{host}:{target.port}",
        "Connection": "close",
        "User-Agent": "Trackway",
        "Content-Length": str(len(body)),
        **headers,
    }
    for name, value in sent.items():
        connection.putheader(name, value)
    broke: OSError | None = None
    try:
        connection.endheaders(body or None)
    except OSError as error:  # it may have answered before it had read everything, and closed
        broke = error
    try:
        with connection.getresponse() as response:
            answer = {name.lower(): value for name, value in response.headers.items()}
            said = b""
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                said = response.read(_MOST_BYTES)  # what it decided is known already
            return Answer(response.status, answer, said)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if broke is not None:
            raise NotSent(f"{target.place} broke off before it had everything: {why(broke)}.") from error
        raise Unclear(f"{target.place} took the message, but gave no answer: {why(error)}.") from error


def _retry_after(value: str, now: Instant) -> float:
    """Seconds from now, of the header's seconds or date (RFC 9110 §10.2.3); 0 for what is neither."""
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value.strip()[:9]), _MOST_WAIT_S)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        return 0.0
    return max(0.0, min(Instant.of(moment).since(now), _MOST_WAIT_S))


def why(error: Exception) -> str:
    """What went wrong with a connection, in a few words."""
    if isinstance(error, TimeoutError):
        return "the time is up"
    if isinstance(error, ssl.SSLError):
        return "its TLS cannot be spoken"
    if isinstance(error, OSError):
        return str(error.strerror or "the connection broke")
    if isinstance(error, http.client.RemoteDisconnected):
        return "the connection broke"
    return "what it sends is no HTTP"
