"""Codec names: what a browser is asked whether it can play a file, RFC 6381."""

from trackway.video.mp4.entries import vp9_level
from trackway.video.mp4.parameter_sets import BadSet, h264_facts, h265_facts, nal_type_264, nal_type_265
from trackway.video.stream import Codec, Track

__all__ = ["codecs"]


def codecs(tracks: tuple[Track, ...]) -> str:
    """The ``codecs`` parameter of these tracks, like ``avc1.640028,mp4a.40.2``.

    G.711 is left out: no browser plays it in MP4, and ``for_browser`` hides it from them. So a stream of
    pictures with G.711 has the name of its pictures, and one of G.711 alone has an empty one.
    """
    return ",".join(name for name in map(_name, tracks) if name)


def _name(track: Track) -> str:
    match track.codec:
        case Codec.H264:
            facts = h264_facts(_first(track, 7))
            return f"avc1.{facts.profile:02X}{facts.constraints:02X}{facts.level:02X}"
        case Codec.H265:
            return _h265(h265_facts(_first(track, 33)).general)
        case Codec.VP9:
            return f"vp09.00.{vp9_level(track):02d}.08"
        case Codec.AAC:
            if not track.sets or not track.sets[0]:
                raise BadSet("The stream's AudioSpecificConfig is missing.")
            return f"mp4a.40.{track.sets[0][0] >> 3}"
        case Codec.PCMA | Codec.PCMU:
            return ""


def _first(track: Track, kind: int) -> bytes:
    of = nal_type_264 if track.codec is Codec.H264 else nal_type_265
    for one in track.sets:
        if of(one) == kind:
            return one
    raise BadSet("The stream has no SPS.")


def _h265(general: bytes) -> str:
    """ISO/IEC 14496-15 annex E.3: profile, compatibility backwards, tier and level, constraints."""
    space = ("", "A", "B", "C")[general[0] >> 6]
    tier = "H" if general[0] & 32 else "L"
    compatible = int(f"{int.from_bytes(general[1:5], 'big'):032b}"[::-1], 2)
    constraints = "".join(f".{byte:X}" for byte in general[5:11].rstrip(b"\0"))
    return f"hvc1.{space}{general[0] & 31}.{compatible:X}.{tier}{general[11]}{constraints}"
