"""Discovery on this machine, and the parsers of what strangers send: never a crash, never a hang."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid, TrackwayError
from trackway.model.time import Clock, Instant, Span
from trackway.sim.onvif import FakeDevice, Oddities, OnvifFacts, probe_answer, running_responder
from trackway.video.addresses import Networks, checked
from trackway.video.onvif import Device, DeviceLogIn, FoundDevice, discovery, hosts_of, search
from trackway.video.onvif import device as device_module
from trackway.video.onvif.archive import archive_summary, recordings
from trackway.video.onvif.discovery import probe_match
from trackway.video.onvif.http import Reply
from trackway.video.onvif.media import profiles
from trackway.video.onvif.soap import envelope, every, fault_of, first, parsed, text

from .conftest import FACTS, HERE, NOON

PROBE = discovery._PROBE.format(id="1b2c").encode()
URL = "http://192.168.1.64:8000/onvif/device_service"


@pytest.fixture(autouse=True)
def without_multicast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "interfaces", tuple)


def test_a_device_on_this_machine_is_found_once_and_the_search_ends() -> None:
    with running_responder(OnvifFacts(name="A B", model="M"), URL) as port:
        told = list(search(HERE, seconds=0.3, hosts=("127.0.0.1",), port=port))
    devices = [one for one in told if isinstance(one, FoundDevice)]
    shares = [one for one in told if isinstance(one, float)]
    assert [(one.url, one.name, one.hardware) for one in devices] == [
        ("http://127.0.0.1:8000/onvif/device_service", "A B", "M")
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_devices_outside_the_networks_are_neither_asked_nor_listed() -> None:
    with running_responder(OnvifFacts(), URL) as port:
        told = list(search(Networks(), seconds=0.2, hosts=("127.0.0.1",), port=port))
    assert not [one for one in told if isinstance(one, FoundDevice)]


def test_a_search_nobody_wants_any_more_ends() -> None:
    answers = iter([True, True, False])
    told = list(search(HERE, seconds=60, is_wanted=lambda: next(answers)))
    assert 1.0 not in told


@pytest.mark.parametrize(
    ("subnets", "count"),
    [
        (["192.168.1.0/24"], 254),
        (["192.168.1.7/24"], 254),
        (["10.0.0.1"], 1),
        (["10.0.0.0/24", "10.0.0.0/25"], 254),
    ],
)
def test_hosts_of_subnets(subnets: list[str], count: int) -> None:
    assert len(hosts_of(subnets)) == count


@pytest.mark.parametrize("subnets", [["10.0.0.0/8"], ["::/64"], ["a"], ["10.0.0.0/21"] * 1 + ["10.1.0.0/20"]])
def test_too_many_hosts_are_refused(subnets: list[str]) -> None:
    with pytest.raises(Invalid):
        hosts_of(subnets)


@pytest.mark.parametrize(
    ("addresses", "url"),
    [
        ("http://10.0.0.5/onvif/device_service", "http://10.0.0.5/onvif/device_service"),
        ("http://192.168.1.64:8000/x http://10.0.0.5:81/y", "http://10.0.0.5:81/y"),
        ("http://[fe80::1]/x http://10.9.9.9/y", "http://10.0.0.5/x"),
        ("https://a.example.com/x", "https://10.0.0.5/x"),
        ("http://10.0.0.5", "http://10.0.0.5/onvif/device_service"),
        ("gopher://10.0.0.5/ http://10.0.0.5:99999/x http://[::1", ""),
        ("", ""),
    ],
)
def test_of_an_answer_only_path_and_port_are_believed(addresses: str, url: str) -> None:
    answer = probe_answer(PROBE, OnvifFacts(), addresses)
    assert [one.url for one in probe_match(answer, "10.0.0.5")] == ([url] if url else [])


def spoiled(honest: bytes, seed: int) -> bytes:
    """An honest message with a few bytes changed, cut, doubled or put elsewhere."""
    chance = random.Random(seed)
    said = bytearray(honest)
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(said) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0:
                said[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del said[at : at + chance.randint(1, 40)]
            case 2:
                said[at:at] = said[at:to][:200]
            case 3:
                said[at:at] = chance.choice(
                    [b"<a>", b"</a>", b"<!--", b"&x;", b"<![CDATA[", b"\xff", b"-1", b"9" * 40]
                )
            case 4:
                said = said[:at] + said[to:]
            case _:
                said[at:at] = said[to : to + 60]
        said = said or bytearray(b"<")
    return bytes(said)


ACTIONS = (
    "GetSystemDateAndTime", "GetDeviceInformation", "GetServices", "GetCapabilities", "GetProfiles",
    "GetRecordingSummary", "FindRecordings", "GetRecordingSearchResults",
)  # fmt: skip


class Still:
    def now(self) -> Instant:
        return NOON


def honest_answers() -> dict[str, bytes]:
    fake = FakeDevice(FACTS, Oddities(), Still())
    fake.searches["1"] = 0
    said = {action: fake.answer(action, "<SearchToken>1</SearchToken>") for action in ACTIONS}
    for action, token in (("GetStreamUri", "Profile"), ("GetReplayUri", "Recording")):
        which = "p0" if token == "Profile" else "R1"
        said[action] = fake.answer(action, f"<{token}Token>{which}</{token}Token>")
    return said


HONEST = honest_answers()


class Lying(Device):
    """A device whose answers come from a spoiled copy of honest ones, not from a network."""

    def __init__(self, clock: Clock, seed: int) -> None:
        super().__init__("http://127.0.0.1/", DeviceLogIn("a", "b"), HERE, clock)
        self.seed = seed

    def _sent(
        self, target: object, method: object, headers: dict[str, str], *_: object, **__: object
    ) -> Reply:
        self.seed += 1
        action = headers["SOAPAction"].strip('"')
        honest = HONEST[action]
        return Reply(200, spoiled(honest, self.seed) if self.seed % 3 else honest)


def refused(ask: Callable[[], object]) -> str:
    """The sentence in which something is refused; empty where it is not."""
    try:
        ask()
    except TrackwayError as error:
        return str(error)
    return ""


def try_all(seed: int) -> None:
    device = Lying(Still(), seed)
    span = Span(NOON, NOON.plus(7200))
    for ask in (
        device.clock_offset,
        device.facts,
        lambda: profiles(device),
        lambda: archive_summary(device),
        lambda: recordings(device, span),
    ):
        assert len(refused(ask).splitlines()) <= 1
    list(probe_match(spoiled(probe_answer(PROBE, OnvifFacts(), URL), seed), "10.0.0.5"))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_module, "_APART_S", 0.0)
    monkeypatch.setattr("trackway.video.onvif.archive._PATIENCE_S", 0.02)


@pytest.mark.usefixtures("hasty")
def test_spoiled_answers_are_read_or_refused() -> None:
    for seed in range(30):
        try_all(seed)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.usefixtures("hasty")
def test_a_million_spoiled_answers_are_read_or_refused() -> None:
    """Each seed reads about nine messages."""
    for seed in range(1_000, 112_000):
        try_all(seed)


@given(st.binary(max_size=400))
def test_any_bytes_are_xml_or_refused(content: bytes) -> None:
    for said in (content, b"<a>" + content + b"</a>"):
        try:
            root = parsed(said)
        except Invalid:
            continue
        list(every(root, "a"))
        fault_of(root, "x")
        assert text(root, "a").isprintable()
    assert list(probe_match(content, "10.0.0.1")) == []


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_any_log_in_makes_a_message_that_is_xml(username: str, password: str, path: str) -> None:
    if any(not (c.isprintable() or c == " ") for c in username):
        return
    root = parsed(envelope("<tds:GetDeviceInformation/>", (username, password, NOON)))
    assert first(root, "UsernameToken") is not None
    assert password not in ("", *(element.text for element in root.iter())) or len(password) < 30
    said = refused(lambda: checked(f"http://127.0.0.1/{path}", HERE, ("http",)))
    assert len(said.splitlines()) <= 1
