"""CAP 1.2: elements, their order and values as the standard has them."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.notify.listening import HERE, NOON, Reply, WebServer, message, picture, web_server

from trackway.model.area import Circle, Polygon, Rectangle
from trackway.model.errors import Invalid
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.notify import Earlier, Message, NotSent, Refused, Stage, Unclear
from trackway.notify.cap import KIND, CapSettings, cap_alert

SENDER = "alerts@hlpb.example.gov.tw"
ACTUAL = CapSettings(SENDER, is_test=False)
NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
FIELDS = {
    "alert": "identifier sender sent status msgType source? scope restriction? addresses? code* note? "
    "references? incidents? info*",
    "info": "language? category+ event responseType* urgency severity certainty audience? eventCode* "
    "effective? onset? expires? senderName? headline? description? instruction? web? contact? "
    "parameter* resource* area*",
    "parameter": "valueName value",
    "resource": "resourceDesc mimeType size? uri? derefUri? digest?",
    "area": "areaDesc polygon* circle* geocode* altitude? ceiling?",
}
"""The schema of CAP-V1.2 §3.4: ? may be left out, + may be several, * both."""
WORDS = {
    "status": "Actual|Exercise|System|Test|Draft",
    "msgType": "Alert|Update|Cancel|Ack|Error",
    "scope": "Public|Restricted|Private",
    "category": "Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other",
    "responseType": "Shelter|Evacuate|Prepare|Execute|Avoid|Monitor|Assess|AllClear|None",
    "urgency": "Immediate|Expected|Future|Past|Unknown",
    "severity": "Extreme|Severe|Moderate|Minor|Unknown",
    "certainty": "Observed|Likely|Possible|Unlikely|Unknown",
    "sent": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d",
    "expires": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d",
    "identifier": r"[^\s,<&]+",
    "sender": r"[^\s,<&]+",
    "references": r"[^\s,<&]+,[^\s,<&]+,[^\s,<&]+( [^\s,<&]+,[^\s,<&]+,[^\s,<&]+)*",
    "polygon": r"-?\d+\.\d+,-?\d+\.\d+( -?\d+\.\d+,-?\d+\.\d+){3,}",
    "circle": r"-?\d+\.\d+,-?\d+\.\d+ \d+\.\d+",
}


def valid(document: bytes) -> ET.Element:
    """The document's root, after holding every element against the schema."""
    root = ET.fromstring(document)  # noqa: S314  of our own making
    assert root.tag == f"{NAMESPACE}alert"
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name in FIELDS:
            _in_order(element, name)
        elif name in WORDS:
            assert re.fullmatch(WORDS[name], element.text or ""), (name, element.text)
    scope = text(root, "scope")
    assert (scope == "Restricted") == (root.find(f"{NAMESPACE}restriction") is not None)
    assert (scope == "Private") == (root.find(f"{NAMESPACE}addresses") is not None)
    return root


def _in_order(element: ET.Element, name: str) -> None:
    found = "".join(f"{child.tag.removeprefix(NAMESPACE)} " for child in element)
    wanted = re.sub(r"(\w+)([?+*]?) ", r"(?:\1 )\2", f"{FIELDS[name]} ")
    assert re.fullmatch(wanted, found), f"{name} has {found}"


def text(element: ET.Element, *names: str) -> str:
    found = element.find("/".join(NAMESPACE + name for name in names))
    assert found is not None, names
    return found.text or ""


def test_an_alert_in_both_languages() -> None:
    shot = picture()
    settings = CapSettings(SENDER, is_test=False, with_picture=True)
    root = valid(cap_alert(message(picture=shot, place="中山路", link="https://t.example/#7"), settings))
    assert text(root, "identifier") == "a7-1-duty"
    assert text(root, "sent") == "2026-11-22T21:00:00+08:00"
    assert (text(root, "status"), text(root, "msgType")) == ("Actual", "Alert")
    assert text(root, "incidents") == "trackway-7"
    chinese, english = root.findall(f"{NAMESPACE}info")
    assert (text(chinese, "language"), text(english, "language")) == ("zh-TW", "en")
    assert (text(chinese, "event"), text(english, "event")) == ("比中失竊車輛", "Stolen vehicle seen")
    assert (text(chinese, "urgency"), text(chinese, "severity")) == ("Immediate", "Severe")
    assert text(chinese, "certainty") == "Possible", "a lead, not a ground"
    assert base64.b64decode(text(chinese, "resource", "derefUri")) == shot
    assert text(chinese, "resource", "digest") == hashlib.sha1(shot, usedforsecurity=False).hexdigest()


def test_what_follows_names_what_came_before() -> None:
    earlier = (Earlier("a7-0", NOON.plus(-120)), Earlier("a7-1", NOON.plus(-60)))
    update = valid(cap_alert(message(key="a7-2", stage=Stage.CHANGED, earlier=earlier), ACTUAL))
    assert text(update, "msgType") == "Update"
    assert text(update, "references") == (
        f"{SENDER},a7-0,2026-11-22T20:58:00+08:00 {SENDER},a7-1,2026-11-22T20:59:00+08:00"
    )
    over = valid(cap_alert(message(key="a7-3", stage=Stage.OVER, earlier=earlier), ACTUAL))
    assert (text(over, "msgType"), text(over, "info", "urgency")) == ("Cancel", "Past")
    assert text(over, "info", "responseType") == "AllClear"
    with pytest.raises(Refused):
        cap_alert(message(stage=Stage.OVER), ACTUAL)


@pytest.mark.parametrize(
    ("one", "settings", "status"),
    [
        (message(), ACTUAL, "Actual"),
        (message(drill=True), ACTUAL, "Exercise"),
        (message(alert=0), ACTUAL, "Test"),
        (message(), CapSettings(SENDER), "Test"),
    ],
)
def test_status(one: Message, settings: CapSettings, status: str) -> None:
    assert text(valid(cap_alert(one, settings)), "status") == status


@pytest.mark.parametrize(
    ("area", "name", "written"),
    [
        (Circle(Point(121.6, 23.97), 1500), "circle", "23.970000,121.600000 1.500"),
        (
            Rectangle(121.5, 23.9, 121.6, 24.0),
            "polygon",
            "23.900000,121.500000 23.900000,121.600000 24.000000,121.600000 24.000000,121.500000 "
            "23.900000,121.500000",
        ),
        (
            Polygon((Point(121.5, 23.9), Point(121.6, 23.9), Point(121.6, 24.0))),
            "polygon",
            "23.900000,121.500000 23.900000,121.600000 24.000000,121.600000 23.900000,121.500000",
        ),
    ],
)
def test_latitude_comes_first_and_rings_are_closed(area: object, name: str, written: str) -> None:
    assert text(valid(cap_alert(message(area=area), ACTUAL)), "info", "area", name) == written


def test_private_to_named_agencies() -> None:
    root = valid(cap_alert(message(), CapSettings(SENDER, addressees=("taitung", "Port Authority"))))
    assert text(root, "addresses") == 'taitung "Port Authority"'


@given(
    st.text(max_size=40),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=36),
)
def test_any_words_and_keys(words: str, key: str) -> None:
    valid(cap_alert(message(title=Said(words, words), text=Said(words, ""), key=key, place=words), ACTUAL))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def test_is_posted(server: WebServer, clock: FakeClock) -> None:
    channel = KIND.make(CapSettings(SENDER, token="t0ken"), HERE, clock)
    channel.send(message(), KIND.check(server.url + "/cap"))
    (seen,) = server.seen
    assert seen.headers["content-type"] == "application/cap+xml"
    assert (seen.headers["authorization"], seen.headers["idempotency-key"]) == ("Bearer t0ken", "a7-1-duty")
    valid(seen.body)
    for reply, error in ((Reply(400), Refused), (Reply(503), NotSent), (Reply(closes=True), Unclear)):
        server.answers = [reply]
        with pytest.raises(error):
            channel.send(message(), server.url)


def test_is_left_in_a_folder_once(tmp_path: Path, clock: FakeClock) -> None:
    channel = KIND.make(CapSettings(SENDER, folder=str(tmp_path)), HERE, clock)
    for _ in range(2):
        assert channel.send(message(key="../../x y"), KIND.check("Folder")).number.endswith(".xml")
    (file,) = tmp_path.iterdir()
    valid(file.read_bytes())
    missing = KIND.make(CapSettings(SENDER, folder=str(tmp_path / "gone")), HERE, clock)
    with pytest.raises(NotSent):
        missing.send(message(), "folder")
    with pytest.raises(Refused):
        KIND.make(CapSettings(SENDER), HERE, clock).send(message(), "folder")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "a b"},
        {"sender": "a,b"},
        {"folder": "relative"},
        {"restriction": " "},
        {"addressees": ('a"b',)},
        {"token": "a\r\nb"},
    ],
)
def test_settings(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        CapSettings(**{"sender": SENDER, **wrong})  # type: ignore[arg-type]
