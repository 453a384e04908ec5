"""`trackway bench search`, small: every case is there, in the form that is promised."""

import json
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock
from tests.passages.conftest import passage

from trackway.cli.bench import _bench, commands
from trackway.cli.house import House
from trackway.model.question import Permit, Question
from trackway.model.time import Span
from trackway.passages import open_passages
from trackway.trails.catalogue import ANALYSES


class OnlyAClock:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock


def test_bench_search(
    tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = _bench("search")  # not part of the package: the command finds it in the checkout
    monkeypatch.setattr(search, "WARM_RUNS", 1)
    monkeypatch.setattr(search, "COLD_RUNS", 1)
    monkeypatch.setattr(_bench("busy"), "SECONDS", 0.5)
    monkeypatch.setattr(_bench("busy"), "RATES", (200,))
    monkeypatch.setattr(
        search, "CASES", {case: search.CASES[case] for case in ("area, 30 min", "trail, 30 days")}
    )
    analyses = search.ANALYSIS_CASES
    assert len(analyses) == len(ANALYSES)
    monkeypatch.setattr(search, "ANALYSIS_CASES", {"analysis: habit": analyses["analysis: habit"]})
    app = commands(cast("House", OnlyAClock(clock)))
    words = ["bench", "search", "--passages", "2000", "--folder", str(tmp_path), "--json"]
    app(words, exit_on_error=False, print_error=False, result_action="return_value")
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    cases = [result["case"] for result in results]
    assert cases[:4] == ["load", "load again (all there)", "merge", "weight"]
    asked = {f"{case}, {how}" for case in (*search.CASES, "analysis: habit") for how in ("warm", "cold")}
    assert {*asked, "asked beside 200/s", "plain scan"} < set(cases)
    for result in results:
        assert set(result) == {
            "bench", "case", "value", "unit", "yardstick", "ratio", "goal", "met", "says",
        }  # fmt: skip
        assert result["value"] > 0
        assert (result["met"] is None) == (result["goal"] is None)
    with open_passages(tmp_path / "search-2000" / "passages") as store:
        assert store.count() == 2000  # what was filed to be measured is gone


def test_what_questions_cost_is_counted_whoever_asks(tmp_path: Path, permit: Permit, day: Span) -> None:
    with open_passages(tmp_path / "passages") as store:
        store.add([passage(n) for n in range(10)])
        with _bench("measuring").counted(store) as cost:
            assert len(store.find(permit, Question(day)).rows) == 10
            table = store.table(
                permit, "select count() as n, max(camera) as most from passages where camera = 1", {}
            )
        assert table.column("n").to_pylist() == [10]
        assert cost.rows >= 20
        assert cost.bytes > 0
        assert cost.statements >= 3  # the page, its evidence, the table
        before = cost.rows
        store.count()
        store.find(permit, Question(day))
        assert cost.rows == before
