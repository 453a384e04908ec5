"""Train the small network that tells a plate's colours: ground and characters, or that they cannot be told.

Plates are drawn in colour and photographed by a camera with its own white balance, exposure, coarse
chroma and noise. Those lit by a lamp of one colour, or hardly lit, are taught as unknown.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from pools import random_plate
from trackway.model.plate_classes import CLASSES
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import Series
from trackway.sim.drawing import draw_plate, style_of, worn

__all__ = ["TINTS", "TINT_SIZE", "Tint", "draw_tints", "train_tint"]

TINTS = tuple(PlateColours)
"""Class i is ``TINTS[i]``; 0 is unknown."""
TINT_SIZE = (24, 64)
"""Height and width of what the network sees: the straightened plate with a seventh around it."""
_CHUNK = 250
_DRAWN = 128
_MARGIN = 0.14


class Tint(nn.Module):
    """Straightened plate in colour (n, 3, 24, 64), blue, green, red in [0, 1], to logits (n, 9)."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Sequential(
            *_block(3, 24), *_block(24, 40), *_block(40, 64), nn.Conv2d(64, 64, 3, padding=1), nn.ReLU()
        )
        self.say = nn.Sequential(nn.Dropout(0.1), nn.Linear(128, len(TINTS)))

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        seen = self.look(x - 0.5)
        return self.say(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1))


def _block(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def draw_tints(n: int, seed: int, workers: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """``n`` pictures (n, 24, 64, 3) as the engine cuts them, and their classes; all classes alike often."""
    jobs = [(seed, k, min(_CHUNK, n - k)) for k in range(0, n, _CHUNK)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        parts = list(pool.map(_draw_some, jobs))
    pictures, classes = zip(*parts, strict=True)
    return np.concatenate(pictures), np.concatenate(classes)


def _draw_some(job: tuple[int, int, int]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng((job[0], 13, job[1]))
    wanted = rng.integers(0, len(TINTS), job[2])
    return np.stack([_picture(TINTS[k], rng) for k in wanted]), wanted.astype(np.int64)


def _picture(tint: PlateColours, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One plate of these colours under one camera; any colours without their colour for ``UNKNOWN``."""
    is_unknown = tint is PlateColours.UNKNOWN
    shown = TINTS[int(rng.integers(1, len(TINTS)))] if is_unknown else tint
    scene = _on_a_body(_plate_of(shown, rng), rng).astype(np.float32) / 255
    width = int(np.exp(rng.uniform(np.log(24), np.log(160))))
    small = cv2.resize(scene, (width, max(8, width // 2)), interpolation=cv2.INTER_AREA)
    lit = _lit(small, rng)
    if is_unknown:
        lit = _colourless(lit, rng)
    seen = _coded(lit, rng)
    return cv2.resize(seen, TINT_SIZE[::-1], interpolation=cv2.INTER_AREA).astype(np.uint8)


def _plate_of(tint: PlateColours, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A drawn plate of a class that has these colours; the number may be any."""
    owners = [
        owner for owner, facts in CLASSES.items() if (facts.ground, facts.ink) == (tint.ground, tint.ink)
    ]
    plate, _ = random_plate(rng)
    while plate.series is Series.TEST_LETTER:  # always red
        plate, _ = random_plate(rng)
    style = worn(style_of(plate, owners[int(rng.integers(len(owners)))]), rng)
    return draw_plate(plate, style, _DRAWN)


def _on_a_body(plate: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The plate on a body panel of any colour, cut as loosely and as crookedly as corners are found."""
    height, width = plate.shape[:2]
    x, y = round(width * _MARGIN * 1.6), round(height * _MARGIN * 1.6)
    body = tuple(int(v) for v in rng.integers(0, 256, 3))
    if rng.random() < 0.6:
        body = (int(rng.integers(0, 256)),) * 3
    scene = cv2.copyMakeBorder(plate, y, y, x, x, cv2.BORDER_CONSTANT, value=body)
    corners = np.float32([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    centre = corners.mean(0)
    loose = (corners - centre) * np.float32(1 + _MARGIN + rng.normal(0, 0.03)) + centre
    loose += rng.normal(0, 0.02, (4, 2)).astype(np.float32) * (width, height)
    target = np.float32([[0, 0], [128, 0], [128, 64], [0, 64]])
    matrix = cv2.getPerspectiveTransform(loose.astype(np.float32), target)
    return cv2.warpPerspective(scene, matrix, (128, 64), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _lit(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Exposure, shade across the plate, a white balance that is off, more or less colour, gamma."""
    height, width = picture.shape[:2]
    turn = rng.uniform(0, 2 * np.pi)
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    shade = 1 - rng.uniform(0, 0.4) / (1 + np.exp(-(xs * np.cos(turn) + ys * np.sin(turn)) * 6))
    out = picture * shade[..., None].astype(np.float32) * np.exp(rng.normal(0, 0.35))
    out = out * np.exp(rng.normal(0, 0.09, 3)).astype(np.float32)
    grey = out.mean(axis=2, keepdims=True)
    out = grey + (out - grey) * np.float32(rng.uniform(0.45, 1.25))
    out = out + np.float32(rng.uniform(0, 0.12))  # haze, glare
    return np.clip(out, 0.002, 1) ** np.float32(np.exp(rng.normal(0, 0.2)))


def _colourless(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """As infra-red with a cast, a sodium lamp or deep night show it: one colour for all, or next to no light.

    A picture without any cast is not among them: beside a white plate with black characters nobody can
    tell, so whoever asks looks at the whole frame first.
    """
    grey = picture @ rng.dirichlet((1, 1, 1)).astype(np.float32)
    choice = rng.random()
    if choice < 0.4:
        tone = np.array([rng.uniform(0.15, 0.5), rng.uniform(0.6, 0.85), 1.0], np.float32)
    elif choice < 0.7:
        tone = rng.uniform(0.35, 1.0, 3).astype(np.float32)
    else:
        tone = np.ones(3, np.float32) * np.float32(rng.uniform(0.02, 0.08))
    return grey[..., None] * tone


def _coded(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, sensor noise, chroma at half or a quarter of the size, eight bits."""
    blurred = cv2.GaussianBlur(picture, (0, 0), float(np.exp(rng.uniform(np.log(0.3), np.log(2)))))
    noisy = blurred + rng.normal(0, np.exp(rng.uniform(np.log(0.003), np.log(0.05))), picture.shape)
    coded = cv2.cvtColor(np.clip(noisy * 255, 0, 255).astype(np.uint8), cv2.COLOR_BGR2YCrCb)
    height, width = picture.shape[:2]
    part = int(rng.choice((1, 2, 2, 4)))
    size = (max(2, width // part), max(2, height // part))
    chroma = cv2.resize(coded[..., 1:], size, interpolation=cv2.INTER_AREA)
    step = int(rng.choice((1, 1, 4, 10)))
    chroma = (np.round(chroma.astype(np.float32) / step) * step).clip(0, 255).astype(np.uint8)
    coded[..., 1:] = cv2.resize(chroma, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.cvtColor(coded, cv2.COLOR_YCrCb2BGR).astype(np.uint8)


def train_tint(pictures: NDArray[np.uint8], classes: NDArray[np.int64], seed: int, epochs: int) -> Tint:
    """A few passes over what was drawn; a minute on one core."""
    torch.manual_seed(seed)
    net = Tint()
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2)
    y = torch.from_numpy(classes)
    batch = 256
    steps = epochs * (len(x) // batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for step in range(steps):
        k = torch.randint(len(x), (batch,))
        part = x[k].float() / 255
        mirrored = torch.rand(batch) < 0.5
        part[mirrored] = part[mirrored].flip(3)
        loss = F.cross_entropy(net(part), y[k], label_smoothing=0.02)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % max(1, steps // 10) == 0:
            print(f"tint step {step} loss {float(loss):.4f}", flush=True)
    return net.eval()
