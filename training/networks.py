"""The two networks: a finder of plates with their corners, and a reader of rectified plates.

Both take luma in [0, 1] and hold plain convolutions only, which every runtime runs well on one core.
"""

import torch
from torch import Tensor, nn

__all__ = ["ALPHABET", "READER_SIZE", "STRIDES", "Finder", "Reader"]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-試使領外臨軍"
"""Class 0 is CTC's blank; class i is ``ALPHABET[i - 1]``. The hyphen is the raised dot."""
READER_SIZE = (48, 160)
"""Height and width of the reader's input."""
STRIDES = (8, 16, 32)
"""Pixels per cell of the finder's three outputs: far, middle and near plates."""


def _conv(
    inputs: int, outputs: int, kernel: int = 3, stride: int | tuple[int, int] = 1, groups: int = 1
) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class _Residual(nn.Module):
    """Two convolutions beside the identity."""

    def __init__(self, channels: int, middle: int) -> None:
        super().__init__()
        self.first = _conv(channels, middle, 3)
        self.second = nn.Sequential(
            nn.Conv2d(middle, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class Finder(nn.Module):
    """Luma (n, 1, h, w), h and w multiples of 32, to three maps (n, 9, h/s, w/s).

    Channel 0 is the logit of "a plate's middle is near this cell"; 1-8 are its corners, clockwise from
    top left, as offsets from the cell's centre in units of four strides.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(_conv(1, 16, 5, 2), _conv(16, 32, 3, 2))
        self.far = nn.Sequential(_conv(32, 48, 3, 2), _Residual(48, 32), _Residual(48, 32))
        self.middle = nn.Sequential(_conv(48, 80, 3, 2), _Residual(80, 64), _Residual(80, 64))
        self.near = nn.Sequential(_conv(80, 128, 3, 2), _Residual(128, 96), _Residual(128, 96))
        self.near_down = _conv(128, 80, 1)
        self.middle_out = _conv(80, 80, 3)
        self.middle_down = _conv(80, 48, 1)
        self.far_out = _conv(48, 48, 3)
        self.heads = nn.ModuleList(nn.Sequential(_conv(c, c, 3), nn.Conv2d(c, 9, 1)) for c in (48, 80, 128))
        for head in self.heads:
            nn.init.constant_(head[1].bias[:1], -4.6)  # one cell in a hundred is a plate: start there

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The three maps."""
        far = self.far(self.stem(x - 0.5))
        middle = self.middle(far)
        near = self.near(middle)
        middle = self.middle_out(middle + _doubled(self.near_down(near)))
        far = self.far_out(far + _doubled(self.middle_down(middle)))
        return self.heads[0](far), self.heads[1](middle), self.heads[2](near)


def _doubled(x: Tensor) -> Tensor:
    return nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")


class Reader(nn.Module):
    """Rectified luma (n, 1, 48, 160) to logits (n, 40, classes) for CTC."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = nn.Sequential(
            _conv(1, 32, 3, 2),
            _Residual(32, 32),
            _conv(32, 80, 3, 2),
            _Residual(80, 80),
            _Residual(80, 80),
            _conv(80, 144, 3, (2, 1)),
            _Residual(144, 128),
            _conv(144, 176, 3, (2, 1)),
            nn.Conv2d(176, 192, (3, 1), bias=False),
            nn.BatchNorm2d(192),
            nn.ReLU(inplace=True),
        )
        self.line = nn.Sequential(
            nn.Conv1d(192, 192, 5, padding=2, groups=4, bias=False),
            nn.BatchNorm1d(192),
            nn.ReLU(inplace=True),
            nn.Conv1d(192, 192, 5, padding=2, groups=4, bias=False),
            nn.BatchNorm1d(192),
            nn.ReLU(inplace=True),
            nn.Dropout(0.1),
            nn.Conv1d(192, len(ALPHABET) + 1, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        return self.line(self.picture(x - 0.5).squeeze(2)).transpose(1, 2)
