"""Training batches: pictures with their truth, made on the accelerator from the two pools."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from compose import Pool, backgrounds, camera, homography, light, paste, random_quads

__all__ = ["Pools", "finder_batch", "reader_batch"]


@dataclass(frozen=True)
class Pools:
    """What every batch is made of: flat plates with their texts (as class rows), decoys, and backgrounds."""

    plates: Pool
    texts: Tensor
    """(n, 10) classes of ``ALPHABET``, 0 beyond the end."""
    decoys: Pool
    """Boards that are no plates."""
    backgrounds: Tensor


def _rand(n: int, low: float, high: float, g: torch.Generator) -> Tensor:
    return torch.rand(n, generator=g, device=g.device) * (high - low) + low


def _chance(n: int, p: float, g: torch.Generator) -> Tensor:
    return torch.rand(n, generator=g, device=g.device) < p


def _exposures(n: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """How bright each plate is beside its scene: retro-reflecting at night, grey in the shade."""
    return torch.exp(torch.randn(n, generator=g, device=g.device) * 0.3).clamp(0.3, 1.6), _rand(
        n, -0.05, 0.12, g
    )


def _lens(n: int, ease: float, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Defocus and motion for each picture, in pixels; ``ease`` 1 spares them all, 0 none."""
    blur = torch.exp(_rand(n, math.log(0.3), math.log(2.2), g)) * (1 - 0.7 * ease)
    motion = torch.where(_chance(n, 0.3, g), _rand(n, 1.5, 9, g), torch.zeros(n, device=g.device)) * (
        1 - ease
    )
    return blur, motion


def _panels(canvas: Tensor, owner: Tensor, quads: Tensor, g: torch.Generator) -> Tensor:
    """A plain body panel behind most plates: what a bumper or a mudguard is to a camera."""
    n = len(quads)
    if not n:
        return canvas
    tone = torch.rand(n, 1, 16, 16, generator=g, device=g.device) * _rand(n, 0, 0.15, g)[:, None, None, None]
    tone = tone + _rand(n, 0.02, 0.95, g)[:, None, None, None]
    flat = F.interpolate(tone, size=(64, 128), mode="bilinear")
    centre = quads.mean(1, keepdim=True)
    grow = 1 + torch.rand(n, 1, 2, generator=g, device=g.device) * 1.6
    shift = (
        (torch.rand(n, 1, 2, generator=g, device=g.device) - 0.5)
        * 0.5
        * (quads - centre).abs().amax(1, keepdim=True)
    )
    panel = (quads - centre) * grow + centre + shift
    keep = _chance(n, 0.7, g).nonzero()[:, 0]
    pool = Pool.of(flat, torch.tensor([[128, 64]], device=g.device).expand(n, 2))
    one, zero = torch.ones(n, device=g.device), torch.zeros(n, device=g.device)
    return paste(canvas, owner[keep], pool, keep, panel[keep], one[keep], zero[keep])


def finder_batch(
    pools: Pools, n: int, height: int, width: int, ease: float, g: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures (n, 1, h, w); plates' corners (m, 4, 2) in pixels and the picture (m,) each lies in.

    Nought to seven plates a picture, 10 to 600 px wide, far ones commoner; two in ten pictures hold none.
    """
    count = torch.randint(1, 8, (n,), generator=g, device=g.device)
    count = torch.where(_chance(n, 0.35, g), torch.ones_like(count), count)
    count = torch.where(_chance(n, 0.2, g), torch.zeros_like(count), count)
    owner, which, quads = _scattered(pools.plates, count, height, width, ease, g)
    keep = ~_covered(quads, owner)
    owner, which, quads = owner[keep], which[keep], quads[keep]
    pictures = backgrounds(pools.backgrounds, n, height, width, g)
    pictures = _with_decoys(pictures, pools.decoys, ease, g)
    pictures = _panels(pictures, owner, quads, g)
    gain, lift = _exposures(len(owner), g)
    pictures = paste(pictures, owner, pools.plates, which, quads, gain, lift)
    blur, motion = _lens(n, max(ease, 0.4), g)
    return camera(light(pictures, g), g, blur=blur, motion=motion), quads, owner


def _scattered(
    pool: Pool, count: Tensor, height: int, width: int, ease: float, g: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """So many boards of a pool in each picture: whose (m,), which (m,), where (m, 4, 2)."""
    owner = torch.repeat_interleave(torch.arange(len(count), device=g.device), count)
    m = len(owner)
    which = torch.randint(len(pool), (m,), generator=g, device=g.device)
    size = pool.size[which].float()
    largest = torch.where(count == 1, 1.5 * width, 0.45 * width)[owner]
    across = torch.exp(torch.rand(m, generator=g, device=g.device) * (largest / 10).log()) * 10
    low = across / 2
    centre = torch.stack(
        [
            torch.rand(m, generator=g, device=g.device) * (width + 0.2 * low) - 0.1 * low,
            torch.rand(m, generator=g, device=g.device) * (height + 0.1 * low) - 0.05 * low,
        ],
        1,
    )
    quads = random_quads(across, size[:, 0] / size[:, 1], centre, g, strength=1 - 0.5 * ease)
    return owner, which, quads


def _with_decoys(pictures: Tensor, decoys: Pool, ease: float, g: torch.Generator) -> Tensor:
    """The pictures with nought to four boards in each that are no plates."""
    n, _, height, width = pictures.shape
    count = torch.randint(0, 5, (n,), generator=g, device=g.device)
    owner, which, quads = _scattered(decoys, count, height, width, ease, g)
    gain, lift = _exposures(len(owner), g)
    return paste(pictures, owner, decoys, which, quads, gain, lift)


def _covered(quads: Tensor, owner: Tensor) -> Tensor:
    """Which plates would lie over an earlier one of the same picture, by their bounding boxes."""
    low, high = quads.amin(1), quads.amax(1)
    apart = (high[:, None] < low[None]).any(-1) | (high[None] < low[:, None]).any(-1)
    clash = ~apart & (owner[:, None] == owner[None])
    return torch.tril(clash, diagonal=-1).any(1)


def reader_batch(
    pools: Pools, n: int, out: tuple[int, int], ease: float, g: torch.Generator, *, negatives: float = 0.08
) -> tuple[Tensor, Tensor]:
    """Rectified crops (n, 1, *out) as the finder would cut them, and their texts (n, 10), 0 where none.

    Each plate is first photographed at its own distance (24 to 230 px wide), then cut out by corners
    that are off by a few per cent. A share holds no plate but a decoy or another part of a scene, with an
    empty text.
    """
    height, width = 128, 288
    which = torch.randint(len(pools.plates), (n,), generator=g, device=g.device)
    size = pools.plates.size[which].float()
    aspect = size[:, 0] / size[:, 1]
    smallest = 24 + 50 * ease
    across = torch.exp(_rand(n, math.log(smallest), math.log(230), g))
    across = torch.minimum(across, 105 * aspect)
    centre = torch.tensor([[width / 2, height / 2]], device=g.device).expand(n, 2)
    quads = random_quads(across, aspect, centre, g, strength=1 - 0.6 * ease)
    owner = torch.arange(n, device=g.device)
    pictures = backgrounds(pools.backgrounds, n, height, width, g)
    pictures = _panels(pictures, owner, quads, g)
    is_plate = ~_chance(n, negatives, g)
    gain, lift = _exposures(n, g)
    is_decoy = ~is_plate & _chance(n, 0.6, g)
    decoy = torch.randint(len(pools.decoys), (n,), generator=g, device=g.device)
    for pool, chosen, shown in ((pools.plates, which, is_plate), (pools.decoys, decoy, is_decoy)):
        k = shown.nonzero()[:, 0]
        pictures = paste(pictures, owner[k], pool, chosen[k], quads[k], gain[k], lift[k])
    blur, motion = _lens(n, ease, g)
    # A lens blurs the same number of pixels near and far; a shutter smears near plates more.
    far = (across / 110).clamp(0.25, 1.3)
    pictures = camera(light(pictures, g), g, blur=blur * far.sqrt(), motion=motion * far)
    texts = torch.where(is_plate[:, None], pools.texts[which], torch.zeros_like(pools.texts[which]))
    return rectify(pictures, _as_found(quads, g, ease), out), texts


def _as_found(quads: Tensor, g: torch.Generator, ease: float) -> Tensor:
    """Corners as a finder gives them: each off by some per cent, the whole a little loose or tight, and
    in one of two leaning: a finder straightens what it sees, and leaves a part of the slant."""
    n = len(quads)
    spread = (quads.amax(1) - quads.amin(1))[:, None, :]
    noise = (
        torch.randn(n, 4, 2, generator=g, device=g.device)
        * spread
        * torch.tensor([0.012, 0.03], device=g.device)
    )
    centre = quads.mean(1, keepdim=True)
    loose = (
        torch.randn(n, 1, 2, generator=g, device=g.device) * torch.tensor([0.035, 0.07], device=g.device)
        + 1.04
    )
    shift = (
        torch.randn(n, 1, 2, generator=g, device=g.device)
        * spread
        * torch.tensor([0.018, 0.04], device=g.device)
    )
    off = noise * torch.where(_chance(n, 0.2, g), 2.0, 1.0)[:, None, None] + shift
    return (quads - centre) * loose + centre + (off + _leaning(quads, g)) * (1 - 0.5 * ease)


def _leaning(quads: Tensor, g: torch.Generator) -> Tensor:
    """Top edge slid along the line against the bottom edge, and the left edge against the right."""
    n = len(quads)
    along, down = quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]
    slant = torch.randn(n, generator=g, device=g.device) * torch.where(_chance(n, 0.5, g), 0.13, 0.02)
    tip = torch.randn(n, generator=g, device=g.device) * torch.where(_chance(n, 0.4, g), 0.06, 0.01)
    high = down.norm(dim=-1, keepdim=True) / along.norm(dim=-1, keepdim=True).clamp(min=1)
    sides = torch.tensor([1.0, 1.0, -1.0, -1.0], device=quads.device)[None, :, None]
    ends = torch.tensor([1.0, -1.0, -1.0, 1.0], device=quads.device)[None, :, None]
    return (slant[:, None] * along * high)[:, None] * sides + (tip[:, None] * down)[:, None] * ends


def rectify(pictures: Tensor, quads: Tensor, out: tuple[int, int]) -> Tensor:
    """The part of each picture inside its corners (n, 4, 2), stretched to ``out`` (height, width)."""
    n, _, height, width = pictures.shape
    corners = torch.tensor(
        [[0, 0], [out[1], 0], [out[1], out[0]], [0, out[0]]], device=quads.device, dtype=torch.float32
    )
    back = homography(corners.expand(n, 4, 2), quads).float()
    ys, xs = torch.meshgrid(
        torch.arange(out[0], device=quads.device) + 0.5,
        torch.arange(out[1], device=quads.device) + 0.5,
        indexing="ij",
    )
    pixels = torch.stack([xs, ys, torch.ones_like(xs)], -1).reshape(-1, 3)
    at = torch.einsum("nij,pj->npi", back, pixels)
    uv = at[..., :2] / at[..., 2:]
    grid = uv.reshape(n, *out, 2) / torch.tensor([width, height], device=uv.device) * 2 - 1
    return F.grid_sample(pictures, grid, align_corners=False, padding_mode="border")
