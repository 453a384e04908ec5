"""The fast-alpr family (ankandrew) as an engine: a YOLOv9 detector and a reader with one slot per place.

Its packages (fast-alpr, open-image-models, fast-plate-ocr; code under MIT) bring no weights: they download
them when they are first used. Trackway never does that unasked. It looks where they would have put the
files, and opens only what lies there.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Reading
from trackway.vision.engines.characters import NOTHING, STRANGE, Characters, as_steps
from trackway.vision.engines.errors import EngineMissing, UnfitEngine, UnknownEngine
from trackway.vision.engines.sessions import file_sha256, opened, options
from trackway.vision.engines.sighting import boxed
from trackway.vision.geometry import Luma, bounding_box, sides
from trackway.vision.spelling import letters, spell

__all__ = ["FastAlprEngine", "weight_files"]

DETECTOR, READER = "yolo-v9-t-384-license-plate-end2end", "cct-xs-v2-global-model"
"""What fast-alpr uses unless told otherwise."""
_LEAST_FOUND = 0.4
_SHORTEST = 4
_LETTERS = 0.6
"""The part of a plate's height that its letters take."""


class _Box(Protocol):
    x1: int
    y1: int
    x2: int
    y2: int


class _Detection(Protocol):
    confidence: float
    bounding_box: _Box


class _Ocr(Protocol):
    text: str
    confidence: float | list[float]


class _Result(Protocol):
    """What fast-alpr says of one plate; ``ocr`` is ``None`` where nothing was read."""

    detection: _Detection
    ocr: _Ocr | None


class _Alpr(Protocol):
    def predict(self, frame: NDArray[np.uint8]) -> Sequence[_Result]: ...


class FastAlprEngine:
    """fast-alpr with weights that were downloaded before. Used by one thread; pickles as its recipe.

    Raises ``EngineMissing`` where a package or a file of weights is not there. It says one character for
    each place and how sure it is; what is left of the probability goes to all others alike.
    """

    def __init__(self, detector: str = DETECTOR, reader: str = READER, threads: int = 1) -> None:
        self._detector, self._reader, self._threads = detector, reader, threads
        both = "".join(file_sha256(path) for path in weight_files(detector, reader))
        self._model = f"fast-alpr-{hashlib.sha256(both.encode()).hexdigest()[:12]}"

    def __reduce__(self) -> tuple[Callable[[str, str, int], "FastAlprEngine"], tuple[str, str, int]]:
        return FastAlprEngine, (self._detector, self._reader, self._threads)

    @property
    def model(self) -> str:
        """The family's name and the fingerprint of its files."""
        return self._model

    def open(self) -> None:
        """Load both models now."""
        _ = self._alpr

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen, surest first; boxes, not corners."""
        results = self._alpr.predict(np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8))
        read = [result for result in results if result.ocr is not None and len(result.ocr.text) >= _SHORTEST]
        readings = [self._reading(picture, result, at_s) for result in read]
        kept = [one for one in readings if len(one.letters) >= _SHORTEST]
        return tuple(sorted(kept, key=lambda one: -one.found))

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The same: its detector has one size and one cost."""
        return self.look(picture, at_s)

    def _reading(self, picture: Luma, result: _Result, at_s: float) -> Reading:
        box, ocr = result.detection.bounding_box, result.ocr
        corners = boxed(box.x1, box.y1, box.x2, box.y2)
        text, sure = (ocr.text, ocr.confidence) if ocr is not None else ("", 0.0)
        each = sure if isinstance(sure, list) else [sure] * len(text)
        spelling = spell(as_steps(_slots(text, each)), _LETTERS * sides(corners)[1])
        found = round(min(float(result.detection.confidence), 1.0), 3)
        where = bounding_box(corners, picture)
        return Reading(letters(spelling), found, where, at_s, self._model, spelling.split)

    @cached_property
    def _alpr(self) -> _Alpr:
        detector_file, reader_file = weight_files(self._detector, self._reader)
        for path in (detector_file, reader_file):
            opened(path, self._threads)  # says in a sentence what its packages would say in a traceback
        models, family = import_module("open_image_models"), import_module("fast_alpr")
        configured = import_module("fast_alpr.default_ocr").DefaultOCR
        plain = ["CPUExecutionProvider"]
        try:
            found: _Alpr = family.ALPR(
                detector=models.create_detector(
                    self._detector,
                    conf_thresh=_LEAST_FOUND,
                    providers=plain,
                    sess_options=options(self._threads),
                ),
                ocr=configured(
                    hub_ocr_model=self._reader, providers=plain, sess_options=options(self._threads)
                ),
            )
        except (ValueError, TypeError, KeyError, OSError) as error:
            raise UnfitEngine(
                f"fast-alpr does not take its weights {detector_file.name}: {error}."
            ) from error
        return found


def weight_files(detector: str = DETECTOR, reader: str = READER) -> tuple[Path, Path]:
    """Where the family's packages keep the weights of these names, which are there.

    Raises ``EngineMissing`` when a package is not installed or a file was not downloaded, and
    ``UnknownEngine`` for names that the packages do not know.
    """
    if find_spec("fast_alpr") is None:
        raise EngineMissing(
            "The engine fast-alpr is not installed; install it with pip install 'trackway[fast-alpr]'."
        )
    finders, readers = (
        import_module("open_image_models.detection.core.hub"),
        import_module("fast_plate_ocr.inference.hub"),
    )
    for name, known in ((detector, finders.DETECTION_MODELS), (reader, readers.AVAILABLE_ONNX_MODELS)):
        if name not in known:
            raise UnknownEngine(f"fast-alpr has no model {name!r}; it has {', '.join(sorted(known))}.")
    model_url, config_url = readers.AVAILABLE_ONNX_MODELS[reader]
    finder = Path(finders.MODEL_CACHE_DIR) / detector / _last(finders.DETECTION_MODELS[detector].url)
    folder = Path(readers.MODEL_CACHE_DIR) / reader
    for path in (finder, folder / _last(model_url), folder / _last(config_url)):
        if not path.is_file():
            raise EngineMissing(
                f"The weights of fast-alpr have not been downloaded ({path} is not there); if their terms "
                f'suit you, let the package fetch them once: python -c "from fast_alpr import ALPR; '
                f"ALPR(detector_model='{detector}', ocr_model='{reader}')\"."
            )
    return finder, folder / _last(model_url)


def _last(url: str) -> str:
    return url.rsplit("/", 1)[-1]


def _slots(text: str, sure: Sequence[float]) -> NDArray[np.float32]:
    """A row per character of the text: its probability, and the rest among the other symbols."""
    characters = Characters([*text])
    alone = characters.fold(np.eye(len(text), dtype=np.float32))
    chance = np.clip(np.array(sure[: len(text)], np.float32), 0.0, 1.0)[:, None]
    others = (alone == 0).astype(np.float32)
    others[:, NOTHING : STRANGE + 1] = 0
    others /= np.maximum(others.sum(axis=1, keepdims=True), 1)
    return np.asarray(alone * chance + others * (1 - chance), dtype=np.float32)
