"""SMPP: text messages through a short message centre of an operator (SMPP 3.4).

::

    bind_transceiver ──► submit_sm for each part ──► deliver_sm: the receipt, whenever it comes

PDUs are written and read by smpplib (the extra ``smpp``); connections are ours, bounded in bytes and time.
The centre knows no key of ours: what may have been taken is not sent again.
"""

import hashlib
import importlib
import re
import struct
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from pydantic import Field

from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, Fate, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Message
from trackway.notify.reach import Wire, host_and_port
from trackway.notify.text_message import IN_ONE, IN_PART, international, short_text, units
from trackway.video.addresses import Networks

__all__ = ["KIND", "Smpp", "SmppSettings", "parts_of"]

_SECONDS = 12.0
_IDLE_S = 30.0
"""An older connection is asked whether it lives (enquire_link) before a message is trusted to it."""
_MOST_BYTES = 64 * 1024
_HEAD = struct.Struct(">4I")
_MOST_BETWEEN = 1000
"""PDUs of other matters before the answer to ours; more is a centre that has lost its way."""
_MOST_RECEIPTS = 10_000
_UCS2 = 8
_UDHI = 0x40
_RECEIPT = 0x04
_WITH_RECEIPT = 1
_E164 = 1  # type of number international, plan ISDN: the same value for both
_ALPHANUMERIC = 5
_LATER = {0x05, 0x08, 0x14, 0x58, 0x64}
"""Already bound, system error, queue full, throttled, temporary error of the receiving application."""
_STATES = {
    1: Fate.UNDER_WAY,
    2: Fate.DELIVERED,
    3: Fate.FAILED,
    4: Fate.FAILED,
    5: Fate.FAILED,
    6: Fate.UNDER_WAY,
    7: Fate.UNKNOWN,
    8: Fate.FAILED,
}
"""message_state (SMPP 3.4 §5.2.28): enroute, delivered, expired, deleted, undeliverable, accepted, unknown,
rejected."""
_WORDS = {
    b"ENROUTE": 1,
    b"DELIVRD": 2,
    b"EXPIRED": 3,
    b"DELETED": 4,
    b"UNDELIV": 5,
    b"ACCEPTD": 6,
    b"UNKNOWN": 7,
    b"REJECTD": 8,
}
_IN_RECEIPT = re.compile(rb"id:\s*(\S{1,64}).*?stat:\s*([A-Z]{3,7})", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SmppSettings:
    """An account with a short message centre."""

    host: Annotated[str, Field(title="主機", description="Host.", min_length=1, max_length=253)]
    system_id: Annotated[str, Field(title="帳號", description="system_id.", min_length=1, max_length=15)]
    password: Annotated[str, Field(title="密碼", description="password, at most 8 letters.", max_length=8)]
    port: Annotated[int, Field(title="埠號", description="Port.", ge=1, le=65535)] = 2775
    is_encrypted: Annotated[bool, Field(title="加密 (TLS)", description="Over TLS.")] = False
    system_type: Annotated[str, Field(title="系統類型", description="system_type.", max_length=12)] = ""
    source: Annotated[
        str, Field(title="發送號碼", description="Number or name that it comes from.", max_length=20)
    ] = ""
    long_by: Annotated[
        Literal["udh", "payload"],
        Field(title="長訊息", description="Long texts: in parts (udh), or whole (payload)."),
    ] = "udh"
    most_units: Annotated[
        int, Field(title="最多字數", description="Longest text; over 70 counts as several.", ge=20, le=670)
    ] = 3 * IN_PART


def parts_of(text: str, reference: int) -> tuple[bytes, ...]:
    """A text in UCS-2 as it goes out: whole up to 70 units, else in parts with their headers (TS 23.040)."""
    if units(text) <= IN_ONE:
        return (text.encode("utf-16-be"),)
    found = [""]
    for one in text:  # no character of two units is torn apart
        if units(found[-1]) + units(one) > IN_PART:
            found.append("")
        found[-1] += one
    header = bytes((5, 0, 3, reference, len(found)))
    return tuple(header + bytes((i,)) + part.encode("utf-16-be") for i, part in enumerate(found, 1))


class Smpp:
    """One account, over one connection that is kept while it is used."""

    def __init__(self, settings: SmppSettings, networks: Networks, clock: Clock) -> None:
        self._settings = settings
        self._networks = networks
        self._clock = clock
        self._link: _Link | None = None
        self._receipts: OrderedDict[str, int] = OrderedDict()

    def send(self, message: Message, address: str) -> Receipt:
        """Send the brief text, in parts where it is long; the centre tries as long as it is of use."""
        number = international(address)
        left_s = message.good_until.since(self._clock.now())
        if left_s <= 0:
            raise Refused("The message is of no use any more; it was not sent.")
        short = short_text(message, self._settings.most_units)
        link = self._bound()
        numbers: list[str] = []
        for part in self._parts(message.key, number, short.text):
            try:
                numbers.append(self._submit(link, number, part, left_s))
            except (NotSent, Refused) as error:
                if not numbers:
                    raise
                raise Unclear(f"{len(numbers)} parts were taken, then: {error}") from error
        parts = f"共 {len(numbers)} 則 in {len(numbers)} parts" if len(numbers) > 1 else ""
        return Receipt(",".join(numbers), "; ".join(s for s in (parts, short.says) if s))

    def fate(self, number: str, address: str) -> Fate:
        """What became of a message: the worst of its parts."""
        try:
            link = self._bound()
            fates = {self._fate_of(link, one) for one in number.split(",")}
        except (Refused, Unclear) as error:  # looking changes nothing
            raise NotSent(str(error)) from error
        return next(
            fate for fate in (Fate.FAILED, Fate.UNDER_WAY, Fate.UNKNOWN, Fate.DELIVERED) if fate in fates
        )

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _drop(self) -> None:
        if self._link is not None:
            self._link.hang_up()
            self._link = None

    def _parts(self, key: str, number: str, text: str) -> tuple[dict[str, object], ...]:
        if units(text) > IN_ONE and self._settings.long_by == "payload":
            return ({"message_payload": text.encode("utf-16-be")},)
        reference = hashlib.sha256(f"{key}\n{number}".encode()).digest()[0]
        bodies = parts_of(text, reference)
        esm_class = _UDHI if len(bodies) > 1 else 0
        return tuple({"short_message": body, "esm_class": esm_class} for body in bodies)

    def _submit(self, link: "_Link", number: str, part: dict[str, object], left_s: float) -> str:
        answer = self._asked(
            link,
            "submit_sm",
            **self._source(),
            dest_addr_ton=_E164,
            dest_addr_npi=_E164,
            destination_addr=number[1:],
            data_coding=_UCS2,
            registered_delivery=_WITH_RECEIPT,
            validity_period=_relative(left_s),
            **part,
        )
        _judge(answer)
        return _text(answer.message_id)

    def _fate_of(self, link: "_Link", number: str) -> Fate:
        for name in _names(number):
            if name in self._receipts:
                return _STATES.get(self._receipts[name], Fate.UNKNOWN)
        answer = self._asked(link, "query_sm", message_id=number, **self._source())
        if answer.command != "query_sm_resp" or answer.status:
            return Fate.UNDER_WAY  # many centres answer no queries; the receipt is still to come
        return _STATES.get(answer.message_state or 0, Fate.UNKNOWN)

    def _asked(self, link: "_Link", command: str, **fields: object) -> "_Pdu":
        try:
            return link.asked(command, **fields)
        except _Broken as error:
            self._drop()
            raise Unclear(f"{error}; it may have taken the message.") from error

    def _source(self) -> dict[str, object]:
        source = self._settings.source
        is_number = source.lstrip("+").isdigit()
        ton, npi = (_E164, _E164) if is_number else (_ALPHANUMERIC, 0) if source else (0, 0)
        return {
            "source_addr_ton": ton,
            "source_addr_npi": npi,
            "source_addr": source.lstrip("+") if is_number else source,
        }

    def _bound(self) -> "_Link":
        if self._link is not None:
            try:
                self._link.read_waiting()
                self._link.prove_alive()
            except _Broken:
                self._drop()
            else:
                return self._link
        settings = self._settings
        target = host_and_port(settings.host, settings.port, self._networks)
        link = _Link(Wire(target, _SECONDS, is_encrypted=settings.is_encrypted), target.place, self._noted)
        try:
            answer = link.asked(
                "bind_transceiver",
                system_id=settings.system_id,
                password=settings.password,
                system_type=settings.system_type,
            )
            _judge(answer)
        except _Broken as error:
            link.hang_up()
            raise NotSent(f"{error} while binding; nothing was sent.") from error
        except (NotSent, Refused):
            link.hang_up()
            raise
        self._link = link
        return link

    def _noted(self, number: str, state: int) -> None:
        self._receipts[number] = state
        while len(self._receipts) > _MOST_RECEIPTS:
            self._receipts.popitem(last=False)


class _Pdu(Protocol):
    """What of smpplib's PDUs is looked at."""

    command: str
    status: int
    sequence: int
    message_id: bytes | None
    message_state: int | None
    esm_class: int | None
    short_message: bytes | None

    def is_response(self) -> bool: ...
    def generate(self) -> bytes: ...
    def get_status_desc(self) -> str: ...


class _Broken(Exception):
    """The connection broke, or what comes is no SMPP."""


class _Link:
    """One bound connection: requests answered in whatever order, receipts noted, questions answered."""

    def __init__(self, wire: Wire, place: str, noted: Callable[[str, int], None]) -> None:
        try:
            self._smpp = importlib.import_module("smpplib.smpp")
            self._errors = importlib.import_module("smpplib.exceptions")
        except ImportError as error:
            wire.close()
            raise Refused(
                "SMPP 尚未安裝 SMPP is not installed; run `pip install 'trackway[smpp]'` and start again."
            ) from error
        self._wire = wire
        self._place = place
        self._noted = noted
        self._used = time.monotonic()
        self.sequence = 0

    def next_sequence(self) -> int:
        """What smpplib asks of whoever sends."""
        self.sequence = self.sequence % 0x7FFFFFFF + 1
        return self.sequence

    def asked(self, command: str, **fields: object) -> "_Pdu":
        """The answer to a request. Raises ``_Broken``."""
        pdu = self._smpp.make_pdu(command, client=self, **fields)
        wanted = pdu.sequence
        end = time.monotonic() + _SECONDS
        self._send(pdu)
        for _ in range(_MOST_BETWEEN):
            if time.monotonic() > end:
                break
            answer = self._read()
            if answer.is_response() and answer.sequence == wanted:
                self._used = time.monotonic()
                return answer
            self._other(answer)
        raise _Broken(f"{self._place} 未在時限內回覆 did not answer in time")

    def read_waiting(self) -> None:
        """Take in what has come by itself. Raises ``_Broken``."""
        for _ in range(_MOST_BETWEEN):
            if not self._wire.is_waiting:
                return
            self._other(self._read())

    def prove_alive(self) -> None:
        """After a pause, have it answer. Raises ``_Broken``."""
        if time.monotonic() - self._used > _IDLE_S:
            self.asked("enquire_link")

    def close(self) -> None:
        """Say goodbye, without waiting for more than its answer."""
        with suppress(_Broken):  # it has gone already
            self.asked("unbind")
        self.hang_up()

    def hang_up(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def _send(self, pdu: "_Pdu") -> None:
        try:
            self._wire.send(pdu.generate())
        except OSError as error:
            raise _Broken(f"{self._place} 斷線 broke off") from error

    def _read(self) -> "_Pdu":
        try:
            head = self._wire.read(_HEAD.size)
            length = _HEAD.unpack(head)[0]
            if not _HEAD.size <= length <= _MOST_BYTES:
                raise _Broken(f"{self._place} does not speak SMPP")
            raw = head + self._wire.read(length - _HEAD.size)
        except TimeoutError as error:
            raise _Broken(f"{self._place} 未在時限內回覆 did not answer in time") from error
        except (OSError, EOFError) as error:
            raise _Broken(f"{self._place} 斷線 broke off") from error
        sequence = self.sequence
        try:
            pdu: _Pdu | None = self._smpp.parse_pdu(raw, client=self, allow_unknown_opt_params=True)
        except (
            struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError,
            self._errors.UnknownCommandError, self._errors.PDUError,
        ) as error:  # fmt: skip  # its parser trusts lengths and names
            raise _Broken(f"{self._place} does not speak SMPP") from error
        finally:
            self.sequence = sequence  # reading takes no number
        if pdu is None:
            raise _Broken(f"{self._place} does not speak SMPP")
        return pdu

    def _other(self, pdu: "_Pdu") -> None:
        match pdu.command:
            case "deliver_sm":
                self._take_receipt(pdu)
                self._answer(pdu, "deliver_sm_resp")
            case "enquire_link":
                self._answer(pdu, "enquire_link_resp")
            case "unbind":
                self._answer(pdu, "unbind_resp")
                raise _Broken(f"{self._place} 結束連線 ended the connection")

    def _answer(self, pdu: "_Pdu", command: str) -> None:
        answer = self._smpp.make_pdu(command, client=self)
        answer.sequence = pdu.sequence
        self._send(answer)

    def _take_receipt(self, pdu: "_Pdu") -> None:
        if not (pdu.esm_class or 0) & _RECEIPT:
            return  # somebody sent us a text; nobody reads those
        number: bytes | None = getattr(pdu, "receipted_message_id", None)
        state: int | None = getattr(pdu, "message_state", None)
        found = _IN_RECEIPT.search(pdu.short_message or getattr(pdu, "message_payload", None) or b"")
        if found:
            number, state = number or found[1], state or _WORDS.get(found[2].upper(), 7)
        if number and state:
            self._noted(_text(number), state)


def _judge(answer: "_Pdu") -> None:
    """Nothing for a status of success; else what it means."""
    if not answer.status:
        if answer.command == "generic_nack":
            raise Refused("SMPP 拒絕 The centre does not know the request (generic_nack).")
        return
    says = f"0x{answer.status:08X} {answer.get_status_desc()}"
    if answer.status in _LATER:
        raise NotSent(f"SMPP 暫不受理 The centre does not take it now: {says}.")
    raise Refused(f"SMPP 不受理 The centre refuses it: {says}.")


def _text(value: bytes | str | None) -> str:
    """A text of a PDU. It stands in our log: nothing unprintable."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value or ""
    return "".join(c for c in text if c.isprintable() and c not in ", ")[:64]


def _names(number: str) -> tuple[str, ...]:
    """A message's number as receipts may write it: centres give it in hex first and in decimal later."""
    found = [number, number.upper(), number.lower()]
    if re.fullmatch(r"[0-9A-Fa-f]{1,16}", number):
        found.append(str(int(number, 16)))
        if number.isdigit():
            found += [f"{int(number):x}", f"{int(number):X}"]
    return tuple(dict.fromkeys(found))


def _relative(seconds: float) -> str:
    """A stretch of time as SMPP has it: YYMMDDhhmmss, tenths and zone 0, ``R`` (§7.1.1)."""
    minutes = min(max(int(seconds // 60), 1), 24 * 60)
    days, rest = divmod(minutes, 24 * 60)
    return f"0000{days:02d}{rest // 60:02d}{rest % 60:02d}00000R"


KIND = ChannelKind(
    name="smpp",
    title=Said("SMPP 簡訊中心", "Short message centre (SMPP)"),
    settings=SmppSettings,
    address=Said("手機號碼（09xxxxxxxx 或含國碼 +…）", "Mobile number (09xxxxxxxx, or +… with its country)"),
    check=international,
    make=Smpp,
    secrets=frozenset({"password"}),
)
