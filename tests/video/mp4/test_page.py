"""What the page on footage files tells people to type, typed."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.footage import footage
from tests.video.mp4.coded import HZ, coded

from trackway.model.time import Instant
from trackway.video.mp4 import TrackRun, fragment, init_segment

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "footage-files.md"


def test_a_segment_can_be_played_and_checked_by_hand(tmp_path: Path) -> None:
    missing = [name for name in ("ffmpeg", "ffprobe", "xxd") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"!!! no {missing[0]} on this machine: what the page says of it is NOT TESTED.")
    tracks, units = coded(footage())
    at, previous = Instant(1_795_352_400_123_000), ""
    for number, name in enumerate(("130000.123-4.mp4", "130100.123-4.mp4")):
        body = fragment(number, [TrackRun(tracks[0], number * 2 * HZ, units, 3600)], at.plus(2 * number))
        (tmp_path / name).write_bytes(init_segment(tracks, previous) + body)
        previous = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    digests = [hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(tmp_path.iterdir())]
    said = []
    for command in re.findall(r"^\$ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        done = subprocess.run(  # noqa: S602  the page's own line, as a reader's shell takes it
            command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout + done.stderr)
    what, decoded, each, digest, chained, _, joined = said
    assert "codec_name=h264" in what
    assert "duration=2.000000" in what
    assert decoded == ""
    assert len([line for line in each.splitlines() if not line.startswith("#")]) == 50
    assert digest.split()[0] == digests[0]
    assert chained.strip() == digests[0]
    assert "nb_read_packets=100" in joined
