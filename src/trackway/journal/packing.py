"""Packing: passages as bytes that keep everything of them, readings too."""

from collections.abc import Sequence

import lz4.frame
import msgspec

from trackway.model.errors import Lost
from trackway.model.passage import Passage

__all__ = ["pack", "unpack"]

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Passage, ...])
_MOST_BYTES = 256 * 2**20
"""Unpacked, far beyond the heaviest page: what claims more is damaged."""


def pack(passages: Sequence[Passage]) -> bytes:
    """Passages as an LZ4 frame of MessagePack, with its checksum."""
    packed: bytes = lz4.frame.compress(_ENCODER.encode(passages), content_checksum=True, store_size=True)
    return packed


def unpack(packed: bytes) -> tuple[Passage, ...]:
    """The passages again. Raises ``Lost`` for bytes that ``pack`` did not make."""
    try:
        size = lz4.frame.get_frame_info(packed)["content_size"]
        if not 0 < size <= _MOST_BYTES:
            raise Lost(f"A page of the journal claims {size:,} bytes.")
        return _DECODER.decode(lz4.frame.decompress(packed))
    except (RuntimeError, msgspec.MsgspecError) as error:
        raise Lost(f"A page of the journal is damaged: {error}") from error
