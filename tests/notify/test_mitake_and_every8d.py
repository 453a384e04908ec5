"""Text messages over HTTP, against servers that speak the real dialect."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.notify.certificates import self_signed
from tests.notify.faulty import Fault, closing_down
from tests.notify.messages import a_message
from tests.notify.text_gateways import Every8dServer, MitakeServer

from trackway.model.errors import TrackwayError
from trackway.notify import web_call
from trackway.notify.channel import Fate, NotSent, Refused, Unclear
from trackway.notify.every8d import KIND as EVERY8D
from trackway.notify.every8d import Every8d, Every8dSettings
from trackway.notify.mitake import KIND as MITAKE
from trackway.notify.mitake import STATUSES, Mitake, MitakeSettings
from trackway.video.addresses import Networks

HERE = Networks(("127.0.0.0/8",))
TO = "0912-345-678"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_call, "_SECONDS", 1.0)


@pytest.fixture
def mitake_server() -> Iterator[MitakeServer]:
    with closing_down(MitakeServer()) as server:
        yield server


@pytest.fixture
def every8d_server() -> Iterator[Every8dServer]:
    with closing_down(Every8dServer()) as server:
        yield server


def mitake(server: MitakeServer, clock: FakeClock, **changed: object) -> Mitake:
    settings = MitakeSettings(username=server.username, password=server.password, site=server.url)
    return Mitake(replace(settings, **changed), HERE, clock)  # type: ignore[arg-type]


def every8d(server: Every8dServer, clock: FakeClock, **changed: object) -> Every8d:
    settings = Every8dSettings(username=server.username, password=server.password, site=server.url)
    return Every8d(replace(settings, **changed), HERE, clock)  # type: ignore[arg-type]


def test_mitake_takes_a_message_and_says_what_became_of_it(
    mitake_server: MitakeServer, clock: FakeClock
) -> None:
    gateway = mitake(mitake_server, clock)
    receipt = gateway.send(
        a_message(clock, brief="警示 1042\n中山路口", link="https://t.example/#/a/1042"), TO
    )
    (request,) = mitake_server.requests
    assert request.raw.startswith(b"POST /api/mtk/SmSend?CharsetURL=UTF-8 HTTP/1.1\r\n")
    assert request.form["dstaddr"] == "0912345678"
    assert request.form["smbody"] == "警示 1042\x06中山路口\x06https://t.example/#/a/1042"
    assert request.form["vldtime"] == "20261122213000"
    assert len(request.form["clientid"]) <= 36
    assert receipt.number == "0010698913"
    assert "餘 99 點" in receipt.says
    assert gateway.fate(receipt.number, TO) is Fate.UNDER_WAY
    mitake_server.states[receipt.number] = "4"
    assert gateway.fate(receipt.number, TO) is Fate.DELIVERED
    assert gateway.fate("0010000000", TO) is Fate.UNKNOWN
    assert gateway.credit().left == 99


def test_mitake_sends_one_message_to_one_number_once_and_to_another_too(
    mitake_server: MitakeServer, clock: FakeClock
) -> None:
    gateway, message = mitake(mitake_server, clock), a_message(clock)
    mitake_server.faults.append(Fault.BREAKS_OFF)
    with pytest.raises(Unclear):
        gateway.send(message, TO)
    again = gateway.send(message, TO)
    assert "taken before" in again.says
    assert gateway.send(message, "0987654321").number != again.number
    assert len(mitake_server.sent) == 2
    assert mitake_server.points == 98


@pytest.mark.parametrize("code", [*STATUSES, "?"])
def test_every_answer_of_mitake_has_its_meaning(
    code: str, mitake_server: MitakeServer, clock: FakeClock
) -> None:
    gateway = mitake(mitake_server, clock)
    mitake_server.code = code
    if code in "0124":
        assert STATUSES[code].zh in gateway.send(a_message(clock), TO).says
        return
    expected: type[TrackwayError] = NotSent if code in "*ablrs" else Refused
    if code == "?":
        expected = Unclear
    with pytest.raises(expected) as error:
        gateway.send(a_message(clock), TO)
    assert "錯誤" in str(error.value)
    if code != "?":
        assert STATUSES[code].zh in str(error.value)
        assert STATUSES[code].en in str(error.value)


def test_mitake_refuses_a_changed_password_in_big5_too(mitake_server: MitakeServer, clock: FakeClock) -> None:
    mitake_server.encoding = "cp950"
    gateway = mitake(mitake_server, clock, password="changed-on-the-web")
    with pytest.raises(
        Refused, match=r"帳號、密碼錯誤.*account or password wrong.*\(帳號、密碼錯誤\)"
    ) as error:
        gateway.send(a_message(clock), TO)
    assert "changed-on-the-web" not in str(error.value)
    with pytest.raises(NotSent, match="餘額"):
        gateway.credit()


def test_an_account_at_another_site_is_told_so(mitake_server: MitakeServer, clock: FakeClock) -> None:
    mitake_server.status = 404
    with pytest.raises(Refused, match="only at the site it was opened for"):
        mitake(mitake_server, clock).send(a_message(clock), TO)


FAULTS = [
    (Fault.HANGS, Unclear),
    (Fault.BREAKS_OFF, Unclear),
    (Fault.BREAKS_IN_ANSWER, Unclear),
    (Fault.RUBBISH, Unclear),
    (Fault.EMPTY, Unclear),
    (Fault.TWICE, None),
    (Fault.DRIPS, None),
]


@pytest.mark.parametrize(("fault", "expected"), FAULTS)
@pytest.mark.parametrize("name", ["mitake", "every8d"])
def test_whatever_goes_wrong_has_its_meaning(
    fault: Fault, expected: type[TrackwayError] | None, name: str, clock: FakeClock
) -> None:
    with closing_down(MitakeServer()) as one, closing_down(Every8dServer()) as other:
        server = one if name == "mitake" else other
        gateway = mitake(one, clock) if name == "mitake" else every8d(other, clock)
        server.faults.append(fault)
        if expected is None:
            assert gateway.send(a_message(clock), TO).number
        else:
            with pytest.raises(expected):
                gateway.send(a_message(clock), TO)
            server.faults.append(fault)
            with pytest.raises(NotSent):  # looking changes nothing: it is simply done again
                gateway.credit()


@pytest.mark.parametrize(
    ("status", "expected"), [(302, Refused), (401, Refused), (429, NotSent), (500, Unclear)]
)
def test_an_http_status_has_its_meaning(
    status: int, expected: type[TrackwayError], every8d_server: Every8dServer, clock: FakeClock
) -> None:
    every8d_server.status = status
    with pytest.raises(expected):
        every8d(every8d_server, clock).send(a_message(clock), TO)


def test_nobody_home_is_not_sent(clock: FakeClock) -> None:
    with closing_down(MitakeServer()) as server:
        gateway = mitake(server, clock)
    with pytest.raises(NotSent, match=r"127\.0\.0\.1"):
        gateway.send(a_message(clock), TO)


def test_every8d_takes_a_message_and_says_what_became_of_it(
    every8d_server: Every8dServer, clock: FakeClock
) -> None:
    gateway = every8d(every8d_server, clock)
    receipt = gateway.send(a_message(clock, brief="警示 1042\n中山路口"), "+886 912 345 678")
    (request,) = every8d_server.requests
    assert request.path == "/API21/HTTP/sendSMS.ashx"
    assert {k: request.form[k] for k in ("MSG", "DEST", "ST", "RETRYTIME")} == {
        "MSG": "警示 1042 中山路口",
        "DEST": "0912345678",
        "ST": "",
        "RETRYTIME": "30",
    }
    assert receipt.number == "00000000-0000-0000-0000-000000000001"
    assert "79.0" in receipt.says
    fates = {"0": Fate.UNDER_WAY, "100": Fate.DELIVERED, "101": Fate.FAILED, "9999": Fate.UNKNOWN}
    for state, fate in fates.items():
        every8d_server.states[receipt.number] = [state]
        assert gateway.fate(receipt.number, "0912345678") is fate
    every8d_server.states[receipt.number] = ["100", "101"]
    assert gateway.fate(receipt.number, "0912345678") is Fate.FAILED
    assert gateway.fate(receipt.number, "0987654321") is Fate.UNKNOWN
    assert gateway.credit().left == 79


def test_every8d_fails_with_a_status_of_200(every8d_server: Every8dServer, clock: FakeClock) -> None:
    gateway = every8d(every8d_server, clock)
    for refusal, says in (
        ("-101,密碼錯誤", "wrong password"),
        ("-24,", "the text is empty"),
        ("-77,新的錯誤", "新的錯誤"),
        ("-5", "-5"),
    ):
        every8d_server.refusal = refusal
        with pytest.raises(Refused, match=says):
            gateway.send(a_message(clock), TO)
        with pytest.raises(NotSent):
            gateway.credit()
    every8d_server.refusal = "0,0,0,1,"
    with pytest.raises(Refused, match="nothing was sent"):
        gateway.send(a_message(clock), TO)
    every8d_server.refusal = "<html>maintenance</html>"
    with pytest.raises(Unclear):
        gateway.send(a_message(clock), TO)


def test_every8d_says_what_was_sent_in_part_only(every8d_server: Every8dServer, clock: FakeClock) -> None:
    every8d_server.unsent = 1
    assert "1 not sent" in every8d(every8d_server, clock).send(a_message(clock), TO).says


def test_a_text_that_was_cut_says_so(mitake_server: MitakeServer, clock: FakeClock) -> None:
    receipt = mitake(mitake_server, clock).send(a_message(clock, brief="字" * 90), TO)
    assert "cut from 90 to 70" in receipt.says
    assert mitake_server.requests[0].form["smbody"] == "字" * 69 + "…"


def test_what_is_of_no_use_any_more_is_not_sent(mitake_server: MitakeServer, clock: FakeClock) -> None:
    message = a_message(clock)
    clock.advance(3600)
    with pytest.raises(Refused, match="no use"):
        mitake(mitake_server, clock).send(message, TO)
    assert mitake_server.requests == []


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("https://127.0.0.1/b2c/mtk", "this machine itself"),
        ("https://10.0.0.1/b2c/mtk", "no public address"),
        ("https://169.254.169.254/latest", "link-local"),
        ("https://100.64.0.1/", "no public address"),
        ("http://8.8.8.8/b2c/mtk", "use https"),
        ("ftp://8.8.8.8/", "https://"),
    ],
)
def test_a_gateway_is_on_the_internet_unless_its_network_is_named(
    site: str, says: str, clock: FakeClock
) -> None:
    gateway = Mitake(MitakeSettings("a", "b", site), Networks(()), clock)
    with pytest.raises(Refused, match=says):
        gateway.send(a_message(clock), TO)


def test_a_gateway_proves_who_it_is(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with closing_down(MitakeServer()) as server:
        server._tls = tls
        gateway = mitake(server, clock, site=server.url.replace("http:", "https:"))
        with pytest.raises(NotSent, match="prove who it is"):
            gateway.send(a_message(clock), TO)
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert gateway.send(a_message(clock), TO).number


def test_passwords_are_named_as_secrets() -> None:
    for kind in (MITAKE, EVERY8D):
        assert kind.secrets == {"password"}
    assert MITAKE.is_idempotent
    assert not EVERY8D.is_idempotent
