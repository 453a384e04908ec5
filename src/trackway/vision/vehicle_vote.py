"""Several views of one vehicle, one answer."""

import numpy as np

from trackway.vision.vehicle_network import Shares

__all__ = ["voted"]


def voted(shares: Shares) -> list[float]:
    """One row from those of several views: the geometric mean, so that one view's "never" counts."""
    mean = np.exp(np.log(np.maximum(shares, 1e-4)).mean(axis=0))
    return [float(share) for share in mean / mean.sum()]
