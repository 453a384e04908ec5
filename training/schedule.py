"""How a training goes: learning rate, difficulty, and the running average of the weights."""

import copy
import math

import torch
from torch import nn

__all__ = ["Average", "ease_at", "rate_at"]


def rate_at(step: int, steps: int, peak: float) -> float:
    """Warm up over the first 3 %, then fall along a cosine to a two-hundredth."""
    warm = max(steps * 0.03, 1)
    if step < warm:
        return peak * (step + 1) / warm
    along = (step - warm) / max(steps - warm, 1)
    return peak * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * along)))


def ease_at(step: int, steps: int) -> float:
    """1 at the start, falling to 0 by a quarter of the way: letters must be seen before they are blurred."""
    return max(0.0, 1 - step / max(steps * 0.25, 1))


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
