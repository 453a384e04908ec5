"""A catalogue, a volume, and a stream to record by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import START, Camera

from trackway.video.catalogue import Catalogue, Volume


@pytest.fixture
def catalogue(tmp_path: Path, clock: FakeClock) -> Iterator[Catalogue]:
    clock.at = START
    with Catalogue(tmp_path / "footage.sqlite", clock) as opened:
        yield opened


@pytest.fixture
def volume(catalogue: Catalogue, tmp_path: Path) -> Volume:
    return catalogue.volumes.add(tmp_path / "footage")


@pytest.fixture
def camera(catalogue: Catalogue, volume: Volume) -> Camera:
    return Camera(catalogue, volume)
