"""Calls: HTTP to a recorder. One connection for each call, to the very address that was checked; all bounded.

Redirects are not followed: a recorder has no business sending us elsewhere.
"""

import http.client
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from trackway.intake.history.source import Broken, LogIn, NotHeld, Unreached
from trackway.model.errors import Denied, Unavailable
from trackway.video.addresses import Checked, Networks, checked
from trackway.video.digest import authorization

__all__ = ["Calls", "NotAllowed", "Request", "child", "children", "parsed_xml", "text_of"]

_TIMEOUT_S = 20.0
"""A recorder that searches its disks answers within seconds; one that says nothing for so long is not
there."""
_ANSWER_BYTES = 4 * 1024 * 1024
"""A page of search results has some 50 kB."""
_ANSWER_S = 120.0
_CHUNK = 256 * 1024
_SLOWEST_BPS = 8_000
"""A download slower than 8 kB a second for a minute is as good as broken off."""
_DEEPEST = 30
_ASKED_TWICE = 2
"""Once to be given a challenge, once to answer it."""


class NotAllowed(Denied):
    """The log-in is right, and this user may not do what was asked."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: method, path with query, and a body for those that have one."""

    method: str
    path: str
    body: bytes = b""


class Calls:
    """One recorder over HTTP. Every call may raise ``Unreached``, ``Broken``, ``NotHeld``, ``Denied``."""

    def __init__(self, url: str, networks: Networks, log_in: LogIn) -> None:
        self._url = url
        self.networks, self.log_in = networks, log_in

    def answer(self, request: Request) -> str:
        """The body of a short answer as text."""
        with self._answered(request) as response:
            body, end = b"", time.monotonic() + _ANSWER_S
            while chunk := response.read(_CHUNK):
                body += chunk
                if len(body) > _ANSWER_BYTES or time.monotonic() > end:
                    raise Broken(f"{self._place} gives an answer that does not end.")
            return body.decode("utf-8", "replace")

    def download(self, request: Request, path: Path, most_bytes: int) -> int:
        """A long answer into a file; its bytes."""
        with self._answered(request) as response, path.open("wb") as file:
            size, since, began = 0, 0, time.monotonic()
            while chunk := response.read1(_CHUNK):
                size += len(chunk)
                since += len(chunk)
                if size > most_bytes:
                    raise Broken(
                        f"{self._place} sends more than the {most_bytes:,} bytes that may be fetched."
                    )
                _write(file, chunk, path)
                if time.monotonic() - began > 60.0:
                    if since < 60 * _SLOWEST_BPS:
                        raise Unreached(f"{self._place} sends less than {_SLOWEST_BPS:,} bytes a second.")
                    since, began = 0, time.monotonic()
            expected = response.headers.get("Content-Length", "")
            if expected.isdigit() and size < int(expected):
                raise Unreached(f"{self._place} broke off after {size:,} of {int(expected):,} bytes.")
        if not size:
            raise NotHeld(f"{self._place} sends nothing of footage that it says it has.")
        return size

    @property
    def _place(self) -> str:
        return self._url.partition("?")[0]

    @contextmanager
    def _answered(self, request: Request) -> Iterator[http.client.HTTPResponse]:
        """An answer of 200, logged in if the recorder asks for that."""
        place = checked(self._url, self.networks, ("http", "https"))
        headers = {
            "User-Agent": "Trackway",
            "Accept-Encoding": "identity",
            "Host": f"{place.host}:{place.port}",
        }
        if request.body:
            headers["Content-Type"] = "application/xml; charset=UTF-8"
        try:
            for left in reversed(range(_ASKED_TWICE)):
                with closing(_connected(place)) as connection:
                    connection.request(request.method, request.path, request.body or None, headers)
                    with closing(connection.getresponse()) as response:
                        if response.status == 401 and left and self.log_in.username:
                            asked = response.headers.get_all("WWW-Authenticate") or []
                            who = (self.log_in.username, self.log_in.password)
                            headers["Authorization"] = authorization(
                                asked, request.method, request.path, *who
                            )
                            continue
                        self._refuse(response)
                        yield response
                        return
        except (OSError, http.client.HTTPException) as error:
            said = getattr(error, "strerror", None) or type(error).__name__
            raise Unreached(f"{self._place} does not answer ({said}).") from error

    def _refuse(self, response: http.client.HTTPResponse) -> None:
        match response.status:
            case 200:
                return
            case 401:
                raise Denied(f"{self._place} refuses the log-in.")
            case 403:
                raise NotAllowed(f"{self._place} does not allow this user to search or play back.")
            case 404:
                raise NotHeld(f"{self._place} does not have what was asked for (404).")
            case 501:
                raise Broken(f"{self._place} does not know what was asked (501).")
            case status if status >= 500:
                raise Unreached(f"{self._place} answers with an error of its own ({status}).")
            case status:
                raise Broken(f"{self._place} does not understand what was asked ({status}).")


def _write(file: BinaryIO, chunk: bytes, path: Path) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.") from error


def _connected(place: Checked) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(place.host, place.port, timeout=_TIMEOUT_S)
    raw = create_connection((place.ip, place.port), timeout=_TIMEOUT_S)
    if place.is_encrypted:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(raw, server_hostname=place.host)
    else:
        connection.sock = raw
    return connection


def parsed_xml(text: str, place: str) -> Element:
    """A recorder's XML. Raises ``Broken`` for what is none, holds entities, or lies too deep."""
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Broken(f"{place} answers with what is no XML.") from error
    level = [root]
    for _ in range(_DEEPEST):
        level = [below for one in level for below in one]
        if not level:
            return root
    raise Broken(f"{place} answers with XML that is nested too deep.")


def child(element: Element, *names: str) -> Element | None:
    """The first element on a path of local names; name spaces differ from firmware to firmware."""
    here: Element | None = element
    for name in names:
        here = next((one for one in (() if here is None else here) if _local(one) == name), None)
    return here


def children(element: Element | None, name: str) -> list[Element]:
    """The elements of that local name right below."""
    return [] if element is None else [one for one in element if _local(one) == name]


def text_of(element: Element, *names: str) -> str:
    """The text on a path of local names; empty when it is not there."""
    found = child(element, *names)
    return "" if found is None else (found.text or "").strip()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
