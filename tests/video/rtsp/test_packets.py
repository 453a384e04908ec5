"""Packets to access units: any packing comes out as the same units; losses and odd cameras too."""

import struct
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.video.rtsp.packing import Choose, Extra, aac_payloads, h264_payloads, h265_payloads, rtp

from trackway.video.rtsp.coding import H264, H265, Coding
from trackway.video.rtsp.nals import Depacketise, h264_payload, h265_payload, h265_payload_with_order
from trackway.video.rtsp.pictures import LARGEST, Pictures, sets_of
from trackway.video.rtsp.reception import CameraClock, Reception
from trackway.video.rtsp.sound import AacPacking, Sound
from trackway.video.stream import AccessUnit, Codec, StreamEnded, Track

SPS, PPS = bytes.fromhex("674d001f95a814016e40"), bytes.fromhex("68ee3c80")
OTHER_SPS = bytes.fromhex("6764001eacd940a02ff970110000030001000003003c8f162d96")  # 640 x 368 or so
VPS_265 = bytes.fromhex("40010c01ffff016000000300b0000003000003007bac09")
SPS_265 = bytes.fromhex("420101016000000300b0000003000003007ba003c08010e58d9ab9a4c8d342")
PPS_265 = bytes.fromhex("4401c0f2f03c90")
KEY, LATER = b"\x65" + bytes(range(1, 200)), b"\x41" + bytes(range(1, 100))

Pack = Callable[[list[bytes], Choose], list[bytes]]


class Taken:
    """What a camera's packets came to."""

    def __init__(
        self,
        coding: Coding = H264,
        payload: Depacketise = h264_payload,
        nals: tuple[bytes, ...] = (SPS, PPS),
    ) -> None:
        self.tracks: list[Track] = []
        self.units: list[AccessUnit] = []
        clock = CameraClock(90_000)
        self.pictures = Pictures(coding, sets_of(coding, nals), clock, self.tracks.append, self.units.append)
        self.reception = Reception(clock, self.pictures, partial(payload, self.pictures))
        self.now = 0

    def packet(self, packet: bytes) -> None:
        """One packet somewhere in a buffer that holds other bytes before and behind."""
        self.now += 1
        view = memoryview(b"before" + packet + b"behind")
        self.reception.packet(view, 6, 6 + len(packet), self.now)

    def send(
        self, nals: list[bytes], number: int, *, at: int = 0, stamp: int = -1, drop: tuple[int, ...] = ()
    ) -> int:
        """One unit, a packet for each NAL unit, from sequence ``at`` on; says where the next begins."""
        ticks = 3600 * number if stamp < 0 else stamp
        for i, nal in enumerate(nals):
            if i not in drop:
                self.packet(rtp(nal, at + i, ticks, marker=i == len(nals) - 1))
        return at + len(nals)

    @property
    def bare(self) -> list[list[bytes]]:
        """The units as NAL units."""
        return [apart(unit.data) for unit in self.units]


def apart(data: bytes) -> list[bytes]:
    """NAL units out of their lengths."""
    found, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


# Bytes without 0, 1 and 3 hold no start code, as encoders see to.
_body = st.binary(min_size=2, max_size=60).map(lambda raw: bytes(b | 4 for b in raw))
_h264_other = st.builds(
    lambda kind, body: bytes((kind,)) + body, st.sampled_from([6, 9, 12, 0x41, 0x01]), _body
)
_h265_other = st.builds(
    lambda kind, body: bytes((kind << 1, 1)) + body, st.sampled_from([39, 40, 35, 1, 0]), _body
)


@st.composite
def h264_units(draw: st.DrawFn) -> list[list[bytes]]:
    key = [SPS, PPS, *draw(st.lists(_h264_other, max_size=3)), b"\x65" + draw(_body)]
    rest = draw(st.lists(st.lists(_h264_other, max_size=4), max_size=6))
    return [key, *([*some, b"\x41" + draw(_body)] for some in rest)]


@st.composite
def h265_units(draw: st.DrawFn) -> list[list[bytes]]:
    key = [VPS_265, SPS_265, PPS_265, *draw(st.lists(_h265_other, max_size=3)), b"\x26\x01" + draw(_body)]
    rest = draw(st.lists(st.lists(_h265_other, max_size=4), max_size=6))
    return [key, *([*some, b"\x02\x01" + draw(_body)] for some in rest)]


_extras = st.builds(
    Extra,
    sources=st.lists(st.integers(0, 2**32 - 1), max_size=15).map(tuple),
    extension=st.sampled_from([b"", struct.pack(">HH", 0xBEDE, 0), struct.pack(">HHII", 0xABAC, 2, 1, 2)]),
    padding=st.sampled_from([0, 1, 4, 255]),
)


@pytest.mark.parametrize("has_marker", [True, False])
@pytest.mark.parametrize(
    ("units", "pack", "coding", "payload"),
    [(h264_units(), h264_payloads, H264, h264_payload), (h265_units(), h265_payloads, H265, h265_payload)],
)
def test_any_packing_of_any_units_comes_out_as_those_units(
    units: st.SearchStrategy[list[list[bytes]]],
    pack: Pack,
    coding: Coding,
    payload: Depacketise,
    has_marker: bool,
) -> None:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a slow machine is no fault
    @given(units, st.data(), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))
    def check(wanted: list[list[bytes]], data: st.DataObject, sequence: int, stamp: int) -> None:
        taken = Taken(coding, payload, ())

        def choose(low: int, high: int) -> int:
            return data.draw(st.integers(low, high))

        for number, nals in enumerate(wanted):
            payloads = pack(nals, choose)
            for i, one in enumerate(payloads):
                marker = has_marker and i == len(payloads) - 1
                extra = data.draw(_extras) if i == 0 else None
                taken.packet(rtp(one, sequence, stamp + 3600 * number, marker=marker, extra=extra))
                sequence += 1
        taken.pictures.finish()
        assert taken.bare == wanted
        assert [unit.is_key for unit in taken.units] == [True] + [False] * (len(wanted) - 1)
        assert [unit.ticks for unit in taken.units] == [
            (1 << 32) + stamp + 3600 * number for number in range(len(wanted))
        ]
        assert taken.reception.lost == taken.reception.late == taken.reception.bad == 0
        assert sum(unit.lost for unit in taken.units) == 0
        assert len(taken.tracks) == 1

    check()


@given(st.lists(st.booleans(), min_size=8, max_size=60))
def test_packets_lost_anywhere_are_all_counted_once(kept: list[bool]) -> None:
    """Between first unit and last, each missing packet is in one unit's ``lost``; no unit is empty."""
    taken = Taken()
    first = taken.send([SPS, PPS, KEY], 0)
    fragments = h264_payloads([KEY], lambda low, high: 1 if (low, high) == (0, 2) else max(low, high // 4))
    packets = [
        rtp(one, first + turn * len(fragments) + i, 3600 * (turn + 1), marker=i == len(fragments) - 1)
        for turn in range(12)
        for i, one in enumerate(fragments)
    ]
    for packet, is_kept in zip(packets, [*kept, *[True] * len(packets)], strict=False):
        if is_kept:
            taken.packet(packet)
    taken.send([KEY], 20, at=first + len(packets))
    taken.pictures.finish()
    missing = kept.count(False)
    assert taken.reception.lost == missing
    assert sum(unit.lost for unit in taken.units) == missing
    whole = [nals for nals, unit in zip(taken.bare, taken.units, strict=True) if not unit.lost]
    assert all(nals in ([KEY], [SPS, PPS, KEY]) for nals in whole), "what is not marked is whole"
    assert all(KEY.startswith(nal) for nals in taken.bare[1:] for nal in nals), (
        "what is damaged is cut, not mixed"
    )


def test_a_unit_of_which_nothing_came_is_not_handed_on_and_its_losses_count_for_the_next() -> None:
    taken = Taken()
    at = taken.send([SPS, PPS, KEY], 0)
    at = taken.send([LATER, LATER], 1, at=at, drop=(0, 1))
    taken.send([LATER], 2, at=at)
    taken.pictures.finish()
    assert [unit.lost for unit in taken.units] == [0, 2]


def test_losses_before_the_first_unit_count_for_it() -> None:
    taken = Taken(nals=())
    at = taken.send([LATER, LATER, LATER], 0, drop=(1,))
    taken.send([SPS, PPS, KEY], 1, at=at)
    taken.pictures.finish()
    assert [unit.lost for unit in taken.units] == [1]


def test_a_damaged_parameter_set_changes_nothing() -> None:
    taken = Taken()
    at = taken.send([SPS, PPS, KEY], 0)
    start, end = b"\x7c\x87" + SPS[1:5], b"\x7c\x47" + SPS[5:]
    taken.packet(rtp(start, at, 3600))
    taken.packet(rtp(end, at + 2, 3600))  # its middle is missing
    taken.packet(rtp(KEY, at + 3, 3600, marker=True))
    taken.pictures.finish()
    assert taken.bare[1] == [KEY]
    assert taken.units[1].lost == 1
    assert len(taken.tracks) == 1


def test_the_time_stamp_is_carried_past_the_wrap_and_back() -> None:
    taken, at = Taken(), 0
    stamps = [0xFFFFF000, 0x200, 0xFFFFFFF0, 0x1000, 0x80000FFF, 0x0FFF]
    for stamp in stamps:
        at = taken.send([SPS, PPS, KEY], 0, at=at, stamp=stamp)
    taken.pictures.finish()
    steps = [0x1200, -0x210, 0x1010, 0x7FFFFFFF, -0x80000000]
    assert [unit.ticks for unit in taken.units] == list(accumulate(steps, initial=(1 << 32) + 0xFFFFF000))


def test_the_sequence_wraps_without_a_loss_and_counts_its_rounds() -> None:
    taken, at = Taken(), 0xFFFE
    for number in range(3):
        at = taken.send([SPS, PPS, KEY], number, at=at)
    assert taken.reception.lost == 0
    assert taken.reception.highest == 0x10000 | (at - 1) & 0xFFFF


def test_a_late_packet_is_left_out_and_a_count_that_begins_anew_is_followed() -> None:
    taken = Taken()
    at = taken.send([SPS, PPS, KEY], 0, at=5000)
    taken.packet(rtp(LATER, at - 1, 0))
    assert (taken.reception.late, taken.reception.lost) == (1, 0)
    at = taken.send([LATER], 1, at=at)
    at = taken.send([SPS, PPS, KEY], 2, at=10)  # the first of these looks late
    taken.send([LATER], 3, at=at)
    taken.pictures.finish()
    assert [unit.ticks - (1 << 32) for unit in taken.units] == [0, 3600, 7200, 10800]
    assert taken.reception.late == 2


def test_another_source_is_no_loss() -> None:
    taken = Taken()
    taken.send([SPS, PPS, KEY], 0)
    taken.packet(rtp(LATER, 40_000, 3600, marker=True, extra=Extra(ssrc=7)))
    taken.packet(rtp(LATER, 40_001, 7200, marker=True, extra=Extra(ssrc=7)))
    taken.pictures.finish()
    assert len(taken.units) == 3
    assert taken.reception.lost == 0


def test_a_camera_that_marks_every_slice_is_seen_through() -> None:
    taken, at = Taken(), 0
    for number in range(6):
        for nal in [SPS, PPS, KEY, KEY, KEY]:
            taken.packet(rtp(nal, at, 3600 * number, marker=True))
            at += 1
    taken.pictures.finish()
    assert taken.bare == [[SPS, PPS, KEY, KEY, KEY]] * 6


def test_a_camera_that_tells_the_truth_is_believed_from_the_third_unit_on() -> None:
    taken, at, handed_on = Taken(), 0, []
    for number in range(4):
        at = taken.send([SPS, PPS, KEY] if number == 0 else [LATER], number, at=at)
        handed_on.append(len(taken.units))
    assert handed_on == [0, 1, 3, 4], "two are held until the next time stamp, then none"


def test_parameter_sets_with_a_time_of_their_own_belong_to_the_next_picture() -> None:
    taken, at = Taken(nals=()), 0
    for number in range(3):
        at = taken.send([SPS, PPS], 2 * number, at=at, stamp=9000 * number + 8999)
        at = taken.send([KEY], 2 * number, at=at, stamp=9000 * number + 9000)
    taken.pictures.finish()
    assert taken.bare == [[SPS, PPS, KEY]] * 3
    assert [unit.ticks & 0xFFFFFFFF for unit in taken.units] == [9000, 18000, 27000]


def test_start_codes_within_a_unit_are_taken_apart() -> None:
    taken = Taken(nals=())
    muddled = SPS + b"\x00\x00\x00\x01" + PPS + b"\x00\x00\x01" + KEY
    taken.send([muddled], 0)
    taken.send([LATER], 1, at=1)
    taken.pictures.finish()
    assert taken.bare == [[SPS, PPS, KEY], [LATER]]
    assert taken.tracks[0].sets == (SPS, PPS)


def test_new_parameter_sets_open_the_stream_anew_before_their_keyframe() -> None:
    taken = Taken(nals=())
    order: list[object] = []
    taken.pictures._opened = lambda track: order.append((track.width, track.sets))
    taken.pictures._take = lambda unit: order.append(unit.ticks - (1 << 32))
    at = taken.send([SPS, PPS, KEY], 0)
    at = taken.send([SPS, PPS, KEY], 1, at=at)
    at = taken.send([OTHER_SPS, PPS, LATER], 2, at=at)  # takes effect with the next keyframe
    at = taken.send([KEY], 3, at=at)
    taken.send([LATER], 4, at=at)
    taken.pictures.finish()
    other = H264.size(OTHER_SPS)[0]
    assert order == [(1280, (SPS, PPS)), 0, 3600, 7200, (other, (OTHER_SPS, PPS)), 10800, 14400]


def test_nothing_is_handed_on_before_a_keyframe_with_known_sets() -> None:
    taken = Taken(nals=())
    at = taken.send([LATER], 0)
    at = taken.send([KEY], 1, at=at)
    at = taken.send([PPS, KEY], 2, at=at)
    at = taken.send([SPS, KEY], 3, at=at)
    taken.pictures.finish()
    assert taken.bare == [[SPS, KEY]]
    assert taken.tracks[0].sets == (SPS, PPS)


def test_a_recovery_point_is_a_keyframe_for_cameras_that_send_no_idr() -> None:
    taken = Taken()
    at = taken.send([b"\x06\x06\x01\xc4\x80", LATER], 0)
    taken.send([b"\x06\x06\x01\x24\x80", LATER], 1, at=at)  # one that must wait for other pictures
    taken.pictures.finish()
    assert [unit.is_key for unit in taken.units] == [True, False]


def test_decoding_order_numbers_are_left_out() -> None:
    taken = Taken(H265, h265_payload_with_order, ())
    key = b"\x26\x01" + bytes(range(4, 90))
    sets = b"".join(
        (b"\x00" if i else b"\x00\x07") + struct.pack(">H", len(nal)) + nal
        for i, nal in enumerate((VPS_265, SPS_265, PPS_265))
    )
    taken.packet(rtp(b"\x60\x01" + sets, 0, 0))
    taken.packet(rtp(b"\x62\x01\x93\x00\x08" + key[2:40], 1, 0))
    taken.packet(rtp(b"\x62\x01\x53" + key[40:], 2, 0, marker=True))
    taken.packet(rtp(b"\x02\x01\x00\x09" + key[5:], 3, 3600, marker=True))
    taken.pictures.finish()
    assert taken.bare == [[VPS_265, SPS_265, PPS_265, key], [b"\x02\x01" + key[5:]]]


def test_a_picture_without_end_is_refused() -> None:
    taken = Taken()
    taken.send([SPS, PPS], 0)
    piece = b"\x7c\x05" + bytes(65_000)
    taken.packet(rtp(b"\x7c\x85\x01", 2, 0))

    def send() -> None:
        for number in range(3, 3 + 2 * LARGEST // len(piece)):
            taken.packet(rtp(piece, number, 0))

    with pytest.raises(StreamEnded, match="more than 16 MB"):
        send()


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        rtp(b"", 0, 0),
        b"\x40" + rtp(LATER, 0, 0)[1:],
        b"\x8f" + rtp(LATER, 0, 0)[1:20],
        b"\x90" + rtp(b"\xab\xac\xff\xff" + LATER, 0, 0)[1:],
        b"\x90" + rtp(b"\xab\xac", 0, 0)[1:],
        b"\xa0" + rtp(LATER + b"\x00", 0, 0)[1:],
        b"\xa0" + rtp(LATER + b"\xff", 0, 0)[1:],
        rtp(b"\x7c\x85", 0, 0),
        rtp(b"\x1d" + LATER, 0, 0),
        rtp(b"\x18\xff\xff" + LATER, 0, 0),
    ],
)
def test_a_packet_that_is_none_is_counted_and_left(packet: bytes) -> None:
    taken = Taken()
    taken.packet(packet)
    taken.pictures.finish()
    assert taken.reception.bad == 1
    assert taken.reception.last_ns == 0
    assert not taken.units


def test_an_onvif_replay_says_when_each_picture_was_taken() -> None:
    """ONVIF Streaming Specification §6.3: 1 January 2026 is 3,976,214,400 s after 1900."""
    taken = Taken()
    for number in range(3):
        extension = struct.pack(">HHIIBBH", 0xABAC, 3, 3_976_214_400 + 10 * number, 1 << 31, 0x80, 1, 0)
        for i, nal in enumerate([SPS, PPS, KEY]):
            extra = Extra(extension=extension if i == 0 else b"")
            taken.packet(rtp(nal, 3 * number + i, 3600 * number, marker=i == 2, extra=extra))
    taken.pictures.finish()
    start = 1_767_225_600_500_000
    assert [unit.camera_us for unit in taken.units] == [start, start + 10_000_000, start + 20_000_000]


# --- sound


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=12), st.data())
def test_any_packing_of_aac_comes_out_as_those_frames(frames: list[bytes], data: st.DataObject) -> None:
    units: list[AccessUnit] = []
    sound = Sound(Track(2, Codec.AAC, 16_000), AacPacking((13, 3), 1024), CameraClock(16_000), units.append)
    reception = Reception(CameraClock(16_000), sound, sound.payload)
    sequence, number = 0, 0
    for count, payloads in aac_payloads(frames, lambda low, high: data.draw(st.integers(low, high))):
        for i, payload in enumerate(payloads):
            packet = rtp(payload, sequence, 1024 * number, marker=i == len(payloads) - 1)
            reception.packet(memoryview(packet), 0, len(packet), sequence)
            sequence += 1
        number += count
    assert [unit.data for unit in units] == frames
    assert [unit.ticks - (1 << 32) for unit in units] == [1024 * i for i in range(len(frames))]
    assert all(unit.is_key and unit.track == 2 for unit in units)
    assert replace(units[0], lost=0) == units[0]


def test_a_lost_piece_of_sound_takes_its_frame_with_it_and_is_counted() -> None:
    units: list[AccessUnit] = []
    sound = Sound(Track(2, Codec.AAC, 16_000), AacPacking((13, 3), 1024), CameraClock(16_000), units.append)
    reception = Reception(CameraClock(16_000), sound, sound.payload)
    head = struct.pack(">HH", 16, 30 << 3)
    whole = struct.pack(">HH", 16, 5 << 3) + b"whole"
    for sequence, stamp, payload in ((0, 0, head + bytes(10)), (2, 0, head + bytes(10)), (3, 1024, whole)):
        packet = rtp(payload, sequence, stamp)
        reception.packet(memoryview(packet), 0, len(packet), 0)
    assert [(unit.data, unit.lost) for unit in units] == [(b"whole", 1)]
