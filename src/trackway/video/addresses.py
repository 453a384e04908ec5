"""Addresses: which of the addresses that people and cameras name may be connected to.

A camera's address comes from a person, and cameras themselves name further ones (stream URIs, control
URLs). Each could point at this machine, at a cloud's metadata service, or anywhere else it is not meant to.
So a URL is taken apart once, by this module, resolved once, compared with the networks that hold cameras,
and the connection then goes to the very address that was compared (OWASP ASVS 5.0 V1.3.6, server-side request
forgery).
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from trackway.model.errors import Denied, Invalid, Unavailable

__all__ = ["PORTS", "PRIVATE", "Checked", "Networks", "checked", "is_numeric"]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443, "sftp": 22}
"""The schemes that cameras and servers of files are spoken to in, and their usual ports (IANA)."""

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Where cameras stand unless the settings say otherwise (RFC 1918, RFC 4193)."""

_SPECIAL = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "no machine's address"),
        ("127.0.0.0/8", "this machine itself"),
        ("169.254.0.0/16", "a link-local address"),  # also where clouds keep their metadata service
        ("100.100.100.200/32", "a metadata service"),
        ("168.63.129.16/32", "a metadata service"),
        ("192.0.0.192/32", "a metadata service"),
        ("224.0.0.0/4", "a multicast address"),
        ("255.255.255.255/32", "a broadcast address"),
        ("::/128", "no machine's address"),
        ("::1/128", "this machine itself"),
        ("fd00:ec2::254/128", "a metadata service"),
        ("fe80::/10", "a link-local address"),
        ("ff00::/8", "a multicast address"),
        # An IPv4 address lies inside these, which the list above would not see.
        ("2002::/16", "a tunnelled address"),
        ("2001::/32", "a tunnelled address"),
        ("64:ff9b::/96", "a tunnelled address"),
    )
)
"""Refused although a wider network is allowed: only one that lies inside, named on purpose, opens these."""

_LONGEST = 2000  # characters; no camera is known to need 300, and request lines are bounded elsewhere too
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252})?\Z")


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks whose machines may be connected to, as CIDR or as single addresses."""

    allowed: tuple[str, ...] = PRIVATE

    def __post_init__(self) -> None:
        for one in self.allowed:
            _network(one)

    def check(self, ip: str) -> None:
        """Raise ``Denied`` unless that address lies in them."""
        address = _address(ip)
        networks = [network for network in map(_network, self.allowed) if network.version == address.version]
        inside = [network for network in networks if address in network]
        for special, what in _SPECIAL:
            if special.version == address.version and address in special:
                if not any(network.prefixlen >= special.prefixlen for network in inside):
                    raise Denied(
                        f"{address} is {what} and is not connected to unless the settings name it "
                        "as a camera network."
                    )
                return
        if not inside:
            raise Denied(
                f"{address} lies in none of the networks that hold cameras ({', '.join(self.allowed)}); "
                "name its network in the settings if it is meant."
            )


@dataclass(frozen=True, slots=True)
class Checked:
    """A URL whose host was resolved and found allowed. Connect to ``ip``, nowhere else.

    ``host`` is what the URL named, lower case, without brackets; ``path`` starts with a slash and keeps the
    query. Some cameras want their password in the path, so messages show ``place`` and never ``url``.
    """

    scheme: str
    host: str
    ip: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Scheme, host and port: what a message may show."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """The URL with the host as it was named, for request lines and ``Host``."""
        return f"{self.place}{self.path}"

    @property
    def ip_url(self) -> str:
        """The URL with the checked address in place of the host, for libraries that connect by themselves."""
        return f"{self.scheme}://{_bracketed(self.ip)}:{self.port}{self.path}"

    @property
    def is_encrypted(self) -> bool:
        """Whether it is spoken to over TLS."""
        return self.scheme in {"rtsps", "https"}


def checked(url: str, networks: Networks, schemes: tuple[str, ...] = ("rtsp", "rtsps")) -> Checked:
    """The URL, taken apart, resolved and allowed. The name server may take seconds: call it in a thread.

    Of several addresses of one name the first allowed one is taken. Raises ``Invalid`` for what is no such
    URL, ``Denied`` for an address that may not be connected to, ``Unavailable`` for a name nobody knows.
    """
    scheme, host, port, path = _parsed(url, schemes)
    refused: Denied | None = None
    for ip in _resolved(host, port):
        try:
            networks.check(ip)
        except Denied as error:
            refused = refused or error
        else:
            return Checked(scheme, host, str(_address(ip)), port, path)
    raise Denied(f"{scheme}://{_bracketed(host)}:{port} is refused: {refused}")


def is_numeric(url: str) -> bool:
    """Whether the URL names its host by an address, so that ``checked`` asks no name server."""
    try:
        ipaddress.ip_address(urlsplit(url).hostname or "")
    except ValueError:
        return False
    return True


def _parsed(url: str, schemes: tuple[str, ...]) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query. Messages never repeat the URL: a password may hide in it."""
    if len(url) > _LONGEST:
        raise Invalid(f"The address has {len(url)} characters; {_LONGEST} are enough for any camera.")
    if any(not "!" <= c <= "~" or c in '\\"<>^`{|}' for c in url):
        raise Invalid(
            "The address holds a space, a line end or another character that no URL may; write it as %XX."
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid("The address is no URL: its host or port cannot be read.") from error
    scheme = parts.scheme.lower()
    if scheme not in schemes:
        raise Invalid(f"The address must begin with {' or '.join(f'{s}://' for s in schemes)}.")
    if "@" in parts.netloc:
        raise Invalid(
            "The address holds a user name or password before its host; give them in their own fields."
        )
    if parts.fragment or url.endswith("#"):
        raise Invalid("The address holds a #; write it as %23.")
    if port == 0 or parts.netloc.endswith(":"):
        raise Invalid("The port in the address must be between 1 and 65535.")
    if ":" in host:
        try:
            if ipaddress.IPv6Address(host).scope_id is not None:
                raise Invalid("The IPv6 address names an interface (%…); a camera's address does not.")
        except ValueError as error:
            raise Invalid(f"{host} in the address is no IPv6 address.") from error
    elif not _HOST.match(host):
        raise Invalid("The address names no host, or one with letters that no host name may have.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return scheme, host.lower(), port or PORTS[scheme], path


def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name, then; or one of the older spellings of an address (127.1), which the resolver knows
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:  # socket.gaierror is one
        raise Unavailable(f"The name {host} cannot be resolved: {error.strerror or error}.") from error
    except UnicodeError as error:  # a label of more than 63 letters
        raise Invalid(f"{host} in the address is no host name.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _address(ip: str) -> _Address:
    """The address; one of IPv4 in the clothes of IPv6 (::ffff:…, RFC 4291 §2.5.5.2) as what it is."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _network(written: str) -> _Network:
    try:
        return ipaddress.ip_network(written)
    except ValueError as error:
        raise Invalid(f"{written!r} is no network; write it like 192.168.10.0/24.") from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
