"""A strip of files: read forwards, passed over where nobody looks, whole across the files' borders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.video.clips import Picture, grey_steps, write_clip

from trackway.model.errors import Invalid
from trackway.model.time import Instant, Span
from trackway.video import DamagedFootage, Frame, NotFootage, OpenFile, Piece, Reel, Strip, open_file

START = Instant(1_790_000_000_000_000)
PER_FILE = 20
FILE_S = PER_FILE / 25
Make = Callable[..., Strip]


@pytest.fixture(scope="module", params=["libx264", "libx265", "mpeg4"])
def pieces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Piece, ...]:
    """Three files, 60 pictures, the i-th 20 + 3 i grey, a keyframe every fifth."""
    folder = tmp_path_factory.mktemp("strip")
    pictures = grey_steps(3 * PER_FILE)
    return tuple(
        Piece(
            _written(folder / f"{n}.mp4", pictures[n * PER_FILE :], request.param),
            START.plus(n * FILE_S),
            FILE_S,
        )
        for n in range(3)
    )


def _written(path: Path, pictures: list[Picture], codec: str) -> Path:
    return write_clip(path, pictures[:PER_FILE], codec=codec, keyframe_every=5, options={})


def strip(pieces: tuple[Piece, ...], opened: list[int] | None = None) -> Strip:
    def take(place: int) -> OpenFile:
        if opened is not None:
            opened.append(place)
        return open_file(pieces[place].path)

    return Strip(pieces, START, take)


def numbers(frames: list[Frame]) -> list[int]:
    """Which pictures these are, by their grey; times must agree."""
    found = [round((float(frame.luma.mean()) * 255 / 219 - 16 * 255 / 219 - 20) / 3) for frame in frames]
    for frame, number in zip(frames, found, strict=True):
        assert abs(frame.at_s * 25 - number) < 2  # MPEG-4 is off by a grey level or two
    return [round(frame.at_s * 25) for frame in frames]


def test_all_of_it_is_every_picture_once(pieces: tuple[Piece, ...]) -> None:
    one = strip(pieces)
    assert numbers(list(one.every())) == list(range(60))
    one.close()
    one.raise_damage()


def test_stretches_are_what_was_asked_for(pieces: tuple[Piece, ...]) -> None:
    one = strip(pieces)
    shown = [*one.between(0.30, 0.50), *one.between(0.50, 0.90), *one.between(1.70, 1.90)]
    one.close()
    assert numbers(shown) == [*range(8, 23), *range(43, 48)]


def test_files_in_which_nothing_is_wanted_are_not_opened(pieces: tuple[Piece, ...]) -> None:
    opened: list[int] = []
    one = strip(pieces, opened)
    assert numbers(list(one.between(1.9, 2.1))) == list(range(48, 53))
    one.close()
    assert opened == [2]


def test_a_file_that_is_gone_leaves_the_others(pieces: tuple[Piece, ...], tmp_path: Path) -> None:
    holed = (pieces[0], Piece(tmp_path / "gone.mp4", pieces[1].start, FILE_S), pieces[2])
    one = strip(holed)
    assert numbers(list(one.every())) == [*range(20), *range(40, 60)]
    with pytest.raises(DamagedFootage, match=r"gone\.mp4"):
        one.raise_damage()
    alone = strip(holed[1:2])
    assert list(alone.every()) == []
    with pytest.raises(NotFootage, match=r"gone\.mp4"):
        alone.raise_damage()


def test_overlapping_files_show_no_picture_twice(pieces: tuple[Piece, ...]) -> None:
    late = (pieces[0], Piece(pieces[1].path, START.plus(FILE_S - 0.04), FILE_S))
    times = [frame.at_s for frame in strip(late).every()]
    assert times == sorted(set(times))
    assert len(times) == 39


def test_a_reel_knows_what_is_wanted_of_it(pieces: tuple[Piece, ...]) -> None:
    assert Reel(pieces).from_s == 0.0
    assert Reel(pieces).to_s == pytest.approx(2.4)
    within = Reel(pieces, within=Span(START.plus(0.5), START.plus(1.5)))
    assert (within.from_s, within.to_s) == (0.5, 1.5)
    with pytest.raises(Invalid, match="order of time"):
        Reel(pieces[::-1])
    with pytest.raises(Invalid, match="at least one"):
        Reel(())
