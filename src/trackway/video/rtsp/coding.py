"""Coding: what must be known of H.264 and H.265 to put pictures together and to file them."""

from collections.abc import Callable
from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.video.rtsp.bits import Bits
from trackway.video.stream import Codec

__all__ = ["H264", "H265", "Coding"]

_LARGEST_PX = 16_384  # the widest picture of H.264 level 6.2 and H.265 level 6.2 is 16,888


@dataclass(frozen=True, slots=True)
class Coding:
    """One way to code pictures, by its NAL unit types.

    ``shift`` and ``mask`` take the type out of a unit's first byte. ``slices`` are the types that hold a
    piece of a picture, ``keys`` those of pictures that need no other. ``sets`` are the parameter sets'
    types in the order in which files want them, ``sps`` the one that tells the size. ``set_id`` and
    ``size`` raise ``Invalid``.
    """

    codec: Codec
    header: int
    shift: int
    mask: int
    slices: frozenset[int]
    keys: frozenset[int]
    sets: tuple[int, ...]
    sps: int
    sei: int
    set_id: Callable[[bytes], int]
    size: Callable[[bytes], tuple[int, int]]

    def kind(self, first: int) -> int:
        """The type of the unit that begins with that byte."""
        return (first >> self.shift) & self.mask


def _h264_set_id(nal: bytes) -> int:
    bits = Bits(nal, 1)
    if nal[0] & 31 == 7:
        bits.skip(24)  # profile, constraints, level
    return bits.ue()


def _h264_size(sps: bytes) -> tuple[int, int]:
    """Width and height after cropping, in pixels (H.264 §7.3.2.1.1, §7.4.2.1.1)."""
    bits = Bits(sps, 1)
    profile = bits.u(8)
    bits.skip(16)
    bits.ue()
    chroma, planes_apart = 1, 0
    if profile in {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244}:
        chroma = bits.ue()
        if chroma == 3:
            planes_apart = bits.u(1)
        bits.ue()
        bits.ue()
        bits.skip(1)
        if bits.u(1):
            for one in range(12 if chroma == 3 else 8):
                if bits.u(1):
                    _skip_scaling_list(bits, 16 if one < 6 else 64)
    bits.ue()
    order = bits.ue()
    if order == 0:
        bits.ue()
    elif order == 1:
        bits.skip(1)
        bits.se()
        bits.se()
        for _ in range(min(bits.ue(), 256)):
            bits.se()
    bits.ue()
    bits.skip(1)
    width = (bits.ue() + 1) * 16
    map_units = bits.ue() + 1
    frames_only = bits.u(1)
    height = map_units * 16 * (2 - frames_only)
    if not frames_only:
        bits.skip(1)
    bits.skip(1)
    if bits.u(1):
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
        is_colour = chroma and not planes_apart
        width -= (left + right) * (2 if is_colour and chroma in {1, 2} else 1)
        height -= (top + bottom) * (2 if is_colour and chroma == 1 else 1) * (2 - frames_only)
    return _sensible(width, height)


def _skip_scaling_list(bits: Bits, length: int) -> None:
    last = following = 8
    for _ in range(length):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _h265_set_id(nal: bytes) -> int:
    bits = Bits(nal, 2)
    kind = (nal[0] >> 1) & 63
    if kind == 32:
        return bits.u(4)
    if kind == 33:
        _skip_to_sps_id(bits)
    return bits.ue()


def _skip_to_sps_id(bits: Bits) -> None:
    """Past ``profile_tier_level`` (H.265 §7.3.3)."""
    bits.skip(4)
    layers = bits.u(3)
    bits.skip(1)
    bits.skip(88)
    bits.skip(8)
    flags = [(bits.u(1), bits.u(1)) for _ in range(layers)]
    if layers:
        bits.skip(2 * (8 - layers))
    for has_profile, has_level in flags:
        bits.skip(88 * has_profile + 8 * has_level)


def _h265_size(sps: bytes) -> tuple[int, int]:
    """Width and height within the conformance window, in pixels (H.265 §7.3.2.2.1)."""
    bits = Bits(sps, 2)
    _skip_to_sps_id(bits)
    bits.ue()
    chroma = bits.ue()
    planes_apart = bits.u(1) if chroma == 3 else 0
    width, height = bits.ue(), bits.ue()
    if bits.u(1):
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
        is_colour = chroma and not planes_apart
        width -= (left + right) * (2 if is_colour and chroma in {1, 2} else 1)
        height -= (top + bottom) * (2 if is_colour and chroma == 1 else 1)
    return _sensible(width, height)


def _sensible(width: int, height: int) -> tuple[int, int]:
    if not (0 < width <= _LARGEST_PX and 0 < height <= _LARGEST_PX):
        raise Invalid(f"The parameter sets speak of pictures of {width} x {height} pixels.")
    return width, height


H264 = Coding(
    Codec.H264, 1, 0, 31, frozenset(range(1, 6)), frozenset({5}), (7, 8), 7, 6, _h264_set_id, _h264_size
)
"""ITU-T H.264, Table 7-1."""

H265 = Coding(
    Codec.H265,
    2,
    1,
    63,
    frozenset(range(32)),
    frozenset(range(16, 24)),
    (32, 33, 34),
    33,
    39,
    _h265_set_id,
    _h265_size,
)
"""ITU-T H.265, Table 7-1; 16 to 23 are the intra random access points."""
