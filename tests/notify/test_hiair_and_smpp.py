"""Text messages over TCP, against servers that speak the real dialect."""

import struct
import sys
from collections.abc import Iterator

import pytest
from tests.conftest import FakeClock
from tests.notify.faulty import Fault, closing_down
from tests.notify.message_centres import HiAirServer, SmppServer, answer
from tests.notify.messages import a_message

from trackway.model.errors import TrackwayError
from trackway.notify import hiair as hiair_module
from trackway.notify import smpp as smpp_module
from trackway.notify.channel import Fate, NotSent, Refused, Unclear
from trackway.notify.hiair import FATES, LOG_IN, SENDING, HiAir, HiAirSettings
from trackway.notify.smpp import Smpp, SmppSettings, parts_of
from trackway.video.addresses import Networks

HERE = Networks(("127.0.0.0/8",))
TO = "0912345678"
OURS = "notreal1"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiair_module, "_SECONDS", 1.0)
    monkeypatch.setattr(smpp_module, "_SECONDS", 1.0)


@pytest.fixture
def server() -> Iterator[HiAirServer]:
    with closing_down(HiAirServer()) as one:
        yield one


@pytest.fixture
def centre() -> Iterator[SmppServer]:
    with closing_down(SmppServer()) as one:
        yield one


@pytest.fixture
def hiair(server: HiAirServer, clock: FakeClock) -> Iterator[HiAir]:
    one = HiAir(HiAirSettings(server.username, server.password, "127.0.0.1", server.port), HERE, clock)
    yield one
    one.close()


def smpp_to(centre: SmppServer, clock: FakeClock, secret: str = OURS, long_by: str = "udh") -> Smpp:
    settings = SmppSettings(
        "127.0.0.1",
        "trackway",
        secret,
        centre.port,
        source="Trackway",
        long_by=long_by,  # type: ignore[arg-type]
    )
    return Smpp(settings, HERE, clock)


@pytest.fixture
def smpp(centre: SmppServer, clock: FakeClock) -> Iterator[Smpp]:
    one = smpp_to(centre, clock)
    yield one
    one.close()


def test_a_hiair_frame_is_what_the_page_says(server: HiAirServer, hiair: HiAir, clock: FakeClock) -> None:
    receipt = hiair.send(a_message(clock, brief="警示"), "+886912345678")
    (frame,) = server.frames
    assert frame[:6] == bytes((1, 3, 0, 0, 19, 4))
    assert frame[6:106] == b"0912345678\x0002\x000030\x00".ljust(100, b"\0")
    assert frame[106:] == "警示".encode("utf-16-be").ljust(160, b"\0")
    assert receipt.number == "A000000"


def test_hiair_keeps_its_connection_and_replaces_a_dead_one(
    server: HiAirServer, hiair: HiAir, clock: FakeClock
) -> None:
    for _ in range(3):
        hiair.send(a_message(clock), TO)
    assert server.log_ins == 1
    server.drop()
    hiair.send(a_message(clock), TO)
    assert server.log_ins == 2
    server.faults.append(Fault.TWICE)  # the second answer must not pass for that of the next message
    first = hiair.send(a_message(clock), TO)
    assert hiair.send(a_message(clock), TO).number != first.number
    assert server.log_ins == 3


def test_an_answer_that_comes_late_is_not_taken_for_the_next_message(
    server: HiAirServer, hiair: HiAir, clock: FakeClock
) -> None:
    first = hiair.send(a_message(clock), TO)
    server.late = answer(0, first.number.encode())
    with pytest.raises(Unclear, match="the message before"):
        hiair.send(a_message(clock), TO)
    assert hiair.send(a_message(clock), TO).number == "A000002"


@pytest.mark.parametrize("code", [*SENDING, 99])
def test_every_answer_of_hiair_has_its_meaning(
    code: int, server: HiAirServer, hiair: HiAir, clock: FakeClock
) -> None:
    server.code = code
    expected: type[TrackwayError] = Refused
    if code in {11, 40, 41, 50, 51}:
        expected = NotSent
    elif code in {31, 99}:
        expected = Unclear
    with pytest.raises(expected, match=str(code)) as error:
        hiair.send(a_message(clock), TO)
    assert "錯誤" in str(error.value)  # its own words


@pytest.mark.parametrize("code", [*LOG_IN, 99])
def test_every_refused_log_in_of_hiair_has_its_meaning(
    code: int, server: HiAirServer, hiair: HiAir, clock: FakeClock
) -> None:
    server.log_in_code = code
    with pytest.raises(NotSent if code in {3, 7, 40, 41, 51, 99} else Refused):
        hiair.send(a_message(clock), TO)
    assert server.frames == []


def test_a_wrong_password_is_not_repeated(server: HiAirServer, clock: FakeClock) -> None:
    wrong = HiAir(HiAirSettings(server.username, "secret99", "127.0.0.1", server.port), HERE, clock)
    with pytest.raises(Refused, match="wrong password") as error:
        wrong.send(a_message(clock), TO)
    assert "secret99" not in str(error.value)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.HANGS, Unclear),
        (Fault.BREAKS_OFF, Unclear),
        (Fault.BREAKS_IN_ANSWER, Unclear),
        (Fault.RUBBISH, Unclear),
        (Fault.DRIPS, None),
    ],
)
def test_whatever_goes_wrong_with_hiair_has_its_meaning(
    fault: Fault, expected: type[TrackwayError] | None, server: HiAirServer, hiair: HiAir, clock: FakeClock
) -> None:
    server.faults.append(fault)
    if expected is None:
        hiair.send(a_message(clock), TO)
        return
    with pytest.raises(expected):
        hiair.send(a_message(clock), TO)
    assert hiair.send(a_message(clock), TO).number  # over a new connection


def test_hiair_says_what_became_of_a_message(server: HiAirServer, hiair: HiAir, clock: FakeClock) -> None:
    number = hiair.send(a_message(clock), TO).number
    assert hiair.fate(number, TO) is Fate.UNDER_WAY
    for code, fate in {**FATES, 2: Fate.UNKNOWN, 15: Fate.UNKNOWN}.items():
        server.states[number] = code
        assert hiair.fate(number, TO) is fate


def test_an_smpp_message_is_what_the_standard_says(centre: SmppServer, smpp: Smpp, clock: FakeClock) -> None:
    receipt = smpp.send(a_message(clock, brief="警示"), TO)
    (body,) = centre.commands(4)
    assert body == b"".join(
        (
            b"\0\x05\0Trackway\0\x01\x01886912345678\0",  # service, source, destination
            bytes(4),  # class, protocol, priority, at once
            b"000000003000000R\0",  # half an hour
            bytes((1, 0, 8, 0, 4)),  # receipt, no replacing, UCS-2, no ready-made text, length
            "警示".encode("utf-16-be"),
        )
    )
    assert receipt.number == "a0"


def test_long_texts_go_in_parts_or_whole(centre: SmppServer, smpp: Smpp, clock: FakeClock) -> None:
    receipt = smpp.send(a_message(clock, brief="字" * 100), TO)
    first, second = centre.commands(4)
    assert receipt.number == "a0,a1"
    assert "2 parts" in receipt.says
    reference = first[first.index(b"\x05\x00\x03") + 3]
    assert bytes((140, 5, 0, 3, reference, 2, 1)) in first
    assert bytes((72, 5, 0, 3, reference, 2, 2)) in second
    whole = smpp_to(centre, clock, long_by="payload")
    whole.send(a_message(clock, brief="字" * 100), TO)
    whole.close()
    payload = ("字" * 100).encode("utf-16-be")
    assert centre.commands(4)[2].endswith(b"\0" + struct.pack(">HH", 0x0424, 200) + payload)


def test_no_letter_is_torn_apart() -> None:
    parts = parts_of("字" * 66 + "𨋢" * 40, 7)
    assert [len(part) for part in parts] == [6 + 132, 6 + 132, 6 + 28]
    assert "".join(part[6:].decode("utf-16-be") for part in parts) == "字" * 66 + "𨋢" * 40


def test_smpp_says_what_became_of_a_message(centre: SmppServer, smpp: Smpp, clock: FakeClock) -> None:
    number = smpp.send(a_message(clock), TO).number
    assert smpp.fate(number, TO) is Fate.UNDER_WAY
    centre.states[number] = 2
    assert smpp.fate(number, TO) is Fate.DELIVERED
    centre.answers_queries = False
    assert smpp.fate(number, TO) is Fate.UNDER_WAY
    centre.receipt(str(int(number, 16)), "UNDELIV")  # in decimal, as some centres do
    while smpp.fate(number, TO) is not Fate.FAILED:  # it is on its way
        assert smpp.fate(number, TO) in (Fate.UNDER_WAY, Fate.FAILED)
    assert centre.answered.wait(10)
    responses = {0x80000005, 0x80000015}
    while not responses <= {command for command, _ in centre.pdus}:
        smpp.fate(number, TO)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(0x0B, Refused), (0x45, Refused), (0x14, NotSent), (0x58, NotSent), (0x400, Refused)],
)
def test_a_status_has_its_meaning(
    status: int, expected: type[TrackwayError], centre: SmppServer, smpp: Smpp, clock: FakeClock
) -> None:
    centre.status = status
    with pytest.raises(expected, match=f"0x{status:08X}"):
        smpp.send(a_message(clock), TO)


def test_a_refused_bind_has_its_meaning(centre: SmppServer, clock: FakeClock) -> None:
    with pytest.raises(Refused, match="Invalid Password") as error:
        smpp_to(centre, clock, "secret99").send(a_message(clock), TO)
    assert "secret99" not in str(error.value)
    centre.bind_status = 0x08
    with pytest.raises(NotSent, match="System Error"):
        smpp_to(centre, clock).send(a_message(clock), TO)
    assert centre.commands(4) == []


def test_a_text_that_went_in_part_is_not_sent_again(centre: SmppServer, smpp: Smpp, clock: FakeClock) -> None:
    centre.refuses_part = 2
    with pytest.raises(Unclear, match="1 parts were taken"):
        smpp.send(a_message(clock, brief="字" * 100), TO)


@pytest.mark.parametrize(
    "fault", [Fault.HANGS, Fault.BREAKS_OFF, Fault.BREAKS_IN_ANSWER, Fault.RUBBISH, Fault.TWICE, Fault.DRIPS]
)
def test_whatever_goes_wrong_with_smpp_has_its_meaning(
    fault: Fault, centre: SmppServer, smpp: Smpp, clock: FakeClock
) -> None:
    centre.faults.append(fault)
    if fault in (Fault.TWICE, Fault.DRIPS):
        smpp.send(a_message(clock), TO)
    else:
        with pytest.raises(Unclear):
            smpp.send(a_message(clock), TO)
    first = set(centre.states)
    assert smpp.send(a_message(clock), TO).number not in first


def test_a_connection_that_died_in_a_pause_is_replaced(
    centre: SmppServer, smpp: Smpp, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    smpp.send(a_message(clock), TO)
    monkeypatch.setattr(smpp_module, "_IDLE_S", 0.0)
    smpp.send(a_message(clock), TO)
    assert centre.connections == 1
    assert len(centre.commands(0x15)) == 1
    centre.faults.append(Fault.BREAKS_OFF)
    smpp.send(a_message(clock), TO)
    assert centre.connections == 2


def test_without_smpplib_it_says_how_to_get_it(
    centre: SmppServer, smpp: Smpp, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "smpplib.smpp", None)
    with pytest.raises(Refused, match=r"pip install 'trackway\[smpp\]'"):
        smpp.send(a_message(clock), TO)
