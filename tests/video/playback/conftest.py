"""A catalogue, and a stream on its shelf."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.video.playback.shelf import START, Shelf

from trackway.video.catalogue import Catalogue


@pytest.fixture
def catalogue(tmp_path: Path, clock: FakeClock) -> Iterator[Catalogue]:
    clock.at = START.plus(3600)
    with Catalogue(tmp_path / "footage.sqlite", clock) as opened:
        yield opened


@pytest.fixture
def shelf(catalogue: Catalogue, tmp_path: Path) -> Shelf:
    return Shelf(catalogue, catalogue.volumes.add(tmp_path / "footage"))
