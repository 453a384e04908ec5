"""Reach: which addresses on the internet a gateway may have, and connections to them that end in time.

A gateway's address comes from an administrator. What is public may be reached; a private address, this
machine or a cloud's metadata service only where the settings name its network.
"""

import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from threading import Timer

from trackway.model.errors import Denied, TrackwayError
from trackway.notify.channel import NotSent
from trackway.video.addresses import Checked, Networks, checked

__all__ = ["Wire", "connected", "gateway_address", "host_and_port"]

_EVERYWHERE = ("0.0.0.0/0", "::/0")


def gateway_address(url: str, networks: Networks, schemes: tuple[str, ...] = ("https", "http")) -> Checked:
    """A gateway's URL, taken apart, resolved and allowed; unencrypted only within the named networks.

    Raises ``Invalid`` and ``Denied``, and ``NotSent`` for a name that nobody knows now.
    """
    try:
        # Special addresses are refused by these all the same, unless one of the named networks lies in them.
        found = checked(url, Networks((*networks.allowed, *_EVERYWHERE)), schemes)
    except Denied as error:
        raise Denied(str(error).replace("as a camera network", "as a network of gateways")) from error
    except TrackwayError as error:
        if error.retry:
            raise NotSent(str(error)) from error
        raise
    is_named = _lies_in(found.ip, networks)
    if not (is_named or ipaddress.ip_address(found.ip).is_global):
        raise Denied(f"{found.place} has no public address ({found.ip}); name its network in the settings.")
    if found.scheme == "http" and not is_named:
        raise Denied(f"{found.place} is spoken to in the open; use https:// on the internet.")
    return found


def host_and_port(host: str, port: int, networks: Networks) -> Checked:
    """The same for a gateway that speaks no HTTP."""
    bracketed = f"[{host}]" if ":" in host else host
    return gateway_address(f"https://{bracketed}:{port}", networks, ("https",))


def _lies_in(ip: str, networks: Networks) -> bool:
    try:
        networks.check(ip)
    except Denied:
        return False
    return True


@contextlib.contextmanager
def connected(target: Checked, seconds: float, *, is_encrypted: bool) -> Iterator[socket.socket]:
    """A connection to the checked address, cut when the time is up, however slowly bytes still drip.

    Raises ``NotSent`` while there is none yet. A block whose connection was cut sees it end; afterwards
    ``TimeoutError`` is raised.
    """
    try:
        plain = socket.create_connection((target.ip, target.port), timeout=seconds)
    except OSError as error:
        raise NotSent(f"{target.place} cannot be reached: {_why(error)}.") from error
    expired = False

    def cut() -> None:
        nonlocal expired
        expired = True
        with contextlib.suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    # TLS takes the descriptor over from the plain socket, so it is cut through a copy of it.
    with plain.dup() as handle:
        timer = Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        sock = plain
        try:
            if is_encrypted:
                try:
                    sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
                except OSError as error:
                    raise NotSent(f"{target.place} is not who it should be: {_why(error)}.") from error
            yield sock
        finally:
            timer.cancel()
            sock.close()
    if expired:  # what came may be cut short, whether or not anybody noticed
        raise TimeoutError


class Wire:
    """A connection for frames of our own: sends all, reads exactly; each within its time."""

    def __init__(self, target: Checked, seconds: float, *, is_encrypted: bool = False) -> None:
        try:
            sock = socket.create_connection((target.ip, target.port), timeout=seconds)
            if is_encrypted:
                try:
                    sock = ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
                except OSError:
                    sock.close()
                    raise
        except OSError as error:
            raise NotSent(f"{target.place} cannot be reached: {_why(error)}.") from error
        self._sock = sock
        self._seconds = seconds

    def send(self, data: bytes) -> None:
        """All of it. Raises ``OSError``."""
        self._sock.settimeout(self._seconds)
        self._sock.sendall(data)

    def read(self, size: int) -> bytes:
        """So many bytes, within the time in all. Raises ``OSError``; ``EOFError`` where it ends before."""
        end = time.monotonic() + self._seconds
        found = b""
        while len(found) < size:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._sock.settimeout(left)
            part = self._sock.recv(size - len(found))
            if not part:
                raise EOFError
            found += part
        return found

    @property
    def is_quiet(self) -> bool:
        """Whether it is open and nothing lies unread: what nobody asked for, or the end, makes it unfit."""
        self._sock.settimeout(0)
        try:
            self._sock.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Let go of it."""
        with contextlib.suppress(OSError):
            self._sock.close()


def _why(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid here ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "its TLS cannot be spoken"
    return str(error.strerror or "the connection broke")
