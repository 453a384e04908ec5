"""Train the finder: which cells hold a plate's middle, and where its corners are."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from networks import STRIDES
from samples import Pools, finder_batch
from schedule import Training, ease_at

__all__ = ["targets", "train_finder"]

_REACH = ((0, 80), (56, 190), (140, 10_000))
"""Longest plate side in pixels that each output is asked for; they overlap so that none falls between."""
_SMALLEST = 9
"""Below so many pixels nothing is asked: neither a plate nor background."""


def targets(
    quads: Tensor, owner: Tensor, n: int, height: int, width: int
) -> list[tuple[Tensor, Tensor, Tensor]]:
    """For each output: what a cell should say (n, h, w) of 1, 0 or -1 (do not ask), corners (n, 8, h, w)
    in units of four strides from the cell's centre, and the plate's longest side there in pixels."""
    out = []
    low, high = quads.amin(1), quads.amax(1)
    side = torch.maximum((quads[:, 1] - quads[:, 0]).norm(dim=-1), (quads[:, 2] - quads[:, 1]).norm(dim=-1))
    centre = quads.mean(1)
    shown = (high.clamp(max=torch.tensor([width, height], device=quads.device)) - low.clamp(min=0)).clamp(
        min=0
    )
    visible = shown.prod(-1) / (high - low).prod(-1).clamp(min=1)
    for stride, (least, most) in zip(STRIDES, _REACH, strict=True):
        h, w = height // stride, width // stride
        ys, xs = torch.meshgrid(
            (torch.arange(h, device=quads.device) + 0.5) * stride,
            (torch.arange(w, device=quads.device) + 0.5) * stride,
            indexing="ij",
        )
        away = torch.stack([xs, ys], -1)[None] - centre[:, None, None]
        room = ((high - low) * 0.22).clamp(min=0.62 * stride)[:, None, None]
        near = (away.abs() <= room).all(-1)
        around = (away.abs() <= ((high - low) * 0.55).clamp(min=1.2 * stride)[:, None, None]).all(-1)
        asked = (side >= least) & (side <= most) & (side >= _SMALLEST) & (visible > 0.8)
        label = torch.zeros(n, h, w, device=quads.device)
        corners = torch.zeros(n, 8, h, w, device=quads.device)
        reach = torch.ones(n, h, w, device=quads.device)
        ignore = torch.zeros(n, h, w, device=quads.device).index_add_(0, owner, around.float()) > 0
        label[ignore] = -1
        for i in asked.nonzero()[:, 0].split(4096):
            where = near[i].nonzero()
            plate = i[where[:, 0]]
            at = (owner[plate], where[:, 1], where[:, 2])
            cell = torch.stack([xs[where[:, 1], where[:, 2]], ys[where[:, 1], where[:, 2]]], -1)
            offsets = (quads[plate] - cell[:, None]) / (4 * stride)
            label[at] = 1
            corners[at[0], :, at[1], at[2]] = offsets.flatten(1)
            reach[at] = side[plate]
        out.append((label, corners, reach))
    return out


def loss_of(
    outputs: tuple[Tensor, ...], wanted: list[tuple[Tensor, Tensor, Tensor]]
) -> tuple[Tensor, Tensor]:
    """Focal loss of the cells and the mean corner error in parts of the plate's longest side."""
    cells = torch.zeros((), device=outputs[0].device)
    corner = torch.zeros((), device=outputs[0].device)
    positives = torch.zeros((), device=outputs[0].device)
    for output, (label, corners, reach), stride in zip(outputs, wanted, STRIDES, strict=True):
        logit = output[:, 0].float()
        asked = label >= 0
        truth = label.clamp(min=0)
        p = torch.sigmoid(logit)
        right = p * truth + (1 - p) * (1 - truth)
        weight = (0.25 * truth + 0.75 * (1 - truth)) * (1 - right) ** 2
        cross = F.binary_cross_entropy_with_logits(logit, truth, reduction="none")
        cells = cells + (weight * cross * asked).sum()
        is_plate = label == 1
        difference = (output[:, 1:].float() - corners).permute(0, 2, 3, 1)[is_plate] * (4 * stride)
        share = difference / reach[is_plate][:, None]
        corner = corner + F.smooth_l1_loss(share, torch.zeros_like(share), beta=0.02, reduction="sum") / 8
        positives = positives + is_plate.sum()
    n = positives.clamp(min=1)
    return cells / n, corner / n


def train_finder(training: Training, pools: Pools, batch: int, size: int) -> None:
    """Train until the length says stop; the weights to use are ``training.mean``'s."""
    g, net = training.generator, training.net
    while not training.length.must_stop:
        with torch.no_grad():
            ease = ease_at(training.length.along)
            pictures, quads, owner = finder_batch(pools, batch, size, size, ease, g)
            wanted = targets(quads, owner, batch, size, size)
        with torch.autocast(pictures.device.type, torch.bfloat16):
            outputs = net(pictures.to(memory_format=torch.channels_last))
        cells, corner = loss_of(outputs, wanted)
        if training.step(cells + 6 * corner):
            print(
                f"finder step {training.length.done} cells {cells.item():.4f} corners {corner.item():.4f}",
                flush=True,
            )
