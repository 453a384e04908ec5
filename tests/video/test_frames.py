import os
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.video.clips import grey_steps, write_clip, write_sound

from trackway.model.errors import NotFound, Unavailable
from trackway.model.reading import Box
from trackway.video import DamagedFootage, Frame, NotFootage, footage_facts, frames, is_footage


def test_every_frame_comes_with_its_time(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "steady.mp4", grey_steps(50))
    seen = list(frames(clip))
    assert [frame.at_s for frame in seen] == pytest.approx([i * 0.04 for i in range(50)], abs=1e-3)
    assert [frame.index for frame in seen] == list(range(50))
    assert seen[0].size == (160, 96)
    assert seen[0].luma.shape == (96, 160)
    brightness = [float(frame.luma.mean()) for frame in seen]
    assert brightness == sorted(brightness)


@pytest.mark.parametrize(("name", "codec"), [("a.mkv", "libx264"), ("b.ts", "libx264"), ("c.mp4", "libx265")])
def test_containers_and_codecs(tmp_path: Path, name: str, codec: str) -> None:
    clip = write_clip(tmp_path / name, grey_steps(20), codec=codec)
    assert len(list(frames(clip))) == 20
    facts = footage_facts(clip)
    assert (facts.width, facts.height) == (160, 96)
    assert facts.codec == {"libx264": "h264", "libx265": "hevc"}[codec]


def test_varying_frame_rate_is_kept(tmp_path: Path) -> None:
    times_ms = [0, 40, 80, 500, 540, 2000, 2010, 2500]
    clip = write_clip(tmp_path / "varying.mp4", grey_steps(8), times_ms=times_ms)
    assert [round(frame.at_s * 1000) for frame in frames(clip)] == times_ms


def test_from_a_moment_on_gives_the_same_frames(tmp_path: Path) -> None:
    """Also where the container's index is used to get there."""
    pictures = [np.full((48, 64, 3), i % 200 + 20, np.uint8) for i in range(300)]
    for name in ("long.mp4", "long.ts"):
        clip = write_clip(tmp_path / name, pictures)
        whole = [(frame.at_s, frame.luma.copy()) for frame in frames(clip)]
        rest = [(frame.at_s, frame.luma.copy()) for frame in frames(clip, from_s=9.0)]
        wanted = [(at_s, luma) for at_s, luma in whole if at_s >= 9.0]
        assert [at_s for at_s, _ in rest] == [at_s for at_s, _ in wanted]
        assert 60 < len(rest) < 90
        assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(rest, wanted, strict=True))


def test_turned_footage_stands_upright(tmp_path: Path) -> None:
    """A phone held upright writes its frames lying and a matrix in the track header."""
    picture = np.full((96, 160, 3), 40, np.uint8)
    picture[:, :80] = 200
    clip = write_clip(tmp_path / "phone.mp4", [picture] * 3)
    content = bytearray(clip.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40
    turn = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)  # a quarter turn clockwise
    content[matrix : matrix + 36] = turn
    clip.write_bytes(bytes(content))
    frame = next(frames(clip))
    assert frame.size == (96, 160)
    assert frame.luma.shape == (160, 96)
    assert frame.luma[:60].mean() > 150  # the left half is on top after a turn to the right
    assert frame.luma[100:].mean() < 90


def test_colour_only_of_what_is_cut_out(tmp_path: Path) -> None:
    picture = np.zeros((96, 160, 3), np.uint8)
    picture[:, 80:] = (20, 30, 220)
    frame = next(frames(write_clip(tmp_path / "red.mp4", [picture] * 2)))
    blue, green, red = frame.colour(Box(100, 10, 150, 80)).reshape(-1, 3).mean(axis=0)
    assert red > 180
    assert max(blue, green) < 70
    assert frame.jpeg().startswith(b"\xff\xd8")


def test_time_stamps_that_jump_back_go_on(tmp_path: Path) -> None:
    first = write_clip(tmp_path / "a.ts", grey_steps(25))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() * 2)
    times: list[float] = []
    with pytest.raises(DamagedFootage, match="joined"):  # the seam itself is reported
        times.extend(frame.at_s for frame in frames(joined))
    assert times == sorted(times)
    assert len(times) == 50
    assert times[-1] == pytest.approx(49 * 0.04, abs=0.1)


def test_a_cut_file_gives_what_is_there_and_says_where(tmp_path: Path) -> None:
    pictures = [np.random.default_rng(i).integers(0, 255, (96, 160, 3), dtype=np.uint8) for i in range(100)]
    clip = write_clip(tmp_path / "cut.mp4", pictures, options={"movflags": "faststart"})
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) // 2])
    seen: list[Frame] = []
    with pytest.raises(DamagedFootage) as caught:
        seen.extend(frames(clip))
    assert 20 < len(seen) < 80
    assert caught.value.at_s == pytest.approx(seen[-1].at_s, abs=0.2)
    assert "cut.mp4" in str(caught.value)
    assert "what was readable" in str(caught.value)


def test_garbage_in_the_middle_is_stepped_over(tmp_path: Path) -> None:
    pictures = [np.random.default_rng(i).integers(0, 255, (96, 160, 3), dtype=np.uint8) for i in range(100)]
    clip = write_clip(tmp_path / "hole.ts", pictures)
    content = bytearray(clip.read_bytes())
    middle = len(content) // 2 // 188 * 188
    content[middle : middle + 188 * 60] = os.urandom(188 * 60)
    clip.write_bytes(bytes(content))
    seen: list[Frame] = []
    with pytest.raises(DamagedFootage) as caught:
        seen.extend(frames(clip))
    assert seen[-1].at_s > 3.5
    assert 1.0 < caught.value.at_s < 3.0
    assert caught.value.byte > 0


def test_what_is_no_footage_is_named(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("this is no recording\n" * 100)
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for path, words in (
        (text, "not a recording"),
        (empty, "empty"),
        (tmp_path, "folder"),
        (write_sound(tmp_path / "sound.mp4"), "only sound"),
    ):
        with pytest.raises(NotFootage, match=words) as caught:
            next(frames(path))
        assert path.name in str(caught.value)
    with pytest.raises(NotFound, match="gone"):
        next(frames(tmp_path / "gone.mp4"))


@pytest.fixture
def nobody() -> Iterator[None]:
    """Without the rights of root, for whom nothing is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_a_file_without_rights(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    clip = write_clip(tmp_path / "closed.mp4", grey_steps(2))
    clip.chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(Unavailable, match="closed"):
        next(frames(clip))


@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nclip.mp4\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile clip.mp4\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    ],
)
def test_playlists_and_scripts_open_nothing(tmp_path: Path, script: str) -> None:
    write_clip(tmp_path / "clip.mp4", grey_steps(5))
    for name in ("list.mp4", "list.m3u8", "list.sdp", "list.ffconcat"):
        path = tmp_path / name
        path.write_text(script)
        with pytest.raises(NotFootage):
            next(frames(path))


def test_names_are_never_addresses(tmp_path: Path) -> None:
    """A file may be named like a protocol; it is still only a file."""
    folder = tmp_path / "concat:"
    folder.mkdir()
    clip = write_clip(tmp_path / "plain.mp4", grey_steps(3)).rename(folder / "tcp:--127.0.0.1%3A1.mp4")
    assert len(list(frames(clip))) == 3


def test_names_that_are_footage() -> None:
    assert is_footage(Path("D01_20261122.MP4"))
    assert is_footage(Path("export.dav"))
    assert not is_footage(Path("notes.txt"))


@pytest.fixture(scope="module")
def sound_clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sound")
    pictures = [np.random.default_rng(i).integers(0, 255, (64, 96, 3), dtype=np.uint8) for i in range(12)]
    return [
        write_clip(folder / name, pictures, codec="mpeg4") for name in ("a.mp4", "a.mkv", "a.avi", "a.ts")
    ]


@given(which=st.integers(0, 3), data=st.data())
@settings(max_examples=25)
def test_whatever_is_broken_ends_in_frames_and_one_sentence(
    sound_clips: list[Path], which: int, data: st.DataObject
) -> None:
    clip = sound_clips[which]
    content = bytearray(clip.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    broken = clip.with_name(f"broken{clip.suffix}")
    broken.write_bytes(content[: data.draw(st.integers(len(content) // 4, len(content)))])
    seen: list[float] = []
    try:
        seen.extend(frame.at_s for frame in frames(broken))
    except (NotFootage, DamagedFootage) as error:
        message = str(error)
    else:
        message = broken.name
    assert broken.name in message
    assert seen == sorted(seen)


def test_tags_that_are_no_text_do_not_hide_the_pictures(sound_clips: list[Path], tmp_path: Path) -> None:
    content = bytearray(sound_clips[1].read_bytes())
    for tag in (b"ENCODER", b"DURATION", b"Lavf"):
        at = content.find(tag)
        while at >= 0:
            content[at] = 0x80
            at = content.find(tag)
    broken = tmp_path / "tags.mkv"
    broken.write_bytes(content)
    assert [frame.index for frame in frames(broken)] == [frame.index for frame in frames(sound_clips[1])]


def test_a_codec_nobody_knows_is_said_so(sound_clips: list[Path], tmp_path: Path) -> None:
    content = sound_clips[1].read_bytes()
    assert b"V_MPEG4/ISO/ASP" in content
    strange = tmp_path / "strange.mkv"
    strange.write_bytes(content.replace(b"V_MPEG4/ISO/ASP", b"V_MPEG4/ISO/QQQ"))
    with pytest.raises(NotFootage, match=r"strange\.mkv"):
        list(frames(strange))
