"""Apprise: LINE, Telegram and other services of the internet, through the library of that name.

The service's URL holds its keys, so it is a secret of the channel; an address is only a name for whom it
reaches. Of Apprise's hundred services those for people are let in; hosts that somebody typed are looked at as
any gateway's. Apprise tells success from failure and no more: what went wrong is read from what it logs.
"""

import importlib
import logging
import re
from dataclasses import dataclass
from types import ModuleType
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Message
from trackway.notify.reach import gateway_address
from trackway.notify.words import full_text, heading
from trackway.video.addresses import Networks

__all__ = ["KIND", "SERVICES", "Apprise", "AppriseSettings"]

SERVICES = frozenset(
    {
        "discord", "feishu", "gchat", "lark", "line", "pover", "slack", "tgram", "threema", "viber",
        "wecombot", "whatsapp", "workflows", "wxteams",
    }
)  # fmt: skip
"""Services at hosts of their own."""
_HOSTED = {
    "gotify": "http", "gotifys": "https", "json": "http", "jsons": "https", "matrix": "http",
    "matrixs": "https", "mmost": "http", "mmosts": "https", "rocket": "http", "rockets": "https",
    "signal": "http", "signals": "https", "synology": "http", "synologys": "https",
}  # fmt: skip
"""Services at a host that the URL names, and how they are spoken to there."""
_OURS = frozenset({"redirect", "retry", "wait", "verify", "cto", "rto", "config", "attach"})
"""Options that would undo what is settled here: no redirects, no waiting, certificates proven."""
_NO_CONNECTION = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|Connection refused", re.I)
_STATUS = re.compile(r"error[=:]\s?(\d{3})")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


@dataclass(frozen=True, slots=True)
class AppriseSettings:
    """One service."""

    url: Annotated[
        str,
        Field(
            title="Apprise 網址",
            description="The service with its keys as Apprise writes it, such as line://TOKEN/USER.",
        ),
    ]
    with_picture: Annotated[
        bool, Field(title="附上照片", description="Send the picture along where the service takes it.")
    ] = False

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            options = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        except ValueError as error:
            raise Invalid("The Apprise address is no URL.") from error
        if parts.scheme not in SERVICES and parts.scheme not in _HOSTED:
            known = ", ".join(sorted(SERVICES | _HOSTED.keys()))
            raise Invalid(f"Apprise services that may be used here are: {known}.")
        if unfit := options & _OURS:
            raise Invalid(f"The Apprise address may not set {min(unfit)!r}.")


class Apprise:
    """Tells one service."""

    def __init__(self, settings: AppriseSettings, networks: Networks, clock: Clock) -> None:
        del clock  # the service says how long it tries
        self._settings, self._networks = settings, networks
        self._library = _library()

    def send(self, message: Message, address: str) -> Receipt:
        """Tell it; the address is a name and changes nothing."""
        self._look()
        asset = self._library.AppriseAsset(
            http_redirects=False, async_mode=False, storage_mode=self._library.PersistentStoreMode.MEMORY
        )
        service = self._library.Apprise.instantiate(self._settings.url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise Refused("Apprise does not understand the channel's address.")
        all_of_it = self._library.Apprise(asset=asset)
        all_of_it.add(service)
        with self._library.LogCapture(level=logging.DEBUG) as log:
            is_sent = all_of_it.notify(
                body=full_text(message), title=heading(message), attach=self._attached(message)
            )
            said = log.getvalue()
        if not is_sent:
            raise _failure(said)
        return Receipt(says=address)

    def close(self) -> None:
        """Nothing is kept open."""

    def _look(self) -> None:
        """A host that somebody typed must be one that may be reached. Raises ``Refused`` and ``NotSent``."""
        parts = urlsplit(self._settings.url)
        if parts.scheme in _HOSTED:
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
            port = f":{parts.port}" if parts.port else ""
            gateway_address(f"{_HOSTED[parts.scheme]}://{host}{port}/", self._networks)

    def _attached(self, message: Message) -> object:
        if not (self._settings.with_picture and message.picture):
            return None
        memory = importlib.import_module("apprise.attachment.memory")
        return memory.AttachMemory(content=message.picture, name="alert.jpg", mimetype="image/jpeg")


def _failure(said: str) -> Refused | NotSent | Unclear:
    """What a failure means, from what Apprise logged; never its words, which may hold keys."""
    if found := _STATUS.search(said):
        status = int(found[1])
        if status in {429, 503}:
            return NotSent(f"The service asks to be left alone for a while ({status}).")
        if 300 <= status < 500:
            return Refused(f"The service refuses the message ({status}).")
        return Unclear(f"The service met an error of its own ({status}).")
    if _NO_CONNECTION.search(said):
        return NotSent("The service cannot be reached.")
    return Unclear("Apprise could not tell the service and does not say why.")


def _library() -> ModuleType:
    try:
        library = importlib.import_module("apprise")
    except ImportError as error:
        raise Invalid(
            "Apprise is not installed on this machine; run pip install 'trackway[apprise]' and try again."
        ) from error
    logging.getLogger(library.LOGGER_NAME).propagate = False  # what it logs holds texts: plates
    return library


def _address(written: str) -> str:
    wanted = " ".join(written.split())
    if not _NAME.fullmatch(wanted) or "://" in wanted:
        raise Invalid("The address is a name of 1 to 100 characters for whom the service reaches.")
    return wanted


KIND = ChannelKind(
    name="apprise",
    title=Said("LINE、Telegram 等服務", "LINE, Telegram and others (Apprise)"),
    settings=AppriseSettings,
    address=Said("收訊者名稱(僅供記錄)", "A name for whom it reaches, for the log"),
    check=_address,
    make=Apprise,
    secrets=frozenset({"url"}),
)
