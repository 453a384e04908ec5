"""The weights of our own networks: ONNX files beside this file (docs/reference/models.md)."""

import hashlib
from functools import lru_cache
from pathlib import Path

import onnxruntime

from trackway.model.errors import Unavailable

__all__ = ["FINDER", "READER", "TINT", "WeightsMissing", "fingerprint", "session"]

FINDER = "finder.onnx"
"""Finds plates and their corners in a grey picture."""
READER = "reader.onnx"
"""Reads one straightened plate."""
TINT = "tint.onnx"
"""Tells the colours of one straightened plate."""

_FOLDER = Path(__file__).parent


class WeightsMissing(Unavailable):
    """The reader's weights are not there; install Trackway again."""


def _path(name: str) -> Path:
    path = _FOLDER / name
    if not path.is_file():
        raise WeightsMissing(f"The weights {path} are missing; install Trackway again.")
    return path


@lru_cache(maxsize=4)
def fingerprint(*names: str) -> str:
    """The first 12 hex digits of the SHA-256 over these weights: which eyes made a reading."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(_path(name).read_bytes())
    return digest.hexdigest()[:12]


def session(name: str, threads: int) -> onnxruntime.InferenceSession:
    """A running model of these weights on so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; warnings about shapes are of no use to anyone
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the core too
    return onnxruntime.InferenceSession(
        str(_path(name)), sess_options=options, providers=["CPUExecutionProvider"]
    )
