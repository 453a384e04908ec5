"""Reach: which addresses on the internet a gateway may have, and connections to them that end in time.

A gateway's address comes from an administrator. What is public may be reached; a private address, this
machine or a cloud's metadata service only where the settings name its network.
"""

import contextlib
import ipaddress
import select
import socket
import ssl
import time

from trackway.model.errors import Denied, Invalid, Unavailable
from trackway.notify.channel import NotSent, Refused
from trackway.video.addresses import Checked, Networks, checked

__all__ = ["Wire", "gateway_address", "host_and_port"]

_EVERYWHERE = ("0.0.0.0/0", "::/0")


def gateway_address(url: str, networks: Networks, schemes: tuple[str, ...] = ("https", "http")) -> Checked:
    """A gateway's URL, taken apart, resolved and allowed; unencrypted only within the named networks.

    Raises ``Refused`` for one that may not be reached, ``NotSent`` for a name that nobody knows now.
    """
    try:
        # Special addresses are refused by these all the same, unless one of the named networks lies in them.
        found = checked(url, Networks((*networks.allowed, *_EVERYWHERE)), schemes)
    except (Denied, Invalid) as error:
        raise Refused(str(error).replace("as a camera network", "as a network of gateways")) from error
    except Unavailable as error:
        raise NotSent(str(error)) from error
    is_named = _lies_in(found.ip, networks)
    if not (is_named or ipaddress.ip_address(found.ip).is_global):
        raise Refused(f"{found.place} has no public address ({found.ip}); name its network in the settings.")
    if found.scheme == "http" and not is_named:
        raise Refused(f"{found.place} is spoken to in the open; use https:// on the internet.")
    return found


def host_and_port(host: str, port: int, networks: Networks, *, is_encrypted: bool = True) -> Checked:
    """The same for a gateway that speaks no HTTP. One that is not encrypted must be in a named network."""
    bracketed = f"[{host}]" if ":" in host else host
    return gateway_address(f"{'https' if is_encrypted else 'http'}://{bracketed}:{port}", networks)


def _lies_in(ip: str, networks: Networks) -> bool:
    try:
        networks.check(ip)
    except Denied:
        return False
    return True


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

    @property
    def is_waiting(self) -> bool:
        """Whether something can be read at once: data, or the end."""
        buffered = isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0
        return buffered or bool(select.select([self._sock], [], [], 0)[0])

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
