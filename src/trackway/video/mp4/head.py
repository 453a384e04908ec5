"""The head of a file: what a player must know before the first fragment, ISO/IEC 14496-12 §8.1 to §8.8.

::

    ftyp · moov ( mvhd · trak ( tkhd · mdia ( mdhd · hdlr · minf … stsd ) ) … · mvex ( trex … ) ) · [uuid]
"""

from struct import pack

from trackway.model.errors import Invalid
from trackway.video.mp4.boxes import BadBox, Box, box, boxes_in, full_box, number, only
from trackway.video.mp4.entries import SILENT_IN_BROWSERS, read_entry, sample_entry
from trackway.video.stream import Track

__all__ = ["PREVIOUS", "for_browser", "init_segment", "read_previous", "read_tracks"]

PREVIOUS = bytes.fromhex("5d1c3a0e6f8b4c0f9b7e2a64c1d80b35")
"""The name of our own box: the SHA-256 of the stream's segment before, so that the chain proves itself."""

_MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED = b"\x55\xc4"
"""The language ``und``."""
_MOST_TRACKS = 8


def init_segment(tracks: tuple[Track, ...], previous: str = "", label: str = "Trackway") -> bytes:
    """The head of a file with these tracks; the same tracks give the same bytes.

    ``previous`` is the SHA-256, hex, of the stream's segment before; it is written behind the head, so that
    the digest of every file covers the one before it. ``label`` is what tools show as the name of each
    track's handler: viewing copies say there that they are not the original. ``Invalid`` where parameter
    sets are missing or broken.
    """
    if not tracks or len(tracks) > _MOST_TRACKS or len({one.id for one in tracks}) != len(tracks):
        raise Invalid("A file needs one to eight tracks, each with its own number.")
    # iso6 for tfdt, iso5 for offsets from the moof; mp41 for players that know no newer ones.
    head = box(b"ftyp", b"iso5" + bytes(4) + b"iso5iso6mp41")
    clock = pack(">IIII", 0, 0, 1000, 0)
    mvhd = full_box(
        b"mvhd", 0, 0, clock, pack(">IH10x", 0x10000, 0x100), _MATRIX, bytes(24), pack(">I", len(tracks) + 1)
    )
    defaults = (full_box(b"trex", 0, 0, pack(">5I", one.id, 1, 0, 0, 0)) for one in tracks)
    moov = box(b"moov", mvhd, *(_trak(one, label) for one in tracks), box(b"mvex", *defaults))
    digest = bytes.fromhex(previous)
    return head + moov + (box(b"uuid", PREVIOUS, digest) if digest else b"")


def _trak(track: Track, label: str) -> bytes:
    is_video = track.codec.is_video
    tkhd = full_box(
        b"tkhd", 0, 3,
        pack(">5I8x", 0, 0, track.id, 0, 0),
        pack(">hhHH", 0, 0, 0 if is_video else 0x100, 0),
        _MATRIX,
        pack(">II", track.width << 16, track.height << 16),
    )  # fmt: skip
    mdhd = full_box(b"mdhd", 0, 0, pack(">4I", 0, 0, track.clock_hz, 0) + _UNDETERMINED + bytes(2))
    name = b"vide" if is_video else b"soun"
    hdlr = full_box(b"hdlr", 0, 0, bytes(4) + name + bytes(12) + label.encode() + b"\0")
    media = full_box(b"vmhd", 0, 1, bytes(8)) if is_video else full_box(b"smhd", 0, 0, bytes(4))
    here = full_box(b"dref", 0, 0, pack(">I", 1), full_box(b"url ", 0, 1))
    stbl = box(
        b"stbl",
        full_box(b"stsd", 0, 0, pack(">I", 1), sample_entry(track)),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, box(b"minf", media, box(b"dinf", here), stbl)))


def read_tracks(data: bytes, moov: Box) -> tuple[Track, ...]:
    """The tracks that a ``moov`` describes; ``BadBox`` when it is damaged or not one of ours."""
    found = tuple(
        _read_trak(data, one) for one in boxes_in(data, moov.start, moov.end) if one.kind == b"trak"
    )
    if not 0 < len(found) <= _MOST_TRACKS or len({one.id for one in found}) != len(found):
        raise BadBox(f"The head of the file describes {len(found)} tracks, or two of one number.")
    return found


def _read_trak(data: bytes, trak: Box) -> Track:
    tkhd, mdia = only(data, trak, b"tkhd"), only(data, trak, b"mdia")
    track = number(data, tkhd.start + 12, 4, tkhd.end)
    mdhd = only(data, mdia, b"mdhd")
    if data[tkhd.start : tkhd.start + 1] != b"\0" or data[mdhd.start : mdhd.start + 1] != b"\0":
        raise BadBox("The head of a track has another version than ours.")
    clock_hz = number(data, mdhd.start + 12, 4, mdhd.end)
    if not clock_hz:
        raise BadBox(f"Track {track} has a clock that stands still.")
    return read_entry(data, _entry(data, mdia), track, clock_hz)


def _entry(data: bytes, mdia: Box) -> Box:
    stsd = only(data, only(data, only(data, mdia, b"minf"), b"stbl"), b"stsd")
    number(data, stsd.start, 8, stsd.end)
    for entry in boxes_in(data, stsd.start + 8, stsd.end):
        return entry
    raise BadBox("A track does not say how it is coded.")


def read_previous(data: bytes, uuid: Box) -> str:
    """The digest that our own box holds, hex; empty where the box is somebody else's."""
    if data[uuid.start : uuid.start + 16] != PREVIOUS or uuid.end - uuid.start != 48:
        return ""
    return data[uuid.start + 16 : uuid.end].hex()


def for_browser(init: bytes) -> bytes:
    """The head of a file as a browser shall have it: of the same length, with sound it cannot play hidden.

    Chromium refuses a whole file for a track of G.711. The track's handler is renamed from ``soun`` to
    ``data``, so that it is taken for something that is not meant for it.
    """
    shown = bytearray(init)
    for moov in boxes_in(init, 0, len(init)):
        for trak in boxes_in(init, moov.start, moov.end) if moov.kind == b"moov" else ():
            if trak.kind == b"trak" and _is_silent(init, trak):
                handler = only(init, only(init, trak, b"mdia"), b"hdlr")
                number(init, handler.start + 8, 4, handler.end)
                shown[handler.start + 8 : handler.start + 12] = b"data"
    return bytes(shown)


def _is_silent(init: bytes, trak: Box) -> bool:
    return _entry(init, only(init, trak, b"mdia")).kind in SILENT_IN_BROWSERS
