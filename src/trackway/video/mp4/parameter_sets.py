"""Parameter sets: the few facts from a camera's SPS that the head of a file has to repeat.

ITU-T H.264 §7.3.2.1.1 and H.265 §7.3.2.2.1; they come from a stranger, so nothing in them is trusted.
"""

from dataclasses import dataclass

from trackway.model.errors import Invalid

__all__ = ["BadSet", "H264Facts", "H265Facts", "h264_facts", "h265_facts", "nal_type_264", "nal_type_265"]

_ENOUGH = 256
"""What is asked of an SPS lies in its first bytes, also with seven sub-layers described before it."""
_H264_WITHOUT_CHROMA = frozenset({66, 77, 88})
"""Baseline, Main, Extended: always 4:2:0 with eight bits, and their SPS does not say so."""


class BadSet(Invalid):
    """A parameter set of the stream cannot be read."""


@dataclass(frozen=True, slots=True)
class H264Facts:
    """What ``avcC`` repeats of an SPS."""

    profile: int
    constraints: int
    level: int
    chroma: int = 1
    luma_bits: int = 8
    chroma_bits: int = 8

    @property
    def says_chroma(self) -> bool:
        """Whether the profile is one that states chroma and bit depths."""
        return self.profile not in _H264_WITHOUT_CHROMA


@dataclass(frozen=True, slots=True)
class H265Facts:
    """What ``hvcC`` repeats of an SPS; ``general`` are the 12 bytes of profile, tier, flags and level."""

    general: bytes
    layers: int
    is_nested: bool
    chroma: int
    luma_bits: int
    chroma_bits: int


class _Bits:
    """The bits of a NAL unit, first to last, without the bytes put in against false start codes."""

    def __init__(self, nal: bytes, skip: int) -> None:
        self._bytes = nal[skip:_ENOUGH].replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(self._bytes, "big")
        self._left = 8 * len(self._bytes)

    def take(self, count: int) -> int:
        """The next ``count`` bits as a number."""
        self._left -= count
        if self._left < 0:
            raise BadSet("A parameter set of the stream ends too early.")
        return self._value >> self._left & (1 << count) - 1

    def golomb(self) -> int:
        """The next ``ue(v)``."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise BadSet("A parameter set of the stream holds a number without end.")
        return (1 << zeros) - 1 + self.take(zeros)

    def small(self, most: int) -> int:
        """The next ``ue(v)``, which may not be larger than ``most``."""
        value = self.golomb()
        if value > most:
            raise BadSet(f"A parameter set of the stream says {value} where {most} is the most.")
        return value


def nal_type_264(nal: bytes) -> int:
    """What kind of NAL unit it is: 7 SPS, 8 PPS."""
    return nal[0] & 31 if nal else -1


def nal_type_265(nal: bytes) -> int:
    """What kind of NAL unit it is: 32 VPS, 33 SPS, 34 PPS."""
    return nal[0] >> 1 & 63 if nal else -1


def h264_facts(sps: bytes) -> H264Facts:
    """What an SPS of H.264 says."""
    bits = _Bits(sps, 1)
    profile, constraints, level = bits.take(8), bits.take(8), bits.take(8)
    bits.golomb()
    if profile in _H264_WITHOUT_CHROMA:
        return H264Facts(profile, constraints, level)
    chroma = bits.small(3)
    if chroma == 3:
        bits.take(1)
    return H264Facts(profile, constraints, level, chroma, 8 + bits.small(6), 8 + bits.small(6))


def h265_facts(sps: bytes) -> H265Facts:
    """What an SPS of H.265 says."""
    bits = _Bits(sps, 2)
    bits.take(4)
    sub_layers, is_nested = bits.take(3), bool(bits.take(1))
    general = bits.take(96).to_bytes(12, "big")
    _skip_sub_layers(bits, sub_layers)
    bits.golomb()
    chroma = bits.small(3)
    if chroma == 3:
        bits.take(1)
    bits.golomb(), bits.golomb()
    if bits.take(1):
        for _ in range(4):
            bits.golomb()
    luma_bits, chroma_bits = 8 + bits.small(8), 8 + bits.small(8)
    return H265Facts(general, sub_layers + 1, is_nested, chroma, luma_bits, chroma_bits)


def _skip_sub_layers(bits: _Bits, count: int) -> None:
    says = [(bits.take(1), bits.take(1)) for _ in range(count)]
    if count:
        bits.take(2 * (8 - count))
    for has_profile, has_level in says:
        bits.take(88 * has_profile + 8 * has_level)
