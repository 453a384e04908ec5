"""A responder to WS-Discovery: what answers a Probe."""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import quote
from xml.sax.saxutils import escape

from trackway.sim.onvif.facts import OnvifFacts

__all__ = ["probe_answer", "running_responder"]

_GROUP = "239.255.255.250"


def probe_answer(message: bytes, facts: OnvifFacts, url: str) -> bytes:
    """The ProbeMatches to a Probe; nothing to anything else."""
    said = message.decode("utf-8", "replace")
    asked = re.search(r"MessageID[^>]*>([^<]+)<", said)
    if asked is None or "/discovery/Probe" not in said or "ProbeMatch" in said:
        return b""
    scopes = (
        "onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/type/video_encoder "
        f"onvif://www.onvif.org/hardware/{quote(facts.model)} onvif://www.onvif.org/name/{quote(facts.name)}"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>'
        f"<a:RelatesTo>{escape(asked.group(1))}</a:RelatesTo>"
        "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header><s:Body>"
        "<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>"
        f"urn:uuid:00000000-0000-0000-0000-{escape(facts.serial)}</a:Address></a:EndpointReference>"
        f"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{escape(scopes)}</d:Scopes>"
        f"<d:XAddrs>{escape(url)}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion>"
        "</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


@contextmanager
def running_responder(
    facts: OnvifFacts, url: str, *, host: str = "127.0.0.1", port: int = 0, group_on: str = ""
) -> Iterator[int]:
    """Answers Probes until the block ends; the port. ``group_on``: an interface to hear multicast on, too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        if group_on:
            member = struct.pack("4s4s", socket.inet_aton(_GROUP), socket.inet_aton(group_on))
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        sock.settimeout(0.05)
        stopping: list[bool] = []

        def respond() -> None:
            while not stopping:
                try:
                    message, whence = sock.recvfrom(65_535)
                except TimeoutError:
                    continue
                if answer := probe_answer(message, facts, url):
                    sock.sendto(answer, whence)

        thread = Thread(target=respond, name="fake onvif responder")
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            stopping.append(True)
            thread.join()
