"""Warps: a flat picture laid into a larger one at four corners, as a plate hangs in a street scene."""

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import WrongUse

__all__ = ["Corners", "corners_of", "warp", "warped"]

Corners = NDArray[np.float64]
"""Four points x, y in pixels: top left, top right, bottom right, bottom left of the flat picture."""

_FINER = 2  # the patch is warped so many times too large and shrunk by areas


def corners_of(x0: float, y0: float, x1: float, y1: float) -> Corners:
    """The corners of an upright rectangle."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def warp(
    scene: NDArray[np.uint8],
    flat: NDArray[np.uint8],
    corners: Corners,
    alpha: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """A copy of ``scene`` with ``flat`` laid in at ``corners``, smoothed at any scale.

    ``alpha`` (as large as ``flat``) says how much of each pixel covers the scene; all of it by default.
    What falls outside the scene is cut off.
    """
    out = scene.copy()
    left, top, patch, cover = warped(flat, corners, (scene.shape[1], scene.shape[0]), alpha)
    if patch.size:
        under = out[top : top + patch.shape[0], left : left + patch.shape[1]]
        share = cover.astype(np.float32)[..., None] / 255
        under[:] = np.round(under + (patch - under.astype(np.float32)) * share).astype(np.uint8)
    return out


def warped(
    flat: NDArray[np.uint8],
    corners: Corners,
    size: tuple[int, int],
    alpha: NDArray[np.uint8] | None = None,
) -> tuple[int, int, NDArray[np.uint8], NDArray[np.uint8]]:
    """The piece of a picture of ``size`` (width, height) that the warp changes.

    Left, top, the new pixels and how much each covers, 0 to 255. Raises ``WrongUse`` when the corners
    are not four or span no area.
    """
    if corners.shape != (4, 2) or abs(cv2.contourArea(corners.astype(np.float32))) < 1e-3:
        raise WrongUse(f"Four corners that span an area are needed, not {corners.tolist()}.")
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, size)
    width, height = (int(v) for v in np.maximum(high - low, 0))
    if not width or not height:
        return 0, 0, np.empty((0, 0, 3), np.uint8), np.empty((0, 0), np.uint8)
    flat, alpha = _shrunk(flat, alpha, corners)
    rows, columns = flat.shape[:2]
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32) - 0.5
    target = ((corners - low) * _FINER - 0.5).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    fine = (width * _FINER, height * _FINER)
    patch = cv2.warpPerspective(flat, matrix, fine, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(alpha, matrix, fine, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = np.zeros_like(cover)
    cv2.fillConvexPoly(inside, np.round(target * 16).astype(np.int32), (255,), shift=4)
    cover = cv2.min(cover, inside)
    patch = cv2.resize(patch, (width, height), interpolation=cv2.INTER_AREA)
    cover = cv2.resize(cover, (width, height), interpolation=cv2.INTER_AREA)
    return int(low[0]), int(low[1]), patch.astype(np.uint8), cover.astype(np.uint8)


def _shrunk(
    flat: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, corners: Corners
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The picture at about the size it will be seen, so that the warp never skips pixels."""
    if alpha is None:
        alpha = np.full(flat.shape[:2], 255, np.uint8)
    across = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    down = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    width = min(flat.shape[1], max(8, round(across * _FINER)))
    height = min(flat.shape[0], max(4, round(down * _FINER)))
    if (height, width) == flat.shape[:2]:
        return flat, alpha
    return (
        cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8),
        cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8),
    )
