"""Sample entries: how a track's coding is written into the head of a file, and read back from it.

``avc1`` with ``avcC`` and ``hvc1`` with ``hvcC`` (ISO/IEC 14496-15 §5.3.3, §8.3.3), ``vp09`` with
``vpcC`` (VP Codec ISO Media File Format Binding 1.0), ``mp4a`` with ``esds`` (ISO/IEC 14496-14 §5.6),
``alaw`` and ``ulaw`` (QuickTime File Format: G.711).
"""

from trackway.model.errors import Invalid
from trackway.video.mp4.boxes import BadBox, Box, box, full_box, number, only
from trackway.video.mp4.parameter_sets import (
    BadSet,
    h264_facts,
    h265_facts,
    nal_type_264,
    nal_type_265,
)
from trackway.video.stream import Codec, Track

__all__ = ["SILENT_IN_BROWSERS", "decoder_setup", "read_entry", "sample_entry", "vp9_level"]

SILENT_IN_BROWSERS = frozenset({b"alaw", b"ulaw"})
"""Sound that no browser takes in an MP4 file: with it, Chromium refuses the pictures too."""

_VP9_LEVELS = (
    (36_864, 10), (73_728, 11), (122_880, 20), (245_760, 21), (552_960, 30), (983_040, 31),
    (2_228_224, 40), (8_912_896, 50), (35_651_584, 60),
)  # fmt: skip
"""Largest picture in pixels of each level of VP9 (bitstream specification, annex A), times ten."""
_PICTURE = 78
_SOUND = 28
"""Bytes of a visual and of an audio sample entry before the boxes in them."""


def vp9_level(track: Track) -> int:
    """The level of VP9, times ten, that holds a picture of this size at 30 pictures a second."""
    pixels = track.width * track.height
    return next((level for most, level in _VP9_LEVELS if pixels <= most), 62)


def sample_entry(track: Track) -> bytes:
    """The box that says how the track is coded; ``Invalid`` when its parameter sets are missing or broken."""
    match track.codec:
        case Codec.H264:
            return _picture(b"avc1", track, _avcc(track))
        case Codec.H265:
            return _picture(b"hvc1", track, _hvcc(track))
        case Codec.VP9:
            # Profile 0, eight bits, 4:2:0 as MPEG-2 sites it, limited range, colours not specified.
            about = bytes((0, vp9_level(track), 8 << 4 | 1 << 1, 2, 2, 2, 0, 0))
            return _picture(b"vp09", track, full_box(b"vpcC", 1, 0, about))
        case Codec.AAC:
            return _sound(b"mp4a", track, _esds(track))
        case Codec.PCMA:
            return _sound(b"alaw", track)
        case Codec.PCMU:
            return _sound(b"ulaw", track)


def decoder_setup(track: Track) -> bytes:
    """What a decoder must be given before the first picture: ``avcC`` or ``hvcC`` without their heads.

    FFmpeg calls it extradata. Empty for codecs that need none.
    """
    match track.codec:
        case Codec.H264:
            return _avcc(track)[8:]
        case Codec.H265:
            return _hvcc(track)[8:]
        case _:
            return b""


def read_entry(data: bytes, entry: Box, track: int, clock_hz: int) -> Track:
    """The track that a sample entry describes; ``BadBox`` for one that was not written by us."""
    sets: tuple[bytes, ...] = ()
    codecs = {b"avc1": Codec.H264, b"hvc1": Codec.H265, b"vp09": Codec.VP9}
    sounds = {b"mp4a": Codec.AAC, b"alaw": Codec.PCMA, b"ulaw": Codec.PCMU}
    if entry.kind in sounds:
        channels = number(data, entry.start + 16, 2, entry.end)
        sets = (_asc(data, entry),) if entry.kind == b"mp4a" else ()
        return Track(track, sounds[entry.kind], clock_hz, sets, channels=channels)
    if entry.kind not in codecs:
        raise BadBox(f"Track {track} is coded as {entry.kind!r}, which is none of ours.")
    width, height = (number(data, entry.start + at, 2, entry.end) for at in (24, 26))
    inside = Box(entry.kind, entry.start + _PICTURE, entry.end)
    codec = codecs[entry.kind]
    if codec is Codec.H264:
        sets = _sets_264(data, only(data, inside, b"avcC"))
    elif codec is Codec.H265:
        sets = _sets_265(data, only(data, inside, b"hvcC"))
    return Track(track, codec, clock_hz, sets, width, height)


def _picture(kind: bytes, track: Track, about: bytes) -> bytes:
    if not (0 < track.width < 65536 and 0 < track.height < 65536):
        raise Invalid(f"A picture of {track.width} x {track.height} pixels cannot be written into a file.")
    return box(
        kind,
        bytes(6) + b"\0\1" + bytes(16),
        track.width.to_bytes(2, "big") + track.height.to_bytes(2, "big"),
        # 72 dots per inch both ways, one frame per sample, no name, 24 bits deep: what everybody writes.
        b"\0\x48\0\0\0\x48\0\0" + bytes(4) + b"\0\1" + bytes(32) + b"\0\x18\xff\xff",
        about,
    )


def _sound(kind: bytes, track: Track, about: bytes = b"") -> bytes:
    rate = track.clock_hz if track.clock_hz < 65536 else 0
    head = bytes(6) + b"\0\1" + bytes(8) + track.channels.to_bytes(2, "big") + b"\0\x10" + bytes(4)
    return box(kind, head + rate.to_bytes(2, "big") + b"\0\0", about)


def _counted(sets: list[bytes], most: int) -> bytes:
    if not 0 < len(sets) <= most or any(len(one) > 65535 for one in sets):
        raise BadSet("The stream's parameter sets are missing, too many, or too long for a file.")
    return b"".join(len(one).to_bytes(2, "big") + one for one in sets)


def _avcc(track: Track) -> bytes:
    sps = [one for one in track.sets if nal_type_264(one) == 7]
    pps = [one for one in track.sets if nal_type_264(one) == 8]
    written = (_counted(sps, 31), _counted(pps, 255))
    facts = h264_facts(sps[0])
    tail = b""
    if facts.says_chroma:
        tail = bytes((0xFC | facts.chroma, 0xF8 | facts.luma_bits - 8, 0xF8 | facts.chroma_bits - 8, 0))
    head = bytes((1, facts.profile, facts.constraints, facts.level, 0xFF, 0xE0 | len(sps)))
    return box(b"avcC", head, written[0], bytes((len(pps),)), written[1], tail)


def _hvcc(track: Track) -> bytes:
    arrays = []
    for kind in (32, 33, 34):
        sets = [one for one in track.sets if nal_type_265(one) == kind]
        arrays.append(bytes((0x80 | kind,)) + len(sets).to_bytes(2, "big") + _counted(sets, 64))
    facts = h265_facts(next(one for one in track.sets if nal_type_265(one) == 33))
    shape = bytes((0xFC | facts.chroma, 0xF8 | facts.luma_bits - 8, 0xF8 | facts.chroma_bits - 8))
    # Segmentation, parallelism and average rate unknown (0); NAL lengths in four bytes.
    layers = facts.layers << 3 | facts.is_nested << 2 | 3
    head = b"\1" + facts.general + b"\xf0\0\xfc" + shape + bytes((0, 0, layers, len(arrays)))
    return box(b"hvcC", head, *arrays)


def _descriptor(tag: int, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    return bytes((tag, len(inside))) + inside


def _esds(track: Track) -> bytes:
    asc = track.sets[0] if track.sets else b""
    if not 2 <= len(asc) <= 64:
        raise BadSet("The stream's AudioSpecificConfig is missing, or no such thing.")
    # 0x40: MPEG-4 audio; 0x15: an audio stream; buffer size and bit rates unknown.
    about = _descriptor(4, bytes((0x40, 0x15)), bytes(11), _descriptor(5, asc))
    return full_box(b"esds", 0, 0, _descriptor(3, bytes(3), about, _descriptor(6, b"\2")))


def _asc(data: bytes, entry: Box) -> bytes:
    """The AudioSpecificConfig in ``esds``, found by its fixed place in what ``_esds`` writes."""
    esds = only(data, Box(entry.kind, entry.start + _SOUND, entry.end), b"esds")
    at = esds.start + 4 + 5 + 15
    if data[esds.start + 4 : esds.start + 5] != b"\3" or data[at : at + 1] != b"\5":
        raise BadBox("The box b'esds' is not laid out as ours are.")
    size = number(data, at + 1, 1, esds.end)
    if at + 2 + size > esds.end:
        raise BadBox("The box b'esds' ends within its AudioSpecificConfig.")
    return data[at + 2 : at + 2 + size]


def _units(data: bytes, at: int, count: int, end: int) -> tuple[tuple[bytes, ...], int]:
    found = []
    for _ in range(count):
        size = number(data, at, 2, end)
        if at + 2 + size > end:
            raise BadBox("A parameter set reaches beyond its box.")
        found.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return tuple(found), at


def _sets_264(data: bytes, avcc: Box) -> tuple[bytes, ...]:
    count = number(data, avcc.start + 5, 1, avcc.end) & 31
    sps, at = _units(data, avcc.start + 6, count, avcc.end)
    pps, _ = _units(data, at + 1, number(data, at, 1, avcc.end), avcc.end)
    return sps + pps


def _sets_265(data: bytes, hvcc: Box) -> tuple[bytes, ...]:
    found: tuple[bytes, ...] = ()
    at = hvcc.start + 23
    for _ in range(number(data, hvcc.start + 22, 1, hvcc.end)):
        sets, at = _units(data, at + 3, number(data, at + 1, 2, hvcc.end), hvcc.end)
        found += sets
    return found
