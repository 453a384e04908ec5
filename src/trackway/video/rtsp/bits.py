"""Bits: reading the parameter sets of H.264 and H.265 bit by bit."""

from trackway.model.errors import Invalid

__all__ = ["Bits"]

_LONGEST = 4096  # bytes; a parameter set has some 50, with every scaling list about 1,000


class Bits:
    """The bits of a NAL unit behind its header, emulation prevention taken out (H.264 §7.3.1).

    Every reader raises ``Invalid`` when the unit is over, so no loop over it can go on for ever.
    """

    __slots__ = ("_left", "_value")

    def __init__(self, nal: bytes, header: int) -> None:
        payload = nal[header:_LONGEST]
        if b"\x00\x00\x03" in payload:
            payload = _plain(payload)
        self._value = int.from_bytes(payload)
        self._left = len(payload) * 8

    def u(self, bits: int) -> int:
        """The next so many bits as a number."""
        self._left -= bits
        if self._left < 0:
            raise Invalid("A parameter set ends before it is complete.")
        return (self._value >> self._left) & ((1 << bits) - 1)

    def skip(self, bits: int) -> None:
        """Leave so many bits out."""
        self._left -= bits
        if self._left < 0:
            raise Invalid("A parameter set ends before it is complete.")

    def ue(self) -> int:
        """The next Exp-Golomb number (H.264 §9.1)."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > 32:
                raise Invalid("A parameter set holds a number of more than 32 bits.")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """The next signed Exp-Golomb number (H.264 §9.1.1)."""
        number = self.ue()
        return (number + 1) // 2 if number & 1 else -(number // 2)


def _plain(payload: bytes) -> bytes:
    """Without the 3 that stands behind two zeros. After it the count of zeros begins anew."""
    parts, at = [], 0
    while (found := payload.find(b"\x00\x00\x03", at)) >= 0:
        parts.append(payload[at : found + 2])
        at = found + 3
    return b"".join([*parts, payload[at:]])
