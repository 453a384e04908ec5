"""`trackway bench analyses`: the naive methods on traffic made by hand, and the whole on a small month."""

import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from bench.analyses import MEASURES
from bench.analysing import naive
from bench.analysing.sightings import Sightings, sightings
from bench.analysing.tally import Tally, compared

from trackway.cli.bench import commands
from trackway.cli.house import House
from trackway.model.errors import WrongUse
from trackway.model.time import Clock, Instant
from trackway.sim import county
from trackway.sim.truth import CloneCase, ConvoyCase, KnownTraffic, truth
from trackway.trails.catalogue import ANALYSES

END = Instant(1_795_276_800_000_000)


@pytest.fixture(scope="module")
def known() -> KnownTraffic:
    return truth(county(), END, scale=0.03)


@pytest.fixture(scope="module")
def seen(known: KnownTraffic) -> Sightings:
    return sightings(known)


def run(clock: Clock, *words: str) -> None:
    class OnlyAClock:
        def __init__(self) -> None:
            self.clock = clock

    app = commands(cast("House", OnlyAClock()))
    app(["bench", "analyses", *words], exit_on_error=False, print_error=False, result_action="return_value")


def test_a_text_s_rows_are_its_own_and_in_order(known: KnownTraffic, seen: Sightings) -> None:
    plate = known.of(ConvoyCase)[0].plates[0]
    rows = seen.of(plate)
    assert len(rows) > 5
    assert {seen.texts[i] for i in seen.text[rows]} == {plate}
    assert (np.diff(seen.at[rows]) >= 0).all()
    assert len(seen.of("NOBODY")) == 0
    assert len(seen.of("ZZZZ")) == 0
    for row, near in zip(rows, seen.together(rows, 60.0), strict=True):
        assert row in near
        assert set(seen.camera[near]) == {seen.camera[row]}
        assert np.abs(seen.at[near] - seen.at[row]).max() <= 60.0


def test_counting_finds_convoys_and_much_else(known: KnownTraffic, seen: Sightings) -> None:
    tally = Tally()
    for case in known.of(ConvoyCase):
        tally.add(naive.convoy(seen, case.plates[0], case.span), case.plates[1:])
    assert tally.recall > 0.6
    assert tally.precision < 0.9


def test_fixed_speed_finds_clones_and_drowns_in_clocks(known: KnownTraffic, seen: Sightings) -> None:
    found = naive.cloned(seen, known.span)
    clones = {case.plate for case in known.of(CloneCase)}
    assert len(found & clones) >= 0.8 * len(clones)
    assert len(found) > 5 * len(clones)


def test_a_tally_counts_what_is_right_given_and_wanted() -> None:
    ours, other = Tally(), Tally()
    ours.add(["A", "B", "B"], ["A", "C"])
    other.add([], [])
    assert (ours.precision, ours.recall) == (0.5, 0.5)
    assert (other.precision, other.recall) == (1.0, 1.0)
    precision, recall = compared("it", ours, other, says="by hand")
    assert (precision.case, precision.value, precision.yardstick) == ("it · precision", 0.5, 1.0)
    assert recall.says == "1 of 2, yardstick 0 of 0; by hand"


def test_every_measure_asks_an_analysis_there_is_and_the_store_is_kept(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert MEASURES.keys() <= {analysis.name for analysis in ANALYSES}
    words = ("--passages", "40000", "--cases", "2", "--json", "--folder", str(tmp_path))
    run(clock, *words)
    first = capsys.readouterr()
    assert "loaded by an earlier run" not in first.err
    results = {one["case"]: one for one in map(json.loads, first.out.splitlines())}
    assert len(results) > 2 * len(MEASURES)
    for result in results.values():
        assert result["bench"] == "analyses"
        assert result["says"]
        assert result["unit"] in {"share", "share²", "rank", "km"}
        assert 0 <= result["value"] <= (1000 if result["unit"] in {"rank", "km"} else 1)
    cloned, habit = results["cloned · precision"], "habit · usual places and hours found"
    assert cloned["value"] > 3 * cloned["yardstick"] > 0
    assert results[habit]["value"] > 0.8
    run(clock, *words, "--only", "habit")
    again = capsys.readouterr()
    assert "loaded by an earlier run" in again.err
    assert [json.loads(line)["value"] for line in again.out.splitlines()] == [results[habit]["value"]]


def test_what_cannot_be_measured_is_refused(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(WrongUse, match="too few"):
        run(clock, "--passages", "10", "--folder", str(tmp_path))
    with pytest.raises(WrongUse, match="no measure of prophecy"):
        run(clock, "--only", "prophecy", "--folder", str(tmp_path))
