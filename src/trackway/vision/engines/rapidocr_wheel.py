"""PP-OCRv6 small as it lies in the installed ``rapidocr`` wheel (Apache-2.0).

Only the two files are used. The package is never imported, so neither its settings nor its downloads can
come into play, and sessions are opened here with a number of threads set on purpose.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from trackway.vision.engines.errors import EngineMissing
from trackway.vision.engines.sessions import file_sha256

__all__ = ["FINDER", "READER", "fingerprint", "weights"]

FINDER = "PP-OCRv6_det_small.onnx"
"""Finds lines of text: a map of how surely each pixel is text."""
READER = "PP-OCRv6_rec_small.onnx"
"""Reads one line of text, 48 pixels high."""


def weights(name: str) -> Path:
    """Where the file lies. Raises ``EngineMissing`` when the wheel, or this file in it, is not installed."""
    try:
        path = Path(str(distribution("rapidocr").locate_file(f"rapidocr/models/{name}")))
    except PackageNotFoundError:
        raise EngineMissing(
            "The engine rapidocr is not installed; install it with pip install 'trackway[rapidocr]'."
        ) from None
    if not path.is_file():
        raise EngineMissing(
            f"The installed package rapidocr brings no {name}; install the version that Trackway names "
            "with pip install 'trackway[rapidocr]'."
        )
    return path


def fingerprint() -> str:
    """The first 12 hex digits of the SHA-256 over both files' digests: which eyes made a reading."""
    both = "".join(file_sha256(weights(name)) for name in (FINDER, READER))
    return hashlib.sha256(both.encode()).hexdigest()[:12]
