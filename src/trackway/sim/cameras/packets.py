"""RTP packets of a clip, made once: sequence numbers and time stamps are patched in for each round.

A round of the clip is one array of bytes. Every camera that is in the same round sends the same bytes, so
that hundreds of cameras cost little more than the writing.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.sim.cameras.clip import Clip, Coded

__all__ = ["SSRC", "Packed", "packed", "round_of"]

SSRC = {0: 0x00C0FFEE, 1: 0x00C0FFEF}
_MOST = 1400
"""Bytes of payload in one packet, as cameras on Ethernet send."""
VIDEO_HZ = 90_000


@dataclass(frozen=True, slots=True)
class Packed:
    """The packets of a list of coded units, each in its interleaved frame (RFC 2326, 10.12).

    ``data`` are all bytes; ``at`` where each packet's frame begins, ``units`` where each unit's first packet
    is in ``at`` (one more at the end), ``track`` 0 for video and 1 for sound; ``sequence`` and ``ticks``
    count from 0 in each track. ``per_round`` is what a track's sequence and ticks grow by in one round.
    """

    data: bytes
    at: NDArray[np.int64]
    units: NDArray[np.int64]
    due_s: tuple[float, ...]
    keys: tuple[bool, ...]
    track: NDArray[np.int64]
    sequence: NDArray[np.int64]
    ticks: NDArray[np.int64]
    per_round: dict[int, tuple[int, int]]
    seconds: float


def packed(clip: Clip, coded: tuple[Coded, ...] | None = None, *, has_times: bool = False) -> Packed:
    """All packets of a clip, or of these units of it. ``has_times`` leaves room for ONVIF's replay header.

    With ``has_times`` each packet carries an RTP extension 0xABAC (ONVIF Streaming 26.06, section 6.3) whose
    NTP time is patched in by ``round_of``.
    """
    wanted = clip.coded if coded is None else coded
    out: list[bytes] = []
    at, units, track, sequence, ticks = [], [0], [], [], []
    where, counted = 0, {0: 0, 1: 0}
    for one in wanted:
        number = int(one.is_sound)
        hz = clip.audio_hz if one.is_sound else VIDEO_HZ
        payloads = _payloads(clip, one)
        for i, payload in enumerate(payloads):
            is_last = i == len(payloads) - 1
            extension = (
                struct.pack(">HHIIBBH", 0xABAC, 3, 0, 0, 0x80 * one.is_key, 0, 0) if has_times else b""
            )
            head = struct.pack(
                ">BBHII",
                0x90 if has_times else 0x80,
                (0x80 if is_last else 0) | (97 if one.is_sound else 96),
                0,
                0,
                SSRC[number],
            )
            packet = head + extension + payload
            out.append(struct.pack(">BBH", 0x24, 2 * number, len(packet)) + packet)
            at.append(where)
            where += len(out[-1])
            track.append(number)
            sequence.append(counted[number])
            ticks.append(round(one.at_s * hz))
            counted[number] += 1
        units.append(len(at))
    seconds = clip.seconds if coded is None else 0.0
    per_round = {
        0: (counted[0], round(seconds * VIDEO_HZ)),
        1: (counted[1], round(seconds * clip.audio_hz)),
    }
    return Packed(
        b"".join(out),
        np.array([*at, where], np.int64),
        np.array(units, np.int64),
        tuple(one.at_s for one in wanted),
        tuple(one.is_key for one in wanted),
        np.array(track, np.int64),
        np.array(sequence, np.int64),
        np.array(ticks, np.int64),
        per_round,
        seconds,
    )


def round_of(
    packed: Packed,
    turn: int,
    shift_ticks: tuple[int, int] = (0, 0),
    shift_sequence: tuple[int, int] = (0, 0),
    ntp_start: int | None = None,
) -> bytes:
    """The bytes of the ``turn``-th round; the shifts are added to each track's time stamps and numbers.

    ``ntp_start`` (64-bit NTP) is the time of tick 0, for packets that have room for it.
    """
    out = np.frombuffer(packed.data, np.uint8).copy()
    at = packed.at[:-1]
    add_sequence = np.array([packed.per_round[i][0] * turn + shift_sequence[i] for i in (0, 1)])[packed.track]
    add_ticks = np.array([packed.per_round[i][1] * turn + shift_ticks[i] for i in (0, 1)])[packed.track]
    sequence = (packed.sequence + add_sequence) & 0xFFFF
    ticks = (packed.ticks + add_ticks) & 0xFFFFFFFF
    for i in range(2):
        out[at + 6 + i] = (sequence >> (8 * (1 - i))) & 0xFF
    for i in range(4):
        out[at + 8 + i] = (ticks >> (8 * (3 - i))) & 0xFF
    if ntp_start is not None:
        for unit, due_s in enumerate(packed.due_s):
            stamp = struct.pack(">Q", (ntp_start + int(due_s * 2**32)) & 0xFFFFFFFFFFFFFFFF)
            for packet in at[packed.units[unit] : packed.units[unit + 1]]:
                out[packet + 20 : packet + 28] = np.frombuffer(stamp, np.uint8)
    return out.tobytes()


def _payloads(clip: Clip, one: Coded) -> list[bytes]:
    if one.is_sound:
        (block,) = one.units
        if (
            clip.audio == "aac"
        ):  # one frame behind its AU header: 13 bits of size, 3 of index (RFC 3640, 3.3.6)
            return [struct.pack(">HH", 16, len(block) << 3) + block]
        return [block]
    split = _fragments_264 if clip.codec == "h264" else _fragments_265
    return [payload for unit in one.units for payload in split(unit)]


def _fragments_264(unit: bytes) -> list[bytes]:
    """Single NAL unit or FU-A packets (RFC 6184, 5.8)."""
    if len(unit) <= _MOST:
        return [unit]
    indicator, kind = (unit[0] & 0xE0) | 28, unit[0] & 0x1F
    pieces = [unit[i : i + _MOST - 2] for i in range(1, len(unit), _MOST - 2)]
    return [
        bytes((indicator, kind | (0x80 if i == 0 else 0) | (0x40 if i == len(pieces) - 1 else 0))) + piece
        for i, piece in enumerate(pieces)
    ]


def _fragments_265(unit: bytes) -> list[bytes]:
    """Single NAL unit or fragmentation units (RFC 7798, 4.4.3)."""
    if len(unit) <= _MOST:
        return [unit]
    kind = (unit[0] >> 1) & 0x3F
    head = bytes(((unit[0] & 0x81) | (49 << 1), unit[1]))
    pieces = [unit[i : i + _MOST - 3] for i in range(2, len(unit), _MOST - 3)]
    return [
        head + bytes((kind | (0x80 if i == 0 else 0) | (0x40 if i == len(pieces) - 1 else 0),)) + piece
        for i, piece in enumerate(pieces)
    ]
