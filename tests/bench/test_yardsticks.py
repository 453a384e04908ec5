"""A yardstick at work: a real process of another reader, asked picture by picture."""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from bench.reading.running import Opening, Shown, tallied
from bench.reading.scenes import Scene
from bench.reading.yardsticks.client import Yardstick
from tests.bench.photographs import drawn_plate

from trackway.model.errors import Unavailable
from trackway.vision import default_engine


def test_another_reader_answers_picture_by_picture() -> None:
    if find_spec("rapidocr") is None:  # without importing it: other tests see to it that nobody does
        pytest.skip("NOT TESTED: the yardstick rapidocr-lines; pip install 'trackway[rapidocr]' to test it")
    with Yardstick("rapidocr-lines", Path(sys.executable)) as yardstick:
        answer = yardstick.read(drawn_plate("BKP-2075"))
        assert [said.text for said in answer.said] == ["BKP2075"]
        assert answer.took_s > 0
        x0, y0, x1, y1 = answer.said[0].box
        assert 100 < x0 < x1 < 540
        assert 60 < y0 < y1 < 300
        assert yardstick.read(np.full((120, 160, 3), 90, np.uint8)).said == ()


def test_one_that_cannot_start_is_said() -> None:
    with pytest.raises(Unavailable, match="abacus ended"):
        Yardstick("abacus", Path(sys.executable))


def test_processes_answer_as_one_does() -> None:
    shown = [Shown(Scene("rendered scenes", n), ("trackway",)) for n in range(2)]
    opening = Opening({"trackway": default_engine()}, ("trackway",), Path("unused"))
    alone, together = (tallied(shown, opening, n, chunk=1)["trackway"] for n in (1, 2))
    assert [o.name for o in alone.outcomes] == [o.name for o in together.outcomes]
    assert [o.pairs for o in alone.outcomes] == [o.pairs for o in together.outcomes]
