"""From trained networks to what ships: int8 ONNX for ONNX Runtime, weights kept for going on."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from networks import READER_SIZE, Finder, Reader
from samples import Pools, finder_batch, reader_batch
from tint import TINT_SIZE, Tint

__all__ = ["keep", "kept", "pack"]

_SEED = 4711
_EXACT = {
    # The first convolution has one input channel, for which int8 is slower; offsets of corners and
    # probabilities need more than 256 steps.
    "finder": ("/stem/stem.0", "/heads.0/heads.0.1", "/heads.1/heads.1.1", "/heads.2/heads.2.1"),
    "reader": ("/picture/picture.0", "/line/line.7"),
}


def keep(net: nn.Module, path: Path) -> None:
    """The weights in half precision: to pack, to go on training, to fine-tune."""
    half = {name: w.detach().cpu().half().numpy() for name, w in net.state_dict().items()}
    np.savez_compressed(path, **half)


def kept(net: nn.Module, path: Path) -> nn.Module:
    """The network with weights that were kept."""
    with np.load(path) as weights:
        net.load_state_dict({name: torch.from_numpy(weights[name]).float() for name in weights.files})
    return net.eval()


def pack(out: Path, pools: Pools, batches: int = 16) -> None:
    """``finder.onnx``, ``reader.onnx`` and ``tint.onnx`` in ``out``, from those weights that are kept there.

    Weights and activations become 8-bit integers (quantised by what they reach on rendered pictures),
    but for the layers that need more; weights take 7 bits, so that processors without VNNI do not
    overflow.
    """
    finder, reader, tint = (out / f"{name}.npz" for name in ("finder", "reader", "tint"))
    if finder.exists():
        axes = {"luma": {0: "n", 2: "h", 3: "w"}}
        example = torch.rand(1, 1, 384, 640)
        _packed("finder", kept(Finder(), finder), example, axes, out, _pictures(pools, batches))
    if reader.exists():
        axes = {"luma": {0: "n"}}
        example = torch.rand(1, 1, *READER_SIZE)
        _packed("reader", kept(Reader(), reader), example, axes, out, _crops(pools, batches))
    if tint.exists():
        _exported(
            kept(Tint(), tint), torch.rand(1, 3, *TINT_SIZE), "bgr", {"bgr": {0: "n"}}, out / "tint.onnx"
        )
    for path in sorted(out.glob("*.onnx")):
        content = path.read_bytes()
        print(
            f"{path.name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}", flush=True
        )


def _exported(
    net: nn.Module, example: Tensor, name: str, axes: dict[str, dict[int, str]], path: Path
) -> None:
    torch.onnx.export(
        net, (example,), str(path), dynamo=False, input_names=[name], dynamic_axes=axes, opset_version=17
    )


def _packed(
    name: str,
    net: nn.Module,
    example: Tensor,
    axes: dict[str, dict[int, str]],
    out: Path,
    samples: Iterator[np.ndarray],
) -> None:
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Samples(CalibrationDataReader):
        def get_next(self) -> dict[str, np.ndarray] | None:
            luma = next(samples, None)
            return None if luma is None else {"luma": luma}

    with tempfile.TemporaryDirectory() as folder:
        plain, folded = Path(folder) / "plain.onnx", Path(folder) / "folded.onnx"
        _exported(net, example, "luma", axes, plain)
        quant_pre_process(str(plain), str(folded), skip_symbolic_shape=True)
        quantize_static(
            str(folded),
            str(out / f"{name}.onnx"),
            Samples(),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=_exact(folded, _EXACT[name]),
        )


def _exact(path: Path, layers: tuple[str, ...]) -> list[str]:
    import onnx

    return [node.name for node in onnx.load(str(path)).graph.node if node.name.startswith(layers)]


def _pictures(pools: Pools, batches: int) -> Iterator[np.ndarray]:
    g = torch.Generator().manual_seed(_SEED)
    for _ in range(batches):
        yield finder_batch(pools, 4, 384, 640, 0.0, g)[0].numpy()


def _crops(pools: Pools, batches: int) -> Iterator[np.ndarray]:
    g = torch.Generator().manual_seed(_SEED)
    for _ in range(batches):
        yield reader_batch(pools, 32, READER_SIZE, 0.0, g)[0].numpy()
