"""ONNX files of a few bytes, written field by field (onnx.proto, IR version 8): a model that always answers
the same, whatever picture it is shown. For what a decoder makes of an answer, not for how good a model is."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FLOAT, _UINT8 = 1, 2


def constant_model(
    path: Path,
    answer: NDArray[np.float32],
    *,
    takes: Sequence[int] = (1, 1, 96, 160),
    takes_bytes: bool = False,
    operator: str = "Identity",
    names: tuple[str, str] = ("picture", "out"),
    weights_in: str = "",
) -> Path:
    """Write a model with one input of this shape, whose one output is the answer."""
    tensor = b"".join(_number(1, side) for side in answer.shape) + _number(2, _FLOAT) + _text(8, "answer")
    content = answer.astype("<f4").tobytes()
    if weights_in:  # external data: a place, and 1 for "not in this file"
        (path.parent / weights_in).write_bytes(content)
        tensor += _bytes(13, _text(1, "location") + _text(2, weights_in)) + _number(14, 1)
    else:
        tensor += _bytes(9, content)
    node = _text(1, "answer") + _text(2, names[1]) + _text(3, "say") + _text(4, operator)
    graph = _bytes(1, node) + _text(2, "tiny") + _bytes(5, tensor)
    graph += _bytes(11, _value(names[0], takes, _UINT8 if takes_bytes else _FLOAT))
    graph += _bytes(12, _value(names[1], answer.shape, _FLOAT))
    model = _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 17))
    path.write_bytes(model)
    return path


def _value(name: str, shape: Sequence[int], kind: int) -> bytes:
    sides = b"".join(_bytes(1, _number(1, side)) for side in shape)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, sides)))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
