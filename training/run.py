"""Make the weights anew: pools, finder, reader, tint, then int8 ONNX and the calibration. Seeded.

python training/run.py all --out OUT       # about 25 minutes on one large GPU, days on a processor
python training/run.py pack --out OUT      # from trained networks to what ships, on a processor
python training/run.py toy --out OUT       # the whole way in two minutes, to see that it works

A training that was stopped, or whose ``--seconds`` were up, goes on where it was when started again.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import torch

from compose import Pool
from decoys import draw_decoys
from finder import train_finder
from networks import Finder, Reader
from packing import keep, pack
from pools import draw_backgrounds, draw_plates
from reader import train_reader
from samples import Pools
from schedule import Length, Training
from tint import draw_tints, train_tint


def _make_pools(path: Path, args: argparse.Namespace) -> None:
    started = time.monotonic()
    workers = os.cpu_count() or 1
    flat = draw_plates(args.plates, args.seed, workers)
    decoys, decoy_sizes = draw_decoys(args.decoys, args.seed, workers)
    grounds = draw_backgrounds(args.backgrounds, 768, args.seed, workers)
    np.savez(
        path,
        sheets=flat.sheets,
        sizes=flat.sizes,
        texts=flat.texts,
        decoys=decoys,
        decoy_sizes=decoy_sizes,
        backgrounds=grounds,
    )
    print(f"pools: {args.plates} plates in {time.monotonic() - started:.0f} s", flush=True)


def load_pools(path: Path, device: torch.device) -> Pools:
    """What was drawn, on the accelerator."""
    with np.load(path) as kept:
        return Pools(
            _pool(kept["sheets"], kept["sizes"], device),
            torch.from_numpy(kept["texts"]).to(device),
            _pool(kept["decoys"], kept["decoy_sizes"], device),
            torch.from_numpy(kept["backgrounds"]).to(device)[:, None],
        )


def _pool(sheets: np.ndarray, sizes: np.ndarray, device: torch.device) -> Pool:
    light = torch.from_numpy(sheets).to(device)[:, None].to(torch.float16) / 255
    return Pool.of(light, torch.from_numpy(sizes).to(device))


def _train(name: str, pools: Path, args: argparse.Namespace, device: torch.device) -> None:
    """One of the two networks, as far as this run's time goes."""
    torch.manual_seed(args.seed)
    started, paused = time.monotonic(), args.out / f"{name}.paused.pt"
    length = Length(args.finder_steps if name == "finder" else args.reader_steps, args.seconds)
    if name == "finder":
        training = Training(Finder(), length, 2.5e-3, args.seed, device)
        training.resume(paused)
        train_finder(training, load_pools(pools, device), args.finder_batch, 384)
    else:
        training = Training(Reader(), length, 2e-3, args.seed, device)
        training.resume(paused)
        train_reader(training, load_pools(pools, device), args.reader_batch)
    print(f"{name}: {length.done} steps in {time.monotonic() - started:.0f} s", flush=True)
    keep(training.mean.network, args.out / f"{name}.npz")
    if length.is_over:
        paused.unlink(missing_ok=True)
    else:
        training.pause(paused)


def _tint(args: argparse.Namespace) -> None:
    pictures, classes = draw_tints(args.tints, args.seed, os.cpu_count() or 1)
    keep(train_tint(pictures, classes, args.seed, epochs=8), args.out / "tint.npz")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["all", "pools", "finder", "reader", "tint", "pack", "toy"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plates", type=int, default=80_000)
    parser.add_argument("--decoys", type=int, default=16_000)
    parser.add_argument("--backgrounds", type=int, default=3_000)
    parser.add_argument("--tints", type=int, default=40_000)
    parser.add_argument("--finder-steps", type=int, default=12_000)
    parser.add_argument("--finder-batch", type=int, default=64)
    parser.add_argument("--reader-steps", type=int, default=16_000)
    parser.add_argument("--reader-batch", type=int, default=512)
    parser.add_argument(
        "--seconds", type=float, default=0, help="stop each network after so long, to go on later"
    )
    parser.add_argument("--seed", type=int, default=20261123)
    args = parser.parse_args()
    if args.what == "toy":
        args.plates, args.decoys, args.backgrounds, args.tints = 100, 40, 6, 600
        args.finder_steps, args.finder_batch, args.reader_steps, args.reader_batch = 6, 2, 10, 16
    return args


def main() -> int:
    """Parse, train, write."""
    args = _arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    pools = args.out / "pools.npz"
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    is_whole = args.what in ("all", "toy")
    if args.what == "pools" or (args.what != "pack" and not pools.exists()):
        _make_pools(pools, args)
    for name in ("finder", "reader"):
        if is_whole or args.what == name:
            _train(name, pools, args, device)
    if is_whole or args.what == "tint":
        _tint(args)
    if is_whole or args.what == "pack":
        pack(args.out, load_pools(pools, torch.device("cpu")), batches=2 if args.what == "toy" else 16)
    return 0


if __name__ == "__main__":
    sys.exit(main())
