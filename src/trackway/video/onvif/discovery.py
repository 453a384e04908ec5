"""Discovery: which ONVIF devices there are on the network.

WS-Discovery (OASIS, April 2005 draft, as ONVIF Core §7 has it): a Probe to 239.255.255.250:3702 from each
interface, and to every address of given subnets one by one, because multicast seldom crosses a router. The
answer is a ProbeMatch; of what it says only path and port are believed, the address is where it came from.
"""

import fcntl
import ipaddress
import select
import socket
import struct
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from trackway.model.errors import Denied, Invalid
from trackway.video.addresses import Networks
from trackway.video.onvif.soap import every, parsed, text, tidy

__all__ = ["MOST_HOSTS", "FoundDevice", "hosts_of", "interfaces", "probe_match", "search"]

GROUP, PORT = "239.255.255.250", 3702
MOST_HOSTS = 4096
"""Addresses of a subnet that are probed one by one, a /20: at the rate below it takes 20 s."""
_A_SECOND = 200
"""Probes a second, 140 kbit/s: nothing on the thinnest line to a police station notices."""
_REPEATS = 2  # WS-Discovery 2.4: UDP loses, so a Probe is sent more than once
_MOST_FOUND = 5_000
_SIOCGIFADDR = 0x8915
"""Linux: the IPv4 address of an interface (netdevice(7))."""

_PROBE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header>'
    "<w:MessageID>urn:uuid:{id}</w:MessageID>"
    '<w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>'
    '<w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action>'
    "</e:Header><e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"
)


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that answered: where its device service is, and what it calls itself, if it does."""

    url: str
    ip: str
    name: str
    hardware: str
    endpoint: str


def interfaces() -> tuple[str, ...]:
    """The IPv4 addresses of this machine's interfaces, without the loopback."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # it has none
            address = socket.inet_ntoa(answer[20:24])
            if not ipaddress.ip_address(address).is_loopback:
                found.append(address)
    return tuple(found)


def hosts_of(subnets: Sequence[str]) -> tuple[str, ...]:
    """The addresses of some subnets. Raises ``Invalid`` for what is none, and for too many."""
    hosts: dict[str, None] = {}
    for subnet in subnets:
        try:
            network = ipaddress.IPv4Network(subnet.strip(), strict=False)
        except ValueError:
            raise Invalid(f"{subnet[:60]!r} is no IPv4 subnet; write it like 192.168.10.0/24.") from None
        if network.num_addresses + len(hosts) > MOST_HOSTS + 2:
            raise Invalid(f"At most {MOST_HOSTS:,} addresses are probed in one search (a /20).")
        hosts |= dict.fromkeys(map(str, network.hosts()))
    return tuple(hosts)


def search(
    networks: Networks,
    *,
    seconds: float = 4.0,
    hosts: Sequence[str] = (),
    port: int = PORT,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Iterator[FoundDevice | float]:
    """Devices as they answer, each once, and in between how far the search is, 0 to 1.

    ``seconds`` is how long answers are waited for after the last probe. Devices outside ``networks`` are left
    out. Ends early once it is not wanted.
    """
    sockets = _sockets()
    try:
        sent = _probes(sockets, tuple(hosts), networks)
        yield from _asked(sockets, sent, networks, (seconds, port), is_wanted)
    finally:
        for sock in sockets:
            sock.close()


_Probes = tuple[tuple[socket.socket, str], ...]


def _probes(sockets: list[socket.socket], hosts: tuple[str, ...], networks: Networks) -> _Probes:
    """Whom to ask through which socket, in order; everybody twice, the second round after the first."""
    allowed = tuple((sockets[0], host) for host in hosts if _is_allowed(host, networks))
    return (*((sock, GROUP) for sock in sockets[1:]), *allowed) * _REPEATS


def _asked(
    sockets: list[socket.socket],
    sent: _Probes,
    networks: Networks,
    how: tuple[float, int],
    is_wanted: Callable[[], bool],
) -> Iterator[FoundDevice | float]:
    seconds, port = how
    seen: set[str] = set()
    started = time.monotonic()
    whole = len(sent) / _A_SECOND + seconds
    done = told = 0.0
    at = 0
    while done < 1 and is_wanted() and len(seen) < _MOST_FOUND:
        passed = time.monotonic() - started
        due = min(len(sent), int(passed * _A_SECOND) + 1)
        for sock, target in sent[at:due]:
            _send(sock, target, port)
        at = due
        for device in _answers(sockets, networks):
            if device.url not in seen:
                seen.add(device.url)
                yield device
        done = min(1.0, passed / whole)
        if done - told >= 0.01 or done == 1:
            told = done
            yield done


def _sockets() -> list[socket.socket]:
    """One for single addresses, and one for each interface's multicast."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
    for address in interfaces():
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)  # a few routers, where they pass it on
        sockets.append(sock)
    for sock in sockets:
        sock.setblocking(False)  # noqa: FBT003  the library's own signature
    return sockets


def _is_allowed(host: str, networks: Networks) -> bool:
    try:
        networks.check(host)
    except Denied:
        return False
    return True


def _send(sock: socket.socket, target: str, port: int) -> None:
    try:
        sock.sendto(_PROBE.format(id=uuid.uuid4()).encode(), (target, port))
    except OSError:
        return  # no route there, or an interface that is down: the others are asked all the same


def _answers(sockets: list[socket.socket], networks: Networks) -> Iterator[FoundDevice]:
    ready, _, _ = select.select(sockets, [], [], 1 / _A_SECOND * 4)
    for sock in ready:
        try:
            content, (ip, _) = sock.recvfrom(65_535)
        except OSError:
            continue  # ICMP's word that nobody listens at one of the addresses
        if _is_allowed(ip, networks):
            yield from probe_match(content, ip)


def probe_match(content: bytes, ip: str) -> Iterator[FoundDevice]:
    """The devices that an answer from an address tells of; none where it is no ProbeMatch."""
    try:
        root = parsed(content)
    except Invalid:
        return
    for match in [*every(root, "ProbeMatch")][:8]:
        url = _url(text(match, "XAddrs"), ip)
        scopes = text(match, "Scopes")[:4000].split()
        if url:
            yield FoundDevice(
                url=url,
                ip=ip,
                name=_scope(scopes, "name"),
                hardware=_scope(scopes, "hardware"),
                endpoint=text(match, "EndpointReference", "Address")[:200],
            )


def _url(addresses: str, ip: str) -> str:
    """The device service among the addresses that a device names: at the address it answered from."""
    best = ""
    for address in addresses.split()[:16]:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            continue
        if parts.scheme not in {"http", "https"} or any(not "!" <= c <= "~" for c in address):
            continue
        path = parts.path if parts.path not in {"", "/"} else "/onvif/device_service"
        place = f"{parts.scheme}://{ip}" + (f":{port}" if port else "")
        best = best or f"{place}{path}"
        if host == ip:
            return f"{place}{path}"
    return best


def _scope(scopes: list[str], name: str) -> str:
    for scope in scopes:
        if scope.lower().startswith(f"onvif://www.onvif.org/{name}/"):
            return tidy(unquote(scope[len(f"onvif://www.onvif.org/{name}/") :]).replace("_", " "), 200)
    return ""
