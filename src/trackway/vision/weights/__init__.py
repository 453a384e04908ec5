"""The weights of our own networks: ONNX files beside this file (docs/reference/models.md)."""

import hashlib
from pathlib import Path

import onnxruntime

from trackway.model.errors import Unavailable

__all__ = ["FINDER", "READER", "SHIPPED", "TINT", "WeightsMissing", "fingerprint", "path_of", "session"]

FINDER = "finder.onnx"
"""Finds plates and their corners in a grey picture."""
READER = "reader.onnx"
"""Reads one straightened plate."""
TINT = "tint.onnx"
"""Tells the colours of one straightened plate."""

SHIPPED = Path(__file__).parent
"""The folder of the weights that come with Trackway."""


class WeightsMissing(Unavailable):
    """The weights are not there; install Trackway again."""


def path_of(name: str, folder: Path = SHIPPED) -> Path:
    """The file of these weights: the folder's own, or the shipped one where the folder has none.

    Raises ``WeightsMissing`` when the folder or the shipped file is not there.
    """
    if not folder.is_dir():
        raise WeightsMissing(f"The folder of weights {folder} is not there.")
    path = folder / name
    if not path.is_file():
        path = SHIPPED / name
    if not path.is_file():
        raise WeightsMissing(f"The weights {path} are missing; install Trackway again.")
    return path


def fingerprint(*paths: Path) -> str:
    """The first 12 hex digits of the SHA-256 over these files: which eyes made a reading."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A running model of these weights on so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; warnings about shapes are of no use to anyone
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the core too
    return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
