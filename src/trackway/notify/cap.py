"""CAP: alerts to other agencies as Common Alerting Protocol 1.2, posted to them or left in a folder.

::

    first told ──► Alert ──► anything after it ──► Update ──► over ──► Cancel
                              (references name what they were told before)

Elements stand in the order of the standard (OASIS CAP-V1.2). Never public: restricted to police, or private
to named addressees. Polygons and circles are latitude, longitude, unlike everything else here.
"""

import base64
import contextlib
import hashlib
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from trackway.model.area import Area, Circle, Polygon, Rectangle
from trackway.model.errors import Invalid
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.model.time import Clock, Instant
from trackway.notify.channel import ChannelKind, NotSent, Receipt, Refused
from trackway.notify.message import Message, Stage
from trackway.notify.peer import call, judge
from trackway.notify.reach import gateway_address
from trackway.notify.urls import check_http
from trackway.notify.words import marked, plain_key
from trackway.video.addresses import Networks

__all__ = ["KIND", "Cap", "CapSettings", "cap_alert"]

_NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_FOLDER = "folder"
_SENDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{1,99}")
"""No spaces, commas, < or & (CAP 1.2 §3.2.1)."""
_URGENCY = {1: "Immediate", 2: "Immediate", 3: "Expected", 4: "Expected", 5: "Future"}
_SEVERITY = {1: "Severe", 2: "Severe", 3: "Moderate", 4: "Minor", 5: "Minor"}
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold."""
_NAME = "車行軌跡 Trackway"
_SOMEWHERE = Said("地點未定", "place unknown")


@dataclass(frozen=True, slots=True)
class CapSettings:
    """In whose name alerts are given, to whom, and what they hold."""

    sender: Annotated[
        str,
        Field(
            title="發送單位代碼", description="Who sends, unique in the world: alerts@hlpb.example.gov.tw."
        ),
    ]
    is_test: Annotated[
        bool, Field(title="僅供測試", description="Mark every message as a test: until both sides are ready.")
    ] = True
    restriction: Annotated[
        str,
        Field(title="使用限制", description="Who may use it, in words; goes with every restricted message."),
    ] = "限警察機關使用 For police use only"
    addressees: Annotated[
        tuple[str, ...],
        Field(title="收件單位", description="Names of agencies: makes messages private to these."),
    ] = ()
    folder: Annotated[
        str,
        Field(title="輸出資料夾", description="Folder into which files are put for the address 'folder'."),
    ] = ""
    token: Annotated[
        str, Field(title="存取權杖", description="Bearer token for posting; empty where none is asked for.")
    ] = ""
    with_picture: Annotated[bool, Field(title="附上照片", description="Put the picture inside.")] = False
    authorities: Annotated[
        str, Field(title="憑證機構", description="PEM certificates trusted besides the machine's own.")
    ] = ""

    def __post_init__(self) -> None:
        if not _SENDER.fullmatch(self.sender):
            raise Invalid("The sender of CAP messages has letters, digits and @ . _ - only.")
        if self.folder and not Path(self.folder).is_absolute():
            raise Invalid("The folder of CAP messages is named from the root: /srv/cap.")
        if not self.addressees and not self.restriction.strip():
            raise Invalid("CAP messages are never public: name a restriction or addressees.")
        if any('"' in one or not one.strip() for one in self.addressees):
            raise Invalid('An addressee of CAP messages has a name without ".')
        if not all("!" <= c <= "~" for c in self.token):
            raise Invalid("The token has letters, digits and signs only.")


class Cap:
    """Gives alerts to agencies."""

    def __init__(self, settings: CapSettings, networks: Networks, clock: Clock) -> None:
        self._settings, self._networks, self._clock = settings, networks, clock

    def send(self, message: Message, address: str) -> Receipt:
        """Post it, or put it into the folder under its identifier: a second time changes nothing."""
        document = cap_alert(message, self._settings)
        if address == _FOLDER:
            return self._filed(plain_key(message.key), document)
        headers = {"Content-Type": "application/cap+xml", "Idempotency-Key": plain_key(message.key)}
        if self._settings.token:
            headers["Authorization"] = f"Bearer {self._settings.token}"
        target = gateway_address(address, self._networks)
        answer = call(target, "POST", headers, document, authorities=self._settings.authorities)
        judge(answer, target.place, self._clock.now())
        return Receipt(says=f"{answer.status} {answer.says}".strip())

    def close(self) -> None:
        """Nothing is kept open."""

    def _filed(self, name: str, document: bytes) -> Receipt:
        if not self._settings.folder:
            raise Refused("This channel has no folder for CAP messages.")
        folder = Path(self._settings.folder)
        part = folder / f".{name}.part"
        try:
            # Whole and on disk before it has its name: whoever watches the folder reads no half.
            with part.open("wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            part.replace(folder / f"{name}.xml")
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise NotSent(f"{folder} takes no CAP message: {error.strerror}.") from error
        return Receipt(f"{name}.xml")


def cap_alert(message: Message, settings: CapSettings) -> bytes:
    """The message as a CAP document. Raises ``Refused`` for the end of what nobody was told of."""
    if message.stage is Stage.OVER and not message.earlier:
        raise Refused("This agency was not told of the alert, so there is nothing to cancel.")
    alert = ET.Element("alert", {"xmlns": _NAMESPACE})
    _put(alert, "identifier", plain_key(message.key))
    _put(alert, "sender", settings.sender)
    _put(alert, "sent", _time(message.made))
    _put(alert, "status", _status(message, settings))
    _put(alert, "msgType", _type(message))
    _put(alert, "source", _NAME)
    if settings.addressees:
        _put(alert, "scope", "Private")
        _put(alert, "addresses", " ".join(f'"{one}"' if " " in one else one for one in settings.addressees))
    else:
        _put(alert, "scope", "Restricted")
        _put(alert, "restriction", settings.restriction)
    if message.drill:
        _put(alert, "note", "演習 Exercise")
    if message.earlier:
        named = [f"{settings.sender},{plain_key(one.key)},{_time(one.made)}" for one in message.earlier]
        _put(alert, "references", " ".join(named))
    _put(alert, "incidents", f"trackway-{message.alert}")
    for language in ("zh-TW", "en"):
        _info(alert, message, settings, language)
    return bytes(ET.tostring(alert, "utf-8", xml_declaration=True))


def _info(alert: ET.Element, message: Message, settings: CapSettings, language: str) -> None:
    def said(text: Said) -> str:
        return text.zh if language == "zh-TW" else text.en

    is_over = message.stage is Stage.OVER
    title = said(marked(message, message.title))
    info = ET.SubElement(alert, "info")
    _put(info, "language", language)
    _put(info, "category", "Security")
    _put(info, "event", title)
    _put(info, "responseType", "AllClear" if is_over else "Monitor")
    _put(info, "urgency", "Past" if is_over else _URGENCY[message.priority])
    _put(info, "severity", _SEVERITY[message.priority])
    _put(info, "certainty", "Possible")  # a hit is a lead, not a ground
    _put(info, "expires", _time(message.good_until))
    _put(info, "senderName", _NAME)
    _put(info, "headline", title)
    _put(info, "description", said(marked(message, message.text)))
    if message.link:
        _put(info, "web", message.link)
    parameter = ET.SubElement(info, "parameter")
    _put(parameter, "valueName", "trackway-priority")
    _put(parameter, "value", str(message.priority))
    if settings.with_picture and message.picture:
        resource = ET.SubElement(info, "resource")
        _put(resource, "resourceDesc", said(Said("過車照片", "picture of the passage")))
        _put(resource, "mimeType", "image/jpeg")
        _put(resource, "size", str(len(message.picture)))
        _put(resource, "derefUri", base64.b64encode(message.picture).decode())
        # The standard asks for SHA-1 here (§3.2.3); it names the content and proves nothing.
        _put(resource, "digest", hashlib.sha1(message.picture, usedforsecurity=False).hexdigest())
    area = ET.SubElement(info, "area")
    _put(area, "areaDesc", message.place or said(_SOMEWHERE))
    if message.area is not None:
        _shape(area, message.area)


def _shape(element: ET.Element, area: Area) -> None:
    match area:
        case Circle(centre, radius_m):
            _put(element, "circle", f"{_pair(centre)} {radius_m / 1000:.3f}")  # kilometres
        case Rectangle(west, south, east, north):
            corners = [Point(west, south), Point(east, south), Point(east, north), Point(west, north)]
            _put(element, "polygon", " ".join(_pair(one) for one in (*corners, corners[0])))
        case Polygon(ring):
            _put(element, "polygon", " ".join(_pair(one) for one in (*ring, ring[0])))


def _pair(point: Point) -> str:
    return f"{point.lat:.6f},{point.lon:.6f}"


def _status(message: Message, settings: CapSettings) -> Literal["Test", "Exercise", "Actual"]:
    if settings.is_test or not message.alert:
        return "Test"
    return "Exercise" if message.drill else "Actual"


def _type(message: Message) -> Literal["Alert", "Update", "Cancel"]:
    if message.stage is Stage.OVER:
        return "Cancel"
    return "Update" if message.earlier else "Alert"


def _time(at: Instant) -> str:
    """With a numeric offset; the letter Z is not allowed (§3.3.2)."""
    return at.taipei().isoformat(timespec="seconds")


def _put(element: ET.Element, name: str, text: str) -> None:
    ET.SubElement(element, name).text = _UNFIT.sub("", text)


def _address(written: str) -> str:
    return _FOLDER if written.strip().lower() == _FOLDER else check_http(written)


KIND = ChannelKind(
    name="cap",
    title=Said("CAP 跨機關示警", "CAP, to other agencies"),
    settings=CapSettings,
    address=Said("接收端網址，或 folder 存入資料夾", "The receiver's URL, or the word folder"),
    check=_address,
    make=Cap,
    secrets=frozenset({"token"}),
    is_idempotent=True,
)
