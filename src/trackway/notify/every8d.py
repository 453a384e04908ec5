"""every8d: text messages by HTTPS. What goes wrong is answered with a status of 200 too.

::

    POST …/sendSMS.ashx ──► CREDIT,SENDED,COST,UNSEND,BATCH_ID     or     -CODE,words

The service knows no key of ours: what may have been taken is not sent again. After the public clients of the
service; the contract's own manual has the last word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, Fate, NotSent, Receipt, Refused, Unclear
from trackway.notify.credit import Credit
from trackway.notify.message import Message
from trackway.notify.text_message import IN_ONE, MOBILE, international, mobile, short_text
from trackway.notify.web_call import asked, looked_up
from trackway.video.addresses import Networks

__all__ = ["KIND", "REFUSALS", "SITE", "Every8d", "Every8dSettings"]

SITE = "https://oms.every8d.com/API21/HTTP"
REFUSALS: Mapping[str, Said] = {
    "-24": Said("簡訊內容為空", "the text is empty"),
    "-100": Said("帳號錯誤", "no such account"),
    "-101": Said("密碼錯誤", "wrong password"),
    "-300": Said("未填帳號密碼", "no account or password was given"),
}
"""The codes that public clients know; of others we show the gateway's own words."""
_POINTS = Said("點", "points")
_FATES = {
    "100": Fate.DELIVERED,
    "0": Fate.UNDER_WAY,
    "300": Fate.UNDER_WAY,  # booked
    "700": Fate.UNDER_WAY,  # still on their platform
    "303": Fate.FAILED,  # booking cancelled
} | {str(code): Fate.FAILED for code in range(101, 108)}
"""100 and 101 are in public clients' samples; the others as commonly reported. Unknown ones stay unknown."""


@dataclass(frozen=True, slots=True)
class Every8dSettings:
    """An account with every8d."""

    username: Annotated[str, Field(title="帳號", description="Account (UID).", min_length=1, max_length=100)]
    password: Annotated[str, Field(title="密碼", description="Password (PWD).", min_length=1, max_length=100)]
    site: Annotated[
        str,
        Field(
            title="發送網址（依合約）", description="Address up to /API21/HTTP, by contract.", max_length=500
        ),
    ] = SITE
    most_units: Annotated[
        int,
        Field(title="最多字數", description="Longest text; over 70 counts as several.", ge=20, le=333),
    ] = IN_ONE


class Every8d:
    """One account."""

    def __init__(self, settings: Every8dSettings, networks: Networks, clock: Clock) -> None:
        self._settings = settings
        self._networks = networks
        self._clock = clock

    def send(self, message: Message, address: str) -> Receipt:
        """Send the brief text; the gateway tries as long as it is of use."""
        number = mobile(address)
        minutes = int(message.good_until.since(self._clock.now()) // 60)
        if minutes < 0:
            raise Refused("The message is of no use any more; it was not sent.")
        short = short_text(message, self._settings.most_units, " ")
        fields = {
            "SB": message.key,  # a title for their web pages; it is not sent
            "MSG": short.text,
            "DEST": number,
            "ST": "",
            "RETRYTIME": str(min(max(minutes, 1), 1440)),  # minutes; a day is what they take by default
        }
        body = asked(self._url("sendSMS.ashx"), self._form(fields), self._networks, self._clock).strip()
        if not body:
            raise Unclear("every8d 的回覆是空的 The answer is empty; the message may have been taken.")
        if refusal := _refusal(body):
            raise Refused(refusal)
        try:
            left, sent, _, unsent, batch = (part.strip() for part in body.split(",", 4))
            is_sent, is_unsent = int(sent) > 0, int(unsent) > 0
            float(left)
        except ValueError as error:
            raise Unclear(f"every8d 的回覆無法理解 The answer is not understood: {body[:200]!r}.") from error
        if not is_sent:
            raise Refused(f"every8d 未送出（餘 {left} 點） nothing was sent ({left} points left).")
        partly = f"有 {unsent} 則未送出 {unsent} not sent" if is_unsent else ""
        says = "; ".join(s for s in (partly, f"餘 {left} 點 points left", short.says) if s)
        return Receipt(batch[:100], says)

    def fate(self, number: str, address: str) -> Fate:
        """What became of a batch for one number: the worst of it, for a long text counts as several."""
        wanted = international(address)
        body = self._query("getDeliveryStatus.ashx", {"BID": number, "PNO": "1"})
        if refusal := _refusal(body):
            raise NotSent(refusal)
        found = set()
        for line in body.splitlines()[1:]:
            parts = line.split("\t")
            if len(parts) >= 5 and parts[1].strip() in {wanted, f"0{wanted[4:]}"}:
                found.add(_FATES.get(parts[4].strip(), Fate.UNKNOWN))
        for fate in (Fate.FAILED, Fate.UNDER_WAY, Fate.UNKNOWN, Fate.DELIVERED):
            if fate in found:
                return fate
        return Fate.UNKNOWN

    def credit(self) -> Credit:
        """The points left."""
        body = self._query("getCredit.ashx", {})
        if refusal := _refusal(body):
            raise NotSent(refusal)
        try:
            return Credit(float(body), _POINTS)
        except ValueError as error:
            raise NotSent(f"every8d 未告知餘額 It does not say what is left: {body[:200]!r}.") from error

    def close(self) -> None:
        """Nothing is held."""

    def _query(self, call: str, fields: Mapping[str, str]) -> str:
        return looked_up(self._url(call), self._form(fields), self._networks, self._clock).strip()

    def _form(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        return {"UID": self._settings.username, "PWD": self._settings.password, **fields}

    def _url(self, call: str) -> str:
        return f"{self._settings.site.rstrip('/')}/{call}"


def _refusal(body: str) -> str:
    """What an answer like ``-101,words`` says, for that is how every failure is told; else nothing."""
    if not body.startswith("-"):
        return ""
    code, _, words = body.partition(",")
    known = REFUSALS.get(code.strip())
    return f"every8d 不受理 refuses it: {code[:10]} {known or words.strip()[:200]}."


KIND = ChannelKind(
    name="every8d",
    title=Said("every8d 簡訊", "every8d text messages"),
    settings=Every8dSettings,
    address=MOBILE,
    check=mobile,
    make=Every8d,
    secrets=frozenset({"password"}),
)
