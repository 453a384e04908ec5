"""Hostile cameras in great numbers: mutated answers, descriptions, packets; any can be had again."""

import random
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.video.rtsp.packing import h264_payloads, h265_payloads, interleaved, rtp
from tests.video.rtsp.sdps import SHAPES

from trackway.model.errors import TrackwayError
from trackway.video.addresses import Checked
from trackway.video.digest import authorization
from trackway.video.rtsp.coding import H264, H265
from trackway.video.rtsp.messages import control_url
from trackway.video.rtsp.middles import H264_MIDDLE, H265_MIDDLE
from trackway.video.rtsp.nals import h264_payload, h265_payload
from trackway.video.rtsp.offer import VideoOffer, sound_offer, video_offer
from trackway.video.rtsp.playing import Patience, Playing
from trackway.video.rtsp.sdp import description
from trackway.video.rtsp.talk import Talk
from trackway.video.rtsp.wire import Wire
from trackway.video.stream import AccessUnit, StreamAddress, Track

__all__ = ["TARGETS", "Figures", "fuzz"]

_DAHUA = description(SHAPES["dahua"])
PLACE = Checked("rtsp", "10.0.0.9", "10.0.0.9", 554, "/live")
SPS, PPS = bytes.fromhex("674d001f95a814016e40"), bytes.fromhex("68ee3c80")
SETS_265 = (
    bytes.fromhex("40010c01ffff016000000300b0000003000003007bac09"),
    bytes.fromhex("420101016000000300b0000003000003007ba003c08010e58d9ab9a4c8d342"),
    bytes.fromhex("4401c0f2f03c90"),
)


@dataclass
class Figures:
    """What a run of inputs came to."""

    inputs: int = 0
    refused: int = 0
    units: int = 0
    slowest_s: float = 0.0


class Line:
    """The end of a connection that nothing is behind."""

    def __init__(self) -> None:
        self.is_open = True

    def write(self, _data: bytes) -> None:
        """Nobody reads it."""

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return not self.is_open

    def close(self) -> None:
        self.is_open = False

    def pause_reading(self) -> None:
        self.is_open = False


class Strict:
    """A receiver that looks at every unit: never empty, its lengths add up, its track was opened."""

    def __init__(self) -> None:
        self.units = 0
        self.seen: list[tuple[int, bytes, bool, int, int | None]] = []
        self.tracks: tuple[Track, ...] = ()

    def opened(self, tracks: tuple[Track, ...]) -> None:
        assert tracks[0].width > 0
        self.tracks = tracks

    def take(self, unit: AccessUnit) -> None:
        self.units += 1
        self.seen.append((unit.ticks, unit.data, unit.is_key, unit.lost, unit.camera_us))
        assert unit.data
        assert unit.track in {track.id for track in self.tracks}
        assert unit.lost >= 0
        assert unit.ticks >= 0
        if unit.track == 1:
            at = 0
            while at < len(unit.data):
                (size,) = struct.unpack_from(">I", unit.data, at)
                assert size > 0
                at += 4 + size
            assert at == len(unit.data)


def wired(receiver: Strict) -> tuple[Wire, Line, Playing]:
    """A wire whose packets are received: H.264 on 0 and 1, AAC on 2 and 3, H.265 on 4 and 5."""
    wire, line = Wire(), Line()
    wire.connection_made(line)  # type: ignore[arg-type]
    talk = Talk(wire, PLACE, StreamAddress(PLACE.url), "test", 1.0)
    playing = Playing(wire, talk, PLACE.place, Patience(), receiver)
    sound = sound_offer(_DAHUA)
    assert sound is not None
    playing.add_video(VideoOffer("", H265, h265_payload, H265_MIDDLE, ()), (4, 5))
    playing.add_video(VideoOffer("", H264, h264_payload, H264_MIDDLE, ()), (0, 1))
    playing.add_sound(sound, (2, 3))
    return wire, line, playing


def pour(wire: Wire, line: Line, data: bytes, rng: random.Random) -> None:
    """Let bytes come in pieces of any size."""
    at = 0
    while at < len(data) and line.is_open:
        view = wire.get_buffer(-1)
        size = min(rng.choice((1, 7, 100, 1500, 65536)), len(data) - at, len(view))
        view[:size] = data[at : at + size]
        wire.buffer_updated(size)
        at += size
    error = wire.ended.exception() if wire.ended.done() else None
    if error is not None:
        raise error


def answers(data: bytes, rng: random.Random, figures: Figures) -> None:
    """Bytes where answers are expected: framing, headers, log-in, control URLs."""
    wire, line, _playing = wired(Strict())
    answer = wire.answer(3)
    pour(wire, line, data, rng)
    if answer.done() and answer.exception() is None:
        found = answer.result()
        authorization(found.all("www-authenticate"), "PLAY", PLACE.url, "user", "secret")
        Talk(wire, PLACE, StreamAddress(PLACE.url), "test", 1.0).joined(found)
        control_url(PLACE, found.header("content-base"), "trackID=1")
    figures.units += 1


def descriptions(data: bytes, _rng: random.Random, figures: Figures) -> None:
    """A session description, as far as what would be asked for."""
    found = description(data)
    sound = sound_offer(found)
    if sound is not None:
        url = control_url(PLACE, found.control, sound.control)
        assert url.startswith(PLACE.place + "/")
    video = video_offer(found, PLACE.place)
    assert control_url(PLACE, found.control, video.control).startswith(PLACE.place + "/")
    Playing(Wire(), _talk(), PLACE.place, Patience(), Strict()).add_video(video, (0, 1))
    figures.units += 1


def packets(data: bytes, rng: random.Random, figures: Figures) -> None:
    """Interleaved RTP and RTCP; the short way and the long way through them must come to the same."""
    found, pieces = [], rng.getstate()
    for is_short in (True, False):
        receiver = Strict()
        wire, line, playing = wired(receiver)
        if not is_short:
            wire.runs = [None] * 256
        rng.setstate(pieces)
        why: TrackwayError | None = None
        try:
            pour(wire, line, data, rng)
        except TrackwayError as error:
            why = error
        playing.stop()
        found.append((receiver.seen, str(why)))
    assert found[0] == found[1]
    figures.units += receiver.units
    if why is not None:
        raise why


def _talk() -> Talk:
    return Talk(Wire(), PLACE, StreamAddress(PLACE.url), "test", 1.0)


Target = Callable[[bytes, random.Random, Figures], None]


def _answer_seeds() -> list[bytes]:
    sdp = SHAPES["hikvision"]
    return [
        b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nPublic: OPTIONS, DESCRIBE, GET_PARAMETER\r\n\r\n",
        b'RTSP/1.0 401 Unauthorized\r\nCSeq: 3\r\nWWW-Authenticate: Digest realm="IP Camera(C1234)", '
        b'nonce="8b84903496c0", algorithm="MD5", qop="auth", stale="FALSE"\r\n'
        b'WWW-Authenticate: Basic realm="/"\r\n\r\n',
        b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Base: rtsp://10.0.0.9/live/\r\n"
        b"Content-Type: application/sdp\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(sdp), sdp),
        b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 1206348927;timeout=60\r\n"
        b"Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=5EED\r\n\r\n$\x00\x00\x04abcd",
        b"REDIRECT rtsp://10.0.0.9/ RTSP/1.0\r\nCSeq: 9\r\nLocation: rtsp://127.0.0.1/\r\n\r\n",
        b"GET_PARAMETER rtsp://10.0.0.9/ RTSP/1.0\nCSeq: 9\n\nRTSP/1.0 454 Session Not Found\nCSeq: 3\n\n",
    ]


def _packet_seeds() -> list[bytes]:
    choose = random.Random(7).randint
    key = [SPS, PPS, b"\x06\x06\x01\xc4\x80", b"\x65" + bytes(range(200)) * 2]
    later = [b"\x41" + bytes(range(120)), b"\x41" + bytes(range(90))]
    key_265 = [*SETS_265, b"\x26\x01" + bytes(range(250))]
    seeds = []
    for channel, pack, pictures in (
        (0, h264_payloads, [key, later, later]),
        (4, h265_payloads, [key_265, [b"\x02\x01" + bytes(range(99))]]),
    ):
        for _ in range(6):
            out, sequence = b"", 65530
            for number, nals in enumerate(pictures):
                payloads = pack(nals, choose)
                for i, payload in enumerate(payloads):
                    packet = rtp(payload, sequence, 0xFFFFF000 + 3600 * number, marker=i == len(payloads) - 1)
                    out += interleaved(channel, packet)
                    sequence += 1
            report = struct.pack(">BBHIIIIII", 0x80, 200, 6, 0x5EED, 0xE0000000, 1, 0xFFFFF000, 3, 999)
            seeds.append(out + interleaved(channel + 1, report + b"\x81\xcb\x00\x01\x00\x00\x5e\xed"))
    sound = struct.pack(">HHH", 32, 9 << 3, 5 << 3) + bytes(14)
    seeds.append(interleaved(2, rtp(sound, 1, 1024)) + interleaved(2, rtp(sound, 2, 3072, marker=True)))
    extension = struct.pack(">HHIIBBH", 0xABAC, 3, 0xE0000000, 5, 0x80, 1, 0)
    replayed = struct.pack(">BBHII", 0x90, 0xE0, 5, 90_000, 1) + extension + key[3]
    return [*seeds, interleaved(0, replayed)]


TARGETS: dict[str, tuple[Target, list[bytes]]] = {
    "answers": (answers, _answer_seeds()),
    "descriptions": (descriptions, list(SHAPES.values())),
    "packets": (packets, _packet_seeds()),
}


def fuzz(name: str, inputs: int, seed: int) -> Figures:
    """Run so many mutated inputs; anything but a refusal in our words comes out with its number."""
    target, seeds = TARGETS[name]
    figures = Figures()
    for number in range(inputs):
        rng = random.Random(f"{seed}-{name}-{number}")
        data = mutated(rng, seeds)
        began = time.thread_time()
        try:
            target(data, rng, figures)
        except TrackwayError:
            figures.refused += 1
        except BaseException as error:
            error.add_note(f"{name} input {number} of seed {seed}: {data[:400]!r}")
            raise
        figures.inputs += 1
        figures.slowest_s = max(figures.slowest_s, time.thread_time() - began)
    return figures


_TELLING = (
    b"\x00",
    b"\xff",
    b"$",
    b"\r\n\r\n",
    b"=",
    b";",
    b"-1",
    b"99999999999",
    b"\x80",
    b"\x7f",
    b"%",
    b"://",
    b"@",
)


def mutated(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds with one to eight things done to it."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 8)):
        if not data:
            break
        at = rng.randrange(len(data))
        size = rng.choice((1, 1, 2, 4, 16, 200))
        way = rng.randrange(7)
        if way == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            data[at] = rng.randrange(256)
        elif way == 2:
            del data[at : at + size]
        elif way == 3:
            data[at:at] = data[at : at + size]
        elif way == 4:
            data[at : at + rng.choice((0, 1, 2))] = rng.choice(_TELLING)
        elif way == 5:
            other = rng.choice(seeds)
            start = rng.randrange(len(other))
            data[at:at] = other[start : start + size]
        else:
            data[at : at + 4] = rng.randbytes(4)
    return bytes(data)
