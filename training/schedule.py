"""How a training goes: learning rate, difficulty, and the running average of the weights."""

import copy
import math
import time
from pathlib import Path

import torch
from torch import Tensor, nn

__all__ = ["Average", "Length", "Training", "ease_at", "rate_at"]


class Length:
    """How long a training goes: so many steps, of which this run may do as many as fit into its time.

    A training that is not over leaves its state behind, and the next run goes on from there.
    """

    def __init__(self, steps: int, seconds: float = 0) -> None:
        self._steps = steps
        self._until = time.monotonic() + seconds if seconds else math.inf
        self.done = 0

    @property
    def along(self) -> float:
        """How far the training is, 0 to 1."""
        return self.done / self._steps

    @property
    def is_over(self) -> bool:
        """Whether all steps are done."""
        return self.done >= self._steps

    @property
    def must_stop(self) -> bool:
        """Whether all steps are done, or the time of this run is up."""
        return self.is_over or time.monotonic() >= self._until


def rate_at(along: float, peak: float) -> float:
    """Warm up over the first 3 %, then fall along a cosine to a two-hundredth."""
    if along < 0.03:
        return peak * (along + 0.0005) / 0.0305
    return peak * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min((along - 0.03) / 0.97, 1))))


def ease_at(along: float) -> float:
    """1 at the start, falling to 0 by a quarter of the way: letters must be seen before they are blurred."""
    return max(0.0, 1 - along * 4)


class Training:
    """A network under training, its optimiser and the average of its weights: all that a pause must keep."""

    def __init__(self, net: nn.Module, length: Length, peak: float, seed: int, device: torch.device) -> None:
        self.net = net.to(device, memory_format=torch.channels_last)
        self.length = length
        self.mean = Average(self.net)
        self.generator = torch.Generator(device=device).manual_seed(seed)
        self._peak = peak
        self._optimiser = torch.optim.AdamW(self.net.parameters(), lr=peak, weight_decay=0.02)
        self._shown = -1

    def resume(self, path: Path) -> None:
        """Go on from a pause, when there was one."""
        if not path.exists():
            return
        kept = torch.load(path, weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.mean.network.load_state_dict(kept["mean"])
        self.mean.count = self.length.done = kept["done"]
        self._optimiser.load_state_dict(kept["optimiser"])
        self.generator.set_state(kept["generator"].cpu())

    def pause(self, path: Path) -> None:
        """Keep all that is needed to go on."""
        torch.save(
            {
                "net": self.net.state_dict(),
                "mean": self.mean.network.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "generator": self.generator.get_state(),
                "done": self.length.done,
            },
            path,
        )

    def step(self, loss: Tensor) -> bool:
        """Learn from one batch; whether it is time to tell how it goes (forty times a training)."""
        for group in self._optimiser.param_groups:
            group["lr"] = rate_at(self.length.along, self._peak)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self._optimiser.step()
        self.mean.update(self.net)
        self.length.done += 1
        if int(self.length.along * 40) == self._shown:
            return False
        self._shown = int(self.length.along * 40)
        if not math.isfinite(loss.item()):
            raise FloatingPointError(f"The loss is {loss.item()} at step {self.length.done}.")
        return True


class Average:
    """An exponential average of a network's weights; better than the last step's alone."""

    def __init__(self, net: nn.Module) -> None:
        self.network = copy.deepcopy(net).eval()
        self.count = 0

    @torch.no_grad()
    def update(self, net: nn.Module) -> None:
        """Move towards the network's present weights, a thousandth part once it is under way."""
        self.count += 1
        keep = min(0.999, self.count / (self.count + 10))
        for mine, theirs in zip(self.network.state_dict().values(), net.state_dict().values(), strict=True):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs.to(mine), 1 - keep)
            else:
                mine.copy_(theirs)
