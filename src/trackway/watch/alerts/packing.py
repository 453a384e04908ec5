"""Packing: hits and their conflicts as bytes that keep all of them: an alert is shown without the store."""

from collections.abc import Sequence

import msgspec

from trackway.model.errors import Lost
from trackway.watch.hit import Conflict, Hit

__all__ = ["pack_conflicts", "pack_hit", "unpack_conflicts", "unpack_hit"]

_ENCODER = msgspec.msgpack.Encoder()
_HIT = msgspec.msgpack.Decoder(Hit)
_CONFLICTS = msgspec.msgpack.Decoder(tuple[Conflict, ...])


def pack_hit(hit: Hit) -> bytes:
    """A hit with its passages as MessagePack."""
    return _ENCODER.encode(hit)


def unpack_hit(packed: bytes) -> Hit:
    """The hit again. Raises ``Lost`` for bytes that ``pack_hit`` did not make."""
    try:
        return _HIT.decode(packed)
    except msgspec.MsgspecError as error:
        raise Lost(f"A hit in the file of alerts is damaged: {error}") from error


def pack_conflicts(conflicts: Sequence[Conflict]) -> bytes:
    """Conflicts as MessagePack."""
    return _ENCODER.encode(conflicts)


def unpack_conflicts(packed: bytes) -> tuple[Conflict, ...]:
    """The conflicts again. Raises ``Lost`` as above."""
    try:
        return _CONFLICTS.decode(packed)
    except msgspec.MsgspecError as error:
        raise Lost(f"An alert's conflicts are damaged: {error}") from error
