"""Tickets: what one viewer may fetch for a while, signed, so that fetching a fragment asks no database.

A ticket names a stream and a span, whoever it was given to, the audit row that says why, the case that it is
for, and when it ends. It stands in the address of a playlist and so in front of every fragment of it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct

from trackway.model.errors import Denied, WrongUse
from trackway.model.time import Clock, Instant, Span
from trackway.video.stream import StreamKey, StreamRole

__all__ = ["Ticket", "TicketRefused", "Tickets"]

_FIELDS = Struct(">BIBqqqIQ?")
"""Form 2: camera, role, start, end, expiry, officer, audit row, whether for a viewing copy; then the case
number as UTF-8.
"""
_FORM = 2
_SIGNATURE_BYTES = 32
_CASE_BYTES = 400
"""A purpose has a case number of 100 characters at most."""
_TEXT = 4 * -(-(_FIELDS.size + _CASE_BYTES + _SIGNATURE_BYTES) // 3)
_ROLES = (StreamRole.MAIN, StreamRole.SUB)
_LONGEST_S = 6 * 3600.0
"""Watching an hour of footage at a quarter of its speed, with pauses; signing out is seen to elsewhere."""


class TicketRefused(Denied):
    """This address is not for you, or no longer; open the footage anew."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to fetch the footage of one stream in one span until ``expires``.

    ``officer`` and ``audit`` are the numbers of who asked and of the audit row that says why. ``is_copy``
    says that it is for viewing copies. What is held beyond its time it opens only where it is held for
    ``case_no``.
    """

    key: StreamKey
    span: Span
    expires: Instant
    officer: int
    audit: int
    is_copy: bool = False
    case_no: str = ""


class Tickets:
    """Signs tickets and reads them. ``secret`` is at least 32 random bytes that nobody else has."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        if len(secret) < 32:
            raise WrongUse("Tickets need a secret of 32 bytes.")
        self._secret, self._clock = secret, clock

    def signed(self, ticket: Ticket) -> str:
        """The ticket as text for an address: letters, digits, ``-`` and ``_``."""
        if ticket.expires.since(self._clock.now()) > _LONGEST_S:
            raise WrongUse(f"A ticket lasts {_LONGEST_S / 3600:.0f} hours at most.")
        case = ticket.case_no.encode()
        if len(case) > _CASE_BYTES:
            raise WrongUse(f"A case number has {_CASE_BYTES} bytes at most.")
        fields = _FIELDS.pack(
            _FORM,
            ticket.key.camera,
            _ROLES.index(ticket.key.role),
            ticket.span.start.us,
            ticket.span.end.us,
            ticket.expires.us,
            ticket.officer,
            ticket.audit,
            ticket.is_copy,
        )
        fields += case
        return urlsafe_b64encode(fields + self._signature(fields)).decode().rstrip("=")

    def read(self, text: str) -> Ticket:
        """The ticket that a text is. ``TicketRefused`` for any other text, and after it has expired."""
        if len(text) > _TEXT or not text.isascii():
            raise TicketRefused
        try:
            data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except NotBase64 as error:
            raise TicketRefused from error
        fields, signature = data[:-_SIGNATURE_BYTES], data[-_SIGNATURE_BYTES:]
        if len(fields) < _FIELDS.size or not hmac.compare_digest(signature, self._signature(fields)):
            raise TicketRefused
        form, camera, role, start, end, expires, officer, audit, is_copy = _FIELDS.unpack_from(fields)
        if form != _FORM or self._clock.now().us >= expires:
            raise TicketRefused
        span = Span(Instant(start), Instant(end))
        key, case_no = StreamKey(camera, _ROLES[role]), fields[_FIELDS.size :].decode()
        return Ticket(key, span, Instant(expires), officer, audit, is_copy, case_no)

    def _signature(self, fields: bytes) -> bytes:
        return hmac.digest(self._secret, b"trackway playback ticket\0" + fields, sha256)
