"""Lens: where a point of the road scene falls in the picture of a fixed roadside camera.

Metres: x to the right, y along the road away from the camera's foot, z up. The camera stands over
(0, 0); its picture has y downwards, in pixels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lens", "Metres"]

Metres = NDArray[np.float64]
"""(..., 3) points x, y, z in metres."""

_NEAREST_M = 0.5


@dataclass(frozen=True)
class Lens:
    """A pinhole camera on a pole: ``height_m`` up, looking ``pitch_deg`` down and ``yaw_deg`` to the right.

    ``focal_px`` is the focal length in pixels; the axis meets the middle of the picture.
    """

    width: int
    height: int
    focal_px: float
    height_m: float
    pitch_deg: float
    yaw_deg: float = 0.0

    @cached_property
    def _axes(self) -> NDArray[np.float64]:
        pitch, yaw = np.radians([self.pitch_deg, self.yaw_deg])
        ahead = np.array([np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), -np.sin(pitch)])
        right = np.array([np.cos(yaw), -np.sin(yaw), 0.0])
        return np.stack([right, np.cross(ahead, right), ahead])

    @property
    def eye(self) -> Metres:
        """Where the camera is."""
        return np.array([0.0, 0.0, self.height_m])

    def project(self, points: Metres) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels (..., 2) of points and how far ahead of the camera each lies, metres.

        What is nearer than half a metre or behind is held at half a metre, so that shapes that reach past
        the camera leave the picture instead of turning inside out.
        """
        seen = (points - self.eye) @ self._axes.T
        depth = np.maximum(seen[..., 2], _NEAREST_M)
        at = seen[..., :2] / depth[..., None] * self.focal_px
        return at + np.array([self.width / 2, self.height / 2]), seen[..., 2]

    def ground(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """The x, y on the road (z = 0) seen at pixels (..., 2); infinite at and above the horizon."""
        rays = (
            np.concatenate(
                [
                    (pixels - np.array([self.width / 2, self.height / 2])) / self.focal_px,
                    np.ones((*pixels.shape[:-1], 1)),
                ],
                axis=-1,
            )
            @ self._axes
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(rays[..., 2] < -1e-6, self.height_m / -rays[..., 2], np.inf)
            return np.where(np.isfinite(reach)[..., None], rays[..., :2] * reach[..., None], np.inf)

    @property
    def horizon(self) -> float:
        """The picture row in which the horizon lies, in the middle column."""
        return self.height / 2 - self.focal_px * float(np.tan(np.radians(self.pitch_deg)))

    def scale_at(self, y_m: float) -> float:
        """Pixels per metre across the road at this distance along it, on the ground."""
        _, depth = self.project(np.array([0.0, y_m, 0.0]))
        return self.focal_px / max(float(depth), _NEAREST_M)
