"""Train the look: the small network that tells a vehicle's kind and colour from a view of it.

::

    drawn twice ─► any paint ─► gloss, light, cut, blur ─► planes ─► network ─► look.onnx

Usage: ``python training/look.py --out DIR`` (half an hour on two cores). An accelerator is used
if there is one; give it ``--processes 16`` to be fed by.
Only drawn vehicles are seen in training, no photograph.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from trackway.model.vehicle import Colour
from trackway.sim.drawing import Light
from trackway.sim.drawing.vehicles import PAINTS
from trackway.vision.vehicle_view import SIDE_PX, View, planes
from vehicles import KINDS, LIGHTS, make_pool

COLOURS = (
    Colour.UNKNOWN, Colour.WHITE, Colour.SILVER, Colour.GREY, Colour.BLACK, Colour.RED, Colour.ORANGE,
    Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.BROWN, Colour.PURPLE,
)  # fmt: skip
_SHARES = (0.0, 0.16, 0.15, 0.14, 0.16, 0.09, 0.04, 0.05, 0.07, 0.08, 0.04, 0.02)
_HSV = {
    Colour.RED: ((-14, 12), (0.6, 0.95), (0.35, 0.85)),
    Colour.ORANGE: ((15, 32), (0.7, 1.0), (0.7, 1.0)),
    Colour.YELLOW: ((43, 58), (0.6, 1.0), (0.75, 1.0)),
    Colour.GREEN: ((80, 178), (0.28, 0.9), (0.2, 0.8)),
    Colour.BLUE: ((195, 245), (0.4, 0.95), (0.2, 0.85)),
    Colour.BROWN: ((10, 38), (0.35, 0.7), (0.22, 0.5)),
    Colour.PURPLE: ((265, 322), (0.28, 0.8), (0.2, 0.6)),
}
"""Hue in degrees, saturation and value of the paints that bear a name."""
_GREYS = {
    Colour.WHITE: ((212, 248), 0.05),
    Colour.SILVER: ((150, 196), 0.06),
    Colour.GREY: ((70, 128), 0.1),
    Colour.BLACK: ((8, 48), 0.12),
}
"""Value, and how strong the tint may be."""


class Look(nn.Module):
    """Five planes in; the kinds' and the colours' scores out. About 0.2 million parameters."""

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 32, 64, 96, 128)
        layers: list[nn.Module] = []
        before = 5
        for at, width in enumerate(widths):
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
            if at:
                layers += [
                    nn.Conv2d(width, width, 3, padding=1, groups=width),
                    nn.Conv2d(width, width, 1),
                    nn.BatchNorm2d(width),
                    nn.ReLU(),
                ]
            before = width
        self.body = nn.Sequential(*layers)
        self.kind = nn.Linear(2 * before, len(KINDS))
        self.colour = nn.Linear(2 * before, len(COLOURS))

    def forward(self, views: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the kinds and of the colours, before any softmax."""
        seen = self.body(views)
        told = torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1)
        return self.kind(told), self.colour(told)


def paint_of(colour: Colour, rng: np.random.Generator) -> NDArray[np.float32]:
    """A paint that bears this name, BGR 0 to 255."""
    if colour in _GREYS:
        (low, high), tint = _GREYS[colour]
        return (rng.uniform(low, high) * (1 + rng.uniform(-tint, tint, 3) * 0.6)).astype(np.float32)
    hues, saturations, values = _HSV[colour]
    hsv = np.array(
        [[[rng.uniform(*hues) % 360, rng.uniform(*saturations), rng.uniform(*values)]]], np.float32
    )
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)[0, 0] * 255, np.float32)


class Samples(IterableDataset[tuple[NDArray[np.float32], int, int]]):
    """Views with their truth, made one by one from a pool of drawn vehicles, without end."""

    def __init__(self, pool: Path, seed: int, *, is_close: bool = True) -> None:
        self._pool = dict(np.load(pool))
        self._seed = seed
        self._rng = np.random.default_rng(seed)
        self._is_close = is_close

    def __len__(self) -> int:
        return len(self._pool["kind"])

    def __iter__(self) -> Iterator[tuple[NDArray[np.float32], int, int]]:
        worker = get_worker_info()
        cv2.setNumThreads(1)
        self._rng = np.random.default_rng([self._seed, worker.id if worker else 0])
        while True:
            yield self.one(int(self._rng.integers(0, len(self))))

    def one(self, at: int) -> tuple[NDArray[np.float32], int, int]:
        """One sample: a drawn vehicle in some paint and light, seen by some camera."""
        rng, pool = self._rng, self._pool
        colour_at = int(rng.choice(len(COLOURS), p=_SHARES))
        white, black = pool["white"][at].astype(np.float32), pool["black"][at].astype(np.float32)
        colours = _painted(white, black, paint_of(COLOURS[colour_at], rng), rng, COLOURS[colour_at])
        is_seen, is_plate = pool["seen"][at], pool["plate"][at]
        light = LIGHTS[int(pool["light"][at])]
        if light in (Light.NIGHT, Light.INFRARED):
            colour_at = 0
        if light is Light.INFRARED:
            colours = np.repeat(colours.mean(axis=2, keepdims=True), 3, axis=2)
        colours, is_seen, is_plate = _moved(colours, is_seen, is_plate, rng)
        has_plate = bool(is_plate.any())
        if has_plate and self._is_close and rng.random() < 0.6:
            is_seen = is_seen & _close(is_plate, rng)
        if has_plate:
            colours[is_plate] *= np.float32(np.exp(rng.normal(0, 0.2)))
        is_grey = light is Light.INFRARED
        picture = _taken(colours, rng, is_grey=is_grey)
        picture[~is_seen] = 0
        view = View(picture, is_seen, is_plate & is_seen, is_white=has_plate and rng.random() > 0.1)
        return planes(view), int(pool["kind"][at]), colour_at


def _painted(
    white: NDArray[np.float32],
    black: NDArray[np.float32],
    paint: NDArray[np.float32],
    rng: np.random.Generator,
    colour: Colour,
) -> NDArray[np.float32]:
    """The vehicle in this paint, mirroring something: what is drawn is linear in the paint."""
    low = np.array(PAINTS[Colour.BLACK], np.float32)
    share = (paint - low) / (np.array(PAINTS[Colour.WHITE], np.float32) - low)
    body = white - black
    out = black + body * share
    strength = {Colour.SILVER: 0.35, Colour.GREY: 0.3, Colour.BLACK: 0.22}.get(colour, 0.18)
    field = cv2.resize(rng.normal(0, 1, (rng.integers(2, 7), rng.integers(2, 5), 1)).astype(np.float32),
                       (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)[..., None]  # fmt: skip
    cover = np.clip(body.mean(axis=2, keepdims=True) / 120, 0, 1)
    sky = np.array([236, 222, 210], np.float32) * rng.uniform(0.3, 1.0)
    mirrored = np.clip(np.abs(field) * strength * rng.uniform(0, 1), 0, 0.6) * cover
    out = out * (1 + field * 0.25 * strength * rng.uniform(0, 2) * cover)
    return np.asarray(out * (1 - mirrored) + sky * mirrored, np.float32)


def _moved(
    colours: NDArray[np.float32],
    is_seen: NDArray[np.bool_],
    is_plate: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Stretched, turned and shifted a little: no two makes are alike, and boxes tremble."""
    middle = np.array([0.5, 0.7 if is_plate.any() else 0.5]) * SIDE_PX
    scale = np.exp(rng.normal(0, 0.09)) * np.exp(rng.normal(0, 0.07, 2))
    turn = np.radians(rng.normal(0, 3.5))
    flip = -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin * scale[:, None] @ np.diag([flip, 1.0])
    at = middle - linear @ middle + rng.normal(0, 1.2, 2)
    matrix = np.concatenate([linear, at[:, None]], axis=1).astype(np.float32)
    size = (SIDE_PX, SIDE_PX)
    flags = np.stack([is_seen, is_plate], axis=-1).astype(np.float32)
    moved = cv2.warpAffine(colours, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    flags = cv2.warpAffine(flags, matrix, size, flags=cv2.INTER_LINEAR)
    return np.asarray(moved, np.float32), flags[..., 0] > 0.5, flags[..., 1] > 0.5


def _close(is_plate: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """The part of the view that a picture taken from near would hold."""
    rows, columns = np.flatnonzero(is_plate.any(axis=1)), np.flatnonzero(is_plate.any(axis=0))
    wide = SIDE_PX / 7
    room = np.exp(rng.uniform(np.log(0.15), np.log(3.0))) * wide * np.exp(rng.normal(0, 0.4, 4))
    out = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    out[max(0, int(rows[0] - room[0])) : int(rows[-1] + room[1]) + 1,
        max(0, int(columns[0] - room[2])) : int(columns[-1] + room[3]) + 1] = True  # fmt: skip
    return out


def _taken(colours: NDArray[np.float32], rng: np.random.Generator, *, is_grey: bool) -> NDArray[np.uint8]:
    """As a camera gives it: exposed, in its own white, out of focus, noisy, coded."""
    cast = np.ones(3) if is_grey else np.exp(rng.normal(0, 0.1, 3))
    curve = np.exp(rng.normal(0, 0.15))
    light = np.clip(colours * cast.astype(np.float32) * np.exp(rng.normal(0, 0.35)), 0, 255)
    light = 255 * (light / 255) ** np.float32(curve)
    if rng.random() < 0.5:
        light = cv2.GaussianBlur(light, (0, 0), float(rng.uniform(0.3, 1.4)))
    noise = rng.normal(0, rng.uniform(0, 7), (SIDE_PX, SIDE_PX, 1 if is_grey else 3))
    if rng.random() < 0.15 and not is_grey:
        grey = light.mean(axis=2, keepdims=True)
        light = grey + (light - grey) * rng.uniform(0.55, 1.3)
    return np.clip(light + noise, 0, 255).astype(np.uint8)


def train(batches: Iterable[list[Tensor]], steps: int, seconds: float, device: torch.device) -> Look:
    """The network after so many steps, or so many seconds if those end first."""
    look = Look().to(device)
    mean = torch.optim.swa_utils.AveragedModel(
        look, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99), use_buffers=True
    )
    rates = torch.optim.AdamW(look.parameters(), lr=2e-3, weight_decay=1e-2)
    began = time.monotonic()
    for step, (views, *truths) in enumerate(batches):
        done = max(step / steps, (time.monotonic() - began) / seconds if seconds else 0.0)
        if done >= 1:
            break
        for group in rates.param_groups:
            group["lr"] = 3e-3 * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-5
        told_kinds, told_colours = look(views.to(device))
        kinds, colours = (truth.to(device) for truth in truths)
        loss = F.cross_entropy(told_kinds, kinds, label_smoothing=0.05)
        loss = loss + F.cross_entropy(told_colours, colours, label_smoothing=0.05)
        rates.zero_grad()
        loss.backward()
        rates.step()
        mean.update_parameters(look)
        if step % 50 == 0:
            right = [float((told.argmax(1) == truth).float().mean())
                     for told, truth in ((told_kinds, kinds), (told_colours, colours))]  # fmt: skip
            passed_s = time.monotonic() - began
            print(
                f"{step}: {passed_s:.0f} s, loss {loss:.3f}, right {right[0]:.2f} {right[1]:.2f}", flush=True
            )
    averaged = Look()
    averaged.load_state_dict(mean.module.state_dict())
    return averaged.eval()


def export(look: Look, path: Path) -> None:
    """Write the network as ONNX with probabilities as its answers."""

    class Told(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.look = look

        def forward(self, views: Tensor) -> tuple[Tensor, Tensor]:
            kind, colour = self.look(views)
            return kind.softmax(1), colour.softmax(1)

    torch.onnx.export(
        Told().eval(), (torch.zeros(1, 5, SIDE_PX, SIDE_PX),), str(path), input_names=["views"],
        output_names=["kinds", "colours"],
        dynamic_axes={"views": {0: "n"}, "kinds": {0: "n"}, "colours": {0: "n"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip


def main() -> None:
    """Draw the pool if it is not there, train, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pool", type=Path, help="drawn vehicles; drawn first if the file is not there")
    parser.add_argument("--vehicles", type=int, default=6_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--steps", type=int, default=1_150)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=20261123)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pool = args.pool or args.out / "vehicles.npz"
    if not pool.exists():
        began = time.monotonic()
        make_pool(pool, args.vehicles, args.seed, args.processes)
        print(f"{args.vehicles} vehicles drawn in {time.monotonic() - began:.0f} s", flush=True)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    workers = args.processes if args.processes > 2 else 0
    batches = DataLoader(Samples(pool, args.seed), batch_size=args.batch, num_workers=workers)
    look = train(batches, args.steps, args.seconds, device)
    torch.save(look.state_dict(), args.out / "look.pt")
    export(look, args.out / "look.onnx")
    print(sum(weights.numel() for weights in look.parameters()), "parameters", flush=True)


if __name__ == "__main__":
    main()
