"""The catalogue of engines: what there is, under which licence, and whether it can be used here.

::

    trackway[:FOLDER]           our own, the default; or as fine-tuned, from a folder of weights
    rapidocr                    PP-OCRv6, any writing        pip install 'trackway[rapidocr]'
    fast-alpr[:FINDER+READER]   YOLOv9 and CCT               pip install 'trackway[fast-alpr]'
    onnx:MANIFEST               files that the owner brings
"""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import trackway
from trackway.model.errors import TrackwayError
from trackway.vision.engine import Engine
from trackway.vision.engines.errors import UnknownEngine
from trackway.vision.engines.fast_alpr import DETECTOR, READER, FastAlprEngine
from trackway.vision.engines.licences import ALLOWED, LicenceClass, demand_allowed
from trackway.vision.engines.manifest import read_manifest
from trackway.vision.engines.onnx_engine import OnnxEngine
from trackway.vision.engines.rapidocr import RapidOcrEngine
from trackway.vision.plate_engine import PlateEngine

__all__ = ["DEFAULT", "EngineFacts", "engine_facts", "engine_named", "engines_known"]

DEFAULT = "trackway"
"""What an empty name means."""
_ONNX = "onnx:"
_OWN = f"{DEFAULT}:"
_FAST_ALPR = "fast-alpr"
_NAMES = (DEFAULT, "rapidocr", _FAST_ALPR)


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """One engine as the catalogue lists it.

    ``licence`` is that of its weights as far as it is known; ``model`` names engine and weights as it
    stands in readings, and is empty where ``why_not`` says why the engine cannot be used here.
    """

    name: str
    what: str
    version: str
    licence: str
    model: str
    why_not: str


def engine_named(
    name: str = "",
    threads: int = 1,
    *,
    folder: Path = Path(),
    allowed: Collection[LicenceClass] = ALLOWED,
) -> Engine:
    """The engine of that name, its models not yet opened.

    A manifest's path that is not absolute is looked for in ``folder``. Raises ``UnknownEngine``,
    ``EngineMissing`` when it is not installed, ``UnfitEngine`` when its files are not as they should be,
    and ``EngineRefused`` when its licence is not among the ``allowed``.
    """
    plain = _checked(name)
    if plain == DEFAULT:
        return PlateEngine(threads)
    if plain.startswith(_OWN):
        return PlateEngine(threads, (folder / plain.removeprefix(_OWN)).absolute())
    demand_allowed(plain, _licence(plain, folder), allowed)
    if plain.startswith(_ONNX):
        return OnnxEngine((folder / plain.removeprefix(_ONNX)).absolute(), threads)
    if plain.startswith(_FAST_ALPR):
        return FastAlprEngine(*_models(plain), threads)
    return RapidOcrEngine(threads)


def engine_facts(
    name: str, *, folder: Path = Path(), allowed: Collection[LicenceClass] = ALLOWED
) -> EngineFacts:
    """What the catalogue says of an engine; never raises for one that only cannot be used."""
    plain = _checked(name)
    model, why_not = "", ""
    try:
        model = engine_named(plain, folder=folder, allowed=allowed).model
    except TrackwayError as error:
        why_not = str(error)
    return EngineFacts(
        plain, _what(plain), _version(plain, folder), _stated(plain, folder) or "?", model, why_not
    )


def engines_known(
    others: Collection[str] = (), *, folder: Path = Path(), allowed: Collection[LicenceClass] = ALLOWED
) -> Iterator[EngineFacts]:
    """Every engine that comes with Trackway or an extra of it, and the others that are named."""
    for name in dict.fromkeys([*_NAMES, *(other or DEFAULT for other in others)]):
        yield engine_facts(name, folder=folder, allowed=allowed)


def _checked(name: str) -> str:
    plain = name.strip() or DEFAULT
    family = plain.split(":", 1)[0]
    _, _, rest = plain.partition(":")
    if plain in _NAMES or (family in (DEFAULT, _FAST_ALPR, "onnx") and rest.strip()):
        return plain
    near = difflib.get_close_matches(family, [*_NAMES, "onnx"], n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise UnknownEngine(
        f"There is no engine {plain!r}: there are {', '.join(_NAMES)}, trackway:FOLDER "
        f"and onnx:MANIFEST{hint}"
    )


def _models(name: str) -> tuple[str, str]:
    """The two models that a name like ``fast-alpr:FINDER+READER`` asks for; fast-alpr's own when left out."""
    _, _, asked = name.partition(":")
    finder, _, reader = asked.partition("+")
    return finder or DETECTOR, reader or READER


def _licence(name: str, folder: Path) -> str:
    if name.startswith(_ONNX):
        return read_manifest(folder / name.removeprefix(_ONNX)).licence
    # Its code is under MIT. What its reader was trained on is not stated there, and a model card elsewhere
    # names a set under CC-BY-NC-ND: the licence of the weights is not known.
    return "unknown" if name.startswith(_FAST_ALPR) else "Apache-2.0"


def _stated(name: str, folder: Path) -> str:
    try:
        return _licence(name, folder)
    except TrackwayError:
        return ""


def _what(name: str) -> str:
    if name.startswith(_ONNX):
        return "自備模型 the owner's files"
    if name.startswith(_OWN):
        return "本系統(本局微調) our own, fine-tuned"
    return {
        DEFAULT: "本系統 our own, the default",
        "rapidocr": "通用文字辨識 any writing (PP-OCRv6)",
    }.get(name, "車牌套件 plates of many countries (YOLOv9, CCT)")


def _version(name: str, folder: Path) -> str:
    try:
        if name.startswith(_ONNX):
            return read_manifest(folder / name.removeprefix(_ONNX)).version
        family, _, _ = name.partition(":")
        return trackway.__version__ if family == DEFAULT else version(family)
    except (TrackwayError, PackageNotFoundError):
        return ""
