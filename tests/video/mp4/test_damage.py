"""Damaged files: whatever is still whole is found, and nothing crashes or hangs."""

import random
import re
import tracemalloc
from contextlib import suppress
from functools import cache
from io import BytesIO
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.footage import footage
from tests.video.mp4.coded import HZ, coded, segment

from trackway.model.errors import Lost
from trackway.model.time import Instant
from trackway.video.mp4 import BadBox, Scan, TrackRun, for_browser, fragment, init_segment, samples, scan
from trackway.video.stream import AccessUnit

AT = Instant(1_795_352_400_000_000)


def scanned(data: bytes) -> Scan:
    return scan(BytesIO(data))


def whole() -> bytes:
    """Six seconds with sound, a fragment a second."""
    return segment("h264", audio="aac", seconds=6, at=AT)


def places(data: bytes) -> list[tuple[int, int]]:
    return [(one.offset, one.size) for one in scanned(data).fragments]


def check(found: Scan, data: bytes) -> None:
    """What holds of any scan of anything: fragments lie in it, apart, in order, and can be taken out."""
    end, ticks = found.init_bytes, 0
    for one, _ in zip(found.fragments, found.starts, strict=True):
        assert end <= one.offset < one.offset + one.size <= len(data)
        assert one.ticks >= ticks - 1
        assert one.duration >= 0
        assert one.frames >= 0
        end, ticks = one.offset + one.size, one.ticks + one.duration
        assert sum(len(sample.data) for sample in samples(BytesIO(data), one)) < one.size
    assert found.whole_bytes == end
    assert found.damage or (found.tracks and (found.fragments or b"moof" not in data))


@pytest.mark.parametrize("cut", range(0, 1200, 7))
def test_a_file_that_ends_anywhere_keeps_what_is_whole(cut: int) -> None:
    data = whole()
    at = places(data)
    size = len(data) * cut // 1200
    found = scanned(data[:size])
    check(found, data[:size])
    assert len(found.fragments) == sum(offset + length <= size for offset, length in at)
    ends = [*(offset + length for offset, length in at), scanned(data).init_bytes]
    assert (found.damage == "") == (size in ends)


@pytest.mark.parametrize(
    "tail",
    [bytes(100_000), b"\0\0\0\1mdat" + b"\xff" * 8, b"\0\0\0\7moov", b"x", pack(">I4s", 1 << 31, b"mdat")],
)
def test_what_is_behind_the_last_whole_fragment_does_no_harm(tail: bytes) -> None:
    data = whole()
    found = scanned(data + tail)
    assert len(found.fragments) == 6
    assert found.whole_bytes == len(data)
    assert found.damage
    again = scanned((data + tail)[: found.whole_bytes])
    assert again.damage == ""


def test_the_chain_is_taken_up_again_behind_damage() -> None:
    data = bytearray(whole())
    at = places(bytes(data))
    for number in (1, 3):
        begins = at[number][0]
        data[begins : begins + 4096] = bytes(4096)
    found = scanned(bytes(data))
    check(found, bytes(data))
    # The second group's table is gone, and the fourth's; only their pictures are lost.
    assert [one.ticks for one in found.fragments] == [0, 2 * HZ, 4 * HZ, 5 * HZ]
    assert found.whole_bytes == len(data)
    assert "no box begins here" in found.damage


def test_a_table_that_lies_costs_only_its_own_fragment() -> None:
    data = bytearray(whole())
    begins = data.index(b"trun", places(bytes(data))[2][0])
    data[begins + 8 : begins + 12] = b"\xff\xff\xff\xff"  # so many samples
    found = scanned(bytes(data))
    check(found, bytes(data))
    assert [one.ticks for one in found.fragments] == [0, HZ, 3 * HZ, 4 * HZ, 5 * HZ]
    assert "4,294,967,295 samples" in found.damage


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("byte", [0, 4])
def test_a_decode_time_that_lies_costs_only_its_own_fragment(number: int, byte: int) -> None:
    data = bytearray(whole())
    begins = data.index(b"tfdt", places(bytes(data))[number][0]) + 8
    data[begins + byte] ^= 0x40
    found = scanned(bytes(data))
    check(found, bytes(data))
    assert len(found.fragments) == 5
    assert "1 fragments are not where their time says" in found.damage


def test_an_empty_sample_is_damage() -> None:
    data = bytearray(whole())
    begins = data.index(b"trun", places(bytes(data))[2][0]) + 16
    data[begins + 4 : begins + 8] = bytes(4)
    assert len(scanned(bytes(data)).fragments) == 5


def test_64_bit_sizes_are_read() -> None:
    data = whole()
    (offset, size) = places(data)[-1]
    begins = data.index(b"mdat", offset) - 4
    body = data[begins + 8 : offset + size]
    # With a longer header in front of the data, the table points eight bytes before it.
    wide = data[:begins] + pack(">I4sQ", 1, b"mdat", len(body) + 16) + body
    assert len(scanned(wide).fragments) == 5
    assert scanned(wide).damage.endswith("a fragment's table does not fit its data.")
    skipped = data + pack(">I4sQ", 1, b"free", 24) + bytes(8)
    assert scanned(skipped).damage == ""
    assert len(scanned(skipped).fragments) == 6


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 1000, b"moov" * 1000, pack(">I4s", 8, b"free") * 300_000, pack(">I4s", 8, b"moov")],
    ids=["empty", "zeros", "letters", "boxes", "bare head"],
)  # fmt: skip
def test_what_is_no_footage_is_said_to_be_none(data: bytes) -> None:
    found = scanned(data)
    assert found.tracks == ()
    assert found.damage
    assert found.whole_bytes == 0


def test_deep_nesting_and_many_breaks_end() -> None:
    size, deep = 8, b""
    for _ in range(3000):
        deep = pack(">I4s", size, b"moov") + deep
        size += 8
    assert scanned(deep).tracks == ()
    head = init_segment(coded(footage())[0])
    breaks = head + (pack(">I4sI4s", 1 << 20, b"moof", 16, b"mfhd") + bytes(8)) * 100_000
    assert scanned(breaks).fragments == ()


def test_a_table_may_not_speak_of_more_than_it_has_bytes_for() -> None:
    head = init_segment(coded(footage())[0])
    trun = pack(">I4sIII", 20, b"trun", 1, 65_536, 0)
    tfhd = pack(">I4sII", 16, b"tfhd", 0x020000, 1) + pack(">I4sIQ", 20, b"tfdt", 1 << 24, 0)
    traf = pack(">I4s", 8 + len(tfhd) + 4000 * len(trun), b"traf") + tfhd + trun * 4000
    table = pack(">I4s", 24 + len(traf), b"moof") + pack(">I4sII", 16, b"mfhd", 0, 1) + traf
    data = head + (table + pack(">I4s", 8, b"mdat")) * 100
    tracemalloc.start()
    try:
        assert scanned(data).fragments == ()
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_a_disk_that_fails_is_said_to() -> None:
    class Failing(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Lost, match="Input/output error"):
        scan(Failing(whole()))


@cache
def tables(data: bytes) -> list[int]:
    return [found.start() for found in re.finditer(rb"moof|trun|stsd|tfhd|moov", data)]


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The file with one to four kinds of damage, more of it where the tables are."""
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = (
            chance.choice(tables(data)) + chance.randint(-8, 40)
            if chance.random() < 0.8
            else chance.randrange(len(spoiled) or 1)
        )
        at = max(0, min(at, len(spoiled) - 1))
        match chance.randrange(5):
            case 0:
                spoiled[at : at + 4] = pack(">I", chance.choice((0, 1, 7, 8, 16, 0x7FFFFFFF, 0xFFFFFFFF)))
            case 1:
                spoiled[at : at + 1] = bytes((chance.randrange(256),))
            case 2:
                del spoiled[at : at + chance.randint(1, 64)]
            case 3:
                spoiled[at:at] = chance.randbytes(chance.randint(1, 64))
            case _:
                del spoiled[at:]
        if not spoiled:
            break
    return bytes(spoiled)


def small() -> bytes:
    """A file with all there is in ours, and few bytes of pictures."""
    tracks, units = coded(footage("h265", audio="aac"))
    pictures = [AccessUnit(1, at * 3600, at == 0, bytes(9), 0) for at in (0, 2, 1)]
    sound = [AccessUnit(2, at * 1024, True, bytes(5), 0) for at in range(2)]
    assert units
    return init_segment(tracks, "ab" * 32) + b"".join(
        fragment(
            n, [TrackRun(tracks[0], n * HZ, pictures, 3600), TrackRun(tracks[1], n * 16000, sound, 1024)], AT
        )
        for n in range(1, 4)
    )


def fuzz(seed: int, count: int) -> None:
    chance, data = random.Random(seed), small()
    for _ in range(count):
        spoiled = damaged(chance, data)
        check(scanned(spoiled), spoiled)
        with suppress(BadBox):
            for_browser(spoiled[:700])


def test_damage_of_every_kind() -> None:
    fuzz(1, 1500)


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_head(tail: bytes) -> None:
    data = init_segment(coded(footage())[0]) + tail
    check(scanned(data), data)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_damage_of_every_kind_a_million_times() -> None:
    for seed in range(1000):
        fuzz(seed, 1000)
