"""ONNX files: fingerprinted, opened on so many threads and run, with onnxruntime's errors in our words."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as states

from trackway.vision.engines.errors import UnfitEngine

__all__ = ["file_sha256", "opened", "options", "outputs"]

_REFUSALS = (
    states.EPFail,
    states.Fail,
    states.InvalidArgument,
    states.InvalidGraph,
    states.InvalidProtobuf,
    states.NoModel,
    states.NoSuchFile,
    states.NotFound,
    states.NotImplemented,
    states.RuntimeException,
)
"""They have nothing in common but ``Exception``."""
_ELSEWHERE = "session.model_external_initializers_file_folder_path"
"""Where weights outside the model's own file would be looked for; else in the working folder."""
_WEIGHTS_ELSEWHERE = ("External data path", "model_path must not be empty")
"""What onnxruntime says of a model that points to another file."""


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex. Raises ``UnfitEngine`` when it cannot be read."""
    try:
        stat = path.stat()
        return _sha256(path, stat.st_size, stat.st_mtime_ns)
    except OSError as error:
        raise UnfitEngine(f"The model {path} cannot be read: {error.strerror}.") from error


@lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def options(threads: int) -> onnxruntime.SessionOptions:
    """So many threads for one session, which rest while there is nothing to do."""
    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = threads
    chosen.inter_op_num_threads = 1
    chosen.log_severity_level = 4  # what is wrong is raised as well; said once is enough
    chosen.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the core too
    return chosen


def opened(path: Path, threads: int, sha256: str = "") -> onnxruntime.InferenceSession:
    """A running model. Raises ``UnfitEngine`` when the file is no model that onnxruntime can run.

    It runs the very bytes that have this SHA-256, when one is given, and no other file: weights that lie
    outside the model's own file are refused.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnfitEngine(f"The model {path} cannot be read: {error.strerror}.") from error
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise UnfitEngine(f"{path} is not the file that the manifest speaks of; it changed meanwhile.")
    chosen = options(threads)
    chosen.add_session_config_entry(_ELSEWHERE, str(path / "nowhere"))  # no file lies in a file
    try:
        return onnxruntime.InferenceSession(content, sess_options=chosen, providers=["CPUExecutionProvider"])
    except _REFUSALS as error:
        if any(sign in str(error) for sign in _WEIGHTS_ELSEWHERE):
            raise UnfitEngine(
                f"The weights of {path} lie in another file; export the model as one file."
            ) from error
        raise UnfitEngine(f"{path} is no model that can be run here: {_first_line(error)}") from error


def outputs(
    session: onnxruntime.InferenceSession, path: Path, feed: Mapping[str, NDArray[np.generic]]
) -> list[NDArray[np.float32]]:
    """What the model answers. Raises ``UnfitEngine`` when it does not take this input."""
    try:
        found = session.run(None, dict(feed))
    except _REFUSALS as error:
        raise UnfitEngine(f"{path} does not take its input: {_first_line(error)}") from error
    return [np.asarray(one, dtype=np.float32) for one in found]


def _first_line(error: BaseException) -> str:
    line = " ".join(str(error).split())
    return f"{line[:300]}…" if len(line) > 300 else line
