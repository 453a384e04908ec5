"""HiAir 中華電信 HiNet 企業簡訊: text messages over TCP in frames of fixed size.

::

    connect ──► log in ──► send ──► send …          request 266 bytes, answer 244, one for each, in order
    266 = type, coding, priority, country, length of set, length of content, set (100), content (160)
    244 = code, coding, length of set, length of content, set (80), content (160)

The gateway knows no key of ours: what may have been taken is not sent again. After HiNet's page and public
clients; the contract's own manual has the last word.
"""

import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from pydantic import Field

from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, Fate, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Message
from trackway.notify.reach import Wire, host_and_port
from trackway.notify.text_message import IN_ONE, MOBILE, mobile, short_text
from trackway.video.addresses import Networks

__all__ = ["FATES", "KIND", "LOG_IN", "SENDING", "HiAir", "HiAirSettings", "Type"]

REQUEST = struct.Struct("6B100s160s")
ANSWER = struct.Struct("4B80s160s")
_BIG5, _UCS2 = 1, 3
_SECONDS = 12.0
"""For each answer; logging in and sending stay well within a minute."""
_IDLE_S = 30.0
"""An older connection is not trusted: what dies in between eats the next message without a word."""
_LONGEST_SET = 100
_SEND_NOW, _SEND_WITHIN = "01", "02"


class Type(IntEnum):
    """What a request asks for."""

    LOG_IN = 0
    SEND = 1
    QUERY = 2


_ANY: dict[int, Said] = {
    30: Said("訊息長度錯誤", "the length of the frame is wrong"),
    31: Said("網路錯誤", "network error"),
    32: Said("訊息型態錯誤", "the type of the request is wrong"),
    40: Said("系統錯誤", "system error"),
    41: Said("系統錯誤", "system error"),
    50: Said("尚未登入", "not logged in"),
    51: Said("重複登入", "logged in twice"),
    52: Said("未申請發送文字簡訊", "sending text messages was not applied for"),
    53: Said("未申請接收簡訊", "receiving was not applied for"),
    58: Said("未申請發送國際簡訊", "sending abroad was not applied for"),
}
LOG_IN: Mapping[int, Said] = {
    1: Said("密碼錯誤", "wrong password"),
    2: Said("帳號不存在", "no such account"),
    3: Said("超過准許最大連線數", "too many connections"),
    4: Said("帳號狀態錯誤", "the account is not in use"),
    5: Said("資料錯誤", "data error"),
    6: Said("資料錯誤", "data error"),
    7: Said("系統錯誤", "system error"),
} | _ANY
SENDING: Mapping[int, Said] = {
    1: Said("國碼錯誤", "the country code is wrong"),
    2: Said("編碼格式錯誤", "the coding is wrong"),
    3: Said("優先權錯誤", "the priority is wrong"),
    4: Said("訊息內容長度錯誤", "the length of the text is wrong"),
    5: Said("訊息內容長度錯誤", "the length of the text is wrong"),
    6: Said("手機號碼格式錯誤", "the number is wrong"),
    7: Said("傳送型態錯誤", "the kind of transfer is wrong"),
    8: Said("重送截止時間格式錯誤", "the time limit is wrong"),
    9: Said("預約傳送時間格式錯誤", "the booked time is wrong"),
    10: Said("不允許傳送國外", "abroad is not allowed"),
    11: Said("系統暫時無法傳送訊息，請稍後再試", "it cannot be sent now; try again"),
    16: Said("號碼須為 9 至 10 碼", "the number must have 9 or 10 digits"),
} | _ANY
_LATER_LOG_IN = frozenset({3, 7, 40, 41, 51})
_LATER = frozenset({11, 40, 41, 50, 51})
_UNKNOWN_WHETHER = frozenset({31})
"""Between which of their machines the network failed, nobody says."""
FATES: Mapping[int, Fate] = {
    0: Fate.DELIVERED,
    1: Fate.UNDER_WAY,  # the telephone is off; they try again
    4: Fate.UNDER_WAY,
    19: Fate.UNDER_WAY,
    20: Fate.UNDER_WAY,
} | dict.fromkeys(
    # 23: the receiver bars such messages and must not be sent them again
    (7, 8, 9, 10, 16, 17, 18, 21, 22, 23),
    Fate.FAILED,
)


@dataclass(frozen=True, slots=True)
class HiAirSettings:
    """An account with HiAir. The protocol has no encryption: best from an address they know."""

    username: Annotated[str, Field(title="帳號", description="Account.", min_length=1, max_length=40)]
    password: Annotated[str, Field(title="密碼", description="Password.", min_length=1, max_length=40)]
    host: Annotated[str, Field(title="主機", description="Host.", max_length=253)] = "api.hiair.hinet.net"
    port: Annotated[int, Field(title="埠號", description="Port.", ge=1, le=65535)] = 8000


class HiAir:
    """One account, over one connection that is kept while it is used."""

    def __init__(self, settings: HiAirSettings, networks: Networks, clock: Clock) -> None:
        self._settings = settings
        self._networks = networks
        self._clock = clock
        self._wire: Wire | None = None
        self._used = 0.0
        self._last = ""

    def send(self, message: Message, address: str) -> Receipt:
        """Send the brief text in UCS-2; the gateway tries as long as it is of use."""
        number = mobile(address)
        left_s = message.good_until.since(self._clock.now())
        if left_s <= 0:
            raise Refused("The message is of no use any more; it was not sent.")
        short = short_text(message, IN_ONE)
        minutes = min(max(int(left_s // 60), 1), 1440)  # four digits with zeros: padded by spaces is refused
        text = short.text.encode("utf-16-be")
        request = _request(Type.SEND, _UCS2, (number, _SEND_WITHIN, f"{minutes:04d}"), text)
        code, words = self._asked(request)
        if code == 0 and words == self._last:
            self.close()  # that answer was for the message before; whatever comes next would be too
            raise Unclear(
                "HiAir 的回覆重複 The answer is that of the message before; nobody knows of this one."
            )
        if code == 0 and words.isascii() and words:
            self._last = words
            return Receipt(words, short.says)
        says = f"{code} {SENDING.get(code, '')} {words}".strip()
        if code in _LATER:
            self.close()
            raise NotSent(f"HiAir 暫不受理 does not take it now: {says}.")
        if code in _UNKNOWN_WHETHER or code not in SENDING:  # also success without a number
            self.close()
            raise Unclear(f"HiAir 的回覆無法判定 Nobody knows whether HiAir took it: {says}.")
        raise Refused(f"HiAir 不受理 refuses it: {says}.")

    def fate(self, number: str, address: str) -> Fate:
        """What became of a message."""
        try:
            code, _ = self._asked(_request(Type.QUERY, _BIG5, (number,)))
        except (Refused, Unclear) as error:  # looking changes nothing
            raise NotSent(str(error)) from error
        if code in _LATER:
            self.close()
            raise NotSent(f"HiAir 暫不受理 does not answer now: {code} {SENDING.get(code, '')}.")
        return FATES.get(code, Fate.UNKNOWN)

    def close(self) -> None:
        """Hang up."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _asked(self, request: bytes) -> tuple[int, str]:
        """Code and words of an answer. Raises ``NotSent`` before the request is out, then ``Unclear``."""
        wire = self._logged_in()
        try:
            wire.send(request)
            answer = _answer(wire.read(ANSWER.size))
        except (OSError, EOFError) as error:
            self.close()
            how = (
                "未在時限內回覆 did not answer in time"
                if isinstance(error, TimeoutError)
                else "斷線 broke off"
            )
            raise Unclear(f"HiAir {how}; it may have taken the message.") from error
        self._used = time.monotonic()
        return answer

    def _logged_in(self) -> Wire:
        # What lies unread is an answer that nobody asked for: every later one would be taken for another's.
        if self._wire is not None:
            if time.monotonic() - self._used < _IDLE_S and self._wire.is_quiet:
                return self._wire
            self.close()
        settings = self._settings
        wire = Wire(host_and_port(settings.host, settings.port, self._networks), _SECONDS)
        try:
            wire.send(_request(Type.LOG_IN, _BIG5, (settings.username, settings.password)))
            code, words = _answer(wire.read(ANSWER.size))
        except (OSError, EOFError) as error:
            wire.close()
            raise NotSent("HiAir 登入時斷線 broke off while logging in; nothing was sent.") from error
        except Refused:
            wire.close()
            raise
        if code:
            wire.close()
            says = f"{code} {LOG_IN.get(code, '')} {words}".strip()
            if code in _LATER_LOG_IN or code not in LOG_IN:
                raise NotSent(f"HiAir 暫時無法登入 cannot be logged in to now: {says}.")
            raise Refused(f"HiAir 拒絕登入 refuses the log-in: {says}.")
        self._wire = wire
        self._used = time.monotonic()
        return wire


def _request(kind: Type, coding: int, parts: tuple[str, ...], content: bytes = b"") -> bytes:
    """A frame: every part of the set ends with a NUL, which counts; the content has none."""
    try:
        filled = "".join(f"{part}\0" for part in parts).encode("ascii")
    except UnicodeEncodeError as error:
        raise Refused("HiAir takes accounts and passwords of plain ASCII letters only.") from error
    if len(filled) > _LONGEST_SET:
        raise Refused(f"Account and password are too long for HiAir; {_LONGEST_SET - 2} letters together.")
    return REQUEST.pack(kind, coding, 0, 0, len(filled), len(content), filled, content)


def _answer(frame: bytes) -> tuple[int, str]:
    """Its code and its words. The length of the content is given with and without a NUL: we look for one."""
    code, coding, set_length, length, _, content = ANSWER.unpack(frame)
    if set_length > 80 or length > 160:
        raise EOFError  # no frame of theirs: whatever comes next is none either
    if coding == _UCS2:
        words = content[: length & ~1].decode("utf-16-be", "replace")
    else:
        words = content[:length].partition(b"\0")[0].decode("cp950", "replace")
    return code, "".join(c for c in words.rstrip("\0").strip() if c.isprintable())


KIND = ChannelKind(
    name="hiair",
    title=Said("中華電信 HiAir 簡訊", "HiNet HiAir text messages"),
    settings=HiAirSettings,
    address=MOBILE,
    check=mobile,
    make=HiAir,
    secrets=frozenset({"password"}),
)
