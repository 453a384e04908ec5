"""A short, small run of the benchmark: looking cheaply finds what decoding everything finds."""

import re
from pathlib import Path

import av
import pytest
from bench.import_ import look_through
from tests.conftest import FakeClock

from trackway.model.errors import WrongUse
from trackway.model.time import parse_instant
from trackway.vision import default_engine

CLOCK = FakeClock(parse_instant("2026-11-02T12:00:00+08:00"))


def test_the_sub_stream_finds_what_the_main_stream_shows(tmp_path: Path) -> None:
    """Three vehicles, files of 4 s: passings lie in two files or three."""
    results = {
        result.case: result
        for result in look_through(
            default_engine(),
            CLOCK,
            tmp_path,
            codecs=["h264"],
            activities=[30],
            size=(960, 540),
            file_groups=2,
            vehicles=(3, 4, 9),
        )
    }
    found = results["H.264 · 30 % · passages found"]
    assert (found.value, found.met) == (100.0, True)
    # How many of the three the whole decoding files hangs on the encoder that was built in.
    count, of, filed = map(int, re.match(r"(\d) of (\d); (\d) filed", found.says).groups())  # type: ignore[union-attr]
    assert 2 <= count == of <= filed <= 3
    assert results["passages found · all cases"].met
    speed = results["H.264 · 30 % · speed"]
    assert speed.yardstick is not None
    assert speed.value > 0
    with av.open(str(tmp_path / "libx264-30" / "main-00000.mp4")) as one:
        assert one.streams.video[0].codec_context.name == "h264"


def test_a_case_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="h264 and h265"):
        list(look_through(default_engine(), CLOCK, tmp_path, codecs=["vp9"]))
