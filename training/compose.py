"""Scenes made on the accelerator: flat plates warped into backgrounds, lit, blurred, and compressed.

Everything is luma in [0, 1], float, shape (n, 1, height, width). A pool of flat plates and a pool of
backgrounds are drawn once on the processor; each batch then combines them anew, so that no two samples
of a training are the same picture.

::

    background ─► panel behind the plate ─► plate through its homography ─► light ─► camera ─► picture
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone uses
from torch import Tensor

__all__ = ["Pool", "backgrounds", "camera", "homography", "light", "paste", "random_quads"]


@dataclass(frozen=True)
class Pool:
    """Flat plates: ``levels[k]`` is (n, 1, h >> k, w >> k) luma; ``size`` (n, 2) the part of level 0
    that is plate, width and height in pixels; ``alpha`` is implied by ``size``."""

    levels: tuple[Tensor, ...]
    size: Tensor

    @classmethod
    def of(cls, plates: Tensor, size: Tensor) -> "Pool":
        """With its smaller levels made by averaging, so that a far plate is not drawn from single pixels."""
        levels = [plates]
        for _ in range(3):
            levels.append(F.avg_pool2d(levels[-1], 2))
        return cls(tuple(levels), size)

    def __len__(self) -> int:
        return self.levels[0].shape[0]


def _uniform(shape: tuple[int, ...], low: float, high: float, g: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=g, device=g.device) * (high - low) + low


def homography(source: Tensor, target: Tensor) -> Tensor:
    """The (n, 3, 3) maps that take four ``source`` corners to four ``target`` corners, each (n, 4, 2).

    Both go through the unit square, whose map to a quadrilateral has a closed form (Heckbert,
    "Fundamentals of Texture Mapping and Image Warping", 1989, §2.2.3).
    """
    return _of_square(target.double()) @ torch.linalg.inv(_of_square(source.double()))


def _of_square(quads: Tensor) -> Tensor:
    """The maps from the unit square (0,0) (1,0) (1,1) (0,1) to each of (n, 4, 2)."""
    p0, p1, p2, p3 = quads.unbind(1)
    d1, d2, d3 = p1 - p2, p3 - p2, p0 - p1 + p2 - p3
    whole = d1[:, 0] * d2[:, 1] - d2[:, 0] * d1[:, 1]
    g = (d3[:, 0] * d2[:, 1] - d2[:, 0] * d3[:, 1]) / whole
    h = (d1[:, 0] * d3[:, 1] - d3[:, 0] * d1[:, 1]) / whole
    across, down = p1 - p0 + g[:, None] * p1, p3 - p0 + h[:, None] * p3
    last = torch.stack([g, h, torch.ones_like(g)], -1)[:, None]
    return torch.cat([torch.stack([across, down, p0], -1), last], 1)


def random_quads(
    width: Tensor, aspect: Tensor, centre: Tensor, g: torch.Generator, *, strength: float = 1.0
) -> Tensor:
    """Corners (n, 4, 2), clockwise from top left, of plates seen by a roadside camera.

    ``width`` is the plate's width in pixels as if seen from the front, ``aspect`` width over height,
    ``centre`` (n, 2). At full ``strength`` each angle is gentle three times in four, else anything up to
    62° of yaw, 42° of pitch and 28° of roll; a pinhole at three to twelve plate widths gives the perspective.
    """
    n = len(width)
    yaw = _turn(n, 22 * strength, 62, g)
    pitch = _turn(n, 14 * strength, 42, g)
    roll = _turn(n, 5 * strength, 28, g)
    half_w, half_h = torch.full_like(width, 0.5), 0.5 / aspect
    x = torch.stack([-half_w, half_w, half_w, -half_w], 1)
    y = torch.stack([-half_h, -half_h, half_h, half_h], 1)
    z = torch.zeros_like(x)
    cy, sy = yaw.cos()[:, None], yaw.sin()[:, None]
    x, z = x * cy + z * sy, -x * sy + z * cy
    cp, sp = pitch.cos()[:, None], pitch.sin()[:, None]
    y, z = y * cp - z * sp, y * sp + z * cp
    distance = _uniform((n, 1), 3, 12, g)
    scale = distance / (distance + z)
    x, y = x * scale, y * scale
    cr, sr = roll.cos()[:, None], roll.sin()[:, None]
    x, y = x * cr - y * sr, x * sr + y * cr
    corners = torch.stack([x, y], -1) * width[:, None, None]
    return corners + centre[:, None, :]


def _turn(n: int, usual: float, most: float, g: torch.Generator) -> Tensor:
    """Angles in radians: normal with a deviation of ``usual`` degrees, one in four uniform to ``most``."""
    gentle = torch.randn(n, generator=g, device=g.device).mul(usual).clamp(-most, most)
    wild = torch.rand(n, generator=g, device=g.device) < 0.25
    return torch.where(wild, _uniform((n,), -most, most, g), gentle).deg2rad()


def paste(
    canvas: Tensor, owner: Tensor, pool: Pool, which: Tensor, quads: Tensor, gain: Tensor, lift: Tensor
) -> Tensor:
    """The canvas with plates pasted in: plate ``which[i]`` into picture ``owner[i]`` at ``quads[i]``.

    Plates of one picture are pasted in the order given; ``gain`` and ``lift`` are each plate's own
    exposure. Edges are soft because the coverage is sampled like the picture itself.
    """
    _, _, height, width = canvas.shape
    out = canvas.clone()
    size = pool.size[which].to(quads)
    source = _rectangle(size)
    to_plate = homography(quads, source).float()
    across = (quads[:, 1] - quads[:, 0]).norm(dim=-1).clamp(min=1)
    level = (size[:, 0] / across / 1.5).log2().floor().clamp(0, len(pool.levels) - 1).long()
    ys, xs = torch.meshgrid(
        torch.arange(height, device=quads.device, dtype=torch.float32) + 0.5,
        torch.arange(width, device=quads.device, dtype=torch.float32) + 0.5,
        indexing="ij",
    )
    pixels = torch.stack([xs, ys, torch.ones_like(xs)], -1).reshape(-1, 3)
    for k, flat in enumerate(pool.levels):
        for part in (level == k).nonzero()[:, 0].split(256):
            if not len(part):
                continue
            at = torch.einsum("nij,pj->npi", to_plate[part], pixels)
            # The sign of a homography is free: make the plate's own middle lie in front of the camera.
            middle = torch.einsum("nj,nj->n", to_plate[part, 2], _ones(quads[part].mean(1)))
            at = at * middle.sign()[:, None, None]
            depth = at[..., 2:]
            uv = at[..., :2] / depth.where(depth.abs() > 1e-6, torch.full_like(depth, 1e-6))
            uv_map = uv.reshape(len(part), height, width, 2)
            extent = torch.tensor([flat.shape[3] << k, flat.shape[2] << k], device=uv.device)
            grid = uv_map / extent * 2 - 1
            drawn = F.grid_sample(flat[which[part]].float(), grid, align_corners=False, padding_mode="border")
            drawn = drawn * gain[part, None, None, None] + lift[part, None, None, None]
            blur_px = (size[part, 0] / across[part])[:, None, None]
            edge = torch.minimum(
                torch.minimum(uv_map[..., 0], size[part, 0][:, None, None] - uv_map[..., 0]),
                torch.minimum(uv_map[..., 1], size[part, 1][:, None, None] - uv_map[..., 1]),
            )
            cover = (edge / blur_px + 0.5).clamp(0, 1)
            cover = (cover * (depth.reshape(len(part), height, width) > 0))[:, None]
            _blend(out, owner[part], drawn, cover)
    return out


def _blend(out: Tensor, owner: Tensor, drawn: Tensor, cover: Tensor) -> None:
    """Blend into ``out`` in place; two plates of one picture hardly ever touch, so order is no matter."""
    weight = torch.zeros_like(out).index_add_(0, owner, cover)
    total = torch.zeros_like(out).index_add_(0, owner, cover * drawn)
    share = weight.clamp(max=1)
    out.mul_(1 - share).add_(total / weight.clamp(min=1))


def _ones(points: Tensor) -> Tensor:
    return torch.cat([points, torch.ones_like(points[:, :1])], 1)


def _rectangle(size: Tensor) -> Tensor:
    w, h = size[:, 0], size[:, 1]
    zero = torch.zeros_like(w)
    return torch.stack(
        [
            torch.stack([zero, zero], -1),
            torch.stack([w, zero], -1),
            torch.stack([w, h], -1),
            torch.stack([zero, h], -1),
        ],
        1,
    )


def backgrounds(pool: Tensor, n: int, height: int, width: int, g: torch.Generator) -> Tensor:
    """Random crops, scales, turns and mirrors of the background pool (m, 1, H, W) uint8 as (n, 1, h, w)."""
    which = torch.randint(len(pool), (n,), generator=g, device=g.device)
    scale = torch.exp(_uniform((n,), math.log(0.25), math.log(1.0), g))
    angle = torch.randn(n, generator=g, device=g.device) * 0.12
    mirror = torch.where(torch.rand(n, generator=g, device=g.device) < 0.5, -1.0, 1.0)
    stretch = height / width
    matrix = torch.zeros(n, 2, 3, device=g.device)
    matrix[:, 0, 0] = scale * angle.cos() * mirror
    matrix[:, 0, 1] = -scale * angle.sin() * stretch
    matrix[:, 1, 0] = scale * angle.sin() * mirror
    matrix[:, 1, 1] = scale * angle.cos() * stretch
    matrix[:, :, 2] = _uniform((n, 2), -1, 1, g) * (1 - scale[:, None])
    grid = F.affine_grid(matrix, [n, 1, height, width], align_corners=False)
    return F.grid_sample(pool[which].float() / 255, grid, align_corners=False, padding_mode="reflection")


def light(pictures: Tensor, g: torch.Generator) -> Tensor:
    """Shadow edges, a glare spot, exposure and gamma: what the sun, lamps and the lens do to a scene."""
    n, _, height, width = pictures.shape
    ys = torch.linspace(-1, 1, height, device=g.device)[None, :, None]
    xs = torch.linspace(-1, 1, width, device=g.device)[None, None, :]
    turn = _uniform((n, 1, 1), 0, 2 * math.pi, g)
    side = xs * turn.cos() + ys * turn.sin() - _uniform((n, 1, 1), -0.8, 0.8, g)
    soft = torch.exp(_uniform((n, 1, 1), math.log(0.005), math.log(0.6), g))
    depth = _uniform((n, 1, 1), 0, 0.6, g) * (torch.rand(n, 1, 1, generator=g, device=g.device) < 0.5)
    out = pictures * (1 - depth * torch.sigmoid(side / soft))[:, None]
    cx, cy = _uniform((n, 1, 1), -1, 1, g), _uniform((n, 1, 1), -1, 1, g)
    radius = torch.exp(_uniform((n, 1, 1), math.log(0.03), math.log(0.7), g))
    spot = torch.exp(-((xs - cx) ** 2 + (ys - cy) ** 2) / radius**2)
    strength = _uniform((n, 1, 1), 0, 0.8, g) * (torch.rand(n, 1, 1, generator=g, device=g.device) < 0.25)
    out = out + (spot * strength)[:, None]
    exposure = torch.exp(torch.randn(n, 1, 1, 1, generator=g, device=g.device) * 0.35)
    night = torch.rand(n, 1, 1, 1, generator=g, device=g.device) < 0.2
    exposure = torch.where(night, exposure * _uniform((n, 1, 1, 1), 0.2, 0.7, g), exposure)
    gamma = torch.exp(torch.randn(n, 1, 1, 1, generator=g, device=g.device) * 0.25)
    return (out.clamp(min=1e-4) ** gamma * exposure).clamp(0, 1)


def camera(pictures: Tensor, g: torch.Generator, *, blur: Tensor, motion: Tensor) -> Tensor:
    """What lens, shutter, sensor and codec do: defocus ``blur`` (sigma, px, per picture), ``motion``
    (px, per picture), noise, sharpening, 8x8 block quantisation as in JPEG and H.264, eight bits."""
    n = len(pictures)
    out = _blurred(pictures, blur, motion, _uniform((n,), 0, math.pi, g))
    overshoot = _uniform((n, 1, 1, 1), 0, 1.2, g) * (
        torch.rand(n, 1, 1, 1, generator=g, device=g.device) < 0.35
    )
    out = out + overshoot * (out - F.avg_pool2d(F.pad(out, (1, 1, 1, 1), mode="replicate"), 3, 1))
    noise = torch.exp(_uniform((n, 1, 1, 1), math.log(0.002), math.log(0.06), g))
    grain = torch.randn(out.shape, generator=g, device=g.device)
    coarse = F.avg_pool2d(F.pad(grain, (1, 1, 1, 1), mode="replicate"), 3, 1) * 2
    mixed = torch.where(torch.rand(n, 1, 1, 1, generator=g, device=g.device) < 0.5, grain, coarse)
    out = (out + mixed * noise).clamp(0, 1)
    step = torch.exp(_uniform((n, 1, 1, 1), math.log(0.004), math.log(0.12), g))
    step = torch.where(
        torch.rand(n, 1, 1, 1, generator=g, device=g.device) < 0.7, step, torch.full_like(step, 1e-4)
    )
    return (_block_quantised(out, step).clamp(0, 1) * 255).round() / 255


_REACH = 7
_SMEAR = 9


def _blurred(pictures: Tensor, sigma: Tensor, length: Tensor, angle: Tensor) -> Tensor:
    """Each picture under its own Gaussian (row by row, then column by column), then its own smear."""
    n, _, height, width = pictures.shape
    r = torch.arange(-_REACH, _REACH + 1, device=pictures.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (r / sigma.clamp(min=0.25)[:, None]) ** 2)
    kernel = (kernel / kernel.sum(1, keepdim=True))[:, None, None]
    out = pictures.transpose(0, 1)
    out = F.conv2d(F.pad(out, (_REACH, _REACH, 0, 0), mode="replicate"), kernel, groups=n)
    out = F.conv2d(F.pad(out, (0, 0, _REACH, _REACH), mode="replicate"), kernel.transpose(2, 3), groups=n)
    out = out.transpose(0, 1).contiguous()
    moved = (length > 1).nonzero()[:, 0]
    if not len(moved):
        return out
    turn = torch.stack([angle.cos() * 2 / width, angle.sin() * 2 / height], -1)[moved]
    step = (turn * length[moved, None] / _SMEAR)[:, None, None]
    still = torch.eye(2, 3, device=out.device).expand(len(moved), 2, 3)
    grid = F.affine_grid(still, [len(moved), 1, height, width], align_corners=False)
    sharp, smeared = out[moved], torch.zeros_like(out[moved])
    for k in range(_SMEAR):
        smeared += F.grid_sample(
            sharp, grid + step * (k - _SMEAR // 2), align_corners=False, padding_mode="border"
        )
    out[moved] = smeared / _SMEAR
    return out


_DCT = torch.tensor(
    [
        [math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * (2 * i + 1) * k / 16) for i in range(8)]
        for k in range(8)
    ]
)


def _block_quantised(pictures: Tensor, step: Tensor) -> Tensor:
    """Round the 8x8 cosine coefficients, coarser where the eye (and the codec) cares less."""
    dct = _DCT.to(pictures)
    basis = torch.einsum("ki,lj->klij", dct, dct).reshape(64, 1, 8, 8)
    rank = torch.arange(8, device=pictures.device)
    coarse = 1 + (rank[:, None] + rank[None, :]).float() * 0.45
    steps = step * coarse.reshape(1, 64, 1, 1)
    rounded = (F.conv2d(pictures, basis, stride=8) / steps).round() * steps
    return F.conv_transpose2d(rounded, basis, stride=8)
