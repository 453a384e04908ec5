"""What a look costs: the finder, each plate, and the memory of a process that looks."""

import pytest
from bench.reading import cost

from trackway.vision import default_engine


def test_every_cost_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "RUNS", 1)
    monkeypatch.setattr(cost, "_SIZES", ((1280, 720),))
    found = {one.case: one for one in cost.costs("trackway", default_engine())}
    assert found["cost · trackway · 1280 wide, finder (no plate)"].value > 0
    assert "of 4 shown" in found["cost · trackway · 1280 wide, each plate"].says
    assert 50 < found["cost · trackway · peak memory"].value < 4000
