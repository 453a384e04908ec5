"""Mitake 三竹簡訊: text messages by HTTPS, answered in lines like an INI file.

::

    POST …/SmSend?CharsetURL=UTF-8 ──► [1] / msgid=0010698913 / statuscode=1 / AccountPoint=91666

The same ``clientid`` is not sent again for twelve hours, so one that may have been taken is
sent again. After the public clients of the service; the contract's own manual has the last word.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.said import Said
from trackway.model.time import Clock, Instant
from trackway.notify.channel import ChannelKind, Fate, NotSent, Receipt, Refused, Unclear
from trackway.notify.credit import Credit
from trackway.notify.message import Message
from trackway.notify.text_message import IN_ONE, MOBILE, mobile, short_text
from trackway.notify.web_call import asked, looked_up
from trackway.video.addresses import Networks

__all__ = ["KIND", "SITES", "STATUSES", "Mitake", "MitakeSettings"]

SITES = (
    "https://smsapi.mitake.com.tw/api/mtk",
    "https://smsapi.mitake.com.tw/b2c/mtk",
    "https://smsb2c.mitake.com.tw/b2c/mtk",
)
"""An account works only at the site it was opened for: the first is for enterprises, the others are B2C."""
STATUSES: Mapping[str, Said] = {
    "*": Said("系統發生錯誤", "system error"),
    "a": Said("簡訊發送功能暫時停止服務", "sending is stopped for now"),
    "b": Said("簡訊發送功能暫時停止服務", "sending is stopped for now"),
    "c": Said("請輸入帳號", "no account was given"),
    "d": Said("請輸入密碼", "no password was given"),
    "e": Said(
        "帳號、密碼錯誤（改了網站密碼也會如此）", "account or password wrong (also after a change on the web)"
    ),
    "f": Said("帳號已過期", "the account has expired"),
    "h": Said("帳號已被停用", "the account is disabled"),
    "k": Said("本機位址不在三竹的允許名單", "the address of this machine is not on Mitake's list"),
    "l": Said("連線數已達上限", "too many connections"),
    "m": Said("必須變更密碼", "the password must be changed"),
    "n": Said("密碼已逾期", "the password has expired"),
    "p": Said("沒有權限使用 HTTP 介面", "no right to send by HTTP"),
    "r": Said("系統暫停服務", "the system is paused"),
    "s": Said("帳務處理失敗", "accounting failed"),
    "t": Said("簡訊已過期", "the message has expired"),
    "u": Said("簡訊內容不得為空白", "the text is empty"),
    "v": Said("無效的手機號碼", "not a mobile number"),
    "w": Said("查詢筆數超過上限", "too many asked at once"),
    "x": Said("發送檔案過大", "too large"),
    "y": Said("參數錯誤", "a parameter is wrong"),
    "z": Said("查無資料", "nothing found"),
    "0": Said("預約傳送中", "booked"),
    "1": Said("已送達業者", "at the operator"),
    "2": Said("已送達業者", "at the operator"),
    "4": Said("已送達手機", "at the phone"),
    "5": Said("內容有錯誤", "the text is wrong"),
    "6": Said("門號有錯誤", "the number is wrong"),
    "7": Said("簡訊已停用", "the message was stopped"),
    "8": Said("逾時無送達", "timed out"),
    "9": Said("預約已取消", "the booking was cancelled"),
}
"""Every status code there is, in Mitake's words and in English."""
_TAKEN = frozenset("0124")
_LATER = frozenset("*ablrs")
"""Their system or its books are the trouble, not the message."""
_FATES = {"0": Fate.UNDER_WAY, "1": Fate.UNDER_WAY, "2": Fate.UNDER_WAY, "4": Fate.DELIVERED} | dict.fromkeys(
    "56789t", Fate.FAILED
)
_LINE_END = "\x06"
"""A line break in the text is written as ASCII 6."""
_OTHER_SITE = "三竹帳號只能用於開立的網址 A Mitake account works only at the site it was opened for."
_SECTION = re.compile(r"\[[^\]\n]*\]")
_POINTS = Said("點", "points")


@dataclass(frozen=True, slots=True)
class MitakeSettings:
    """An account with Mitake."""

    username: Annotated[str, Field(title="帳號", description="Account.", min_length=1, max_length=100)]
    password: Annotated[
        str,
        Field(title="密碼", description="Password; that of the web.", min_length=1, max_length=100),
    ]
    site: Annotated[
        str,
        Field(
            title="發送網址（依合約）",
            description=f"Where the account was opened, by contract; known: {', '.join(SITES)}.",
            max_length=500,
        ),
    ] = SITES[0]
    most_units: Annotated[
        int,
        Field(
            title="最多字數",
            description="Longest text; over 70 only for an account with the right to long messages.",
            ge=20,
            le=333,
        ),
    ] = IN_ONE


class Mitake:
    """One account."""

    def __init__(self, settings: MitakeSettings, networks: Networks, clock: Clock) -> None:
        self._settings = settings
        self._networks = networks
        self._clock = clock

    def send(self, message: Message, address: str) -> Receipt:
        """Send the brief text, of use until the message is not."""
        number = mobile(address)
        if message.good_until <= self._clock.now():
            raise Refused("The message is of no use any more; it was not sent.")
        short = short_text(message, self._settings.most_units, _LINE_END)
        fields = {
            "dstaddr": number,
            "smbody": short.text,
            "vldtime": _local(message.good_until),
            "clientid": _client_id(message.key, number),
        }
        url = self._url("SmSend?CharsetURL=UTF-8")
        try:
            answer = _parsed(asked(url, self._form(fields), self._networks, self._clock))
        except Refused as error:
            raise Refused(f"{error} {_OTHER_SITE}") from error
        code = answer.get("statuscode", "")
        said = _says(code, answer.get("Error", ""))
        if code not in STATUSES:
            raise Unclear(f"三竹的回覆無法理解 Mitake's answer is not understood: {said}.")
        if code in _LATER:
            raise NotSent(f"三竹暫不受理 Mitake does not take it now: {said}.")
        if code not in _TAKEN:
            raise Refused(f"三竹不受理 Mitake refuses it: {said}.")
        left = f"餘 {answer['AccountPoint']} 點 points left" if answer.get("AccountPoint") else ""
        twice = "先前已受理 taken before" if answer.get("Duplicate") == "Y" else ""
        return Receipt(answer.get("msgid", ""), "; ".join(s for s in (said, twice, left, short.says) if s))

    def fate(self, number: str, address: str) -> Fate:
        """What became of a message."""
        for line in self._query({"msgid": number}).splitlines():
            found = line.strip().lstrip("$").split("\t")
            if len(found) >= 2 and found[0] == number.lstrip("$"):
                return _FATES.get(found[1].strip(), Fate.UNKNOWN)
        return Fate.UNKNOWN

    def credit(self) -> Credit:
        """The points left."""
        answer = _parsed(self._query({}))
        try:
            return Credit(float(answer["AccountPoint"]), _POINTS)
        except (KeyError, ValueError) as error:
            said = _says(answer.get("statuscode", ""), answer.get("Error", ""))
            raise NotSent(f"三竹未告知餘額 Mitake does not say what is left: {said}.") from error

    def close(self) -> None:
        """Nothing is held."""

    def _query(self, fields: Mapping[str, str]) -> str:
        return looked_up(self._url("SmQuery"), self._form(fields), self._networks, self._clock)

    def _form(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        return {"username": self._settings.username, "password": self._settings.password, **fields}

    def _url(self, call: str) -> str:
        return f"{self._settings.site.rstrip('/')}/{call}"


def _client_id(key: str, number: str) -> str:
    """36 characters at most, the same for one message to one number, another for any other number."""
    return hashlib.sha256(f"{key}\n{number}".encode()).hexdigest()[:32]


def _local(at: Instant) -> str:
    return at.taipei().strftime("%Y%m%d%H%M%S")


def _parsed(text: str) -> dict[str, str]:
    """The lines ``name=value`` of the one section there is."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not _SECTION.match(line):
            found.setdefault(name.strip(), value.strip()[:200])
    return found


def _says(code: str, error: str) -> str:
    known = STATUSES.get(code)
    words = f"{code or '（無代碼 no code）'}"
    if known:
        words = f"{code} {known}"
    return f"{words} ({error})" if error else words


KIND = ChannelKind(
    name="mitake",
    title=Said("三竹簡訊", "Mitake text messages"),
    settings=MitakeSettings,
    address=MOBILE,
    check=mobile,
    make=Mitake,
    secrets=frozenset({"password"}),
    is_idempotent=True,
)
