from pathlib import Path

import msgspec
import pytest
from tests.video.clips import grey_steps, write_clip

from trackway.model.errors import NotFound, Unavailable
from trackway.video import FootageFacts, NotFootage, apart, facts_apart, footage_facts


def test_strangers_files_are_asked_by_somebody_else(tmp_path: Path) -> None:
    good = write_clip(tmp_path / "good.mp4", grey_steps(30))
    text, empty = tmp_path / "text.mp4", tmp_path / "empty.mp4"
    text.write_text("no footage\n")
    empty.touch()
    first, second, third, fourth, last = facts_apart([good, text, empty, tmp_path / "gone.mp4", good])
    assert first == last == footage_facts(good)
    assert isinstance(first, FootageFacts)
    assert isinstance(second, NotFootage)
    assert "text.mp4" in str(second)
    assert isinstance(third, NotFootage)
    assert "empty" in str(third)
    assert isinstance(fourth, NotFound)
    assert facts_apart([]) == []


def test_an_answer_that_is_none_is_not_taken(tmp_path: Path) -> None:
    for facts in ({"duration_s": float("nan")}, {"duration_s": -1.0}, {"width": "wide"}):
        whole = {"duration_s": 1.0, "width": 1, "height": 1, "rate": 25.0, "codec": "h264"} | facts
        with pytest.raises((ValueError, msgspec.MsgspecError)):
            apart._checked(tmp_path, msgspec.msgpack.encode({"facts": whole}))
    refused = apart._checked(tmp_path, msgspec.msgpack.encode({"facts": None}))
    assert not isinstance(refused, Unavailable)
