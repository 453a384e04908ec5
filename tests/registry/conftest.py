from collections.abc import Iterator
from pathlib import Path

import pytest

from trackway.registry import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry(tmp_path / "data" / "registry.sqlite") as opened:
        yield opened
