"""Which addresses may be connected to: a URL is taken apart once, resolved once, and refused by default."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import OffThisMachineError

from trackway.model.errors import Denied, Invalid, TrackwayError, Unavailable
from trackway.video.addresses import PRIVATE, Checked, Networks, checked, is_numeric

ANYWHERE = Networks(("0.0.0.0/0", "::/0"))


def test_a_camera_url_is_taken_apart_and_its_address_checked() -> None:
    found = checked("RTSP://192.168.10.20/Streaming/Channels/101?a=1&b=2", Networks())
    assert found == Checked("rtsp", "192.168.10.20", "192.168.10.20", 554, "/Streaming/Channels/101?a=1&b=2")
    assert found.url == "rtsp://192.168.10.20:554/Streaming/Channels/101?a=1&b=2"
    assert not found.is_encrypted


@pytest.mark.parametrize(
    ("url", "schemes", "port", "path"),
    [
        ("rtsps://10.1.2.3", ("rtsps",), 322, "/"),
        ("https://10.1.2.3/onvif", ("http", "https"), 443, "/onvif"),
        ("http://10.1.2.3?x=1", ("http",), 80, "/?x=1"),
        ("rtsp://[fd12::5]:8554/live", ("rtsp",), 8554, "/live"),
        ("rtsp://172.31.255.1:65535/", ("rtsp",), 65535, "/"),
    ],
)
def test_ports_and_paths(url: str, schemes: tuple[str, ...], port: int, path: str) -> None:
    found = checked(url, Networks(), schemes)
    assert (found.port, found.path) == (port, path)


def test_an_ipv6_address_keeps_its_brackets_in_urls() -> None:
    found = checked("rtsp://[FD12::0:5]/live", Networks())
    assert (found.host, found.ip) == ("fd12::0:5", "fd12::5")
    assert found.ip_url == "rtsp://[fd12::5]:554/live"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.8.8.8", "[::1]", "169.254.169.254", "[fe80::1]", "[::]", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "255.255.255.255", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.100.100.200", "168.63.129.16",
    ],
)  # fmt: skip
@pytest.mark.parametrize("networks", [Networks(), ANYWHERE])
def test_special_addresses_are_refused_even_where_everything_is_allowed(
    host: str, networks: Networks
) -> None:
    with pytest.raises(Denied):
        checked(f"rtsp://{host}/", networks)


@pytest.mark.parametrize("host", ["8.8.8.8", "172.32.0.1", "[2400::1]", "192.169.0.1"])
def test_addresses_outside_the_camera_networks_are_refused(host: str) -> None:
    with pytest.raises(Denied, match="none of the networks"):
        checked(f"rtsp://{host}/", Networks())
    assert checked(f"rtsp://{host}/", ANYWHERE)


@pytest.mark.parametrize(
    ("network", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.0/8", "127.0.0.9"),
        ("169.254.7.0/24", "169.254.7.9"),
        ("::1", "[::1]"),
    ],
)
def test_a_special_network_named_on_purpose_is_open(network: str, host: str) -> None:
    assert checked(f"rtsp://{host}/", Networks((*PRIVATE, network)))
    with pytest.raises(Denied):
        checked("rtsp://169.254.169.254/", Networks((*PRIVATE, network)))


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1"])
def test_other_spellings_of_this_machine_are_seen_through(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def numeric(host: str, port: int, **_kinds: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (socket.inet_ntoa(socket.inet_aton(host)), port))]

    monkeypatch.setattr(socket, "getaddrinfo", numeric)
    with pytest.raises(Denied, match="this machine itself"):
        checked(f"rtsp://{host}/", Networks())


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([["127.0.0.1", "10.0.0.7"], ["127.0.0.1"]])

    def rebinding(_host: str, port: int, **_kinds: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (ip, port)) for ip in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    found = checked("rtsp://Camera.example/live", Networks())
    assert (found.host, found.ip) == ("camera.example", "10.0.0.7")
    assert found.ip_url == "rtsp://10.0.0.7:554/live"
    with pytest.raises(Denied):
        checked("rtsp://camera.example/live", Networks())


def test_a_real_name_of_this_machine_is_refused_until_named() -> None:
    with pytest.raises(Denied):
        checked("rtsp://localhost:8554/", Networks())
    assert checked("rtsp://localhost:8554/", Networks(("127.0.0.0/8", "::1"))).host == "localhost"


def test_a_name_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kinds: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unavailable, match=r"camera\.example cannot be resolved: Name or service not known"):
        checked("rtsp://camera.example/", Networks())


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rtsp://admin:secret@10.0.0.1/", "in their own fields"),
        ("rtsp://admin@10.0.0.1/", "in their own fields"),
        ("file:///etc/passwd", "must begin with rtsp://"),
        ("concat:rtsp://10.0.0.1/", "must begin with"),
        ("10.0.0.1", "must begin with"),
        ("rtsp://10.0.0.1:0/", "between 1 and 65535"),
        ("rtsp://10.0.0.1:/", "between 1 and 65535"),
        ("rtsp://10.0.0.1:65536/", "host or port"),
        ("rtsp://10.0.0.1:x/", "host or port"),
        ("rtsp://[::1/", "host or port"),
        ("rtsp://[fe80::1%25eth0]/", "IPv6"),
        ("rtsp://[1:2]/", "IPv6|host or port"),
        ("rtsp:///live", "names no host"),
        ("rtsp://-a/", "names no host"),
        ("rtsp://10.0.0.1/a b", "space"),
        ("rtsp://10.0.0.1/\r\nX: y", "line end"),
        ("rtsp://10.0.0.1/\tsecret", "line end"),
        ("rtsp://10.0.0.1\\@8.8.8.8/", "character"),
        ("rtsp://10.0.0.1/攝影機", "%XX"),
        ("rtsp://10.0.0.1/#x", "%23"),
        ("rtsp://10.0.0.1/#", "%23"),
        ("rtsp://10.0.0.1/" + "a" * 3000, "3016 characters"),
    ],
)
def test_what_is_no_such_url_is_refused_with_a_sentence_without_the_password(url: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        checked(url, ANYWHERE)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("written", ["", "10.0.0.1/8", "camera", "10.0.0.0/40", "::/200"])
def test_what_is_no_network_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="is no network"):
        Networks((written,))


@given(st.text(max_size=60).map(lambda tail: "rtsp://" + tail))
def test_no_text_does_more_than_be_refused(url: str) -> None:
    """With nothing allowed, nothing is: and nothing but a sentence comes out."""
    with pytest.raises((TrackwayError, OffThisMachineError)) as refused:  # a name, looked up, is fenced off
        checked(url, Networks(()))
    assert str(refused.value)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("rtsp://10.0.0.1/", True),
        ("rtsp://[fd00::1]:8554/x", True),
        ("rtsp://camera/", False),
        ("rtsp://127.1/", False),
        ("rtsp://[::", False),
        ("", False),
    ],
)
def test_whether_a_name_server_is_asked(url: str, is_one: bool) -> None:
    assert is_numeric(url) is is_one
