"""Parameter sets and messages, compared with what encoders, FFmpeg and the standards say."""

import struct
from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.time import Instant, Span
from trackway.video.rtsp.bits import Bits
from trackway.video.rtsp.coding import H264, H265, Coding
from trackway.video.rtsp.messages import head_end, message, request
from trackway.video.rtsp.replay import Replay
from trackway.video.rtsp.reports import Bye, SenderReport, receiver_report, reports, unix_us
from trackway.video.rtsp.sound import AacConfig, aac_config


def encoded(encoder: str, size: tuple[int, int], options: dict[str, str], pixels: str) -> list[bytes]:
    """The NAL units of one picture as that encoder makes them."""
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *size, pixels
    context.options = options
    context.framerate = Fraction(25)
    frame = av.VideoFrame(*size, pixels)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    data = b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])
    return [nal.rstrip(b"\x00") for nal in data.split(b"\x00\x00\x01") if nal.rstrip(b"\x00")]


SIZES = [(320, 180), (1920, 1080), (16, 16), (322, 188)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("encoder", "coding", "options", "pixels"),
    [
        ("libx264", H264, {"preset": "ultrafast", "profile": "baseline"}, "yuv420p"),
        ("libx264", H264, {"preset": "ultrafast", "profile": "high444", "x264-params": "cqm=jvt"}, "yuv444p"),
        ("libx264", H264, {"preset": "ultrafast", "x264-params": "interlaced=1:nal-hrd=vbr:vbv-maxrate=900:"
                           "vbv-bufsize=900"}, "yuv420p"),
        ("libx265", H265, {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"}, "yuv420p"),
    ],
)  # fmt: skip
def test_the_size_is_that_of_the_picture_after_cropping(
    encoder: str, coding: Coding, options: dict[str, str], pixels: str, size: tuple[int, int]
) -> None:
    nals = encoded(encoder, size, options, pixels)
    sps = next(nal for nal in nals if coding.kind(nal[0]) == coding.sps)
    assert coding.size(sps) == size
    assert [coding.set_id(nal) for nal in nals if coding.kind(nal[0]) in coding.sets] == [0] * len(
        coding.sets
    )
    for end in range(1, 5):
        with pytest.raises(Invalid):
            coding.size(sps[:end])


@given(st.lists(st.integers(0, 2**32 - 2), max_size=20), st.lists(st.integers(-(2**30), 2**30), max_size=20))
def test_exp_golomb_numbers_come_back(unsigned: list[int], signed: list[int]) -> None:
    codes = [n + 1 for n in unsigned] + [(2 * n if n > 0 else -2 * n + 1) for n in signed]
    written = "".join("0" * (code.bit_length() - 1) + f"{code:b}" for code in codes) + "1"
    raw = int(written.ljust(-(-len(written) // 8) * 8, "0"), 2).to_bytes(-(-len(written) // 8))
    bits = Bits(b"\x67" + protected(raw), 1)
    assert [bits.ue() for _ in unsigned] == unsigned
    assert [bits.se() for _ in signed] == signed


def protected(raw: bytes) -> bytes:
    """With emulation prevention, by the letter of H.264 §7.4.1.1."""
    out, zeros = bytearray(), 0
    for byte in raw:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


@given(st.binary(max_size=64))
def test_emulation_prevention_is_taken_out(raw: bytes) -> None:
    bits = Bits(b"\x67" + protected(raw), 1)
    assert bytes(bits.u(8) for _ in raw) == raw
    with pytest.raises(Invalid):
        bits.u(8)


@pytest.mark.parametrize("coding", [H264, H265])
@given(data=st.binary(max_size=80))
def test_any_bytes_have_a_size_or_are_refused(coding: Coding, data: bytes) -> None:
    sps = bytes((coding.sps << coding.shift, 1)) + data
    try:
        width, height = coding.size(sps)
    except Invalid:
        return
    assert 0 < width <= 16_384
    assert 0 < height <= 16_384


@pytest.mark.parametrize(
    ("config", "read"),
    [
        ("1408", AacConfig(16_000, 1, 1024)),
        ("1210", AacConfig(44_100, 2, 1024)),
        ("1590", AacConfig(8_000, 2, 1024)),
        ("1214", AacConfig(44_100, 2, 960)),
        ("2b118800", AacConfig(24_000, 2, 1024)),
        ("17801f4010", AacConfig(16_000, 2, 1024)),
    ],
)
def test_audio_configurations(config: str, read: AacConfig) -> None:
    assert aac_config(bytes.fromhex(config)) == read


@pytest.mark.parametrize("config", ["", "14", "1700", "16f8", "1780000010"])
def test_what_is_no_audio_configuration_is_refused(config: str) -> None:
    with pytest.raises(Invalid):
        aac_config(bytes.fromhex(config))


# --- messages


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_an_answer_is_taken_apart(end: bytes) -> None:
    head = end.join(
        [b"RTSP/1.0 401 Not  allowed", b"CSeq:  7 ", b"WWW-Authenticate: A", b"www-authenticate:B", b"junk"]
    )
    found = message(head + end + end)
    assert head_end(head + end + end + b"body") == len(head + end + end)
    assert (found.status, found.reason, found.number("cseq")) == (401, "Not  allowed", 7)
    assert found.all("www-authenticate") == ["A", "B"]
    assert (found.header("session"), found.number("www-authenticate")) == ("", -1)


def test_a_request_of_the_cameras_is_told_from_an_answer() -> None:
    found = message(b"ANNOUNCE rtsp://10.0.0.9/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")
    assert (found.status, found.reason) == (0, "ANNOUNCE")


@pytest.mark.parametrize(
    "head", [b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"RTSP/1.0 20 OK\r\n\r\n", b"\xff\xfe\n\n"]
)
def test_what_is_no_message_is_refused(head: bytes) -> None:
    with pytest.raises(Invalid, match="not RTSP"):
        message(head)


def test_a_line_end_in_a_header_is_not_sent() -> None:
    assert request("PLAY", "rtsp://x/", {"CSeq": "1"}) == b"PLAY rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    with pytest.raises(Invalid, match="line end"):
        request("PLAY", "rtsp://x/", {"Session": "1\nX: y"})


# --- reports


def test_a_sender_report_tells_the_cameras_time() -> None:
    """RFC 3550 §6.4.1; 22 November 2026 00:00 UTC is 4,004,294,400 s after 1900."""
    sender = struct.pack(">BBHIIIIII", 0x80, 200, 6, 7, 4_004_294_400, 1 << 31, 90_000, 3, 4)
    bye = struct.pack(">BBHI", 0x81, 203, 1, 7)
    found = list(reports(memoryview(sender + bye)))
    middle = (4_004_294_400 & 0xFFFF) << 16 | 1 << 15
    assert found == [SenderReport(7, 1_795_305_600_500_000, 90_000, middle), Bye()]


@pytest.mark.parametrize(
    ("seconds", "us"),
    [(0, None), (2_208_988_800, 0), (0xFFFFFFFF, 2_085_978_495_000_000), (1, 2_085_978_497_000_000)],
)
def test_the_time_goes_on_after_2036(seconds: int, us: int | None) -> None:
    assert unix_us(seconds, 0) == us


def test_our_report_is_what_rfc_3550_says() -> None:
    packet = receiver_report(1, 2, 70_000, 0x1FFFF, (0xABCD, 65_536))
    first, kind, words, ours, theirs, lost, highest, jitter, last, ago = struct.unpack_from(
        ">BBHIIIIIII", packet
    )
    assert (first, kind, words, ours, theirs, lost) == (0x81, 201, 7, 1, 2, 70_000)
    assert (highest, jitter, last, ago) == (0x1FFFF, 0, 0xABCD, 65_536)
    first, kind, words, ours, item, length = struct.unpack_from(">BBHIBB", packet, 32)
    assert (first, kind, ours, item, length) == (0x81, 202, 1, 1, 8)
    assert len(packet) == 32 + 4 + 4 * words
    assert packet[42:50] == b"trackway"
    assert not any(packet[50:])


# --- replay


def test_what_a_recorder_is_asked_for() -> None:
    span = Span(Instant(1_795_305_600_250_000), Instant(1_795_305_660_000_000))
    assert Replay().play() == {"Range": "npt=0.000-"}
    clock = "clock=20261122T000000.250Z-20261122T000100.000Z"
    assert Replay(span, speed=4.0).play() == {"Range": clock, "Scale": "4.000", "Speed": "4.000"}
    onvif = Replay(span, is_onvif=True)
    assert onvif.play()["Range"] == clock
    assert onvif.play()["Rate-Control"] == "no"
    assert onvif.set_up() == {"Require": "onvif-replay"}
