"""`trackway bench watch`: live tests on a small month of known traffic, from first passage to last."""

import json
from pathlib import Path
from typing import cast

import pytest
from bench.watch import MEASURES

from trackway.cli.bench import commands
from trackway.cli.house import House
from trackway.model.errors import WrongUse
from trackway.model.time import Clock


def run(clock: Clock, *words: str) -> None:
    class OnlyAClock:
        def __init__(self) -> None:
            self.clock = clock

    app = commands(cast("House", OnlyAClock()))
    app(["bench", "watch", *words], exit_on_error=False, print_error=False, result_action="return_value")


@pytest.mark.campaign
def test_swapped_plates_of_a_small_month_are_told_as_they_pass(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    run(clock, "--passages", "40000", "--only", "cloned", "--json", "--folder", str(tmp_path))
    results = {one["case"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert all(one["bench"] == "watch" and one["says"] for one in results.values())
    assert results["cloned · precision"]["value"] >= 0.7
    assert results["cloned · recall"]["value"] >= 0.7
    assert results["mismatch · recall of planted ones"]["value"] >= 0.7
    naive = results["mismatch · precision"]
    assert naive["value"] > 3 * naive["yardstick"] > 0
    assert results["cloned · delay, median"]["value"] >= 0


def test_what_cannot_be_measured_is_refused(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(WrongUse, match="too few"):
        run(clock, "--passages", "10", "--folder", str(tmp_path))
    with pytest.raises(WrongUse, match=", ".join(MEASURES)):
        run(clock, "--only", "dwell", "--folder", str(tmp_path))
