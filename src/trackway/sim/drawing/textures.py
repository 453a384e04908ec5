"""Textures: tiles of noise made once from fixed seeds, cut to size wherever a surface must not look flat."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["TILE", "cut", "grain", "speckle"]

TILE = 1024
"""Side of every tile in pixels."""


@lru_cache(maxsize=16)
def grain(cell: int, seed: int = 0) -> NDArray[np.float32]:
    """Smooth noise of mean 0 and deviation 1 whose blotches are about ``cell`` pixels wide."""
    rng = np.random.default_rng(seed + 7919 * cell)
    coarse = rng.standard_normal((TILE // cell + 3, TILE // cell + 3)).astype(np.float32)
    big = cv2.resize(coarse, None, fx=cell, fy=cell, interpolation=cv2.INTER_CUBIC)[cell:, cell:][
        :TILE, :TILE
    ]
    out: NDArray[np.float32] = ((big - big.mean()) / big.std()).astype(np.float32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=4)
def speckle(seed: int = 0) -> NDArray[np.float32]:
    """Chips and spots: noise of several sizes added up, mean 0 and deviation 1."""
    out = grain(2, seed) + grain(5, seed) + 1.4 * grain(16, seed) + 1.6 * grain(64, seed)
    spread: NDArray[np.float32] = ((out - out.mean()) / out.std()).astype(np.float32)
    spread.setflags(write=False)
    return spread


def cut(tile: NDArray[np.float32], height: int, width: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A piece of a tile from a random place; larger than the tile, it is repeated."""
    if height > TILE or width > TILE:
        tile = np.tile(tile, (-(-height // TILE), -(-width // TILE)))
    y = int(rng.integers(tile.shape[0] - height + 1))
    x = int(rng.integers(tile.shape[1] - width + 1))
    return tile[y : y + height, x : x + width]
