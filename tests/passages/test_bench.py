"""`trackway bench search`, small: every case is there, in the form that is promised."""

import json
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock

from trackway.cli.bench import _bench, commands
from trackway.cli.house import House


class OnlyAClock:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock


def test_bench_search(
    tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = _bench("search")  # not part of the package: the command finds it in the checkout
    monkeypatch.setattr(search, "WARM_RUNS", 1)
    monkeypatch.setattr(search, "COLD_RUNS", 1)
    monkeypatch.setattr(
        search, "CASES", {case: search.CASES[case] for case in ("find area, 30 min", "trail")}
    )
    app = commands(cast("House", OnlyAClock(clock)))
    words = ["bench", "search", "--passages", "2000", "--folder", str(tmp_path), "--json"]
    app(words, exit_on_error=False, print_error=False, result_action="return_value")
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    cases = [result["case"] for result in results]
    assert cases[:3] == ["load", "load again (all there)", "weight"]
    assert {"find area, 30 min, warm", "find area, 30 min, cold", "trail, warm", "trail, cold"} < set(cases)
    for result in results:
        assert set(result) == {
            "bench", "case", "value", "unit", "yardstick", "ratio", "goal", "met", "says",
        }  # fmt: skip
        assert result["value"] > 0
        assert (result["met"] is None) == (result["goal"] is None)
