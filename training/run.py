"""Make the weights anew: pools, finder, reader, calibration, ONNX. One command, seeded.

python training/run.py all --out OUT            # both networks, about 12 minutes on one large GPU
python training/run.py finder --out OUT --pools POOLS.npz
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import torch

from compose import Pool
from finder import train_finder
from networks import ALPHABET, READER_SIZE
from pools import draw_backgrounds, draw_plates
from reader import greedy, temperature_of, train_reader, validate_reader
from samples import Pools
from schedule import Length


def _make_pools(path: Path, plates: int, backgrounds: int, seed: int) -> None:
    started = time.monotonic()
    workers = os.cpu_count() or 1
    flat = draw_plates(plates, seed, workers)
    grounds = draw_backgrounds(backgrounds, 768, seed, workers)
    np.savez(path, sheets=flat.sheets, sizes=flat.sizes, texts=flat.texts, backgrounds=grounds)
    print(
        f"pools: {plates} plates, {backgrounds} backgrounds in {time.monotonic() - started:.0f} s", flush=True
    )


def _load(path: Path, device: torch.device) -> Pools:
    with np.load(path) as kept:
        sheets = torch.from_numpy(kept["sheets"]).to(device)[:, None].to(torch.float16) / 255
        return Pools(
            Pool.of(sheets, torch.from_numpy(kept["sizes"]).to(device)),
            torch.from_numpy(kept["texts"]).to(device),
            torch.from_numpy(kept["backgrounds"]).to(device)[:, None],
        )


def _export(
    net: torch.nn.Module, example: torch.Tensor, path: Path, outputs: list[str], axes: dict[int, str]
) -> None:
    torch.save(net.state_dict(), path.with_suffix(".pt"))
    torch.onnx.export(
        net.cpu().float().eval().to(memory_format=torch.contiguous_format),
        (example,),
        str(path),
        dynamo=False,
        input_names=["luma"],
        output_names=outputs,
        dynamic_axes={"luma": axes, **{name: {0: "n"} for name in outputs}},
        opset_version=17,
    )
    print(
        f"{path.name}: {path.stat().st_size:,} bytes, {hashlib.sha256(path.read_bytes()).hexdigest()}",
        flush=True,
    )


def _finder(pools: Pools, args: argparse.Namespace, device: torch.device) -> None:
    started = time.monotonic()
    length = Length(args.finder_steps, args.seconds)
    net = train_finder(pools, length, args.finder_batch, 384, args.seed, device)
    print(f"finder: {length.done} steps in {time.monotonic() - started:.0f} s", flush=True)
    _export(
        net,
        torch.rand(1, 1, 384, 640),
        args.out / "finder.onnx",
        ["far", "middle", "near"],
        {0: "n", 2: "h", 3: "w"},
    )


def _reader(pools: Pools, args: argparse.Namespace, device: torch.device) -> None:
    started = time.monotonic()
    length = Length(args.reader_steps, args.seconds)
    net = train_reader(pools, length, args.reader_batch, args.seed, device)
    logits, texts = validate_reader(
        net, pools, 20_000 if device.type == "cuda" else 200, args.seed + 999, device
    )
    temperature = temperature_of(logits, texts)
    wanted = ["".join(ALPHABET[c - 1] for c in row if c) for row in texts.tolist()]
    right = sum(a == b for a, b in zip(greedy(logits), wanted, strict=True)) / len(wanted)
    note = {
        "alphabet": ALPHABET,
        "size": READER_SIZE,
        "temperature": round(temperature, 3),
        "rendered_right": right,
    }
    (args.out / "reader.json").write_text(
        json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(f"reader: {length.done} steps in {time.monotonic() - started:.0f} s, {note}", flush=True)
    _export(net, torch.rand(1, 1, *READER_SIZE), args.out / "reader.onnx", ["letters"], {0: "n"})


def main() -> int:
    """Parse, train, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["all", "pools", "finder", "reader"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pools", type=Path)
    parser.add_argument("--plates", type=int, default=60_000)
    parser.add_argument("--backgrounds", type=int, default=3_000)
    parser.add_argument("--finder-steps", type=int, default=16_000)
    parser.add_argument("--finder-batch", type=int, default=64)
    parser.add_argument("--reader-steps", type=int, default=14_000)
    parser.add_argument("--reader-batch", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=0, help="train so long instead of so many steps")
    parser.add_argument("--seed", type=int, default=20261122)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pools = args.pools or args.out / "pools.npz"
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    if args.what in ("all", "pools") or not pools.exists():
        _make_pools(pools, args.plates, args.backgrounds, args.seed)
    if args.what in ("all", "finder"):
        _finder(_load(pools, device), args, device)
    if args.what in ("all", "reader"):
        _reader(_load(pools, device), args, device)
    return 0


if __name__ == "__main__":
    sys.exit(main())
