"""Weights of a bureau's own, fine-tuned, in place of those that ship."""

import pickle
import shutil
from pathlib import Path

import pytest

from trackway.vision import PlateEngine
from trackway.vision.engines import engine_named
from trackway.vision.weights import FINDER, READER, WeightsMissing, path_of


def test_what_a_folder_lacks_is_taken_from_what_ships(tmp_path: Path) -> None:
    shutil.copy(path_of(READER), tmp_path / READER)
    own = engine_named(f"trackway:{tmp_path}")
    assert own.model == PlateEngine().model
    assert pickle.loads(pickle.dumps(own)).model == own.model  # noqa: S301  made a moment ago


def test_other_weights_have_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / READER).write_bytes(path_of(FINDER).read_bytes())
    assert engine_named(f"trackway:{tmp_path}").model != PlateEngine().model


def test_a_path_is_looked_for_where_the_data_is(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    assert engine_named("trackway:own", folder=tmp_path).model == PlateEngine().model


def test_a_folder_of_weights_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="nowhere"):
        engine_named(f"trackway:{tmp_path / 'nowhere'}")
