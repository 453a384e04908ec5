"""Rendered clips: real files that decode, whose truth is what the pictures show."""

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from trackway.model.errors import Unavailable, WrongUse
from trackway.model.plate import parse_plate
from trackway.model.time import TAIPEI, Instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sim.clips import (
    ClipScript,
    ClipTruth,
    Damage,
    Lane,
    Light,
    ScriptedPass,
    TruePass,
    Way,
    damaged,
    one_lane,
    render_clip,
    rendered,
    two_lanes,
)
from trackway.sim.drawing import draw_plate, style_of

ROAD = two_lanes(960, 540)
CAR = ScriptedPass(parse_plate("BKP-2075"), VehicleKind.SEDAN, Colour.SILVER, 1.0, speed_kmh=60)
COMING = ScriptedPass(parse_plate("4071-QR"), VehicleKind.SUV, Colour.RED, 2.5, lane=1, speed_kmh=55)
SCOOTER = ScriptedPass(parse_plate("NXR-5086"), VehicleKind.SCOOTER, Colour.BLUE, 2.8, speed_kmh=40)
SCOOTER_COMING = ScriptedPass(parse_plate("640-KZW"), VehicleKind.SCOOTER, Colour.RED, 3.4, lane=1)
NEVER = ScriptedPass(parse_plate("RFA-1207"), VehicleKind.VAN, Colour.WHITE, 90.0, lane=1)
STARTS = Instant.of(datetime(2026, 11, 2, 7, 59, 58, tzinfo=TAIPEI))
SCRIPT = ClipScript(
    4.0, (CAR, COMING, SCOOTER, SCOOTER_COMING, NEVER), road=ROAD, starts_at=STARTS, heading_deg=20.0, seed=3
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ClipTruth]:
    path = tmp_path_factory.mktemp("clips") / "cam-001.mp4"
    return path, render_clip(SCRIPT, path)


def _decoded(path: Path) -> Iterator[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _of(truth: ClipTruth, scripted: ScriptedPass) -> TruePass:
    (found,) = (one for one in truth.passes if one.scripted is scripted)
    return found


def test_the_file_decodes_to_the_frames_it_promises(clip: tuple[Path, ClipTruth]) -> None:
    path, truth = clip
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "mpeg4"  # never a GPL encoder
        assert stream.average_rate == 15
        times = [frame.time for frame in container.decode(stream)]
    assert len(times) == truth.frames == 60
    assert times == pytest.approx([i / 15 for i in range(60)])
    assert next(_decoded(path)).shape == (truth.height, truth.width, 3) == (540, 960, 3)


def test_every_scripted_vehicle_is_in_the_truth_or_missed(clip: tuple[Path, ClipTruth]) -> None:
    _, truth = clip
    assert [one.scripted for one in truth.passes] == [CAR, COMING, SCOOTER, SCOOTER_COMING]
    assert truth.missed == (NEVER,)
    best = [one.best.at_s for one in truth.passes]
    assert best == sorted(best)


@pytest.mark.parametrize("scripted", [CAR, COMING, SCOOTER])
def test_a_plate_is_best_seen_when_the_script_says(
    clip: tuple[Path, ClipTruth], scripted: ScriptedPass
) -> None:
    found = _of(clip[1], scripted)
    assert found.best.at_s == pytest.approx(scripted.at_s, abs=0.15)
    assert found.enters_s <= found.best.at_s <= found.leaves_s
    widths = [look.plate.width for look in found.looks if look.plate]
    assert found.best.plate is not None
    assert found.best.plate.width == max(widths) >= (26 if scripted is SCOOTER else 38)


def test_headings_follow_lane_and_camera(clip: tuple[Path, ClipTruth]) -> None:
    _, truth = clip
    assert (_of(truth, CAR).way, _of(truth, CAR).heading) == (Way.AWAY, Heading.N)
    assert (_of(truth, COMING).way, _of(truth, COMING).heading) == (Way.TOWARDS, Heading.S)
    unknown = _truth(dataclasses.replace(SCRIPT, heading_deg=None, seconds=1.0))
    assert {one.heading for one in unknown.passes} == {Heading.UNKNOWN}


def _truth(script: ClipScript) -> ClipTruth:
    with TemporaryDirectory() as folder:
        return render_clip(script, Path(folder) / "clip.avi")


def test_scooters_show_their_plate_only_from_behind(clip: tuple[Path, ClipTruth]) -> None:
    _, truth = clip
    assert _of(truth, SCOOTER).shows_plate
    coming = _of(truth, SCOOTER_COMING)
    assert not coming.shows_plate
    assert coming.plate is not None
    assert all(look.plate is None for look in coming.looks)


def test_plate_boxes_hold_the_plates(clip: tuple[Path, ClipTruth]) -> None:
    path, truth = clip
    frames = list(_decoded(path))
    checked = 0
    for one in truth.passes:
        for look in one.looks:
            if look.plate is None or look.plate.width < 30 or look.plate.y1 > 530:
                continue
            box = look.plate
            assert look.vehicle.x0 <= box.x0 < box.x1 <= look.vehicle.x1
            assert look.vehicle.y0 <= box.y0 < box.y1 <= look.vehicle.y1
            assert one.plate is not None
            room = 8
            near = frames[look.frame][box.y0 - room : box.y1 + room, box.x0 - room : box.x1 + room]
            flat = cv2.resize(draw_plate(one.plate, style_of(one.plate), 192), (box.width, box.height))
            found = cv2.minMaxLoc(cv2.matchTemplate(near, flat, cv2.TM_CCOEFF_NORMED))
            assert abs(np.array(found[3]) - room).max() <= 2  # it is nowhere but in its box
            checked += 1
    assert checked > 20


def test_vehicles_grow_as_they_come_and_shrink_as_they_go(clip: tuple[Path, ClipTruth]) -> None:
    _, truth = clip
    coming = [look.plate.width for look in _of(truth, COMING).looks if look.plate]
    going = [look.plate.width for look in _of(truth, CAR).looks if look.plate]
    assert coming[0] < coming[-1] / 2
    assert going[-1] < max(going) / 2


def test_a_plate_behind_a_nearer_vehicle_is_not_claimed() -> None:
    # Both drive away; the lorry, one second behind, hides the car in front of it once it is near.
    lorry = ScriptedPass(parse_plate("KLG-1127"), VehicleKind.TRUCK, Colour.WHITE, 1.6, speed_kmh=60)
    script = ClipScript(3.0, (CAR, lorry), road=ROAD)
    truth = _truth(script)
    hidden = [look for look in _of(truth, CAR).looks if look.plate is None and look.at_s > 2.0]
    assert len(hidden) > 5


def test_the_same_script_makes_the_same_file(clip: tuple[Path, ClipTruth], tmp_path: Path) -> None:
    again = tmp_path / "again.mp4"
    assert render_clip(SCRIPT, again) == clip[1]
    assert again.read_bytes() == clip[0].read_bytes()


def test_time_and_name_are_burnt_in() -> None:
    frames = [picture for picture, _ in rendered(dataclasses.replace(SCRIPT, seconds=2.2, passes=()))]
    other = next(rendered(dataclasses.replace(SCRIPT, seconds=0.1, passes=(), camera_name="X")))[0]
    assert (frames[0][:40] == frames[14][:40]).all()  # one second, one stamp
    assert (frames[14][:40] != frames[15][:40]).any()
    assert (frames[0][-50:, -300:] != other[-50:, -300:]).any()
    white = frames[0].min(axis=2) > 240
    assert white[8:40, 8:280].sum() > 200


@pytest.mark.parametrize("make", [two_lanes, one_lane])
def test_lights_differ_as_they_should(make: object) -> None:
    road = two_lanes(640, 360) if make is two_lanes else one_lane(640, 360)
    script = ClipScript(0.1, (dataclasses.replace(CAR, at_s=0.0),), road=road)
    pictures = {light: next(rendered(dataclasses.replace(script, light=light)))[0] for light in Light}
    means = {light: float(picture.mean()) for light, picture in pictures.items()}
    assert means[Light.DAY] > 1.3 * means[Light.DUSK] > 1.3 * means[Light.NIGHT]
    assert np.ptp(pictures[Light.INFRARED], axis=2).max() <= 2
    assert np.ptp(pictures[Light.DAY], axis=2).max() > 60


def test_noise_is_in_the_file_and_not_in_the_scene(clip: tuple[Path, ClipTruth], tmp_path: Path) -> None:
    still = dataclasses.replace(SCRIPT, seconds=1.0, passes=())
    quiet, noisy = tmp_path / "quiet.mp4", tmp_path / "noisy.mp4"
    render_clip(dataclasses.replace(still, noise=0.0), quiet, bit_rate=30_000_000)
    render_clip(dataclasses.replace(still, noise=6.0), noisy, bit_rate=30_000_000)
    spread = [
        np.std(np.stack(list(_decoded(path)))[5:, 300:340, 300:400].astype(float), axis=0).mean()
        for path in (quiet, noisy)
    ]
    assert spread[0] < 1.0
    assert spread[1] > 3.0


@pytest.mark.parametrize(("codec", "suffix"), [("libx264", "mp4"), ("libx265", "mkv")])
def test_other_encoders_for_measuring(codec: str, suffix: str, tmp_path: Path) -> None:
    if codec not in av.codecs_available:
        pytest.skip(f"the encoder {codec} is not in this FFmpeg")
    path = tmp_path / f"clip.{suffix}"
    truth = render_clip(dataclasses.replace(SCRIPT, seconds=0.6), path, codec)
    assert sum(1 for _ in _decoded(path)) == truth.frames == 9


def test_what_cannot_be_rendered_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="openh265 is not in"):
        render_clip(SCRIPT, tmp_path / "a.mp4", "openh265")
    with pytest.raises(WrongUse, match="both must be even"):
        render_clip(dataclasses.replace(SCRIPT, road=two_lanes(641, 360)), tmp_path / "a.mp4")
    with pytest.raises(WrongUse, match="no lane 2"):
        dataclasses.replace(SCRIPT, passes=(dataclasses.replace(CAR, lane=2),))
    with pytest.raises(WrongUse, match="0 km/h"):
        dataclasses.replace(CAR, speed_kmh=0)
    with pytest.raises(WrongUse, match="more than 0"):
        dataclasses.replace(SCRIPT, seconds=0)
    with pytest.raises(WrongUse, match="frames a second"):
        dataclasses.replace(SCRIPT, fps=0)


def test_a_road_of_ones_own() -> None:
    lanes = (Lane(-2.0, 3.2, Way.AWAY), Lane(-5.2, 3.2, Way.AWAY))
    road = dataclasses.replace(ROAD, lanes=lanes)
    passes = (CAR, dataclasses.replace(COMING, at_s=0.8))
    truth = _truth(ClipScript(1.2, passes, road=road))
    assert {one.way for one in truth.passes} == {Way.AWAY}
    assert all(one.shows_plate for one in truth.passes)


def test_damaged_copies(clip: tuple[Path, ClipTruth], tmp_path: Path) -> None:
    path, truth = clip
    before = path.read_bytes()
    broken = {damage: damaged(path, tmp_path / f"{damage}.mp4", damage) for damage in Damage}
    assert path.read_bytes() == before
    assert broken[Damage.EMPTY].stat().st_size == 0
    assert len(before) * 0.5 < broken[Damage.TRUNCATED].stat().st_size < len(before) * 0.7
    assert broken[Damage.GARBAGE].stat().st_size == len(before)
    for damage in (Damage.EMPTY, Damage.TEXT):
        with pytest.raises(av.error.FFmpegError):
            next(_decoded(broken[damage]))
    whole, cut, holed = (_packets(one) for one in (path, broken[Damage.TRUNCATED], broken[Damage.GARBAGE]))
    assert 0.4 * truth.frames < len(cut) < 0.8 * truth.frames
    assert all((one == other).all() for one, other in zip(whole, cut[:-1], strict=False))
    same = [bool((one == other).all()) for one, other in zip(whole, holed, strict=False)]
    assert all(same[: truth.frames // 3])
    assert not all(same)
    assert (whole[-1] == holed[-1]).mean() > 0.5  # after the hole it can be read again


def _packets(path: Path) -> list[NDArray[np.uint8]]:
    """What can be decoded of a damaged file, packet by packet."""
    found: list[NDArray[np.uint8]] = []
    with av.open(str(path)) as container:
        packets = container.demux(video=0)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.error.FFmpegError):
                return found
            with suppress(av.error.FFmpegError):
                found += [np.asarray(f.to_ndarray(format="bgr24"), np.uint8) for f in packet.decode()]
