"""HTTP to one camera: to the address that was checked, bounded in bytes and in time, never redirected.

Cameras hold certificates of their own making, if any, so TLS here keeps passers-by from reading along but
does not prove who answers; log-in is by digests, which do not give the password away to whoever it is.
"""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Timer

from trackway.model.errors import Unavailable
from trackway.video.addresses import Checked

__all__ = ["NoAnswer", "Reply", "request"]

_MOST_BYTES = 2 << 20
"""The longest honest answers, recordings of a year and snapshots of 4K, are below 2 MB."""


class NoAnswer(Unavailable):
    """The device does not answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; ``challenges`` are its ``WWW-Authenticate`` headers."""

    status: int
    body: bytes
    challenges: tuple[str, ...] = ()


def request(
    target: Checked,
    method: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    seconds: float = 8.0,
) -> Reply:
    """One request, all of it within so many seconds. Raises ``NoAnswer``."""
    try:
        with _connected(target, seconds) as sock:
            return _exchange(sock, target, method, headers, body)
    except TimeoutError as error:
        raise NoAnswer(f"{target.place} does not answer within {seconds:g} s.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: http.client on lengths and chunk sizes that are no numbers.
        raise NoAnswer(f"{target.place} does not answer as a web server: {_why(error)}.") from error


@contextlib.contextmanager
def _connected(target: Checked, seconds: float) -> Iterator[socket.socket]:
    """A connection to the checked address, cut when the time is up, however slowly bytes still drip."""
    plain = socket.create_connection((target.ip, target.port), timeout=seconds)
    expired = False

    def cut() -> None:
        nonlocal expired
        expired = True
        with contextlib.suppress(OSError):
            plain.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    # TLS takes the descriptor over from the plain socket, so it is cut through a copy of it.
    sock = plain
    try:
        if target.is_encrypted:
            plain = plain.dup()
            with plain, _unproven().wrap_socket(sock, server_hostname=target.host) as sock:
                yield sock
        else:
            with sock:
                yield sock
    except (OSError, http.client.HTTPException):
        if not expired:
            raise
    finally:
        timer.cancel()
        sock.close()
    if expired:  # what came may be cut short, whether or not anybody noticed
        raise TimeoutError


def _unproven() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Cameras of ten years ago speak TLS 1.0 with keys of 1,024 bits; better that than in the open.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _exchange(
    sock: socket.socket, target: Checked, method: str, headers: Mapping[str, str], body: bytes
) -> Reply:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = sock
    connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
    host = f"[{target.host}]" if ":" in target.host else target.host
    sent = {"Host": f"{host}:{target.port}", "Connection": "close", "Accept-Encoding": "identity", **headers}
    if body or method == "POST":
        sent["Content-Length"] = str(len(body))
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders(body or None)
    with connection.getresponse() as response:
        content = response.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise NoAnswer(f"{target.place} sent more than {_MOST_BYTES >> 20} MB in answer to one question.")
        return Reply(response.status, content, tuple(response.headers.get_all("WWW-Authenticate") or ()))


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "its TLS cannot be spoken"
    if isinstance(error, OSError):
        return str(error.strerror or "the connection broke")
    return "what it sends is no HTTP"
