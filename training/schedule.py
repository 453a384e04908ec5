"""How a training goes: learning rate, difficulty, and the running average of the weights."""

import copy
import math
import time

import torch
from torch import nn

__all__ = ["Average", "Length", "ease_at", "rate_at"]


class Length:
    """How long a training goes: so many steps, or as many as fit into so many seconds.

    Steps make a training repeatable; seconds find out how many steps a lent machine can do.
    """

    def __init__(self, steps: int, seconds: float = 0) -> None:
        self._steps = steps
        self._seconds = seconds
        self._started = time.monotonic()
        self.done = 0

    def along(self) -> float:
        """How far the training is, 0 to 1 and beyond when it is over."""
        if self._seconds:
            return (time.monotonic() - self._started) / self._seconds
        return self.done / self._steps


def rate_at(along: float, peak: float) -> float:
    """Warm up over the first 3 %, then fall along a cosine to a two-hundredth."""
    if along < 0.03:
        return peak * (along + 0.0005) / 0.0305
    return peak * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min((along - 0.03) / 0.97, 1))))


def ease_at(along: float) -> float:
    """1 at the start, falling to 0 by a quarter of the way: letters must be seen before they are blurred."""
    return max(0.0, 1 - along * 4)


class Average:
    """An exponential average of a network's weights; better than the last step's alone."""

    def __init__(self, net: nn.Module) -> None:
        self.network = copy.deepcopy(net).eval()
        self._count = 0

    @torch.no_grad()
    def update(self, net: nn.Module) -> None:
        """Move towards the network's present weights, a thousandth part once it is under way."""
        self._count += 1
        keep = min(0.999, self._count / (self._count + 10))
        for mine, theirs in zip(self.network.state_dict().values(), net.state_dict().values(), strict=True):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs.to(mine), 1 - keep)
            else:
                mine.copy_(theirs)
