"""Pictures put into an owner's model: its size, channels, order of dimensions and scale of brightness."""

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.vision.engines.errors import UnfitEngine
from trackway.vision.engines.manifest import Channels, ModelFile, Order
from trackway.vision.engines.sessions import opened, outputs
from trackway.vision.geometry import Luma

__all__ = ["OnnxModel", "letterboxed"]

_GREY = 114
"""What fills a picture up to the model's shape, as detectors of the YOLO kind are trained with."""


class OnnxModel:
    """One opened file of a manifest, checked to take what the manifest says it takes."""

    def __init__(self, file: ModelFile, threads: int) -> None:
        self._file = file
        self._session: onnxruntime.InferenceSession = opened(file.path, threads, file.sha256)
        self._input = self._session.get_inputs()[0]
        self._takes_bytes = self._input.type == "tensor(uint8)"
        self._demand_shape()

    def run(self, picture: Luma) -> list[NDArray[np.float32]]:
        """The outputs for a grey picture of exactly the model's size."""
        return outputs(self._session, self._file.path, {self._input.name: self._tensor(picture)})

    def _tensor(self, picture: Luma) -> NDArray[np.generic]:
        plane = picture if self._takes_bytes else self._scaled(picture)
        count = 1 if self._file.channels is Channels.GREY else 3
        if self._file.order is Order.NHWC:
            return np.ascontiguousarray(np.broadcast_to(plane[None, :, :, None], (1, *plane.shape, count)))
        return np.ascontiguousarray(np.broadcast_to(plane[None, None], (1, count, *plane.shape)))

    def _scaled(self, picture: Luma) -> NDArray[np.float32]:
        unit = picture.astype(np.float32) / np.float32(255)
        return np.asarray((unit - self._file.mean) / self._file.deviation, dtype=np.float32)

    def _demand_shape(self) -> None:
        if self._input.type not in {"tensor(float)", "tensor(uint8)"}:
            raise UnfitEngine(
                f"{self._file.path} takes {self._input.type}; a manifest's models take float or uint8."
            )
        width, height = self._file.size
        wanted = self._tensor(np.zeros((height, width), np.uint8)).shape
        given = self._input.shape
        fits = len(given) == 4 and all(
            not isinstance(has, int) or has == wants for has, wants in zip(given, wanted, strict=True)
        )
        if not fits:
            raise UnfitEngine(
                f"{self._file.path} takes a tensor of shape {given}, but the manifest makes one of {wanted}: "
                "input (width, height), channels or order do not fit."
            )


def letterboxed(picture: Luma, size: tuple[int, int]) -> tuple[Luma, float, tuple[int, int]]:
    """The picture as large as fits into (width, height), in the middle; its scale and where it begins."""
    height, width = picture.shape
    scale = min(size[0] / width, size[1] / height)
    drawn = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    left, top = (size[0] - drawn[0]) // 2, (size[1] - drawn[1]) // 2
    out = np.full((size[1], size[0]), _GREY, np.uint8)
    out[top : top + drawn[1], left : left + drawn[0]] = cv2.resize(picture, drawn, interpolation=method)
    return out, scale, (left, top)
