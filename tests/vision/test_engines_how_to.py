"""The page about engines says what is: its manifest is read, every key of a manifest is there."""

import re
from pathlib import Path

from trackway.vision.engines import ALLOWED, LicenceClass, engines_known, manifest
from trackway.vision.engines.manifest import Boxes, Letters, read_manifest
from trackway.web import read_settings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "choose-an-engine.md").read_text(encoding="utf-8")
MANIFEST, SETTINGS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_manifest_on_the_page_is_one(tmp_path: Path) -> None:
    for name in ("finder.onnx", "reader.onnx"):
        (tmp_path / name).touch()
    path = tmp_path / "bureau.toml"
    path.write_text(MANIFEST.replace("…64 hex digits…", "0" * 64), encoding="utf-8")
    found = read_manifest(path)
    assert (found.name, found.licence) == ("bureau-plates", "own")
    assert (found.detector.layout, found.reader.layout) == (Boxes.YOLO, Letters.SLOTS)


def test_every_key_and_word_is_on_the_page() -> None:
    keys = set(re.findall(r'"([a-z0-9_]+)"', _source_of_keys()))
    assert len(keys) >= 12
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()
    for word in (*Boxes, *Letters, *LicenceClass):
        assert f"`{word}`" in PAGE or f'"{word}"' in PAGE, word
    for engine in engines_known():
        assert f"| `{engine.name}` |" in PAGE


def _source_of_keys() -> str:
    """The keys as the reader of manifests names them."""
    text = Path(manifest.__file__).read_text(encoding="utf-8")
    return "".join(re.findall(r"(?:_MODEL_KEYS = \(.*?\)|part\.only\(.*?\))", text, flags=re.DOTALL))


def test_the_settings_on_the_page_are_the_default(tmp_path: Path) -> None:
    path = tmp_path / "trackway.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    assert read_settings(path).engines.allowed == ALLOWED
    assert read_settings(tmp_path / "none.toml").engines.allowed == ALLOWED
