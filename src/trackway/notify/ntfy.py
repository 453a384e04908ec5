"""ntfy: pushes to telephones through a server of one's own, for networks that reach no browser maker.

Published as JSON at the server's root; with a picture, as the picture itself with the rest in headers, which
is the only way ntfy takes a file (docs.ntfy.sh/publish: publish as JSON, attach local file).
"""

import base64
import json
import re
from dataclasses import dataclass
from typing import Annotated

import msgspec
from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, Receipt
from trackway.notify.message import Message, Stage
from trackway.notify.peer import Answer, call, judge
from trackway.notify.reach import gateway_address
from trackway.notify.urls import check_http
from trackway.notify.words import full_text, heading
from trackway.video.addresses import Networks

__all__ = ["KIND", "Ntfy", "NtfySettings"]

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_TEXT = 4000
"""Bytes: of more than 4,096 ntfy makes an attachment, which nobody reads on a lock screen."""
_TOO_LARGE = 413
_SEEN = "看到了 Seen"
_OPEN = "開啟 Open"


@dataclass(frozen=True, slots=True)
class NtfySettings:
    """The server."""

    server: Annotated[
        str, Field(title="伺服器", description="The ntfy server, such as https://ntfy.example.gov.tw.")
    ]
    token: Annotated[
        str, Field(title="存取權杖", description="Access token (tk_…); empty where the server asks for none.")
    ] = ""
    with_picture: Annotated[
        bool, Field(title="附上照片", description="Send the picture along as an attachment.")
    ] = True
    authorities: Annotated[
        str, Field(title="憑證機構", description="PEM certificates trusted besides the machine's own.")
    ] = ""

    def __post_init__(self) -> None:
        check_http(self.server)
        if not self.token.isascii() or not all("!" <= c <= "~" for c in self.token):
            raise Invalid("The token of ntfy has letters, digits and underscores only.")


class Ntfy:
    """Publishes to topics of one server."""

    def __init__(self, settings: NtfySettings, networks: Networks, clock: Clock) -> None:
        self._settings, self._networks, self._clock = settings, networks, clock

    def send(self, message: Message, address: str) -> Receipt:
        """Publish it; a picture that the server finds too large is left out."""
        if self._settings.with_picture and message.picture:
            answer = self._asked("PUT", f"/{address}", _headers(message), message.picture)
            if answer.status != _TOO_LARGE:
                return self._receipt(answer)
        body = json.dumps({"topic": address, **_parts(message)}, ensure_ascii=False).encode()
        return self._receipt(self._asked("POST", "/", {"Content-Type": "application/json"}, body))

    def close(self) -> None:
        """Nothing is kept open."""

    def _asked(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._settings.token:
            headers = {**headers, "Authorization": f"Bearer {self._settings.token}"}
        target = gateway_address(self._settings.server.rstrip("/") + path, self._networks)
        return call(target, method, headers, body, authorities=self._settings.authorities)

    def _receipt(self, answer: Answer) -> Receipt:
        judge(answer, self._settings.server, self._clock.now())
        try:
            number = msgspec.json.decode(answer.body, type=_Published).id
        except msgspec.DecodeError:
            return Receipt(says=answer.says)
        return Receipt(number)


class _Published(msgspec.Struct):
    id: str


def _parts(message: Message) -> dict[str, object]:
    parts: dict[str, object] = {
        "title": heading(message),
        "message": _shortened(full_text(message)),
        "priority": 6 - message.priority,  # theirs: 5 is the most urgent
        "tags": _tags(message),
        "sequence_id": message.key,  # servers that know it replace what they were sent before
    }
    if message.link:
        parts["click"] = message.link
    if actions := _actions(message):
        parts["actions"] = actions
    return parts


def _actions(message: Message) -> list[dict[str, object]]:
    """Buttons: seen, which acknowledges and clears it, and open."""
    found: list[dict[str, object]] = []
    if message.acknowledge:
        found.append(
            {"action": "http", "label": _SEEN, "url": message.acknowledge, "method": "POST", "clear": True}
        )
    if message.link:
        found.append({"action": "view", "label": _OPEN, "url": message.link})
    return found


def _headers(message: Message) -> dict[str, str]:
    """The same as headers: texts as encoded words (RFC 2047), line ends as ntfy writes them there."""
    headers = {
        "Filename": "alert.jpg",
        "X-Title": _encoded(heading(message)),
        "X-Message": _encoded(_shortened(full_text(message)).replace("\n", "\\n")),
        "X-Priority": str(6 - message.priority),
        "X-Tags": ",".join(_tags(message)),
        "X-Sequence-ID": message.key,
    }
    if message.link:
        headers["X-Click"] = message.link
    if actions := _actions(message):
        headers["X-Actions"] = _encoded(json.dumps(actions, ensure_ascii=False))
    return headers


def _tags(message: Message) -> list[str]:
    urgent = "rotating_light" if message.priority <= 2 else "warning"
    return [
        "white_check_mark" if message.stage is Stage.OVER else urgent,
        *(["drill"] if message.drill else []),
    ]


def _shortened(text: str) -> str:
    cut = text.encode()[:_MOST_TEXT]
    return text if len(text.encode()) <= _MOST_TEXT else cut.decode("utf-8", "ignore") + "…"


def _encoded(text: str) -> str:
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


def _topic(written: str) -> str:
    wanted = written.strip()
    if not _TOPIC.fullmatch(wanted):
        raise Invalid("A topic of ntfy has 1 to 64 letters, digits, hyphens and underscores.")
    return wanted


KIND = ChannelKind(
    name="ntfy",
    title=Said("ntfy 自架推播", "ntfy, a push server of one's own"),
    settings=NtfySettings,
    address=Said("主題名稱", "The topic"),
    check=_topic,
    make=Ntfy,
    secrets=frozenset({"token"}),
)
