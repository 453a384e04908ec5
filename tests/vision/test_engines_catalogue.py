"""Engines by name, and the licences that keep some of them out."""

import pickle
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from trackway.vision import Engine, PlateEngine, default_engine
from trackway.vision.engines import (
    ALLOWED,
    EngineMissing,
    EngineRefused,
    LicenceClass,
    UnfitEngine,
    UnknownEngine,
    engine_facts,
    engine_named,
    engines_known,
    is_allowed,
)

EVERY = frozenset(LicenceClass)


@pytest.mark.parametrize("name", ["", "trackway", " trackway "])
def test_our_own_engine_is_the_default(name: str) -> None:
    engine = engine_named(name)
    assert isinstance(engine, PlateEngine)
    assert engine.model == default_engine().model
    twin: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 (our own bytes)
    assert twin.model == engine.model


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("rapidorc", "did you mean rapidocr?"),
        ("tracway", "did you mean trackway?"),
        ("onnx:", "onnx:MANIFEST"),
        ("onnx", "onnx:MANIFEST"),
        ("trackway-fast", "no engine 'trackway-fast'"),
        ("文字", "no engine '文字'"),
    ],
)
def test_a_name_that_is_none_is_said_so(name: str, says: str) -> None:
    with pytest.raises(UnknownEngine) as error:
        engine_named(name)
    assert says in str(error.value)


def test_an_extra_that_is_not_installed_names_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("trackway.vision.engines.rapidocr_wheel.distribution", nothing)
    with pytest.raises(EngineMissing, match=r"pip install 'trackway\[rapidocr\]'"):
        engine_named("rapidocr")
    assert "pip install" in engine_facts("rapidocr").why_not
    monkeypatch.setattr("trackway.vision.engines.fast_alpr.find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r"pip install 'trackway\[fast-alpr\]'"):
        engine_named("fast-alpr", allowed=EVERY)


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnfitEngine, match=r"bureau\.toml is not there"):
        engine_named("onnx:bureau.toml", folder=tmp_path)
    facts = engine_facts("onnx:bureau.toml", folder=tmp_path)
    assert (facts.model, facts.licence) == ("", "?")
    assert "is not there" in facts.why_not


def test_the_catalogue_tells_of_every_engine_once(tmp_path: Path) -> None:
    found = list(engines_known(["", "rapidocr", "onnx:x.toml"], folder=tmp_path))
    assert [one.name for one in found] == ["trackway", "rapidocr", "fast-alpr", "onnx:x.toml"]
    assert all(bool(one.model) != bool(one.why_not) for one in found)
    assert (found[0].licence, found[0].model) == ("Apache-2.0", default_engine().model)
    assert "unknown" in found[2].why_not


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("MIT", LicenceClass.PERMISSIVE),
        ("Apache-2.0 WITH LLVM-exception", LicenceClass.PERMISSIVE),
        ("own", LicenceClass.OWN),
        ("LicenseRef-contract-2026-14", LicenceClass.PROPRIETARY),
        ("MPL-2.0", LicenceClass.WEAK_COPYLEFT),
        ("LGPL-2.1-or-later", LicenceClass.WEAK_COPYLEFT),
        ("GPL-3.0-only", LicenceClass.GPL),
        ("GPL-2.0+", LicenceClass.GPL),
        ("AGPL-3.0", LicenceClass.AGPL),
        ("agpl-3.0-or-later", LicenceClass.AGPL),
        ("CC-BY-NC-4.0", LicenceClass.NON_COMMERCIAL),
        ("CC-BY-NC-ND-4.0", LicenceClass.NON_COMMERCIAL),
        ("", LicenceClass.UNKNOWN),
        ("free for research", LicenceClass.UNKNOWN),
        ("(MIT OR GPL-3.0-only)", LicenceClass.UNKNOWN),
    ],
)
def test_each_licence_needs_its_class(expression: str, needs: LicenceClass) -> None:
    assert is_allowed(expression, {needs})
    assert not is_allowed(expression, EVERY - {needs})
    assert is_allowed(expression) is (needs in ALLOWED)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT AND AGPL-3.0", False),
        ("MIT OR AGPL-3.0", True),
        ("GPL-3.0 OR MIT AND BSD-3-Clause", True),
        ("GPL-3.0 OR MIT AND CC-BY-NC-4.0", False),
    ],
)
def test_all_parts_or_any_way(expression: str, *, allowed: bool) -> None:
    assert is_allowed(expression) is allowed


def test_a_refusal_says_which_class_would_have_to_be_allowed() -> None:
    with pytest.raises(EngineRefused) as error:
        engine_named("fast-alpr")
    assert "unknown is not among" in str(error.value)
    assert "allowed_licences" in str(error.value)
    with pytest.raises(EngineRefused, match="rapidocr is refused"):
        engine_named("rapidocr", allowed={LicenceClass.OWN})
    assert engine_named("trackway", allowed=()).model  # Trackway is used under its own licence anyway
