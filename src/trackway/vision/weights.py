"""The weights the first engine stands on: PP-OCRv6 small, shipped inside the ``rapidocr`` wheel (Apache-2.0).

Only the files are used. The package itself is never imported; sessions are opened here with an
explicit number of threads, so that many workers on one machine do not fight for cores.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import onnxruntime

from trackway.model.errors import Unavailable

__all__ = ["FINDER", "READER", "WeightsMissing", "fingerprint", "session", "weights_path"]

FINDER = "PP-OCRv6_det_small.onnx"
"""Finds lines of text: a map of how surely each pixel is text."""
READER = "PP-OCRv6_rec_small.onnx"
"""Reads one line of text, 48 pixels high."""


class WeightsMissing(Unavailable):
    """The reader's weights are not installed; run `make setup` again."""


def weights_path(name: str) -> Path:
    """Where the weights file lies in the installed package."""
    try:
        path = Path(str(distribution("rapidocr").locate_file(f"rapidocr/models/{name}")))
    except PackageNotFoundError:
        raise WeightsMissing(f"The package rapidocr, which brings the weights {name}, is missing.") from None
    if not path.is_file():
        raise WeightsMissing(f"The weights {name} are missing from the installed package rapidocr.")
    return path


@lru_cache(maxsize=8)
def fingerprint(*names: str) -> str:
    """The first 12 hex digits of the SHA-256 over these weights: which eyes made a reading."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(weights_path(name).read_bytes())
    return digest.hexdigest()[:12]


def session(name: str, threads: int) -> onnxruntime.InferenceSession:
    """A running model of these weights on so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; warnings about shapes are of no use to anyone
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the core too
    return onnxruntime.InferenceSession(
        str(weights_path(name)), sess_options=options, providers=["CPUExecutionProvider"]
    )
