"""Fine-tune the reader on a bureau's own labelled pictures, rendered ones beside them.

python training/finetune.py --labels plates.csv --out OUT

The CSV names a picture and the plate on it (columns ``file`` and ``plate``; pictures with several plates are
left out). Every fifth picture is held out and read before and after. Pictures stay where they are; only
the new weights leave this machine, and they can give back no plate.
"""

import argparse
import csv
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import torch
from torch import Tensor

from compose import Pool
from decoys import draw_decoys
from networks import ALPHABET, READER_SIZE, Reader
from packing import keep, kept, pack
from pools import MAX_TEXT, draw_backgrounds, draw_plates
from reader import ctc_loss, greedy
from samples import Pools, reader_batch
from trackway.model.plate import parse_plate
from trackway.vision import open_photograph
from trackway.vision.geometry import straightened
from trackway.vision.plate_finder import FoundPlate, PlateFinder

_CUTS = 6
"""Crops of each picture, cut a little differently every time."""
_START = Path(__file__).parent / "weights" / "reader.npz"


@dataclass(frozen=True)
class Crops:
    """Straightened plates (n, 1, 48, 160) in [0, 1] and their texts (n, 10) as classes, 0 beyond the end."""

    pictures: Tensor
    texts: Tensor

    def some(self, n: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
        """``n`` of them at random."""
        k = torch.randint(len(self.pictures), (n,), generator=g)
        return self.pictures[k], self.texts[k]


def crops_of(rows: list[tuple[Path, str]], cuts: int, seed: int) -> Crops:
    """What the engine would cut out of the pictures, each cut ``cuts`` times; unfound plates are named."""
    finder, rng = PlateFinder(1), np.random.default_rng(seed)
    pictures, texts = [], []
    for path, text in rows:
        picture = open_photograph(path)
        found = [
            plate for side in (384, 1280) for plate in finder.find(picture, min(side, max(picture.shape)))
        ]
        if not found:
            print(f"{path}: no plate was found; left out.", flush=True)
            continue
        best: FoundPlate = finder.closer(picture, max(found, key=lambda plate: plate.score))
        middle = best.corners.mean(axis=0)
        for cut in range(cuts):
            loose = 1.04 if cut == 0 else 1.04 + rng.normal(0, 0.03)
            noise = 0 if cut == 0 else rng.normal(0, 0.015, (4, 2)) * np.ptp(best.corners, axis=0)
            corners = ((best.corners - middle) * loose + middle + noise).astype(np.float32)
            flat = straightened(picture, corners, READER_SIZE[1], READER_SIZE[0])
            pictures.append(torch.from_numpy(flat.astype(np.float32) / 255)[None])
            texts.append(_classes(text))
    if not pictures:
        raise SystemExit("No plate was found in any of the pictures; nothing can be learnt from them.")
    return Crops(torch.stack(pictures), torch.stack(texts))


def _classes(text: str) -> Tensor:
    plate = parse_plate(text)
    split = plate.seen_split
    printed = f"{plate.text[:split]}-{plate.text[split:]}" if split else plate.text
    row = torch.zeros(MAX_TEXT, dtype=torch.long)
    row[: len(printed)] = torch.tensor([ALPHABET.index(symbol) + 1 for symbol in printed])
    return row


def share_right(net: Reader, crops: Crops) -> float:
    """How many crops are read wholly right, hyphens aside."""
    with torch.no_grad():
        read = [text.replace("-", "") for text in greedy(net.eval()(crops.pictures))]
    true = ["".join(ALPHABET[c - 1] for c in row if c).replace("-", "") for row in crops.texts.tolist()]
    return sum(a == b for a, b in zip(read, true, strict=True)) / len(true)


def finetune(net: Reader, own: Crops, pools: Pools, steps: int, seed: int) -> None:
    """Learn from own crops and rendered ones, half and half, at a tenth of the first training's rate."""
    g = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-4, weight_decay=0.02)
    for step in range(steps):
        drawn, drawn_texts = reader_batch(pools, 24, READER_SIZE, 0.0, g)
        seen, seen_texts = own.some(24, g)
        lit = (seen * torch.exp(torch.randn(24, 1, 1, 1, generator=g) * 0.15)).clamp(0, 1)
        net.train()
        loss = ctc_loss(net(torch.cat([drawn, lit])), torch.cat([drawn_texts, seen_texts]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        if step % max(1, steps // 10) == 0:
            print(f"step {step} loss {loss.item():.4f}", flush=True)
    net.eval()


def main() -> int:
    """Read the labels, learn, say what it brought, write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--plates", type=int, default=4_000, help="rendered plates to learn beside")
    parser.add_argument("--seed", type=int, default=20261123)
    args = parser.parse_args()
    with args.labels.open(newline="", encoding="utf-8-sig") as file:
        labelled = [(args.labels.parent / row["file"], row["plate"]) for row in csv.DictReader(file)]
    rows = [(path, text) for path, text in labelled if text and "|" not in text]
    held_out = crops_of(rows[::5], 1, args.seed)
    own = crops_of([row for i, row in enumerate(rows) if i % 5], _CUTS, args.seed)
    flat = draw_plates(args.plates, args.seed, 2)
    decoys, decoy_sizes = draw_decoys(max(40, args.plates // 10), args.seed, 2)
    grounds = draw_backgrounds(max(8, args.plates // 50), 768, args.seed, 2)
    pools = Pools(
        Pool.of(torch.from_numpy(flat.sheets)[:, None].float() / 255, torch.from_numpy(flat.sizes)),
        torch.from_numpy(flat.texts),
        Pool.of(torch.from_numpy(decoys)[:, None].float() / 255, torch.from_numpy(decoy_sizes)),
        torch.from_numpy(grounds)[:, None],
    )
    net = kept(Reader(), _START)
    before = share_right(net, held_out)
    finetune(net, own, pools, args.steps, args.seed)
    after = share_right(net, held_out)
    print(
        f"held out: {len(held_out.texts)} pictures, right before {before:.3f}, after {after:.3f}", flush=True
    )
    args.out.mkdir(parents=True, exist_ok=True)
    keep(net, args.out / "reader.npz")
    pack(args.out, pools, batches=4)
    return 0


if __name__ == "__main__":
    sys.exit(main())
